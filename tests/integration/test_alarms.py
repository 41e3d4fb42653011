"""Staff hear of emergencies at once and of late matters step by step; each once, and never a word of the case."""

import asyncio
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.web import Application

from actions.answer_question import forget_old_words
from actions.context import Context
from actions.inbox_work import forget_old_messages
from actions.raise_alarm import list_open_alarms, take_note_of_alarm
from domain.alarms import AlarmKind, AlarmLevel, AlarmSeen
from domain.answers import AnswerRecord
from domain.errors import NotFound
from domain.groups import ChannelName, Group, group_id_of
from domain.inbox import InboundMessage
from domain.matters import MatterState
from domain.people import Resident, Role, Staff
from tests.builders import COUNTY, TOWNSHIP, SettableClock, add_resident, add_staff
from tests.callers import resident_caller, staff_caller
from tests.village_stage import ROOM, WISH, Stage, add_group, set_stage, with_callbacks
from village_groups.alarming import escalate_late_matters
from village_groups.inbox_worker import handle_due_messages
from village_groups.outbox import deliver_due
from wechat.sandbox.rooms import create_room
from wechat.sandbox.state import SandboxPlatform

pytestmark = pytest.mark.gen_test(timeout=60)

DANGER = "他又打我了，救命"
KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa1aaa"


@pytest.fixture
def ctx(ctx: Context) -> Context:
    """With callbacks set up."""
    return with_callbacks(ctx)


@pytest.fixture
async def stage(
    ctx: Context, sandbox: tuple[SandboxPlatform, str], app: Application, http_server: HTTPServer, base_url: str
) -> Stage:
    """The village, and internal groups of its township and county."""
    stage = await set_stage(ctx, sandbox[0], app, base_url)
    for code, chat_id in ((TOWNSHIP, "office"), (COUNTY, "bureau")):
        create_room(stage.platform, chat_id=chat_id, name=chat_id, owner="liu")
        stage.platform.state["webhooks"][f"{KEY}-{chat_id}"] = {"chat_id": chat_id, "sent_at": []}
        group_id = group_id_of(ChannelName.WEBHOOK, chat_id)
        await ctx.store.groups.add_or_find(
            Group(group_id, ChannelName.WEBHOOK, chat_id, chat_id, ctx.now(), village_code=code)
        )
        await ctx.store.channel_secrets.put(group_id, f"{KEY}-{chat_id}")
    return stage


async def alarms_of(ctx: Context, staff: Staff | None) -> list[tuple[AlarmKind, AlarmLevel]]:
    assert staff is not None
    return [(one.kind, one.level) for one in await list_open_alarms(ctx, staff=staff)]


async def test_an_emergency_reaches_both_offices_at_once_and_once(stage: Stage, ctx: Context) -> None:
    stage.app.settings["inbox_waker"].wake = lambda: None
    msgid = await stage.write(DANGER, times=3)
    await asyncio.gather(*(handle_due_messages(ctx) for _ in range(4)))
    await stage.write(DANGER, msgid=msgid)
    await handle_due_messages(ctx)
    [matter] = await stage.matters()
    for room in ("office", "bureau"):
        [said] = stage.said(room)
        assert said["text"]["content"] == (
            f"【紧急求助】黄石市黄石港区沈家营街道桂花湾社区有人求助，编号 {matter.id}，请在今天08:30前联系。"
            "请马上打开管理后台“诉求台账”查看；有危险先协助拨打110、120。"
        )
    assert stage.said()[0]["text"]["content"].startswith("@王桂兰 如果有人正处在危险中，请马上拨打110报警")
    for login, level in (("wu-login", AlarmLevel.TOWNSHIP), ("county-login", AlarmLevel.COUNTY)):
        staff = await ctx.store.staff.find_by_login(login)
        assert await alarms_of(ctx, staff) == [(AlarmKind.EMERGENCY, level)]


