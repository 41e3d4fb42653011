"""Who is booked when a resident just taps: fair, near, soon, and explained."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import merge
from itertools import islice

from domain.booking_rules import BookingRules
from domain.bookings import Nearness, NotEntitledToVisit
from domain.held import Held
from domain.languages import language_name
from domain.opening import MeetingWay, OpeningRule, free_starts
from domain.people import PROVIDER_KIND_NAMES, USUAL_LANGUAGES, Provider
from domain.recusal import Recusal
from domain.services import Service
from domain.wording import say_moment

Order = tuple[int, datetime, int, str, int]
NEARNESS_ORDER = (Nearness.OWN_ADVISOR, Nearness.SAME_TOWNSHIP, Nearness.SAME_COUNTY, Nearness.CHOSEN)


@dataclass(frozen=True)
class Seeker:
    """Who looks for a time: whether by the green channel, which of their own quarter-hours are taken, in which
    stretch, and who has to stay out of their matter. ``own_recused`` says that the village's own advisors must. Who
    speaks ``language`` comes first among those who are equally near. ``by_desk`` says that the desk arranges it, which
    may have anybody visited at home."""

    green: bool = False
    busy: frozenset[int] = frozenset()
    way: MeetingWay | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None
    recusal: Recusal | None = None
    own_recused: bool = False
    language: str | None = None
    by_desk: bool = False

    @property
    def may_be_visited(self) -> bool:
        """Whether somebody may come to their home."""
        return self.green or self.by_desk

    def check_entitled(self) -> None:
        """Raises: NotEntitledToVisit when they want to be visited and may not."""
        if self.way is MeetingWay.HOME_VISIT and not self.may_be_visited:
            raise NotEntitledToVisit()

    def may_meet(self, provider: Provider) -> bool:
        """Whether no recusal keeps the two apart."""
        return self.recusal is None or not self.recusal.bars(provider)


@dataclass(frozen=True)
class Offer:
    """A provider, a seat and a moment that are free together. ``load`` counts quarter-hours already promised."""

    provider: Provider
    nearness: Nearness
    seat: int
    starts_at: datetime
    length: timedelta
    load: int
    way: MeetingWay
    own_recused: bool = False
    language: str | None = None

    @property
    def is_understood(self) -> bool:
        """Whether the provider speaks the wished language, if one was wished for."""
        return self.language is None or self.language in self.provider.languages


def bookable_stretch(rule: OpeningRule, rules: BookingRules, now: datetime, green: bool) -> tuple[datetime, datetime]:
    """The first and the last moment at which a booking may start. The green channel needs no lead."""
    lead = 0 if green else max(rules.lead_minutes, rule.lead_minutes)
    horizon = min(rules.horizon_days, rule.horizon_days or rules.horizon_days)
    return now + timedelta(minutes=lead), now + timedelta(days=horizon)


def day_cap(rule: OpeningRule, rules: BookingRules, green: bool) -> int | None:
    """How many bookings a day may bear for this seeker; None where there is no cap."""
    if rule.daily_cap is None:
        return None
    return rule.daily_cap + (rules.green_extra_a_day if green else 0)


def offers_of(
    provider: Provider,
    nearness: Nearness,
    service: Service,
    held: Held,
    seeker: Seeker,
    rules: BookingRules,
    now: datetime,
    per_seat: int,
) -> Iterator[Offer]:
    """The soonest offers of each seat of a provider, soonest first."""
    rule = provider.opening
    way = chosen_way(rule, seeker)
    if way is None:
        return
    length = timedelta(minutes=rule.minutes_for(service.id, service.duration_minutes))
    earliest, latest = bookable_stretch(rule, rules, now, seeker.green)
    earliest = max(earliest, seeker.not_before or earliest)
    latest = min(latest, seeker.not_after or latest)
    cap = day_cap(rule, rules, seeker.green)

    def is_full(day: date) -> bool:
        return held.free_number(day, cap or 0) is None

    load = held.load

    def offers_of_seat(seat: int) -> Iterator[Offer]:
        starts = free_starts(
            rule,
            length,
            earliest,
            latest,
            taken=held.of_seat(seat),
            busy=seeker.busy,
            is_full=is_full if cap is not None else None,
        )
        for start in islice(starts, per_seat):
            yield Offer(provider, nearness, seat, start, length, load, way, seeker.own_recused, seeker.language)

    seats = [offers_of_seat(seat) for seat in range(rule.seats)]
    yield from merge(*seats, key=order) if len(seats) > 1 else seats[0]


def chosen_way(rule: OpeningRule, seeker: Seeker) -> MeetingWay | None:
    """The wanted way if it is offered; the provider's usual one for this seeker if none is wanted."""
    ways = [way for way in rule.ways if way is not MeetingWay.HOME_VISIT or seeker.may_be_visited]
    if seeker.way is None:
        return ways[0] if ways else None
    return seeker.way if seeker.way in ways else None


def without_twins(offers: Iterable[Offer]) -> Iterator[Offer]:
    """One offer of each time with each person: to whom is told of free times, seats are all the same."""
    seen = set()
    for offer in offers:
        which = (offer.provider.id, offer.starts_at)
        if which not in seen:
            seen.add(which)
            yield offer


def order(offer: Offer) -> Order:
    """Smaller is better: the village's own advisor, then nearer, then sooner, then whoever has promised less."""
    nearness = NEARNESS_ORDER.index(offer.nearness)
    return 2 * nearness + (not offer.is_understood), offer.starts_at, offer.load, offer.provider.id, offer.seat


def explain(offer: Offer) -> str:
    """One sentence for the resident: why this person, why this time."""
    who = f"{offer.provider.name}{PROVIDER_KIND_NAMES[offer.provider.kind]}"
    moment = say_moment(offer.starts_at)
    if offer.nearness is Nearness.CHOSEN:
        return f"按您的选择，{who}在{moment}为您服务。{_of_language(offer)}"
    near = "本乡镇（街道）近期没有空闲人员，" if offer.nearness is Nearness.SAME_COUNTY else ""
    if offer.own_recused:
        near = f"本村法律顾问须回避，{near}"
    reasons = {
        Nearness.OWN_ADVISOR: f"{who}是您村的法律顾问",
        Nearness.SAME_TOWNSHIP: f"{near}{who}就在本乡镇（街道）服务",
        Nearness.SAME_COUNTY: f"{near}{who}在本县（市、区）服务",
    }
    return f"{reasons[offer.nearness]}，最早可约的时间是{moment}。{_of_language(offer)}"


def _of_language(offer: Offer) -> str:
    """What to know of the wished language: that the other one speaks it, or that an interpreter may be needed."""
    if offer.language in (None, *USUAL_LANGUAGES):
        return ""
    language = language_name(offer.language or "")
    if offer.is_understood:
        return f"{offer.provider.name}会说{language}。"
    others = "" if offer.nearness is Nearness.CHOSEN else f"近处暂时没有会说{language}的人员可约，"
    return f"{others}{offer.provider.name}不会说{language}，可以请亲友陪同翻译。"
