"""The outbox worker: submits deliveries, follows those that wait for a person. Never resends blindly."""

import logging
from datetime import time, timedelta

from actions import deliveries
from actions.context import Context
from domain.clock import SHANGHAI, at_civil, civil_date
from domain.errors import PlatformFailure, ServiceError
from domain.platform_errors import ConfigurationFault, PlatformUnreachable, QuotaExhausted, SlowDown
from domain.pushes import MOST_TRIES, Delivery, DeliveryKind, DeliveryState, next_try_after
from village_groups.channels.adapters import Adapter, adapter_for
from village_groups.channels.descriptor import describe_channel
from village_groups.channels.submitted import Outcome
from village_groups.push_posters import get_poster

log = logging.getLogger("outbox")

POLL_EVERY = timedelta(minutes=5)
REMIND_AFTER = timedelta(hours=2)
MOST_REMINDERS = 3
PUSH_HOUR = time(9)
DAYTIME = range(8, 20)
RETRYABLE = (QuotaExhausted, SlowDown, PlatformUnreachable)
PLATFORM_BUSY = -1


async def deliver_due(ctx: Context) -> int:
    """Submit what is due; how many were submitted."""
    await _settle_lost(ctx)
    done = 0
    for delivery in await deliveries.list_due_deliveries(ctx, state=DeliveryState.DRAFT):
        done += await deliver_one(ctx, delivery)
    return done


async def deliver_one(ctx: Context, delivery: Delivery) -> bool:
    """Submit one delivery, unless another worker does or it must wait; true when the platform has taken it."""
    if delivery.state is not DeliveryState.DRAFT or delivery.due_at > ctx.now():
        return False
    if not await _may_go_today(ctx, delivery) or not await deliveries.claim_delivery(ctx, delivery=delivery):
        return False
    try:
        return await _submit(ctx, delivery)
    except ServiceError as failure:
        await _after_failure(ctx, delivery, failure)
    except Exception:
        log.exception("delivery failed", extra={"delivery": delivery.id})
        await _fail(
            ctx, delivery, "程序出错，没有发出，请联系管理员。", failed_for_good=delivery.tries + 1 >= MOST_TRIES
        )
    return False


async def poll_deliveries(ctx: Context) -> int:
    """Ask what became of deliveries that wait for a person; how many came to an end."""
    ended = 0
    for delivery in await deliveries.list_due_deliveries(ctx, state=DeliveryState.AWAITING_CONFIRM):
        try:
            ended += await _poll(ctx, delivery)
        except ServiceError as failure:
            log.warning("delivery not polled", extra={"delivery": delivery.id, "code": failure.code})
            await _look_again(ctx, delivery)
    return ended


async def _submit(ctx: Context, delivery: Delivery) -> bool:
    group = await deliveries.get_group_of(ctx, delivery=delivery)
    if group is None:
        await _fail(ctx, delivery, "群已解散，没有发出。", failed_for_good=True)
        return False
    image = await get_poster(ctx, delivery) if delivery.article_id else None
    submitted = await adapter_for(delivery.channel).submit(ctx, delivery, group, image)
    now = ctx.now()
    facts = {
        "platform_id": submitted.platform_id,
        "image_file_id": image.id if image else None,
        "submitted_at": now,
        "settled_at": now if submitted.state is DeliveryState.SENT else None,
        "due_at": now + POLL_EVERY,
        "problem": "",
    }
    return await deliveries.settle_delivery(
        ctx, delivery=delivery, before=DeliveryState.SUBMITTING, after=submitted.state, **facts
    )


async def _may_go_today(ctx: Context, delivery: Delivery) -> bool:
    """A limited channel takes so many pushes a day; the next one waits for tomorrow morning."""
    limited = delivery.kind is DeliveryKind.PUSH and describe_channel(delivery.channel).limited_per_day
    if not limited or await deliveries.take_day_slot(ctx, delivery=delivery):
        return True
    tomorrow = at_civil(civil_date(ctx.now()) + timedelta(days=1), PUSH_HOUR)
    await deliveries.postpone_delivery(ctx, delivery=delivery, until=tomorrow)
    return False