async def test_an_emergency_in_a_group_of_no_village_reaches_every_county_and_the_city(
    stage: Stage, ctx: Context
) -> None:
    await add_group(ctx, stage.platform, ChannelName.SIMULATOR, "stray", village_code=None)
    await add_staff(ctx, "city", division_code="420200000000", role=Role.CITY, name="唐静")
    await add_staff(ctx, "next-county", division_code="420203000000", role=Role.COUNTY, name="李红")
    for number, text in enumerate(("他又打我了，救命", "救命啊，他又打我了", "我不想活了")):
        sender = "赵小妹" if number == 2 else "王桂兰"
        await ctx.store.inbox.add_once(message_in(ctx, "stray", f"m{number}", sender, text))
    await asyncio.gather(*(handle_due_messages(ctx) for _ in range(3)))
    assert await stage.matters() == [], "there is no village to give it to"
    said = [one["text"]["content"] for one in stage.said("stray")]
    assert all("110" in one and "已提醒司法局的工作人员" in one for one in said)
    assert sum("12356" in one for one in said) == 1
    assert stage.said("office") == [], "no township can be meant"
    told = [one["text"]["content"] for one in stage.said("bureau")]
    assert len(told) == 2, "one for each who cried, however often"
    assert told[0].startswith(
        "【紧急求助】“桂花湾社区群”（演示群，群主账号 guihuawan-owner）里有人求助，还没有绑定到村"
    )
    for login in ("county-login", "next-county-login", "city-login"):
        assert (
            await alarms_of(ctx, await ctx.store.staff.find_by_login(login))
            == [(AlarmKind.EMERGENCY, AlarmLevel.COUNTY)] * 2
        )
    wu, tang = [await ctx.store.staff.find_by_login(login) for login in ("wu-login", "city-login")]
    assert wu is not None
    assert tang is not None
    first = (await list_open_alarms(ctx, staff=tang))[0]
    assert await list_open_alarms(ctx, staff=wu) == []
    with pytest.raises(NotFound):
        await take_note_of_alarm(ctx, staff=wu, alarm_id=first.id)
    await take_note_of_alarm(ctx, staff=tang, alarm_id=first.id)
    assert len(await alarms_of(ctx, await ctx.store.staff.find_by_login("county-login"))) == 1


