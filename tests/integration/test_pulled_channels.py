"""Channels that are pulled: customer service and resident reports. Nothing is lost, nothing comes twice."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tornado.httpserver import HTTPServer
from tornado.web import Application

from actions import follow_matters, poll_reports, pull_kf
from actions.context import Context
from actions.manual_channel import paste_in
from domain.groups import ChannelName, Group, group_id_of
from domain.matters import MatterKind
from domain.pushes import DeliveryState
from domain.settings import ChannelSettings
from tests.builders import VILLAGE, SettableClock
from tests.village_stage import WISH, Stage, add_group, set_stage, with_callbacks
from village_groups import outbox, replies
from village_groups.inbox_worker import handle_due_messages
from village_groups.intents import IntentKind, Reading
from wechat.sandbox.kf import answer_fails, customer_enters, customer_writes
from wechat.sandbox.pushes import push_wecom_event
from wechat.sandbox.reports import resident_reports
from wechat.sandbox.state import SandboxPlatform

pytestmark = pytest.mark.gen_test(timeout=60)

KFID = "wkAJ2GCAAA"
GRID = "grid-guihuawan"
CHAT = f"{KFID}:wm_wang"


@pytest.fixture
def ctx(ctx: Context) -> Context:
    """With callbacks and resident reports set up."""
    ctx = with_callbacks(ctx)
    return replace(ctx, settings=replace(ctx.settings, channels=ChannelSettings(resident_reports=True)))


@pytest.fixture
async def stage(
    ctx: Context, sandbox: tuple[SandboxPlatform, str], app: Application, http_server: HTTPServer, base_url: str
) -> Stage:
    """The village, its grid bound; nothing is worked on before a test says so."""
    stage = await set_stage(ctx, sandbox[0], app, base_url)
    stage.app.settings["inbox_waker"].wake = lambda: None
    grid = Group(
        group_id_of(ChannelName.RESIDENT_REPORT, GRID), ChannelName.RESIDENT_REPORT, GRID, "桂花湾网格", ctx.now()
    )
    await ctx.store.groups.add_or_find(replace(grid, village_code=VILLAGE))
    return stage


async def wake(stage: Stage, token: str = "") -> None:
    """The callback that says: there is something."""
    if token:
        stage.platform.state["callback_tokens"][token] = stage.platform.seconds()
    assert await push_wecom_event(stage.platform, {"Event": "kf_msg_or_event", "Token": token, "OpenKfId": KFID}) == 200


def answers(stage: Stage) -> list[str]:
    return [one["text"]["content"] for one in stage.platform.state["kf_answers"]]


async def inbox_ids(ctx: Context, channel: str) -> list[str]:
    found = await ctx.store.database["inbox"].find({"channel": channel}).to_list(None)
    return sorted(one["_id"] for one in found)


async def test_a_customer_comes_by_the_villages_code_is_welcomed_and_heard(stage: Stage, ctx: Context) -> None:
    customer_enters(stage.platform, open_kfid=KFID, user="wang", scene_param=VILLAGE)
    await wake(stage, "t1")
    await handle_due_messages(ctx)
    assert answers(stage) == [replies.KF_WELCOME]
    customer_writes(stage.platform, open_kfid=KFID, user="wang", text=f"{WISH}，电话13812345678")
    await wake(stage, "t2")
    await handle_due_messages(ctx)
    [matter] = await stage.matters()
    assert (matter.kind, matter.village_code, matter.owner_provider_id) == (
        MatterKind.SERVICE_REQUEST,
        VILLAGE,
        "zhang",
    )
    assert matter.text == f"{WISH}，电话138****5678"
    assert f"编号 {matter.id}" in answers(stage)[1]
    assert "打开我们的小程序可以直接预约" in answers(stage)[1]
    assert "卡片" not in answers(stage)[1]
    assert "群里" not in answers(stage)[1], "nobody else reads along"
    assert [one.chat_id for one in await ctx.store.groups.list_unbound()] == []
    zhang = await ctx.store.providers.find("zhang")
    assert zhang is not None
    await follow_matters.answer_matter(ctx, provider=zhang, number=matter.id, text="带上征地公告和土地证，周五上午来。")
    await outbox.deliver_due(ctx)
    assert answers(stage)[2] == (
        f"您的诉求 {matter.id} 有了答复：\n带上征地公告和土地证，周五上午来。\n还想问什么，直接在这里说。"
    )


async def test_callbacks_repeated_reordered_or_lost_change_nothing(stage: Stage, ctx: Context) -> None:
    for number in range(3):
        customer_writes(stage.platform, open_kfid=KFID, user=f"u{number}", text=WISH)
    event = {"Event": "kf_msg_or_event", "Token": "", "OpenKfId": KFID}
    for _ in range(3):
        await push_wecom_event(stage.platform, event)
    await asyncio.gather(*(handle_due_messages(ctx) for _ in range(3)))
    customer_writes(stage.platform, open_kfid=KFID, user="u9", text=WISH)
    assert await pull_kf.pull_known_accounts(ctx) == 1, "its callback was lost: the timer comes by"
    await handle_due_messages(ctx)
    assert len(await inbox_ids(ctx, "kf")) == 4
    assert len(answers(stage)) == 4


@pytest.mark.both_stores
@pytest.mark.parametrize("channel", ["kf", "resident_report"])
async def test_a_puller_killed_between_storing_and_moving_on_loses_and_doubles_nothing(
    stage: Stage, ctx: Context, monkeypatch: pytest.MonkeyPatch, channel: str
) -> None:
    async def die(*_: object, **__: object) -> bool:
        raise asyncio.CancelledError  # as when the process is killed

    async def pull() -> int:
        if channel == "kf":
            return await pull_kf.pull_account(ctx, open_kfid=KFID)
        return await poll_reports.poll_resident_reports(ctx)

    def happen(number: int) -> None:
        if channel == "kf":
            customer_writes(stage.platform, open_kfid=KFID, user=f"u{number}", text=WISH)
        else:
            resident_reports(stage.platform, grid_id=GRID, user="王桂兰", text=WISH)

    for number in range(60):
        happen(number)
    cursor = await ctx.store.cursors.find(channel)
    with monkeypatch.context() as patched:
        patched.setattr(ctx.store.cursors, "advance", die)
        with pytest.raises(asyncio.CancelledError):
            await pull()
    assert cursor is None
    stored = len(await inbox_ids(ctx, channel))
    assert stored == (60 if channel == "kf" else 50)
    happen(61)
    assert await pull() == 61 - stored
    assert await pull() == 0
    assert len(await inbox_ids(ctx, channel)) == 61


@pytest.mark.both_stores
async def test_two_pullers_at_once_store_everything_once(stage: Stage, ctx: Context) -> None:
    for number in range(20):
        customer_writes(stage.platform, open_kfid=KFID, user=f"u{number}", text="你好")
    kept = await asyncio.gather(*(pull_kf.pull_account(ctx, open_kfid=KFID) for _ in range(3)))
    assert sum(kept) == 20
    assert len(await inbox_ids(ctx, "kf")) == 20


async def test_answers_keep_to_five_messages_and_forty_eight_hours(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    for number in range(7):
        stage.platform.state["kf_messages"].append(
            {
                **customer_writes(stage.platform, open_kfid=KFID, user="wang", text=f"在吗{number}"),
                "msgid": f"same{number}",
            }
        )
        if number == 0:
            opened = stage.platform.state["kf_windows"][CHAT]
        stage.platform.state["kf_windows"][CHAT] = opened
    del stage.platform.state["kf_messages"][1::2]
    await pull_kf.pull_account(ctx, open_kfid=KFID)
    await handle_due_messages(ctx)
    states = await delivery_states(ctx)
    assert sorted(states.values()) == ["failed"] * 2 + ["sent"] * 5
    assert len(answers(stage)) == 5
    assert not [call for call in stage.platform.records.listed("kf/send_msg") if call["answer"].get("errcode")]
    clock.move(hours=1)
    customer_writes(stage.platform, open_kfid=KFID, user="wang", text="还在吗")
    clock.move(hours=49)
    await pull_kf.pull_account(ctx, open_kfid=KFID)
    await handle_due_messages(ctx)
    assert len(answers(stage)) == 5


async def test_while_a_person_holds_the_conversation_the_bot_keeps_out_and_the_matter_stands(
    stage: Stage, ctx: Context
) -> None:
    await ctx.store.groups.add_or_find(Group(f"kf:{CHAT}", ChannelName.KF, CHAT, "", ctx.now(), village_code=VILLAGE))
    stage.platform.state["kf_servicers"][CHAT] = "liu"
    customer_writes(stage.platform, open_kfid=KFID, user="wang", text=WISH)
    await pull_kf.pull_account(ctx, open_kfid=KFID)
    await handle_due_messages(ctx)
    [matter] = await stage.matters()
    [delivery] = await ctx.store.database["deliveries"].find({"matter_number": matter.id}).to_list(None)
    assert (delivery["state"], delivery["problem"]) == ("failed", "人工客服正在接待这位居民，请由客服人员回复。")


async def test_accepted_is_not_delivered(stage: Stage, ctx: Context) -> None:
    customer_writes(stage.platform, open_kfid=KFID, user="wang", text="在吗")
    await pull_kf.pull_account(ctx, open_kfid=KFID)
    await handle_due_messages(ctx)
    assert list((await delivery_states(ctx)).values()) == ["sent"]
    answer_fails(stage.platform, stage.platform.state["kf_answers"][0]["msgid"])
    await pull_kf.pull_account(ctx, open_kfid=KFID)
    assert list((await delivery_states(ctx)).values()) == ["failed"]
    await outbox.deliver_due(ctx)
    assert len(answers(stage)) == 1


async def test_a_report_to_the_robot_becomes_a_matter_of_the_grids_village(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    resident_reports(stage.platform, grid_id=GRID, user="王桂兰", text="想找律师看看土地补偿", case_name="法律服务")
    resident_reports(stage.platform, grid_id="grid-new", grid_name="新网格", user="李四", text="我想请律师")
    assert await poll_reports.poll_resident_reports(ctx) == 2
    await handle_due_messages(ctx)
    [matter] = await stage.matters()
    assert (matter.village_code, matter.sender_name) == (VILLAGE, "王**")
    assert await ctx.store.database["deliveries"].count_documents({}) == 0, "nothing can be said there"
    assert [one.name for one in await ctx.store.groups.list_unbound()] == ["新网格"]
    clock.move(hours=3)
    assert await poll_reports.poll_resident_reports(ctx) == 0
    resident_reports(stage.platform, grid_id=GRID, user="赵六", text="路灯不亮")
    assert await poll_reports.poll_resident_reports(ctx) == 1
    stored = str(await ctx.store.database["inbox"].find({}).to_list(None))
    assert "13900000000" not in stored


@pytest.mark.parametrize(
    ("confidence", "reported", "by_hand"),
    [(0.5, [MatterKind.EMERGENCY], [MatterKind.EMERGENCY]), (0.2, [], [MatterKind.QUESTION])],
)
async def test_what_leaves_us_unsure_is_taken_in_where_nobody_can_be_asked(
    stage: Stage,
    ctx: Context,
    monkeypatch: pytest.MonkeyPatch,
    confidence: float,
    reported: list[MatterKind],
    by_hand: list[MatterKind],
) -> None:
    reading = Reading(IntentKind.EMERGENCY, None, confidence, is_sure=False, is_called=True)
    monkeypatch.setattr("village_groups.villagers.read_message", lambda *_, **__: reading)
    resident_reports(stage.platform, grid_id=GRID, user="王桂兰", text="隔壁又闹起来了")
    await poll_reports.poll_resident_reports(ctx)
    await handle_due_messages(ctx)
    assert [one.kind for one in await stage.matters()] == reported
    group = await add_group(ctx, stage.platform, ChannelName.MANUAL, "by-hand")
    wu = await ctx.store.staff.find_by_login("wu-login")
    assert wu is not None
    await paste_in(ctx, staff=wu, group_id=group.id, sender_name="刘大妈", text="隔壁又闹起来了")
    await handle_due_messages(ctx)
    assert [one.kind for one in await stage.matters()] == by_hand + reported


async def test_a_corporation_without_the_grant_is_told_so(stage: Stage, ctx: Context) -> None:
    stage.platform.settings = replace(stage.platform.settings, reports_granted=False)
    with pytest.raises(Exception, match="platform_configuration"):
        await poll_reports.poll_resident_reports(ctx)
    health = (await ctx.store.channel_health.list_all())["resident_report"]
    assert health.is_failing
    assert "配置有误" in health.problem
    await pull_kf.pull_account(ctx, open_kfid=KFID)
    assert not (await ctx.store.channel_health.list_all())["kf"].is_failing


async def delivery_states(ctx: Context) -> dict[str, str]:
    """Where every delivery stands."""
    found: list[dict[str, Any]] = await ctx.store.database["deliveries"].find({}).to_list(None)
    assert {one["state"] for one in found} <= set(DeliveryState)
    assert all(one["created_at"] + timedelta(days=3) > ctx.now() for one in found)
    return {one["_id"]: one["state"] for one in found}
