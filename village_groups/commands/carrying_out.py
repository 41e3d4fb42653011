"""Carrying out an advisor's command; each may be repeated. What is scarce (who takes a matter) the store decides."""

from dataclasses import dataclass

from actions import follow_bookings, follow_matters, hand_over_matter, log_hours, regions, show_services
from actions.context import Context
from domain.clock import civil_date
from domain.errors import ServiceError
from domain.groups import Group
from domain.matters import Matter
from domain.people import Provider
from village_groups import alarming
from village_groups.channels.descriptor import describe_channel
from village_groups.commands import wording
from village_groups.commands.reading import Command, CommandKind


@dataclass(frozen=True)
class _Order:
    """A command with who gave it and where."""

    ctx: Context
    command: Command
    provider: Provider
    group: Group

    @property
    def among_villagers(self) -> bool:
        """Whether villagers read along."""
        return describe_channel(self.group.channel).is_for_villagers


async def carry_out(ctx: Context, command: Command, provider: Provider, group: Group) -> str:
    """What to answer; a refusal is answered with its own sentence."""
    work = {
        CommandKind.BOOKINGS: _bookings,
        CommandKind.MATTERS: _matters,
        CommandKind.ACCEPT: _accept,
        CommandKind.HAND_OVER: _hand_over,
        CommandKind.HAND_ELSEWHERE: _hand_elsewhere,
        CommandKind.SHOW: _show,
        CommandKind.PROGRESS: _progress,
        CommandKind.HELP: _help,
    }[command.kind]
    try:
        return await work(_Order(ctx, command, provider, group))
    except ServiceError as refusal:
        return refusal.message


async def _bookings(order: _Order) -> str:
    today = civil_date(order.ctx.now())
    coming = await follow_bookings.list_provider_bookings(order.ctx, provider=order.provider)
    mine = [one for one in coming if one.active and civil_date(one.starts_at) == today]
    names = {one.service_code: await show_services.name_of(order.ctx, booking=one) for one in mine}
    return wording.say_bookings(mine, names, among_villagers=order.among_villagers)


async def _matters(order: _Order) -> str:
    visible = [one for one in await _visible(order) if wording.is_waiting(one)]
    waiting = sorted(visible, key=lambda one: (not one.urgent, one.deadline_at, one.id))
    villages = await regions.find_divisions(order.ctx, codes={one.village_code for one in waiting})
    return wording.say_matters(waiting, villages, order.ctx.now())


async def _accept(order: _Order) -> str:
    found = await _find(order)
    if isinstance(found, str):
        return found
    matter = await follow_matters.accept_matter(order.ctx, provider=order.provider, number=found.id)
    villages = await regions.find_divisions(order.ctx, codes={matter.village_code})
    village = villages.get(matter.village_code)
    name = f"{village.spoken_name if village else ''} {matter.id}".strip()
    return wording.ACCEPTED.format(matter=name, deadline=wording.say_moment(matter.deadline_at))


async def _hand_over(order: _Order) -> str:
    found = await _find(order)
    if isinstance(found, str):
        return found
    alarm = await hand_over_matter.hand_over_to_office(order.ctx, provider=order.provider, number=found.id)
    await alarming.tell_internal_groups(order.ctx, alarm, found)
    return wording.HANDED_OVER.format(number=found.id)


async def _hand_elsewhere(order: _Order) -> str:
    return wording.ONLY_TO_OFFICE.format(number=order.command.number)


async def _show(order: _Order) -> str:
    found = await _find(order)
    return found if isinstance(found, str) else wording.say_state(found)


async def _progress(order: _Order) -> str:
    if order.among_villagers:
        return wording.PROGRESS_IN_PRIVATE
    return wording.say_progress(await log_hours.list_my_villages(order.ctx, provider=order.provider))


async def _help(_: _Order) -> str:
    return wording.HELP


async def _visible(order: _Order) -> list[Matter]:
    """The advisor's own and those of their villages; in a villagers' group those of this village only."""
    found = await follow_matters.list_advisor_matters(order.ctx, provider=order.provider)
    if order.among_villagers:
        return [one for one in found if one.village_code == order.group.village_code]
    return found


async def _find(order: _Order) -> Matter | str:
    """The matter that a number means, or the words that ask which. Of several with a short number, today's counts."""
    number, visible = order.command.number, await _visible(order)
    if not number.isdecimal():
        meant = [one for one in visible if one.id == number]
    else:
        same = [one for one in visible if wording.short_number(one) == int(number)]
        today = civil_date(order.ctx.now())
        meant = [one for one in same if civil_date(one.created_at) == today]
        meant = meant or [one for one in same if wording.is_waiting(one)] or same[:1]
    if not meant:
        return wording.NO_SUCH_NUMBER.format(number=number)
    if len(meant) == 1:
        return meant[0]
    villages = await regions.find_divisions(order.ctx, codes={one.village_code for one in meant})
    lines = "\n".join(wording.say_matter(one, villages, order.ctx.now()) for one in meant)
    return wording.WHICH_ONE.format(number=number, example=meant[0].id, lines=lines)
