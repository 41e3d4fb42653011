"""Advisors order in their chat: who they are is proved by a code, who takes a matter the store decides."""

import asyncio
from typing import Any

import pytest
from tornado.httpserver import HTTPServer
from tornado.web import Application

from actions import bind_by_code
from actions.bind_group import list_groups
from actions.context import Context
from domain.bindings import ChatPerson, person_id_of
from domain.inbox import InboundMessage, SenderRole
from domain.matters import MatterState
from tests.builders import VILLAGE, SettableClock, add_appointment, add_provider
from tests.village_stage import ROOM, WISH, Stage, set_stage, with_callbacks
from village_groups.commands.reading import CommandKind, read_command
from village_groups.inbox_worker import handle_due_messages
from village_groups.outbox import deliver_due
from village_groups.outbox_waiting import poll_deliveries
from wechat.sandbox.base import Refused
from wechat.sandbox.bot import refresh_stream, say_to_bot
from wechat.sandbox.state import SandboxPlatform

pytestmark = pytest.mark.gen_test(timeout=60)

INTERNAL = "wrInternal"


@pytest.fixture
def ctx(ctx: Context) -> Context:
    """With callbacks set up."""
    return with_callbacks(ctx)


@pytest.fixture
async def stage(
    ctx: Context, sandbox: tuple[SandboxPlatform, str], app: Application, http_server: HTTPServer, base_url: str
) -> Stage:
    """The village with two advisors whom the bot knows."""
    stage = await set_stage(ctx, sandbox[0], app, base_url)
    await add_provider(ctx, "li", name="李敏", phone="13800000009")
    await add_appointment(ctx, provider_id="li")
    for channel in ("simulator", "smart_bot"):
        for sender in ("zhang", "li"):
            person = ChatPerson(person_id_of(channel, sender), sender, ctx.now(), "test")
            await ctx.store.chat_people.put(person)
    return stage


async def ask_bot(stage: Stage, text: str, *, user: str = "zhang", msgid: str = "") -> str:
    """Say something to the bot in the internal group; its finished answer."""
    answer = await say_to_bot(stage.platform, userid=user, text=text, chatid=INTERNAL, msgid=msgid)
    await stage.app.settings["inbox_waker"].drain()
    await handle_due_messages(stage.ctx)
    stream = answer["reply"]["stream"]
    if not stream["finish"]:
        stream = (await refresh_stream(stage.platform, stream["id"]))["reply"]["stream"]
    assert stream["finish"]
    return str(stream["content"])


async def test_an_advisor_sees_takes_and_hands_over_matters_by_short_numbers(stage: Stage, ctx: Context) -> None:
    await stage.write(WISH)
    await stage.write("老板拖欠工资不给怎么办", sender="李建国")
    assert await ask_bot(stage, "待办") == (
        "待办2件：\n"
        "1号 桂花湾社区 申请服务 待受理，11月23日（周一）下午2:00前答复（HS20261123-0001）\n"
        "2号 桂花湾社区 法律咨询 待受理，11月23日（周一）下午2:00前答复（HS20261123-0002）"
    )
    assert await ask_bot(stage, "接单 1") == (
        "已由您受理：桂花湾社区 HS20261123-0001。请在11月23日（周一）下午2:00前联系对方，办完在小程序里写答复。"
    )
    assert (await matter_of(ctx, 1)).state is MatterState.ACCEPTED
    assert await ask_bot(stage, "转 1 给司法所") == "已把HS20261123-0001转给司法所，司法所会接着办。"
    handed = await matter_of(ctx, 1)
    assert (handed.state, handed.owner_provider_id) == (MatterState.OPEN, None)
    assert handed.history[-1].text == "张明律师转司法所办理。"
    assert [one["kind"] for one in await ctx.store.database["alarms"].find({}).to_list(None)] == ["handed_over"]
    assert await ask_bot(stage, "转 9 给司法所") == "没有找到9号诉求。发“待办”可以看到编号。"
    assert "只能转给司法所" in await ask_bot(stage, "转 2 给王律师")
    assert await ask_bot(stage, "2号怎么样了") == "HS20261123-0002：待受理。"


async def matter_of(ctx: Context, number: int) -> Any:
    return await ctx.store.matters.find(f"HS20261123-{number:04d}")


