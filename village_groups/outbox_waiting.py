"""Deliveries that wait for a group owner: polled, reminded of, taken back when it is too late."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from actions import deliveries
from actions.context import Context
from domain.clock import SHANGHAI
from domain.errors import ServiceError
from domain.groups import ChannelName, Group
from domain.pushes import Delivery, DeliveryState
from village_groups.channels.adapters import adapter_for, task_adapter_for
from village_groups.channels.interface import Adapter
from village_groups.channels.submitted import Outcome
from village_groups.outbox_lost import look_for_unknown

log = logging.getLogger("outbox")

POLL_EVERY = timedelta(minutes=5)
REMIND_AFTER = timedelta(hours=2)
MOST_REMINDERS = 3
DAYTIME = range(8, 20)
RUNS_FOR = timedelta(seconds=12)
AT_ONCE = 8
AWAITING = DeliveryState.AWAITING_CONFIRM
GONE = Outcome(DeliveryState.FAILED, problem="群已解散，没有送达。")
TAKEN_BACK = "工作人员取消了这次推送。"
TOO_LATE = "群主没有在期限内确认，已撤回。"
NOT_CARRIED = "没有人在期限内转发到群里，已收回。"


async def poll_deliveries(ctx: Context) -> int:
    """Ask what became of deliveries that wait for a person; how many came to an end."""
    await look_for_unknown(ctx)
    ended, until, gate = 0, ctx.now() + RUNS_FOR, asyncio.Semaphore(AT_ONCE)
    while ctx.now() <= until:
        due = await deliveries.list_due_deliveries(ctx, state=AWAITING)
        if not due:
            break
        ended += sum(await asyncio.gather(*(_poll_safely(ctx, gate, together) for together in _tasks(due))))
    return ended


def _tasks(due: Sequence[Delivery]) -> list[list[Delivery]]:
    """What goes with one task together."""
    by_task: dict[str, list[Delivery]] = defaultdict(list)
    for one in due:
        by_task[one.platform_id or ""].append(one)
    return list(by_task.values())


async def _poll_safely(ctx: Context, gate: asyncio.Semaphore, together: list[Delivery]) -> int:
    async with gate:
        try:
            return await poll_task(ctx, together)
        except ServiceError as failure:
            log.warning("delivery not polled", extra={"delivery": together[0].id, "code": failure.code})
            await _look_again(ctx, together)
            return 0


async def poll_task(ctx: Context, together: Sequence[Delivery]) -> int:
    """Settle what has come to an end in one task; for the rest remind, or take it back."""
    groups = await deliveries.find_groups_of(ctx, wanted=together)
    gone = [one for one in together if one.group_id not in groups]
    ended = await _end(ctx, gone, GONE)
    there = [one for one in together if one.group_id in groups]
    if not there:
        return ended
    outcomes = await _ask(ctx, there, groups[there[0].group_id])
    alike: dict[Outcome, list[Delivery]] = defaultdict(list)
    for one in there:
        alike[outcomes[one.id]].append(one)
    waiting: list[Delivery] = []
    for outcome, deliveries_alike in alike.items():
        if outcome.state is AWAITING:
            waiting += deliveries_alike
        else:
            ended += await _end(ctx, deliveries_alike, outcome)
    return ended + (await _keep_waiting(ctx, waiting) if waiting else 0)


async def cancel_waiting(ctx: Context, waiting: Sequence[Delivery]) -> int:
    """Take back tasks that nobody has confirmed, then look whether somebody just had; how many groups do not get it."""
    cancelled = 0
    for task_id in dict.fromkeys(one.platform_id or one.id for one in waiting):
        together = [one for one in waiting if (one.platform_id or one.id) == task_id]
        await adapter_for(together[0].channel).cancel(ctx, together[0])
        groups = await deliveries.find_groups_of(ctx, wanted=together)
        outcomes = await _ask(ctx, together, next(iter(groups.values()))) if groups else {}
        for one in together:
            told = outcomes.get(one.id, Outcome(AWAITING))
            if told.state is not AWAITING:
                await _end(ctx, [one], told)
        cancelled += await _end(ctx, together, Outcome(DeliveryState.CANCELLED, problem=TAKEN_BACK))
    return cancelled


async def _ask(ctx: Context, there: Sequence[Delivery], group: Group) -> dict[str, Outcome]:
    tasks = task_adapter_for(there[0].channel)
    if tasks is None:
        adapter = adapter_for(there[0].channel)
        return {one.id: await adapter.poll(ctx, one, group) for one in there}
    by_chat = await tasks.poll_task(ctx, there[0].platform_id or "", group.owner)
    return {one.id: by_chat.get(one.chat_id, Outcome(AWAITING)) for one in there}


async def _keep_waiting(ctx: Context, waiting: list[Delivery]) -> int:
    first, adapter = waiting[0], adapter_for(waiting[0].channel)
    waited = ctx.now() - (first.submitted_at or first.created_at)
    if waited >= timedelta(hours=ctx.settings.confirm_within_hours):
        await adapter.cancel(ctx, first)
        problem = NOT_CARRIED if first.channel is ChannelName.MANUAL else TOO_LATE
        return await _end(ctx, waiting, Outcome(DeliveryState.EXPIRED, problem=problem))
    await _remind(ctx, waiting, adapter, waited)
    return 0


async def _remind(ctx: Context, waiting: list[Delivery], adapter: Adapter, waited: timedelta) -> None:
    """By day only, two hours apart, three in all (the platform allows three in 24 hours); once for a whole task."""
    first = waiting[0]
    due = waited >= REMIND_AFTER * (first.reminders + 1)
    by_day = ctx.now().astimezone(SHANGHAI).hour in DAYTIME
    if not (due and by_day and first.reminders < MOST_REMINDERS):
        await _look_again(ctx, waiting)
        return
    number = first.reminders + 1
    await _look_again(ctx, waiting, reminders=number)
    if await deliveries.may_remind(ctx, platform_id=first.platform_id or first.id, number=number):
        await adapter.remind(ctx, first)


async def _look_again(ctx: Context, waiting: Sequence[Delivery], **facts: int) -> None:
    due_at = ctx.now() + POLL_EVERY
    await deliveries.settle_deliveries(ctx, settled=waiting, before=AWAITING, after=AWAITING, due_at=due_at, **facts)


async def _end(ctx: Context, ended: Sequence[Delivery], outcome: Outcome) -> int:
    return await deliveries.settle_deliveries(
        ctx,
        settled=ended,
        before=AWAITING,
        after=outcome.state,
        problem=outcome.problem,
        settled_at=outcome.at or ctx.now(),
    )
