"""A village's year, and the years of all villages side by side."""

from dataclasses import dataclass
from datetime import date

from actions.context import Context
from actions.hour_totals import roll_up_hours
from actions.log_hours import find_progress
from actions.regions import get_village_in_region, list_villages_in_region, region_range
from actions.review_hours import EntryForReview, tell_entries
from actions.set_duties import tell_duties
from domain.clock import civil_date
from domain.divisions import Division
from domain.duties import DutyProgress
from domain.errors import BadInput
from domain.hours import REVIEWED_STATES
from domain.people import Appointment, Provider, Staff
from domain.report_periods import FIRST_YEAR
from domain.village_years import HourSums, Progress, day_in_year, target_of

__all__ = ["VillageRow", "VillageYear", "list_villages", "roll_up_hours", "tell_village_year"]


@dataclass(frozen=True)
class AdvisorDuties:
    """How the duties of one appointment stand."""

    appointment: Appointment
    advisor: Provider
    duties: tuple[DutyProgress, ...]


@dataclass(frozen=True)
class VillageYear:
    """Everything behind a village's year; ``entries`` by date, with names."""

    village: Division
    township: Division | None
    progress: Progress
    advisors: tuple[Provider, ...]
    entries: tuple[EntryForReview, ...]
    duties: tuple[AdvisorDuties, ...] = ()


@dataclass(frozen=True)
class VillageRow:
    """One village of a list, with its advisors and how far its year has come."""

    village: Division
    township: Division | None
    advisors: tuple[Provider, ...]
    progress: Progress


async def tell_village_year(ctx: Context, *, staff: Staff, village_code: str, year: int) -> VillageYear:
    """A village's year with the entries behind it.

    Raises: NotFound, BadInput.
    """
    village = await get_village_in_region(ctx, staff=staff, village_code=village_code)
    check_year(year, civil_date(ctx.now()))
    day = day_in_year(year, civil_date(ctx.now()))
    appointments = await ctx.store.appointments.list_of_village(village.id, day)
    kept = await ctx.store.entries.list_of_village(village.id, year)
    entries = [one for one in kept if one.state in REVIEWED_STATES]
    advisors = await _advisors(ctx, appointments)
    told = await tell_duties(ctx, appointments=appointments, entries=entries, year=year)
    people = {one.id: one for one in advisors}
    duties = [
        AdvisorDuties(one, people[one.provider_id], told[one.id]) for one in appointments if one.provider_id in people
    ]
    return VillageYear(
        village,
        await ctx.store.divisions.find(village.township_code),
        await find_progress(ctx, village_code=village.id, year=year),
        advisors,
        tuple(await tell_entries(ctx, entries=entries)),
        tuple(duties),
    )


async def list_villages(
    ctx: Context, *, staff: Staff, year: int | None = None, within: str | None = None
) -> list[VillageRow]:
    """The villages that staff may see, by code and in no other order, with the year's kept sums.

    Raises: NotFound when ``within`` lies elsewhere; BadInput.
    """
    today = civil_date(ctx.now())
    year = year or today.year
    check_year(year, today)
    first, beyond = region_range(staff, within)
    villages = await list_villages_in_region(ctx, staff=staff, within=within)
    sums = (await ctx.store.hour_totals.tell_region(year, first, beyond)).sums
    appointments = await ctx.store.appointments.list_in_range(first, beyond, day_in_year(year, today))
    of_village = _by_village(appointments)
    people = {one.id: one for one in await _advisors(ctx, appointments)}
    townships = {code: await ctx.store.divisions.find(code) for code in {one.township_code for one in villages}}
    default = ctx.settings.targets.village_year_minutes
    return [
        VillageRow(
            village,
            townships[village.township_code],
            tuple(people[one.provider_id] for one in of_village.get(village.id, []) if one.provider_id in people),
            Progress(year, today, target_of(of_village.get(village.id, []), default), sums.get(village.id, HourSums())),
        )
        for village in villages
    ]


async def _advisors(ctx: Context, appointments: list[Appointment]) -> tuple[Provider, ...]:
    """The advisors behind appointments, longest-serving first."""
    wanted = list(dict.fromkeys(appointment.provider_id for appointment in appointments))
    found = {provider.id: provider for provider in await ctx.store.providers.find_many(wanted)}
    return tuple(found[key] for key in wanted if key in found)


def _by_village(appointments: list[Appointment]) -> dict[str, list[Appointment]]:
    grouped: dict[str, list[Appointment]] = {}
    for appointment in appointments:
        grouped.setdefault(appointment.village_code, []).append(appointment)
    return grouped


def check_year(year: int, today: date) -> None:
    """Raises: BadInput when nothing can be known of the year."""
    if not FIRST_YEAR <= year <= today.year:
        words = f"年度应在{FIRST_YEAR}到{today.year}之间。"
        raise BadInput(words, code="year_not_valid", fields={"year": words})