@pytest.mark.both_stores
async def test_of_two_who_take_the_same_matter_one_gets_it(stage: Stage, ctx: Context) -> None:
    for number in range(6):
        await stage.write(WISH, sender=f"村民{number}")
    stage.app.settings["inbox_waker"].wake = lambda: None
    for number in range(1, 7):
        for user in ("zhang", "li"):
            order = {"text": f"接单 {number}", "msgid": f"{user}{number}"}
            await say_to_bot(stage.platform, userid=user, chatid=INTERNAL, **order)
        await asyncio.gather(*(handle_due_messages(ctx) for _ in range(2)))
        said = []
        for user in ("zhang", "li"):
            answer = await refresh_stream(stage.platform, f"smart_bot:{user}{number}")
            said.append(answer["reply"]["stream"]["content"])
        assert sorted("已由您受理" in one for one in said) == [False, True]
        assert sorted("已由其他法律服务人员受理" in one for one in said) == [False, True]
    assert {one.state for one in await stage.matters()} == {MatterState.ACCEPTED}


async def test_short_numbers_mean_todays_matters_first_and_ask_when_in_doubt(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    await stage.write(WISH)
    clock.move(days=1)
    await stage.write(WISH)
    assert "HS20261124-0001" in await ask_bot(stage, "接单 1")
    clock.move(days=1)
    answer = await ask_bot(stage, "接单 1")
    assert answer.startswith("有几件都是1号，请写全编号")
    assert "HS20261123-0001" in answer
    assert "HS20261123-0001" in await ask_bot(stage, "接单 HS20261123-0001")


async def test_hours_and_progress_are_told_in_the_internal_group(stage: Stage, ctx: Context) -> None:
    shown = await ask_bot(stage, "昨天下午2点到4点在桂花湾社区调解宅基地纠纷，3人")
    assert shown.startswith("请核对：")
    assert "已提交" in await ask_bot(stage, "确认")
    assert await ask_bot(stage, "进度") == "桂花湾社区：已审核0分钟，全年100小时，还差100小时"
    assert await ask_bot(stage, "今天预约") == "您今天没有预约。"
    assert "我能做这些" in await ask_bot(stage, "吃了没")
    wu = await ctx.store.staff.find_by_login("wu-login")
    assert wu is not None
    found = await list_groups(ctx, staff=wu)
    assert [one.group.chat_id for one in found] == [ROOM], "nobody need bind an internal group to a village"


async def test_among_villagers_the_bot_tells_advisors_no_names_and_answers_no_chat(stage: Stage, ctx: Context) -> None:
    await stage.write(WISH)
    before = len(stage.said())
    await stage.write("接单 1", sender="zhang", sender_role="advisor")
    assert stage.said()[before]["text"]["content"].startswith("已由您受理")
    await stage.write("大家早", sender="zhang", sender_role="advisor")
    await stage.write("进度", sender="zhang", sender_role="advisor")
    await stage.write("接单 1", sender="王桂兰")
    words = [one["text"]["content"] for one in stage.said()[before + 1 :]]
    assert words == ["本年工时请到小程序“进度”查看。"]


async def test_who_is_not_bound_is_told_how_and_a_code_binds_once(stage: Stage, ctx: Context) -> None:
    assert "绑定码" in await ask_bot(stage, "待办", user="stranger")
    provider = await ctx.store.providers.find("li")
    assert provider is not None
    code = await bind_by_code.make_provider_code(ctx, provider=provider)
    assert (
        await ask_bot(stage, f"绑定 {code.id.lower()}", user="stranger") == "李敏律师，绑定好了。发“帮助”看我能做什么。"
    )
    assert await ask_bot(stage, "待办", user="stranger") == "没有待办的诉求。"
    assert "不对或已过期" in await ask_bot(stage, f"绑定 {code.id}", user="another")
    assert "绑定码" in await ask_bot(stage, "待办", user="another")


async def test_a_code_said_in_a_group_binds_it_to_its_village(stage: Stage, ctx: Context, clock: SettableClock) -> None:
    wu = await ctx.store.staff.find_by_login("wu-login")
    assert wu is not None
    await ctx.store.inbox.add_once(message_in(ctx, "stray", "早上好", "m0"))
    code = await bind_by_code.make_village_code(ctx, staff=wu, village_code=VILLAGE)
    old = await bind_by_code.make_village_code(ctx, staff=wu, village_code=VILLAGE)
    await ctx.store.inbox.add_once(message_in(ctx, "stray", f"绑定{code.id}", "m1"))
    await handle_due_messages(ctx)
    group = await ctx.store.groups.find("simulator:stray")
    assert group is not None
    assert (group.village_code, group.bound_by) == (VILLAGE, "code")
    clock.move(minutes=31)
    await ctx.store.inbox.add_once(message_in(ctx, "late", f"绑定 {old.id}", "m2"))
    await handle_due_messages(ctx)
    late = await ctx.store.groups.find("simulator:late")
    assert late is not None
    assert late.village_code is None


async def test_the_bot_answers_by_stream_and_a_repeated_message_is_one(stage: Stage, ctx: Context) -> None:
    stage.app.settings["inbox_waker"].wake = lambda: None
    first = await say_to_bot(stage.platform, userid="zhang", text="帮助", chatid=INTERNAL, msgid="b1")
    again = await say_to_bot(stage.platform, userid="zhang", text="帮助", chatid=INTERNAL, msgid="b1")
    assert first["reply"] == again["reply"]
    assert (first["reply"]["stream"]["finish"], first["reply"]["stream"]["content"]) == (False, "正在处理，请稍等……")
    stream_id = first["reply"]["stream"]["id"]
    assert not (await refresh_stream(stage.platform, stream_id))["reply"]["stream"]["finish"]
    assert await handle_due_messages(ctx) == 1
    [delivery] = await ctx.store.database["deliveries"].find({}).to_list(None)
    assert delivery["state"] == "awaiting_confirm", "laid ready is not yet sent"
    done = (await refresh_stream(stage.platform, stream_id))["reply"]["stream"]
    assert done["finish"]
    assert "接单 12" in done["content"]
    await due_now(ctx)
    await poll_deliveries(ctx)
    [delivery] = await ctx.store.database["deliveries"].find({}).to_list(None)
    assert delivery["state"] == "sent"


async def test_an_answer_nobody_fetched_goes_once_to_the_one_time_address(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    stage.app.settings["inbox_waker"].wake = lambda: None
    await say_to_bot(stage.platform, userid="zhang", text="帮助", chatid=INTERNAL)
    clock.move(minutes=7)
    await handle_due_messages(ctx)
    for _ in range(3):
        clock.move(minutes=6)
        await asyncio.gather(poll_deliveries(ctx), poll_deliveries(ctx))
        await deliver_due(ctx)
    [late] = stage.platform.state["bot_late_answers"]
    assert "接单 12" in late["content"]


async def test_a_fourth_answer_at_once_is_refused_by_platform_and_by_us(stage: Stage, ctx: Context) -> None:
    stage.app.settings["inbox_waker"].wake = lambda: None
    for number in range(3):
        await say_to_bot(stage.platform, userid="zhang", text="帮助", msgid=f"b{number}")
    with pytest.raises(Refused, match="45033"):
        await say_to_bot(stage.platform, userid="zhang", text="帮助", msgid="b3")
    stage.platform.state["bot_streams"].clear()
    refused = await say_to_bot(stage.platform, userid="zhang", text="帮助", msgid="b4")
    assert refused["reply"]["stream"]["finish"]
    assert "还在处理" in refused["reply"]["stream"]["content"]
    assert await ctx.store.database["inbox"].count_documents({}) == 3


async def due_now(ctx: Context) -> None:
    await ctx.store.database["deliveries"].update_many({}, {"$set": {"due_at": ctx.now()}})


def message_in(ctx: Context, chat_id: str, text: str, msgid: str) -> InboundMessage:
    """A line in some chat."""
    now = ctx.now()
    return InboundMessage(
        id=f"simulator:{msgid}",
        channel="simulator",
        event="message",
        chat_id=chat_id,
        received_at=now,
        due_at=now,
        expires_at=now,
        sender_id="王",
        sender_role=SenderRole.VILLAGER,
        text=text,
    )


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("接单 12", CommandKind.ACCEPT, "12"),
        ("@小助手 接12号", CommandKind.ACCEPT, "12"),
        ("接单hs20261123-0012", CommandKind.ACCEPT, "HS20261123-0012"),
        ("转 12 给司法所", CommandKind.HAND_OVER, "12"),
        ("把12号转给司法所", CommandKind.HAND_OVER, "12"),
        ("转12给王律师", CommandKind.HAND_ELSEWHERE, "12"),
        ("今天的预约", CommandKind.BOOKINGS, ""),
        ("待办", CommandKind.MATTERS, ""),
        ("我的进度", CommandKind.PROGRESS, ""),
        ("进度 12", CommandKind.SHOW, "12"),
        ("帮助", CommandKind.HELP, ""),
    ],
)
def test_commands_are_read(text: str, kind: CommandKind, number: str) -> None:
    command = read_command(text)
    assert command is not None
    assert (command.kind, command.number) == (kind, number)


@pytest.mark.parametrize("text", ["接孩子放学", "今天预约打疫苗的快来", "转发给大家", "我接了12个电话", "进度太慢了"])
def test_ordinary_talk_is_no_command(text: str) -> None:
    assert read_command(text) is None
