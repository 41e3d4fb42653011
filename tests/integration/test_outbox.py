"""The outbox: one tap for all groups of an owner, nothing lost, nothing twice, no rate ever broken."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tornado.httpserver import HTTPServer
from tornado.web import Application

from actions.context import Context
from actions.deliveries import new_delivery
from domain.groups import ChannelName, Group, group_id_of
from domain.platform_errors import SlowDown
from domain.pushes import Delivery, DeliveryKind, DeliveryState
from domain.rates import CallRate
from store.database import Database
from store.send_rates import SendRates
from tests.builders import VILLAGE, SettableClock
from tests.integration.test_pushes import add_plan, deliveries
from tests.village_stage import OWNER, ROOM, Stage, add_article, set_stage, with_callbacks
from village_groups.pushes import deliver_due, poll_deliveries, run_due_plans
from wechat.sandbox.group_sending import confirm_task
from wechat.sandbox.rooms import create_room
from wechat.sandbox.state import SandboxPlatform

pytestmark = pytest.mark.gen_test(timeout=60)

NEXT_VILLAGE = "420202005002"


@pytest.fixture
def ctx(ctx: Context) -> Context:
    """With callbacks set up."""
    return with_callbacks(ctx)


@pytest.fixture
async def stage(
    ctx: Context, sandbox: tuple[SandboxPlatform, str], app: Application, http_server: HTTPServer, base_url: str
) -> Stage:
    """The village, with five WeCom groups: four of one owner, one of another."""
    stage = await set_stage(ctx, sandbox[0], app, base_url)
    await ctx.store.groups.dismiss(f"simulator:{ROOM}", ctx.now())
    for number in range(5):
        await add_owned_group(stage, number, OWNER if number < 4 else "another-owner")
    await add_article(ctx)
    await add_plan(ctx)
    return stage


async def add_owned_group(stage: Stage, number: int, owner: str) -> None:
    """A WeCom group of this owner; every second one is the next village's."""
    chat_id, channel = f"wr{number}", ChannelName.WECOM_CUSTOMER_GROUP
    create_room(stage.platform, chat_id=chat_id, name=f"群{number}", owner=owner)
    village = VILLAGE if number % 2 else NEXT_VILLAGE
    group = Group(group_id_of(channel, chat_id), channel, chat_id, f"群{number}", stage.ctx.now(), owner, village)
    await stage.ctx.store.groups.add_or_find(group)


def tasks(stage: Stage) -> list[dict[str, Any]]:
    """The tasks the platform knows."""
    return list(stage.platform.state["group_tasks"].values())


async def states(ctx: Context) -> list[DeliveryState]:
    """Where all deliveries stand."""
    return [one.state for one in await deliveries(ctx)]


