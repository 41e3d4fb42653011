"""The outbox worker: submits what is due, never twice in the dark. What waits for a person is followed elsewhere."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from actions import deliveries
from actions.context import Context
from domain.clock import at_civil, civil_date
from domain.errors import PlatformFailure, ServiceError
from domain.groups import ChannelName
from domain.platform_errors import PlatformUnreachable, QuotaExhausted, SlowDown, TokenRefused
from domain.push_times import next_push_time
from domain.pushes import Delivery, DeliveryKind, DeliveryState, MediaFile, most_tries, next_try_after
from village_groups.channels.adapters import adapter_for, task_adapter_for
from village_groups.channels.descriptor import describe_channel
from village_groups.channels.submitted import PartlySent
from village_groups.outbox_lost import mark_unknown, settle_lost
from village_groups.push_posters import get_poster
from village_groups.shipments import Shipment, pack

log = logging.getLogger("outbox")

POLL_EVERY = timedelta(minutes=5)
PUSH_HOUR = time(9)
RUNS_FOR = timedelta(seconds=12)  # then the clock calls again: a process that is to stop must not wait for thousands
AT_ONCE = 8
RETRYABLE = (QuotaExhausted, SlowDown, PlatformUnreachable, TokenRefused)
PLATFORM_BUSY = -1


@dataclass(frozen=True)
class Shipped:
    """How many the platform has taken; ``rests_until`` when this way in has to rest."""

    taken: int = 0
    rests_until: datetime | None = None


async def deliver_due(ctx: Context) -> int:
    """Submit what is due, a portion at a time; how many were submitted."""
    await settle_lost(ctx)
    done, until = 0, ctx.now() + RUNS_FOR
    while ctx.now() <= until:
        due = await deliveries.list_due_deliveries(ctx, state=DeliveryState.DRAFT)
        if not due:
            break
        done += await _deliver_portion(ctx, due)
    return done


async def deliver_one(ctx: Context, delivery: Delivery) -> bool:
    """Submit one delivery, unless another worker does or it must wait; true when the platform has taken it."""
    if delivery.state is not DeliveryState.DRAFT or delivery.due_at > ctx.now():
        return False
    return bool(await _deliver_portion(ctx, [delivery]))


async def _deliver_portion(ctx: Context, due: Sequence[Delivery]) -> int:
    """So many at once and no more: the rest of a portion waits in line. A way in that rests lets the others go on."""
    ready = await _keep_back(ctx, due)
    shipments = pack(ready, await deliveries.find_groups_of(ctx, wanted=ready))
    gate, resting, taken = asyncio.Semaphore(AT_ONCE), dict[ChannelName, datetime](), 0

    async def ship_in_turn(shipment: Shipment) -> None:
        nonlocal taken
        async with gate:
            until = resting.get(shipment.channel)
            if until:
                await deliveries.postpone_deliveries(ctx, waiting=shipment.deliveries, until=until)
                return
            shipped = await _ship(ctx, shipment)
            taken += shipped.taken
            if shipped.rests_until:
                resting[shipment.channel] = shipped.rests_until

    await asyncio.gather(*(ship_in_turn(one) for one in shipments))
    return taken


async def _keep_back(ctx: Context, due: Sequence[Delivery]) -> list[Delivery]:
    """Those that may go now. Nobody is disturbed at night, and a limited group takes so many a day and a week."""
    pushes = [one for one in due if one.kind is DeliveryKind.PUSH]
    ready = [one for one in due if one.kind is not DeliveryKind.PUSH]
    awake_at = next_push_time(ctx.now(), ctx.settings.push_quiet_from_hour, ctx.settings.push_quiet_until_hour)
    if awake_at > ctx.now():
        await deliveries.postpone_deliveries(ctx, waiting=pushes, until=awake_at)
        return ready
    limited = [one for one in pushes if describe_channel(one.channel).limited_per_day]
    free = [one for one in pushes if not describe_channel(one.channel).limited_per_day]
    return [*ready, *free, *await _within_limits(ctx, limited)]


async def _within_limits(ctx: Context, limited: list[Delivery]) -> list[Delivery]:
    if not limited:
        return []
    today = civil_date(ctx.now())
    monday, tomorrow = today + timedelta(days=7 - today.weekday()), today + timedelta(days=1)
    in_week = await deliveries.take_week_slots(ctx, wanted=limited)
    in_day = await deliveries.take_day_slots(ctx, wanted=[one for one in limited if one.id in in_week])
    next_week = [one for one in limited if one.id not in in_week]
    next_day = [one for one in limited if one.id in in_week - in_day]
    await deliveries.postpone_deliveries(ctx, waiting=next_week, until=at_civil(monday, PUSH_HOUR))
    await deliveries.postpone_deliveries(ctx, waiting=next_day, until=at_civil(tomorrow, PUSH_HOUR))
    return [one for one in limited if one.id in in_day]


async def _ship(ctx: Context, shipment: Shipment) -> Shipped:
    """Claim, submit, write down. The poster is ready before the claim, so that a claim is short."""
    image, failed = await _draw(ctx, shipment)
    claimed = await deliveries.claim_deliveries(ctx, wanted=shipment.deliveries)
    if not claimed:
        return Shipped()
    ours = Shipment(tuple(claimed), shipment.group)
    try:
        if failed:
            raise failed
        return await _submit(ctx, ours, image)
    except PartlySent as partly:
        return await _after_failure(ctx, ours, partly.failure, partly.parts)
    except ServiceError as failure:
        return await _after_failure(ctx, ours, failure)
    except Exception:
        log.exception("delivery failed", extra={"delivery": claimed[0].id})
        over = claimed[0].tries >= most_tries(claimed[0].kind)
        await _fail(ctx, ours, "程序出错，没有发出，请联系管理员。", failed_for_good=over)
        return Shipped()


async def _draw(ctx: Context, shipment: Shipment) -> tuple[MediaFile | None, Exception | None]:
    first = shipment.deliveries[0]
    if not first.article_id or shipment.group is None:
        return None, None
    try:
        return await get_poster(ctx, first, village_code=shipment.village_code), None
    except Exception as failure:  # told of under the claim, where tries are counted
        return None, failure


async def _submit(ctx: Context, shipment: Shipment, image: MediaFile | None) -> Shipped:
    if shipment.group is None:
        await _fail(ctx, shipment, "群已解散，没有发出。", failed_for_good=True)
        return Shipped()
    tasks = task_adapter_for(shipment.channel)
    if tasks is None:
        submitted = await adapter_for(shipment.channel).submit(ctx, shipment.deliveries[0], shipment.group, image)
        return Shipped(await _note_taken(ctx, shipment.deliveries, submitted.platform_id, submitted.state, image))
    created = await tasks.create_task(ctx, shipment.deliveries, shipment.group.owner, image)
    refused = [one for one in shipment.deliveries if one.chat_id in created.refused_chat_ids]
    accepted = [one for one in shipment.deliveries if one.chat_id not in created.refused_chat_ids]
    words = "企业微信没有接受这个群，请检查群主和群状态。"
    await _fail(ctx, Shipment(tuple(refused), shipment.group), words, failed_for_good=True)
    state = DeliveryState.AWAITING_CONFIRM
    return Shipped(await _note_taken(ctx, accepted, created.task_id, state, image))


async def _note_taken(
    ctx: Context, taken: Sequence[Delivery], platform_id: str, state: DeliveryState, image: MediaFile | None
) -> int:
    now = ctx.now()
    facts = {
        "platform_id": platform_id,
        "image_file_id": image.id if image else None,
        "submitted_at": now,
        "settled_at": now if state is DeliveryState.SENT else None,
        "due_at": now + POLL_EVERY,
        "problem": "",
    }
    return await deliveries.settle_deliveries(ctx, settled=taken, before=DeliveryState.SUBMITTING, after=state, **facts)


async def _after_failure(ctx: Context, shipment: Shipment, failure: ServiceError, parts_sent: int = 0) -> Shipped:
    """Known not to have happened: again later, or failed. Unknown: only where a second send is harmless."""
    first = shipment.deliveries[0]
    log.warning("delivery not taken", extra={"delivery": first.id, "code": failure.code})
    if isinstance(failure, SlowDown | QuotaExhausted) and failure.outcome == "not_sent":
        until = _rest_until(ctx, failure)
        await _put_back(ctx, shipment, until)
        return Shipped(0, until)
    unknown = isinstance(failure, PlatformFailure) and failure.outcome == "unknown"
    if unknown and not describe_channel(shipment.channel).resend_is_safe:
        await mark_unknown(ctx, shipment.deliveries)
        return Shipped()
    busy = isinstance(failure, PlatformFailure) and failure.errcode == PLATFORM_BUSY
    worth_it = unknown or busy or isinstance(failure, RETRYABLE)
    over = not worth_it or first.tries >= most_tries(first.kind)
    await _fail(ctx, shipment, failure.message, failed_for_good=over, parts_sent=parts_sent)
    return Shipped()


def _rest_until(ctx: Context, failure: SlowDown | QuotaExhausted) -> datetime:
    if isinstance(failure, QuotaExhausted):
        return failure.blocked_until
    return ctx.now() + timedelta(seconds=failure.retry_after_seconds)


async def _put_back(ctx: Context, shipment: Shipment, until: datetime) -> None:
    """Nothing left us: not a try that counts."""
    for one in shipment.deliveries[:1]:
        facts = {"due_at": until, "tries": max(one.tries - 1, 0)}
        await deliveries.settle_deliveries(
            ctx, settled=shipment.deliveries, before=DeliveryState.SUBMITTING, after=DeliveryState.DRAFT, **facts
        )


async def _fail(ctx: Context, shipment: Shipment, problem: str, *, failed_for_good: bool, parts_sent: int = 0) -> None:
    """Again later, or over: partly sent if the group has some of it."""
    if not shipment.deliveries:
        return
    now, tries = ctx.now(), shipment.deliveries[0].tries
    parts_sent = max([parts_sent, *(one.parts_sent for one in shipment.deliveries)])
    ended = DeliveryState.PARTLY if parts_sent else DeliveryState.FAILED
    facts = {"settled_at": now} if failed_for_good else {"due_at": now + next_try_after(tries)}
    await deliveries.settle_deliveries(
        ctx,
        settled=shipment.deliveries,
        before=DeliveryState.SUBMITTING,
        after=ended if failed_for_good else DeliveryState.DRAFT,
        problem=problem,
        parts_sent=parts_sent,
        **facts,
    )
