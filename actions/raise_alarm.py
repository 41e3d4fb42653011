"""Alarms: raised once for each occasion, shown to the staff of the region until somebody takes note.

Where nobody knows the village, every county and the city are told: the first to take note has it.
"""

from actions.context import Context
from actions.regions import check_in_region, region_range
from domain.alarms import (
    NO_VILLAGE,
    Alarm,
    AlarmKind,
    AlarmLevel,
    AlarmSeen,
    alarm_id_of,
    chat_alarm_id_of,
)
from domain.divisions import Level, level_of
from domain.errors import NotFound
from domain.groups import ChannelName, Group
from domain.inbox import InboundMessage
from domain.matters import Matter
from domain.people import Role, Staff
from domain.staff_sign_in import check_may_change

ABOVE_TOWNSHIPS = (Level.PROVINCE, Level.CITY, Level.COUNTY)
WHOLE_BUREAU = (Role.COUNTY, Role.CITY)


async def raise_alarm(ctx: Context, *, kind: AlarmKind, level: AlarmLevel, matter: Matter, text: str) -> Alarm:
    """The alarm of this occasion: raised now, or found if it was raised before."""
    alarm_id = alarm_id_of(kind, level, matter.id)
    return await _raise_once(ctx, Alarm(alarm_id, kind, level, matter.id, matter.village_code, text, ctx.now()))


async def raise_chat_alarm(ctx: Context, *, message: InboundMessage, group: Group, text: str) -> Alarm:
    """The alarm of a cry for help in a chat of which nobody knows the village: there is no matter."""
    alarm_id = chat_alarm_id_of(group.id, message.sender_id, message.received_at)
    alarm = Alarm(alarm_id, AlarmKind.EMERGENCY, AlarmLevel.COUNTY, "", NO_VILLAGE, text, ctx.now())
    return await _raise_once(ctx, alarm)


async def _raise_once(ctx: Context, alarm: Alarm) -> Alarm:
    if await ctx.store.alarms.add_once(alarm):
        return alarm
    return await ctx.store.alarms.find(alarm.id) or alarm


async def list_alarm_groups(ctx: Context, *, matter: Matter, level: AlarmLevel) -> list[Group]:
    """The internal groups in which the staff concerned read along: the township's, or the county's."""
    code = matter.county_code if level is AlarmLevel.COUNTY else matter.township_code
    groups = await ctx.store.groups.list_of_division(code)
    return [one for one in groups if one.channel is ChannelName.WEBHOOK]


async def list_chat_alarm_groups(ctx: Context) -> list[Group]:
    """The internal groups of all counties, and of the city."""
    found = await ctx.store.groups.list_of_channel(ChannelName.WEBHOOK)
    return [one for one in found if one.village_code and level_of(one.village_code) in ABOVE_TOWNSHIPS]


async def list_open_alarms(ctx: Context, *, staff: Staff) -> list[Alarm]:
    """What this member of staff should see, emergencies first, then the latest.

    Of a township all that is late too; of a county what came up to it.

    An emergency is raised at both levels; each office sees one of the two.
    """
    if staff.role is Role.VILLAGE:
        return []
    found = await ctx.store.alarms.list_open(*region_range(staff))
    if staff.role is Role.TOWNSHIP:
        seen = [one for one in found if one.level is AlarmLevel.TOWNSHIP or one.kind is AlarmKind.LATE]
    else:
        nowhere = await ctx.store.alarms.list_open_of(NO_VILLAGE)
        seen = [*nowhere, *(one for one in found if one.level is AlarmLevel.COUNTY)]
    latest = sorted(seen, key=lambda one: one.created_at, reverse=True)
    return sorted(latest, key=lambda one: one.kind is not AlarmKind.EMERGENCY)


async def take_note_of_alarm(ctx: Context, *, staff: Staff, alarm_id: str) -> Alarm:
    """Say that it has been seen; by whom and when is kept.

    Raises: NotAllowed, NotFound, AlarmSeen.
    """
    check_may_change(staff)
    alarm = await ctx.store.alarms.find(alarm_id)
    if alarm is None:
        raise NotFound("没有找到这条提醒。", code="alarm_not_found")
    if alarm.village_code != NO_VILLAGE or staff.role not in WHOLE_BUREAU:
        check_in_region(staff, alarm.village_code)
    if not await ctx.store.alarms.take_note(alarm_id, staff.id, ctx.now()):
        raise AlarmSeen()
    return await ctx.store.alarms.find(alarm_id) or alarm
