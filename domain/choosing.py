"""Who is booked when a resident just taps: fair, near, soon, and explained."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from domain.bookings import Nearness
from domain.opening import free_starts
from domain.people import PROVIDER_KIND_NAMES, Provider
from domain.wording import say_moment

NEARNESS_ORDER = (Nearness.OWN_ADVISOR, Nearness.SAME_TOWNSHIP, Nearness.SAME_COUNTY, Nearness.CHOSEN)

TakenQuarters = Mapping[tuple[str, int], frozenset[int]]
"""The quarter-hours taken of each provider and seat."""


@dataclass(frozen=True)
class Offer:
    """A provider, a seat and a moment that are free together. ``load`` counts quarter-hours already promised."""

    provider: Provider
    nearness: Nearness
    seat: int
    starts_at: datetime
    load: int


@dataclass(frozen=True)
class Stretch:
    """The time in which a booking may start, and how long it lasts."""

    earliest: datetime
    latest: datetime
    length: timedelta


def nearness_of(provider: Provider, advisor_ids: frozenset[str], township_code: str) -> Nearness:
    """How near a provider of the county is to a village."""
    if provider.id in advisor_ids:
        return Nearness.OWN_ADVISOR
    return Nearness.SAME_TOWNSHIP if provider.township_code == township_code else Nearness.SAME_COUNTY


def offers_of(
    provider: Provider,
    nearness: Nearness,
    taken: TakenQuarters,
    busy: frozenset[int],
    stretch: Stretch,
    at_most: int,
) -> Iterator[Offer]:
    """The soonest offers of each seat of a provider; ``busy`` are the resident's own quarter-hours."""
    load = sum(len(taken.get((provider.id, seat), ())) for seat in range(provider.opening.seats))
    for seat in range(provider.opening.seats):
        held = taken.get((provider.id, seat), frozenset()) | busy
        starts = free_starts(provider.opening, held, stretch.length, stretch.earliest, stretch.latest)
        yield from (Offer(provider, nearness, seat, start, load) for start in islice(starts, at_most))


def rank(offers: Iterable[Offer]) -> list[Offer]:
    """Best first: the village's own advisor, then nearer, then sooner, then whoever has promised less."""

    def key(offer: Offer) -> tuple[int, datetime, int, str, int]:
        nearness = NEARNESS_ORDER.index(offer.nearness)
        return nearness, offer.starts_at, offer.load, offer.provider.id, offer.seat

    return sorted(offers, key=key)


def explain(offer: Offer) -> str:
    """One sentence for the resident: why this person, why this time."""
    who = f"{offer.provider.name}{PROVIDER_KIND_NAMES[offer.provider.kind]}"
    moment = say_moment(offer.starts_at)
    if offer.nearness is Nearness.CHOSEN:
        return f"按您的选择，{who}在{moment}为您服务。"
    reasons = {
        Nearness.OWN_ADVISOR: f"{who}是您村的法律顾问",
        Nearness.SAME_TOWNSHIP: f"{who}就在本乡镇（街道）服务",
        Nearness.SAME_COUNTY: f"本乡镇（街道）近期没有空闲人员，{who}在本县（市、区）服务",
    }
    return f"{reasons[offer.nearness]}，最早可约的时间是{moment}。"