async def test_an_owner_taps_once_for_all_groups_and_each_has_its_own_outcome(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    assert await run_due_plans(ctx) == 5
    assert await deliver_due(ctx) == 5
    by_owner = {task["sender"]: task for task in tasks(stage)}
    assert {owner: len(task["results"]) for owner, task in by_owner.items()} == {OWNER: 4, "another-owner": 1}
    stage.platform.state["rooms"]["wr2"]["last_group_message_day"] = "2026-11-23"
    confirm_task(stage.platform, by_owner[OWNER]["msgid"])
    clock.move(minutes=6)
    assert await poll_deliveries(ctx) == 4
    told = {one.chat_id: one.state for one in await deliveries(ctx)}
    sent, failed, waiting = DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.AWAITING_CONFIRM
    assert told == {"wr0": sent, "wr1": sent, "wr2": failed, "wr3": sent, "wr4": waiting}


async def test_a_task_is_reminded_of_once_however_many_groups_it_serves(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    await run_due_plans(ctx)
    await deliver_due(ctx)
    clock.move(hours=2, minutes=1)
    await asyncio.gather(poll_deliveries(ctx), poll_deliveries(ctx))
    assert [len(task["reminded_at"]) for task in tasks(stage)] == [1, 1]


async def test_a_task_that_was_made_unheard_is_found_and_followed(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    stage.platform.faults.add({"path": "add_msg_template", "kind": "drop", "times": 2})
    await run_due_plans(ctx)
    assert await deliver_due(ctx) == 0
    assert set(await states(ctx)) == {DeliveryState.UNKNOWN}
    assert await deliver_due(ctx) == 0
    clock.move(minutes=3)
    await poll_deliveries(ctx)
    assert set(await states(ctx)) == {DeliveryState.AWAITING_CONFIRM}
    assert {one.platform_id for one in await deliveries(ctx)} == {task["msgid"] for task in tasks(stage)}
    for task in tasks(stage):
        confirm_task(stage.platform, task["msgid"])
    clock.move(minutes=6)
    await poll_deliveries(ctx)
    assert set(await states(ctx)) == {DeliveryState.SENT}
    assert [len(stage.said(f"wr{number}")) for number in range(5)] == [2] * 5


async def test_a_platform_that_forgets_tokens_twice_running_costs_a_try_and_no_group(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    stage.platform.faults.add({"path": "add_msg_template", "kind": "expire", "times": 4})
    await run_due_plans(ctx)
    assert await deliver_due(ctx) == 0
    assert set(await states(ctx)) == {DeliveryState.DRAFT}
    clock.move(minutes=11)
    assert await deliver_due(ctx) == 5
    assert len(tasks(stage)) == 2


async def test_a_task_that_was_never_made_is_made_after_two_looks(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    await run_due_plans(ctx)
    claimed = await ctx.store.deliveries.claim(await deliveries(ctx), "dead", ctx.now(), ctx.now())
    assert len(claimed) == 5
    clock.move(seconds=1)
    assert await deliver_due(ctx) == 0, "who claimed them died; perhaps the platform has them"
    looked = []
    for _ in range(3):
        clock.move(minutes=11)
        await poll_deliveries(ctx)
        looked.append({one.state for one in await deliveries(ctx)})
    assert looked == [{DeliveryState.UNKNOWN}, {DeliveryState.DRAFT}, {DeliveryState.DRAFT}]
    assert await deliver_due(ctx) == 5
    assert len(tasks(stage)) == 2


async def test_nobody_is_disturbed_at_night(stage: Stage, ctx: Context, clock: SettableClock) -> None:
    clock.move(hours=13)
    await run_due_plans(ctx)
    assert await deliver_due(ctx) == 0
    assert {one.due_at for one in await deliveries(ctx)} == {datetime(2026, 11, 24, 0, tzinfo=UTC)}
    clock.move(hours=11)
    assert await deliver_due(ctx) == 5


async def test_a_group_takes_so_many_a_week(stage: Stage, ctx: Context, clock: SettableClock) -> None:
    twice = replace(ctx, settings=replace(ctx.settings, group_pushes_per_week=2))
    sent = []
    for _ in range(4):
        await run_due_plans(twice)
        sent.append(await deliver_due(twice))
        clock.move(days=1)
    assert sent == [5, 5, 0, 0]
    waiting = [one for one in await deliveries(ctx) if one.state is DeliveryState.DRAFT]
    assert {one.due_at for one in waiting} == {datetime(2026, 11, 30, 1, tzinfo=UTC)}


async def test_two_pushes_for_a_group_of_one_portion_share_its_places(stage: Stage, ctx: Context) -> None:
    await add_plan(ctx, "second")
    await run_due_plans(ctx)
    assert await deliver_due(ctx) == 5
    assert len([one for one in await deliveries(ctx) if one.state is DeliveryState.DRAFT]) == 5


@pytest.mark.parametrize("processes", [1, 3])
async def test_racing_processes_share_the_permits_of_every_window(
    database: Database, clock: SettableClock, processes: int
) -> None:
    shelves, rate, taken = [SendRates(database) for _ in range(processes)], CallRate("room", 20), list[datetime]()
    for _ in range(16):
        asked = await asyncio.gather(*(shelf.take(rate, clock(), 5) for shelf in shelves for _ in range(3)))
        taken += [clock() for free_at in asked if free_at is None]
        clock.move(seconds=7)
    assert len(taken) >= 20
    for first, too_many in zip(taken, taken[20:], strict=False):
        assert too_many - first >= timedelta(seconds=65)


async def test_many_rooms_at_once_share_a_credential(database: Database, clock: SettableClock) -> None:
    shelf, credential = SendRates(database), CallRate("credential", 100)

    async def send(number: int) -> bool:
        refused = await shelf.take(credential, clock(), 5)
        return refused is None and await shelf.take(CallRate(f"room {number}", 1), clock(), 5) is None

    assert sum(await asyncio.gather(*(send(number) for number in range(150)))) == 100


async def test_a_room_hears_no_more_than_its_rate_and_loses_nothing(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    await ctx.store.groups.bind(await group(ctx), VILLAGE, "wu", ctx.now())
    orders = [await reply(ctx, number) for number in range(45)]
    assert await ctx.store.deliveries.add_many_once(orders) == 45
    assert await ctx.store.deliveries.add_many_once(orders) == 0
    said = []
    for _ in range(4):
        await deliver_due(ctx)
        said.append(len(stage.said(ROOM)))
        clock.move(seconds=80)
    assert said == [20, 40, 45, 45]
    with pytest.raises(SlowDown):
        for _ in range(21):
            await ctx.wechat.simulator.send(ROOM, {"msgtype": "text", "text": {"content": "好"}}, [CallRate("r", 20)])


async def group(ctx: Context) -> Group:
    """The simulated group, standing again."""
    channel = ChannelName.SIMULATOR
    await ctx.store.database["groups"].update_one({"_id": f"simulator:{ROOM}"}, {"$set": {"dismissed_at": None}})
    found = await ctx.store.groups.find(group_id_of(channel, ROOM))
    assert found
    return found


async def reply(ctx: Context, number: int) -> Delivery:
    """One of many replies."""

    return new_delivery(ctx, await group(ctx), f"reply:{number}", DeliveryKind.REPLY, text=f"第{number}条")
