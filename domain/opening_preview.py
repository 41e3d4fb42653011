"""What residents would see of an opening rule: the days to come, what is free on each, and why nothing is."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.booking_rules import BookingRules
from domain.bookings import Booking, Nearness
from domain.calendar import DayKind, kind_of_day
from domain.choosing import Seeker, bookable_stretch, offers_of
from domain.clock import SHANGHAI, civil_date
from domain.held import Held
from domain.opening import OpeningRule
from domain.opening_checks import WEEKDAY_NAMES, Hours
from domain.people import Provider
from domain.services import Service

PREVIEW_DAYS = 14
MORE_THAN_ENOUGH = 10_000


@dataclass(frozen=True)
class PreviewDay:
    """One day: when it is open, at which times one could still book, and what there is to say about it."""

    on: date
    hours: tuple[Hours, ...]
    free: tuple[time, ...]
    booked_count: int
    note: str


def preview_days(
    provider: Provider,
    service: Service,
    held: Held,
    standing: Iterable[Booking],
    rules: BookingRules,
    now: datetime,
) -> list[PreviewDay]:
    """The fortnight as a resident without the green channel would find it."""
    free: defaultdict[date, set[time]] = defaultdict(set)
    for offer in offers_of(provider, Nearness.CHOSEN, service, held, Seeker(), rules, now, MORE_THAN_ENOUGH):
        local = offer.starts_at.astimezone(SHANGHAI)
        free[local.date()].add(local.time())
    booked = Counter(one.on for one in standing)
    latest = bookable_stretch(provider.opening, rules, now, green=False)[1]
    today = civil_date(now)
    return [
        _day(provider.opening, on, tuple(sorted(free[on])), booked[on], on > civil_date(latest))
        for on in (today + timedelta(days=number) for number in range(PREVIEW_DAYS))
    ]


def _day(rule: OpeningRule, on: date, free: tuple[time, ...], booked: int, too_far: bool) -> PreviewDay:
    hours = tuple((_wall(opens), _wall(closes)) for opens, closes in rule.spans_on(on))
    return PreviewDay(on, hours, free, booked, _note(rule, on, is_open=bool(hours), has_free=bool(free), far=too_far))


def _wall(moment: datetime) -> time:
    return moment.astimezone(SHANGHAI).time()


def _note(rule: OpeningRule, on: date, *, is_open: bool, has_free: bool, far: bool) -> str:
    if rule.is_away(on):
        return "请假"
    why = _why_other(rule, on)
    if not is_open:
        return why or "不接待"
    if far:
        return "超出可约范围"
    return why if has_free else "没有空位，或已来不及提前预约"


def _why_other(rule: OpeningRule, on: date) -> str:
    """Why the day is not like its weekday."""
    for exception in rule.exceptions:
        if exception.on == on:
            return "特殊日期" if exception.hours else "特殊日期，不接待"
    kind = kind_of_day(on) if rule.keeps_holidays else DayKind.WORKING
    if kind is DayKind.HOLIDAY:
        return "法定节假日，不接待"
    return f"调休上班，按{WEEKDAY_NAMES[rule.make_up_weekday]}" if kind is DayKind.MAKE_UP else ""
