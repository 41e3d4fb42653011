"""What became of a submission that nobody heard the end of: looked up, never guessed, never sent again blindly."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from actions import deliveries
from actions.context import Context
from domain.errors import ServiceError
from domain.pushes import Delivery, DeliveryState, most_tries, next_try_after
from village_groups.channels.adapters import TaskAdapter, task_adapter_for
from village_groups.channels.descriptor import describe_channel
from village_groups.channels.submitted import TaskCreated

log = logging.getLogger("outbox")

# [U] how soon the platform's list shows a new task: looked at twice, ten minutes apart, before it is held for absent.
FIRST_LOOK_AFTER, NEXT_LOOK_AFTER = timedelta(minutes=2), timedelta(minutes=10)
LOOKS_UNTIL_ABSENT = 2
NEVER = timedelta(days=3650)
IN_DOUBT = "平台没有及时回应，系统会自动向企业微信核对是否已生成群发任务，请不要重复发送。"
IN_DOUBT_FOR_STAFF = "平台没有及时回应，请在企业微信中核实是否已发出，不要重复发送。"


async def settle_lost(ctx: Context) -> None:
    """Whoever was submitting these died meanwhile."""
    lost = await deliveries.list_due_deliveries(ctx, state=DeliveryState.SUBMITTING)
    for one in lost:
        if describe_channel(one.channel).resend_is_safe:
            await _try_again(ctx, [one], DeliveryState.SUBMITTING, "上次发送中断，正在重试。")
    await mark_unknown(ctx, [one for one in lost if not describe_channel(one.channel).resend_is_safe])


async def mark_unknown(ctx: Context, doubtful: Sequence[Delivery]) -> None:
    """The platform may have it."""
    for one_by_one in (False, True):
        chosen = [one for one in doubtful if (task_adapter_for(one.channel) is None) is one_by_one]
        await deliveries.settle_deliveries(
            ctx,
            settled=chosen,
            before=DeliveryState.SUBMITTING,
            after=DeliveryState.UNKNOWN,
            problem=IN_DOUBT_FOR_STAFF if one_by_one else IN_DOUBT,
            due_at=ctx.now() + (NEVER if one_by_one else FIRST_LOOK_AFTER),
            looks=0,
            settled_at=ctx.now(),
        )


async def look_for_unknown(ctx: Context) -> int:
    """Ask the platform for the tasks we never heard of; how many deliveries were found or given up for absent."""
    settled = 0
    for batch_id in _batches(await deliveries.list_due_deliveries(ctx, state=DeliveryState.UNKNOWN)):
        together = await deliveries.list_batch_deliveries(ctx, batch_id=batch_id)
        doubtful = [one for one in together if one.state is DeliveryState.UNKNOWN]
        tasks = task_adapter_for(doubtful[0].channel) if doubtful else None
        if tasks is None:
            continue
        try:
            settled += await _look(ctx, tasks, doubtful)
        except ServiceError as failure:
            log.warning("unknown delivery not looked up", extra={"batch": batch_id, "code": failure.code})
            await _wait(ctx, doubtful, doubtful[0].looks)
    return settled


async def _look(ctx: Context, tasks: TaskAdapter, doubtful: list[Delivery]) -> int:
    groups = await deliveries.find_groups_of(ctx, wanted=doubtful)
    owner = next((group.owner for group in groups.values()), "")
    since = doubtful[0].claimed_at or doubtful[0].created_at
    found = await tasks.find_task(ctx, doubtful, owner, since) if owner else None
    if found:
        return await _adopt(ctx, doubtful, found)
    looks = doubtful[0].looks + 1
    if looks < LOOKS_UNTIL_ABSENT:
        await _wait(ctx, doubtful, looks)
        return 0
    return await _try_again(ctx, doubtful, DeliveryState.UNKNOWN, "核对后确认上次没有发出，正在重试。")


async def _adopt(ctx: Context, doubtful: list[Delivery], found: TaskCreated) -> int:
    """It is there: from now on followed like any other."""
    there = [one for one in doubtful if one.chat_id not in found.refused_chat_ids]
    left_out = [one for one in doubtful if one.chat_id in found.refused_chat_ids]
    facts = {"platform_id": found.task_id, "submitted_at": doubtful[0].claimed_at, "settled_at": None}
    unknown = DeliveryState.UNKNOWN
    settled = await deliveries.settle_deliveries(
        ctx,
        settled=there,
        before=unknown,
        after=DeliveryState.AWAITING_CONFIRM,
        problem="",
        due_at=ctx.now(),
        **facts,
    )
    return settled + await deliveries.settle_deliveries(
        ctx,
        settled=left_out,
        before=unknown,
        after=DeliveryState.FAILED,
        problem="企业微信没有接受这个群，请检查群主和群状态。",
    )


async def _wait(ctx: Context, doubtful: list[Delivery], looks: int) -> None:
    unknown = DeliveryState.UNKNOWN
    due_at = ctx.now() + NEXT_LOOK_AFTER
    await deliveries.settle_deliveries(ctx, settled=doubtful, before=unknown, after=unknown, looks=looks, due_at=due_at)


async def _try_again(ctx: Context, lost: list[Delivery], before: DeliveryState, problem: str) -> int:
    """It is known not to have happened, or a second time is harmless."""
    over = lost[0].tries >= most_tries(lost[0].kind)
    after = DeliveryState.FAILED if over else DeliveryState.DRAFT
    due_at = ctx.now() + next_try_after(lost[0].tries)
    return await deliveries.settle_deliveries(
        ctx, settled=lost, before=before, after=after, problem=problem, due_at=due_at, settled_at=None
    )


def _batches(found: Iterable[Delivery]) -> list[str]:
    named: dict[str, None] = defaultdict(lambda: None)
    for one in found:
        named.setdefault(one.batch_id or "", None)
    return [name for name in named if name]
