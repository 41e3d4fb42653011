"""Staff are told of what cannot wait: in the console, and in their internal group where there is one. Once each."""

from collections.abc import Sequence

from actions import deliveries, escalate_matters, raise_alarm
from actions.context import Context
from domain.alarms import Alarm, AlarmKind, AlarmLevel
from domain.divisions import Division
from domain.groups import Group
from domain.inbox import InboundMessage
from domain.matters import Matter
from domain.pushes import DeliveryKind
from village_groups import outbox, replies


async def alarm_of_emergency(ctx: Context, matter: Matter, village: Division, *, send_at_once: bool = True) -> None:
    """Township and county both hear of an emergency at once; neither reads a word of the case.

    Where somebody waits for our answer, the internal groups are left to the outbox: seconds later.
    """
    for level in AlarmLevel:
        text = replies.emergency_alarm(matter, village)
        alarm = await raise_alarm.raise_alarm(ctx, kind=AlarmKind.EMERGENCY, level=level, matter=matter, text=text)
        await tell_internal_groups(ctx, alarm, matter, send_at_once=send_at_once)


async def alarm_of_unplaced_emergency(ctx: Context, message: InboundMessage, group: Group) -> None:
    """The chat belongs to no village, so no township can be meant: every county hears of it, and the city."""
    text = replies.unplaced_alarm(group)
    alarm = await raise_alarm.raise_chat_alarm(ctx, message=message, group=group, text=text)
    await _tell(ctx, alarm, await raise_alarm.list_chat_alarm_groups(ctx))


async def escalate_late_matters(ctx: Context) -> int:
    """The job: tell the next office of every late matter; how many were told."""
    due = await escalate_matters.list_matters_to_escalate(ctx)
    for matter in due:
        alarm = await escalate_matters.escalate_matter(ctx, matter=matter)
        if alarm:
            await tell_internal_groups(ctx, alarm, matter)
    return len(due)


async def tell_internal_groups(ctx: Context, alarm: Alarm, matter: Matter, *, send_at_once: bool = True) -> None:
    """Said in every internal group of the office."""
    groups = await raise_alarm.list_alarm_groups(ctx, matter=matter, level=alarm.level)
    await _tell(ctx, alarm, groups, send_at_once=send_at_once)


async def _tell(ctx: Context, alarm: Alarm, groups: Sequence[Group], *, send_at_once: bool = True) -> None:
    """One delivery for each group; its id names alarm and group, so nothing is said twice."""
    number = alarm.matter_number or None
    for group in groups:
        order = deliveries.new_delivery(
            ctx, group, f"alarm:{alarm.id}:{group.id}", DeliveryKind.NOTICE, text=alarm.text, matter_number=number
        )
        if await deliveries.order_delivery(ctx, delivery=order) and send_at_once:
            await outbox.deliver_one(ctx, order)
