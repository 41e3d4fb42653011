"""The outbox of the groups: keep an order once, claim it, write down what became of it."""

from datetime import datetime, timedelta
from typing import Any

from actions.context import Context
from actions.regions import region_range
from domain.clock import civil_date
from domain.groups import Group
from domain.people import Staff
from domain.pushes import Card, Delivery, DeliveryKind, DeliveryState

SUBMIT_WITHIN = timedelta(minutes=2)
SHOWN_FOR = timedelta(days=7)
QUOTA_MARK_KEPT = timedelta(days=3)


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


async def claim_delivery(ctx: Context, *, delivery: Delivery) -> bool:
    """Become the one who submits it."""
    return await ctx.store.deliveries.claim(delivery, ctx.now() + SUBMIT_WITHIN)


async def settle_delivery(
    ctx: Context, *, delivery: Delivery, before: DeliveryState, after: DeliveryState, **facts: Any
) -> bool:
    """Write down where it stands now."""
    return await ctx.store.deliveries.move(delivery, before, {"state": after.value, **facts})


async def take_day_slot(ctx: Context, *, delivery: Delivery) -> bool:
    """One of the group's pushes of today, unless they are used up. A delivery that holds one keeps it."""
    today = civil_date(ctx.now()).isoformat()
    if delivery.quota_day == today:
        return True
    for number in range(ctx.settings.group_pushes_per_day):
        name = f"push-slot:{delivery.group_id}:{today}:{number}"
        if await ctx.store.leases.mark_once(name, ctx.now() + QUOTA_MARK_KEPT):
            await ctx.store.deliveries.move(delivery, DeliveryState.DRAFT, {"quota_day": today})
            return True
    return False


async def postpone_delivery(ctx: Context, *, delivery: Delivery, until: datetime) -> None:
    """Not before then."""
    await ctx.store.deliveries.postpone(delivery, until)


async def get_group_of(ctx: Context, *, delivery: Delivery) -> Group | None:
    """The group it goes to, unless that is gone."""
    group = await ctx.store.groups.find(delivery.group_id)
    return group if group and group.dismissed_at is None else None


async def list_staff_deliveries(
    ctx: Context, *, staff: Staff, state: DeliveryState | None = None, days: int | None = None
) -> list[Delivery]:
    """What went to the groups of a region lately, latest first."""
    first, beyond = region_range(staff)
    length = timedelta(days=days) if days else SHOWN_FOR
    until = ctx.now() + timedelta(days=1)
    found = await ctx.store.deliveries.list_in_range(first, beyond, ctx.now() - length, until)
    return [one for one in found if state in (None, one.state)]
