"""The outbox of the groups: keep an order once, claim it, write down what became of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from actions.context import Context
from actions.regions import region_range
from domain.clock import civil_date
from domain.groups import Group
from domain.people import Staff
from domain.pushes import Card, Delivery, DeliveryKind, DeliveryState

SUBMIT_WITHIN = timedelta(minutes=5)
SHOWN_FOR = timedelta(days=7)
DAY_MARK_KEPT, WEEK_MARK_KEPT = timedelta(days=3), timedelta(days=9)


def new_delivery(ctx: Context, group: Group, delivery_id: str, kind: DeliveryKind, **facts: Any) -> Delivery:
    """An order to send something to a group now."""
    return Delivery(
        id=delivery_id,
        kind=kind,
        group_id=group.id,
        channel=group.channel,
        chat_id=group.chat_id,
        village_code=group.village_code,
        state=DeliveryState.DRAFT,
        due_at=ctx.now(),
        created_at=ctx.now(),
        **facts,
    )


async def order_delivery(ctx: Context, *, delivery: Delivery) -> bool:
    """Put the order into the outbox; false if this occasion has one."""
    return await ctx.store.deliveries.add_once(delivery)


async def order_reply(
    ctx: Context,
    *,
    group: Group,
    inbound_id: str,
    text: str,
    card: Card | None = None,
    matter_number: str | None = None,
) -> Delivery:
    """The one reply to an inbound message."""
    delivery = new_delivery(
        ctx,
        group,
        f"reply:{inbound_id}",
        DeliveryKind.REPLY,
        text=text,
        card=card,
        matter_number=matter_number,
    )
    await ctx.store.deliveries.add_once(delivery)
    return await ctx.store.deliveries.find(delivery.id) or delivery


async def list_due_deliveries(ctx: Context, *, state: DeliveryState) -> list[Delivery]:
    """What of one state is to be looked at now."""
    return await ctx.store.deliveries.list_due(state, ctx.now())


async def order_deliveries(ctx: Context, *, wanted: Sequence[Delivery]) -> int:
    """Put many orders into the outbox; how many of the occasions had none."""
    return await ctx.store.deliveries.add_many_once(wanted)


async def claim_deliveries(ctx: Context, *, wanted: Sequence[Delivery]) -> list[Delivery]:
    """Become the one who submits them; those that nobody else has taken."""
    return await ctx.store.deliveries.claim(wanted, ctx.new_id(), ctx.now(), ctx.now() + SUBMIT_WITHIN)


async def settle_deliveries(
    ctx: Context, *, settled: Sequence[Delivery], before: DeliveryState, after: DeliveryState, **facts: Any
) -> int:
    """Write down where many stand now; how many still stood where they were seen."""
    return await ctx.store.deliveries.move_many(settled, before, {"state": after.value, **facts})


async def take_day_slots(ctx: Context, *, wanted: Sequence[Delivery]) -> set[str]:
    """Those that may go today: each group takes so many pushes a day. A delivery keeps the place it holds."""
    period = civil_date(ctx.now()).isoformat()
    return await _take_slots(ctx, wanted, period, ctx.settings.group_pushes_per_day, DAY_MARK_KEPT)


async def take_week_slots(ctx: Context, *, wanted: Sequence[Delivery]) -> set[str]:
    """Those that may go this week. Weeks begin on Monday."""
    year, week, _ = civil_date(ctx.now()).isocalendar()
    return await _take_slots(ctx, wanted, f"{year}W{week:02d}", ctx.settings.group_pushes_per_week, WEEK_MARK_KEPT)


async def _take_slots(ctx: Context, wanted: Sequence[Delivery], period: str, places: int, kept: timedelta) -> set[str]:
    left, placed = {one.id: one.group_id for one in wanted}, set[str]()
    for number in range(places):
        holders: dict[str, str] = {}
        for delivery_id, group_id in left.items():
            holders.setdefault(f"push-slot:{group_id}:{period}:{number}", delivery_id)
        ours = await ctx.store.leases.mark_for(holders, ctx.now() + kept)
        taken = {holders[name] for name in ours}
        placed |= taken
        left = {delivery_id: group_id for delivery_id, group_id in left.items() if delivery_id not in taken}
    return placed


async def postpone_deliveries(ctx: Context, *, waiting: Sequence[Delivery], until: datetime) -> None:
    """Not before then; nothing was tried."""
    await ctx.store.deliveries.move_many(waiting, DeliveryState.DRAFT, {"due_at": until})


async def list_task_deliveries(ctx: Context, *, platform_id: str) -> list[Delivery]:
    """What goes with one task of a platform."""
    return await ctx.store.deliveries.list_task(platform_id)


async def list_batch_deliveries(ctx: Context, *, batch_id: str) -> list[Delivery]:
    """What was submitted together."""
    return await ctx.store.deliveries.list_batch(batch_id)


async def may_remind(ctx: Context, *, platform_id: str, number: int) -> bool:
    """Whether we are the first to remind of this task for the first, second or third time."""
    return await ctx.store.leases.mark_once(f"remind:{platform_id}:{number}", ctx.now() + WEEK_MARK_KEPT)


async def find_groups_of(ctx: Context, *, wanted: Sequence[Delivery]) -> dict[str, Group]:
    """The groups they go to, without those that are gone."""
    return await ctx.store.groups.find_many([one.group_id for one in wanted])


async def list_staff_deliveries(
    ctx: Context, *, staff: Staff, state: DeliveryState | None = None, days: int | None = None
) -> list[Delivery]:
    """What went to the groups of a region lately, latest first."""
    first, beyond = region_range(staff)
    length = timedelta(days=days) if days else SHOWN_FOR
    until = ctx.now() + timedelta(days=1)
    found = await ctx.store.deliveries.list_in_range(first, beyond, ctx.now() - length, until)
    return [one for one in found if state in (None, one.state)]
