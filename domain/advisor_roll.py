"""The roll of providers: what the bureau writes down of one, and the terms of appointments."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from domain.divisions import Division, Level
from domain.duties import DEFAULT_DUTIES, Duty, DutyMeasure, DutyPeriod
from domain.errors import BadInput
from domain.hours import EntryKind, EntryWay
from domain.opening import MeetingWay, OpeningRule, OpeningSpan
from domain.people import Appointment, Provider, ProviderKind

LONGEST_NAME, LONGEST_ORGANISATION, LONGEST_LICENCE, LONGEST_PLACE = 20, 60, 40, 100
LONGEST_TERM = timedelta(days=366 * 10)
MOST_TARGET_MINUTES, MOST_MONTH_MINUTES, MOST_LECTURES = 60_000, 6_000, 30
FEWEST_TARGET_MINUTES = 60

# Until the provider sets their own hours: those that most offices keep.
USUAL_OPENING = OpeningRule(
    tuple(
        OpeningSpan(weekday, opens, closes)
        for weekday in range(5)
        for opens, closes in ((time(9), time(12)), (time(14), time(17)))
    ),
    ways=(MeetingWay.OFFICE, MeetingWay.PHONE),
)


@dataclass(frozen=True)
class AdvisorForm:
    """What the bureau writes down of a provider."""

    name: str
    kind: ProviderKind
    organisation: str
    licence_number: str
    place: str
    county_code: str
    township_code: str | None


@dataclass(frozen=True)
class TermForm:
    """An appointment as the bureau sets it."""

    starts_on: date
    ends_on: date
    target_minutes: int
    on_site_minutes: int
    lectures: int


def home_codes(home: Division) -> tuple[str, str | None]:
    """County and township of an office.

    Raises: BadInput when the division is neither.
    """
    if home.level is Level.TOWNSHIP:
        return home.county_code, home.id
    if home.level is Level.COUNTY:
        return home.id, None
    raise BadInput(
        "所在区划应为乡镇（街道）或县（市、区）。", code="home_not_valid", fields={"home_code": "请选乡镇或县。"}
    )


def form_of(provider: Provider) -> AdvisorForm:
    """What is written down of a provider now."""
    return AdvisorForm(
        provider.name,
        provider.kind,
        provider.organisation,
        provider.licence_number,
        provider.place,
        provider.county_code,
        provider.township_code,
    )


def facts_between(provider: Provider, form: AdvisorForm) -> dict[str, Any]:
    """The facts that change. Who moves leaves the old address and the pin on the map behind."""
    before = form_of(provider)
    changed = {name: value for name, value in vars(form).items() if value != getattr(before, name)}
    if "place" in changed:
        if provider.address in (None, provider.place):
            changed["address"] = form.place
        changed |= {"latitude": None, "longitude": None}
    return changed


def term_problem(starts_on: date, ends_on: date) -> str | None:
    """Why a term is refused."""
    if ends_on < starts_on:
        return "聘任结束不能早于聘任开始。"
    return "一次聘任最长10年。" if ends_on - starts_on > LONGEST_TERM else None


def find_clashing(
    appointments: Iterable[Appointment], village_code: str, starts_on: date, ends_on: date, but: str = ""
) -> list[Appointment]:
    """The appointments of one advisor to a village that share a day with a term."""
    return [
        one
        for one in appointments
        if one.village_code == village_code and one.id != but and one.starts_on <= ends_on and starts_on <= one.ends_on
    ]


def on_site_minutes_of(duties: Iterable[Duty]) -> int:
    """How many minutes a month the advisor owes in the village itself; 0 if none."""
    return next((one.amount for one in duties if _is_on_site(one)), 0)


def lectures_of(duties: Iterable[Duty]) -> int:
    """How many lectures a quarter; 0 if none."""
    return next((one.amount for one in duties if _is_lectures(one)), 0)


def duties_with(duties: Sequence[Duty], on_site_minutes: int, lectures: int) -> tuple[Duty, ...]:
    """The duties with these two set, in their usual places; all others stay."""
    kept = [one for one in duties if not _is_on_site(one) and not _is_lectures(one)]
    first = next(one for one in DEFAULT_DUTIES if _is_on_site(one))
    second = next(one for one in DEFAULT_DUTIES if _is_lectures(one))
    wanted = ((_named(duties, _is_on_site, first), on_site_minutes), (_named(duties, _is_lectures, second), lectures))
    return (*(replace(one, amount=amount) for one, amount in wanted if amount), *kept)


def _named(duties: Sequence[Duty], fits: Callable[[Duty], bool], default: Duty) -> Duty:
    return next((one for one in duties if fits(one)), default)


def _is_on_site(duty: Duty) -> bool:
    return (duty.period, duty.measure, duty.way, duty.kind) == (
        DutyPeriod.MONTH,
        DutyMeasure.MINUTES,
        EntryWay.ON_SITE,
        None,
    )


def _is_lectures(duty: Duty) -> bool:
    return (duty.period, duty.measure, duty.way, duty.kind) == (
        DutyPeriod.QUARTER,
        DutyMeasure.TIMES,
        None,
        EntryKind.LECTURE,
    )