async def _after_failure(ctx: Context, delivery: Delivery, failure: ServiceError) -> None:
    """Known not to have happened: again later, or failed. Unknown: only where a second send is harmless."""
    log.warning("delivery not taken", extra={"delivery": delivery.id, "code": failure.code})
    unknown = isinstance(failure, PlatformFailure) and failure.outcome == "unknown"
    if unknown and not describe_channel(delivery.channel).resend_is_safe:
        await _mark_unknown(ctx, delivery)
        return
    busy = isinstance(failure, PlatformFailure) and failure.errcode == PLATFORM_BUSY
    worth_it = unknown or busy or isinstance(failure, RETRYABLE)
    over = not worth_it or isinstance(failure, ConfigurationFault) or delivery.tries + 1 >= MOST_TRIES
    await _fail(ctx, delivery, failure.message, failed_for_good=over)


async def _fail(ctx: Context, delivery: Delivery, problem: str, *, failed_for_good: bool) -> None:
    now = ctx.now()
    after = DeliveryState.FAILED if failed_for_good else DeliveryState.DRAFT
    facts = {"settled_at": now} if failed_for_good else {"due_at": now + next_try_after(delivery.tries + 1)}
    await deliveries.settle_delivery(
        ctx, delivery=delivery, before=DeliveryState.SUBMITTING, after=after, problem=problem, **facts
    )


async def _mark_unknown(ctx: Context, delivery: Delivery) -> None:
    await deliveries.settle_delivery(
        ctx,
        delivery=delivery,
        before=DeliveryState.SUBMITTING,
        after=DeliveryState.UNKNOWN,
        problem="平台没有及时回应，请在企业微信中核实是否已生成群发任务，不要重复发送。",
        settled_at=ctx.now(),
    )


async def _settle_lost(ctx: Context) -> None:
    """Whoever was submitting these died meanwhile."""
    for delivery in await deliveries.list_due_deliveries(ctx, state=DeliveryState.SUBMITTING):
        if describe_channel(delivery.channel).resend_is_safe:
            await _fail(ctx, delivery, "上次发送中断，正在重试。", failed_for_good=delivery.tries >= MOST_TRIES)
        else:
            await _mark_unknown(ctx, delivery)


async def _poll(ctx: Context, delivery: Delivery) -> bool:
    group, adapter = await deliveries.get_group_of(ctx, delivery=delivery), adapter_for(delivery.channel)
    if group is None:
        return await _end(ctx, delivery, Outcome(DeliveryState.FAILED, problem="群已解散，没有送达。"))
    outcome = await adapter.poll(ctx, delivery, group)
    if outcome.state is not DeliveryState.AWAITING_CONFIRM:
        return await _end(ctx, delivery, outcome)
    waited = ctx.now() - (delivery.submitted_at or delivery.created_at)
    if waited >= timedelta(hours=ctx.settings.confirm_within_hours):
        await adapter.cancel(ctx, delivery)
        return await _end(ctx, delivery, Outcome(DeliveryState.EXPIRED, problem="群主没有在期限内确认，已撤回。"))
    await _remind(ctx, delivery, adapter, waited)
    return False


async def _remind(ctx: Context, delivery: Delivery, adapter: Adapter, waited: timedelta) -> None:
    """By day only, two hours apart, three in all (the platform allows three in 24 hours)."""
    due = waited >= REMIND_AFTER * (delivery.reminders + 1)
    by_day = ctx.now().astimezone(SHANGHAI).hour in DAYTIME
    if due and by_day and delivery.reminders < MOST_REMINDERS:
        await _look_again(ctx, delivery, reminders=delivery.reminders + 1)
        await adapter.remind(ctx, delivery)
    else:
        await _look_again(ctx, delivery)


async def _look_again(ctx: Context, delivery: Delivery, **facts: int) -> None:
    state = DeliveryState.AWAITING_CONFIRM
    await deliveries.settle_delivery(
        ctx, delivery=delivery, before=state, after=state, due_at=ctx.now() + POLL_EVERY, **facts
    )


async def _end(ctx: Context, delivery: Delivery, outcome: Outcome) -> bool:
    return await deliveries.settle_delivery(
        ctx,
        delivery=delivery,
        before=DeliveryState.AWAITING_CONFIRM,
        after=outcome.state,
        problem=outcome.problem,
        settled_at=outcome.at or ctx.now(),
    )