async def test_danger_written_in_the_mini_program_alarms_the_same(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await add_resident(ctx)
    li = await resident_caller(ctx, http_client, base_url)
    status, made = await li("POST", "/api/v1/matters", {"text": DANGER})
    assert (status, made["kind"], made["urgent"]) == (201, "emergency", True)
    assert all(number in made["urgent_words"] for number in ("110", "120", "12356"))
    assert stage.said("office") == [], "whoever is in danger does not wait for our platform's answer"
    await deliver_due(ctx)
    assert made["number"] in stage.said("office")[0]["text"]["content"]
    assert made["number"] in stage.said("bureau")[0]["text"]["content"]
    assert await alarms_of(ctx, await wu_of(ctx)) == [(AlarmKind.EMERGENCY, AlarmLevel.TOWNSHIP)]
    _, plain = await li("POST", "/api/v1/matters", {"text": "想请律师看看土地合同"})
    assert (plain["urgent"], plain["urgent_words"]) == (False, "")
    _, complaint = await li("POST", "/api/v1/matters", {"text": "律师打我", "complaint": True})
    assert complaint["kind"] == "complaint", "said against somebody: the office alone reads it"


async def test_help_is_named_before_staff_are_told(stage: Stage) -> None:
    await stage.write(DANGER)
    assert stage.said()[0]["seq"] < min(stage.said(room)[0]["seq"] for room in ("office", "bureau"))


def message_in(ctx: Context, chat_id: str, msgid: str, sender: str, text: str) -> InboundMessage:
    now = ctx.now()
    return InboundMessage(
        id=f"simulator:{msgid}",
        channel="simulator",
        event="message",
        chat_id=chat_id,
        received_at=now,
        due_at=now,
        expires_at=now + timedelta(days=30),
        sender_id=sender,
        sender_name=sender,
        text=text,
    )


async def test_an_alarm_that_was_lost_on_the_way_is_not_sent_twice(stage: Stage, ctx: Context) -> None:
    stage.platform.faults.add({"path": "webhook/send", "kind": "drop", "times": 2})
    await stage.write(DANGER)
    assert len(stage.said("office")) == 1
    found = await ctx.store.database["deliveries"].find({"kind": "notice"}).to_list(None)
    assert {one["state"] for one in found} == {"unknown"}, "it may have arrived: nobody sends it again"


async def test_an_open_page_hears_of_an_emergency_and_of_it_first(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str, clock: SettableClock
) -> None:
    await stage.write(DANGER)
    await stage.write(WISH, sender="李建国")
    clock.move(hours=7)
    while await escalate_late_matters(ctx):
        pass
    call = await staff_caller(http_client, base_url)
    bar = (await call.fetch("GET", "/console/alarms/bar")).body.decode()
    assert f"{len(await list_open_alarms(ctx, staff=await wu_of(ctx)))}条提醒" in bar
    assert "late:township:HS20261123-0002" in bar
    assert bar.index("【紧急求助】") > 0
    assert "超期" not in bar
    assert 'data-ids="emergency:township:HS' in bar
    whole = (await call.fetch("GET", "/console/matters")).body.decode()
    assert bar.strip() in whole
    assert "<h1>" not in bar
    for alarm in await list_open_alarms(ctx, staff=await wu_of(ctx)):
        await call("POST", f"/api/v1/staff/alarms/{quote(alarm.id, safe='')}/note")
    assert (await call.fetch("GET", "/console/alarms/bar")).body.strip() == b""
    call.headers = {}
    assert (await call.fetch("GET", "/console/alarms/bar")).code == 302, "who is signed out is told so"


async def wu_of(ctx: Context) -> Staff:
    wu = await ctx.store.staff.find_by_login("wu-login")
    assert wu is not None
    return wu


async def test_one_of_the_staff_takes_note(stage: Stage, ctx: Context) -> None:
    await stage.write(DANGER)
    wu, other = await ctx.store.staff.find_by_login("wu-login"), await add_staff(ctx, "another")
    assert wu is not None
    alarm = (await list_open_alarms(ctx, staff=wu))[0]
    outcomes = await asyncio.gather(
        take_note_of_alarm(ctx, staff=wu, alarm_id=alarm.id),
        take_note_of_alarm(ctx, staff=other, alarm_id=alarm.id),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["Alarm", "AlarmSeen"]
    assert AlarmSeen.code == "alarm_already_seen"
    assert await list_open_alarms(ctx, staff=wu) == []


async def test_a_late_matter_goes_up_step_by_step(stage: Stage, ctx: Context, clock: SettableClock) -> None:
    advisor = await ctx.store.residents.add_or_find(Resident("phone-of-zhang", "o-zhang", ctx.now()))
    await ctx.store.residents.set_phone(advisor, "13800000001")
    await stage.write(WISH)
    told: list[Any] = []
    wu, chen = [await ctx.store.staff.find_by_login(login) for login in ("wu-login", "county-login")]
    for _ in range(40):
        await asyncio.gather(*(escalate_late_matters(ctx) for _ in range(2)))
        notices = await ctx.store.notices.list_of_resident("phone-of-zhang", ctx.now() - timedelta(days=9))
        now = (len(notices), len(await alarms_of(ctx, wu)), len(await alarms_of(ctx, chen)))
        if not told or told[-1][1:] != now:
            told.append(((clock() - (await stage.matters())[0].created_at).total_seconds() / 3600, *now))
        clock.move(hours=1)
    assert told == [(0, 0, 0, 0), (4, 1, 0, 0), (6, 1, 1, 0), (30, 1, 2, 1)]
    assert len(stage.said("office")) == len(stage.said("bureau")) == 1
    assert WISH not in stage.said("office")[0]["text"]["content"]
    [matter] = await stage.matters()
    assert [one.text for one in matter.history[1:]] == ["已超过答复期限，司法所正在督办。", "已报县司法局督办。"]
    assert matter.escalate_at is None


async def test_an_answered_matter_is_left_alone(stage: Stage, ctx: Context, clock: SettableClock) -> None:
    await stage.write(WISH)
    [matter] = await stage.matters()
    await ctx.store.matters.advance(
        matter.id, (MatterState.OPEN,), {"state": MatterState.ANSWERED.value}, matter.history[0]
    )
    clock.move(days=3)
    assert await escalate_late_matters(ctx) == 1
    assert await escalate_late_matters(ctx) == 0
    assert stage.said("office") == []


async def test_raw_messages_are_forgotten_after_their_days_and_matters_stay(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    await stage.write(WISH)
    await stage.write("早上好")
    clock.move(days=29)
    assert await forget_old_messages(ctx) == 0
    stage.app.settings["inbox_waker"].wake = lambda: None
    await stage.write("还没处理的")
    clock.move(days=2)
    assert await forget_old_messages(ctx) == 2
    assert await ctx.store.database["inbox"].count_documents({}) == 1
    assert [one.text for one in await stage.matters()] == [WISH]
    kept = await ctx.store.database["inbox"].find_one({})
    assert kept["expires_at"] - kept["received_at"] == timedelta(days=30)


async def test_the_words_of_a_question_are_forgotten_when_they_are_no_longer_shown(
    ctx: Context, clock: SettableClock
) -> None:
    await ctx.store.answers.add_once(
        AnswerRecord("m1", "彩礼要退吗", "420202005001", ctx.now(), "民法典第一千零四十二条", 0.9, answered=True)
    )
    clock.move(days=89)
    assert await forget_old_words(ctx) == 0
    clock.move(days=2)
    assert await forget_old_words(ctx) == 1
    assert await forget_old_words(ctx) == 0
    kept = await ctx.store.answers.find("m1")
    assert kept is not None
    assert (kept.asked, kept.citation) == ("", "民法典第一千零四十二条")


async def test_personal_numbers_are_hinted_at_in_private_where_the_sender_is_known(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    await stage.write("@小助手 我想找律师，电话１３８ １２３４ ５６７８")
    assert "电话、证件号码不用写在群里" in stage.said()[0]["text"]["content"]
    [matter] = await stage.matters()
    assert matter.text == "@小助手 我想找律师，电话138****5678"
    resident = await ctx.store.residents.add_or_find(Resident("wang", "o-wang", ctx.now()))
    await ctx.store.matters.claim(matter.id, resident.id, matter.history[0])
    said = len(stage.said())
    clock.move(hours=1)
    await stage.write("我号码幺三八幺二三四五六七八，哪个借下三轮车")
    assert len(stage.said()) == said, "not called, nothing of ours: silence in the group"
    [notice] = await ctx.store.notices.list_of_resident("wang", ctx.now() - timedelta(days=1))
    assert (notice.title, notice.state.value) == ("请保护好您的个人信息", "inbox_only")
    assert ROOM not in notice.text
