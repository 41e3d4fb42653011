"""The rolls of a region: to be looked through and searched on screen, and as rows of a file."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from actions.context import Context
from actions.regions import is_in_region, region_range
from actions.roster_plan import counties_of, find_places
from actions.search_words import Words
from actions.set_duties import duties_of
from domain.advisor_roll import lectures_of, on_site_minutes_of
from domain.clock import civil_date
from domain.divisions import Division, Level, lies_within
from domain.people import PROVIDER_KIND_NAMES, ROLE_NAMES, Appointment, Provider, Staff
from domain.village_facts import VillageFacts

SOON_DAYS = 60


@dataclass(frozen=True)
class AppointmentTold:
    """An appointment with names for its ids."""

    appointment: Appointment
    village: Division | None
    provider: Provider | None
    on_site_minutes: int
    lectures: int


@dataclass(frozen=True)
class AdvisorTold:
    """A provider with the appointments in the region that are not over."""

    provider: Provider
    home: Division | None
    appointments: tuple[AppointmentTold, ...]


@dataclass(frozen=True)
class VillageTold:
    """A village with what it tells."""

    village: Division
    township: Division | None
    facts: VillageFacts


@dataclass(frozen=True)
class AccountTold:
    """An account with its division."""

    staff: Staff
    division: Division | None


async def list_advisors(
    ctx: Context, *, staff: Staff, words: str = "", within: str | None = None, gone: bool = False
) -> list[AdvisorTold]:
    """The providers who have their office in the region or are appointed in it, by name; or those who have left.

    Raises: NotFound when ``within`` lies elsewhere.
    """
    region_range(staff, within)
    seek, today = Words(ctx, words), civil_date(ctx.now())
    appointed = await _tell_appointments(ctx, await _appointments_of(ctx, staff, within), today)
    of_provider: defaultdict[str, list[AppointmentTold]] = defaultdict(list)
    for one in appointed:
        of_provider[one.appointment.provider_id].append(one)
    kept = {one.id: one for one in await ctx.store.providers.list_kept_in_counties(*counties_of(staff))}
    people = {one.provider.id: one.provider for one in appointed if one.provider}
    shown = [
        one
        for one in {**people, **kept}.values()
        if one.active is not gone and (one.id in of_provider or _is_home(one, within or staff.division_code))
    ]
    homes = {code: await ctx.store.divisions.find(code) for code in {_home_code(one) for one in shown}}
    told = [AdvisorTold(one, homes[_home_code(one)], tuple(of_provider[one.id])) for one in shown]
    found = [one for one in told if seek.fit(_advisor_texts(one), one.provider.phone_index)]
    return sorted(found, key=lambda one: (one.provider.name, one.provider.id))


async def list_appointments(
    ctx: Context, *, staff: Staff, words: str = "", within: str | None = None, when: str = "running"
) -> list[AppointmentTold]:
    """The appointments of the region by village: running, ending soon, to come or over.

    Raises: NotFound when ``within`` lies elsewhere.
    """
    seek, today = Words(ctx, words), civil_date(ctx.now())
    kept = await ctx.store.appointments.list_kept_in_range(*region_range(staff, within))
    wanted = [one for one in kept if fits_when(one, when, today)]
    told = await _tell_appointments(ctx, wanted, None)
    return [one for one in told if seek.fit(_appointment_texts(one), one.provider.phone_index if one.provider else "")]


def fits_when(one: Appointment, when: str, today: date) -> bool:
    """Whether an appointment is of this sort."""
    running = one.covers(today)
    return {
        "running": running,
        "ending": running and (one.ends_on - today).days <= SOON_DAYS,
        "coming": one.starts_on > today,
        "over": one.ends_on < today,
    }[when]


async def list_village_facts(
    ctx: Context, *, staff: Staff, words: str = "", within: str | None = None, lacking: bool = False
) -> list[VillageTold]:
    """The villages of the region by code, with what they tell; only those that lack something, if asked.

    Raises: NotFound when ``within`` lies elsewhere.
    """
    first, beyond = region_range(staff, within)
    seek, places = Words(ctx, words), await find_places(ctx, staff=staff)
    facts = await ctx.store.village_facts.list_in_range(first, beyond)
    villages = await ctx.store.divisions.list_level(Level.VILLAGE, within or staff.division_code)
    told = [
        VillageTold(one, places.get(one.township_code), facts.get(one.id, VillageFacts(one.id))) for one in villages
    ]
    return [
        one
        for one in told
        if seek.fit((one.village.full_name, one.village.id, *vars(one.facts).values()))
        and not (lacking and one.facts.phone and one.facts.station_address)
    ]


async def list_accounts(ctx: Context, *, staff: Staff, words: str = "", within: str | None = None) -> list[AccountTold]:
    """The accounts of the region, by division and login.

    Raises: NotFound when ``within`` lies elsewhere.
    """
    seek = Words(ctx, words)
    found = await ctx.store.staff.list_in_range(*region_range(staff, within))
    divisions = {code: await ctx.store.divisions.find(code) for code in {one.division_code for one in found}}
    told = [AccountTold(one, divisions[one.division_code]) for one in found]
    return [one for one in told if seek.fit(_account_texts(one))]


async def get_advisor(ctx: Context, *, staff: Staff, provider: Provider) -> AdvisorTold:
    """A provider with all appointments in the region, those that are over too, latest first."""
    kept = await ctx.store.appointments.list_kept_of_provider(provider.id)
    mine = [one for one in kept if is_in_region(staff, one.village_code)]
    home = await ctx.store.divisions.find(_home_code(provider))
    return AdvisorTold(provider, home, tuple(await _tell_appointments(ctx, mine, None)))


async def _appointments_of(ctx: Context, staff: Staff, within: str | None) -> list[Appointment]:
    return await ctx.store.appointments.list_kept_in_range(*region_range(staff, within))


async def _tell_appointments(ctx: Context, kept: list[Appointment], not_over: date | None) -> list[AppointmentTold]:
    wanted = [one for one in kept if not_over is None or one.ends_on >= not_over]
    people = {one.id: one for one in await ctx.store.providers.find_many({one.provider_id for one in wanted})}
    villages = {code: await ctx.store.divisions.find(code) for code in {one.village_code for one in wanted}}
    duties = await duties_of(ctx, wanted)
    return [
        AppointmentTold(
            one,
            villages[one.village_code],
            people.get(one.provider_id),
            on_site_minutes_of(duties[one.id]),
            lectures_of(duties[one.id]),
        )
        for one in wanted
    ]


def _advisor_texts(told: AdvisorTold) -> tuple[str, ...]:
    one = told.provider
    villages = [term.village.full_name for term in told.appointments if term.village]
    home = told.home.full_name if told.home else ""
    return (one.name, one.organisation, one.licence_number, PROVIDER_KIND_NAMES[one.kind], one.place, home, *villages)


def _appointment_texts(told: AppointmentTold) -> tuple[str, ...]:
    village = told.village.full_name if told.village else ""
    one = told.provider
    return (village, one.name if one else "", one.organisation if one else "", one.licence_number if one else "")


def _account_texts(told: AccountTold) -> tuple[str, ...]:
    one = told.staff
    division = told.division.full_name if told.division else ""
    return (one.login, one.name, ROLE_NAMES[one.role], one.wecom_user_id or "", division)


def _home_code(provider: Provider) -> str:
    return provider.township_code or provider.county_code


def _is_home(provider: Provider, region_code: str) -> bool:
    return lies_within(_home_code(provider), region_code)
