"""What is asked for in a chat that belongs to no village yet waits for the village and is not lost."""

from dataclasses import replace

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.web import Application

from actions import poll_reports
from actions.bind_group import bind_to_standing
from actions.context import Context
from actions.inbox_work import forget_old_messages
from domain.groups import ChannelName
from domain.matters import MatterKind
from domain.settings import ChannelSettings
from tests.builders import VILLAGE, SettableClock
from tests.callers import staff_caller
from tests.integration.test_asking_back import DOUBTFUL, read_with
from tests.village_stage import WISH, Stage, add_group, set_stage, with_callbacks
from village_groups.inbox_worker import handle_due_messages, take_up_waiting
from wechat.sandbox.reports import resident_reports
from wechat.sandbox.rooms import deliver, post_message
from wechat.sandbox.state import SandboxPlatform

pytestmark = pytest.mark.gen_test(timeout=60)

STRAY = "stray"


@pytest.fixture
def ctx(ctx: Context) -> Context:
    """With callbacks and resident reports set up."""
    ctx = with_callbacks(ctx)
    return replace(ctx, settings=replace(ctx.settings, channels=ChannelSettings(resident_reports=True)))


@pytest.fixture
async def stage(
    ctx: Context, sandbox: tuple[SandboxPlatform, str], app: Application, http_server: HTTPServer, base_url: str
) -> Stage:
    """The village, and a group of which nobody knows the village."""
    stage = await set_stage(ctx, sandbox[0], app, base_url)
    await add_group(ctx, stage.platform, ChannelName.SIMULATOR, STRAY, village_code=None)
    return stage


async def write(stage: Stage, text: str, sender: str = "王桂兰") -> None:
    message = {"sender": sender, "sender_name": sender, "sender_role": "villager", "text": {"content": text}}
    kept = post_message(stage.platform, STRAY, {"msgtype": "text", **message})
    await deliver(stage.platform, STRAY, kept, 1)
    await stage.app.settings["inbox_waker"].drain()


async def bind(ctx: Context, group_id: str = "simulator:stray") -> None:
    group = await ctx.store.groups.find(group_id)
    assert group is not None
    assert await bind_to_standing(ctx, group, VILLAGE, "wu")


async def work(ctx: Context, clock: SettableClock) -> int:
    """What the jobs do a minute later."""
    clock.move(minutes=1)
    taken_up = await take_up_waiting(ctx)
    await handle_due_messages(ctx)
    return taken_up


async def test_a_wish_waits_for_its_village_and_is_answered_once_it_is_bound(
    stage: Stage, ctx: Context, clock: SettableClock, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await write(stage, WISH)
    await write(stage, "早上好")
    assert await work(ctx, clock) == 0
    assert len(stage.said(STRAY)) == 1, "told once that nothing can be done yet"
    call = await staff_caller(http_client, base_url)
    assert "1件诉求等着受理" in (await call.fetch("GET", "/console/groups")).body.decode()
    await bind(ctx)
    assert await work(ctx, clock) == 1
    assert await work(ctx, clock) == 0
    [matter] = await stage.matters()
    assert (matter.text, matter.village_code, matter.owner_provider_id) == (WISH, VILLAGE, "zhang")
    assert f"编号 {matter.id}" in stage.said(STRAY)[1]["text"]["content"]
    assert len(stage.said(STRAY)) == 3, "the hotline, then the number with its card"


async def test_a_report_of_a_grid_nobody_has_bound_is_taken_in_however_late(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    resident_reports(stage.platform, grid_id="grid-new", grid_name="新网格", user="李四", text="我想请律师")
    assert await poll_reports.poll_resident_reports(ctx) == 1
    await handle_due_messages(ctx)
    await write(stage, WISH)
    clock.move(days=20)
    await bind(ctx, "resident_report:grid-new")
    await bind(ctx)
    assert await work(ctx, clock) == 1
    [matter] = await stage.matters()
    assert (matter.sender_name, matter.village_code) == ("李*", VILLAGE)
    assert matter.deadline_at > ctx.now()
    assert len(stage.said(STRAY)) == 1, "whoever was told to call the hotline is not surprised weeks later"


async def test_a_yes_in_a_group_of_no_village_is_asked_for_again(
    stage: Stage, ctx: Context, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("village_groups.villagers.read_message", read_with(0.5))
    await write(stage, DOUBTFUL)
    await write(stage, "是")
    assert [one["text"]["content"][:6] for one in stage.said(STRAY)] == ["@王桂兰 您", "本群还没有登"]
    await bind(ctx)
    assert await work(ctx, clock) == 1
    assert "请回复" in stage.said(STRAY)[-1]["text"]["content"]
    await write(stage, "是")
    assert len(await stage.matters()) == 1


async def test_an_emergency_becomes_a_matter_when_the_village_is_known(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    await write(stage, "他又打我了，救命")
    await bind(ctx)
    assert await work(ctx, clock) == 1
    assert [one.kind for one in await stage.matters()] == [MatterKind.EMERGENCY]


async def test_what_never_gets_a_village_is_forgotten_like_all_else(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    await write(stage, WISH)
    clock.move(days=31)
    assert await forget_old_messages(ctx) == 1
    assert await ctx.store.database["inbox"].count_documents({}) == 0
