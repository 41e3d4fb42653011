"""Ranking the free times of many providers, without counting the same calendars anew for everybody who looks."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from heapq import merge, nsmallest
from itertools import islice

from domain.booking_rules import BookingRules
from domain.bookings import Nearness
from domain.choosing import Offer, Order, Seeker, bookable_stretch, offers_of, order
from domain.held import Held
from domain.people import Provider
from domain.services import Service

KEPT = timedelta(seconds=10)


class Replay:
    """Offers that are worked out once, as far as anybody has read, and can be read again."""

    def __init__(self, source: Iterable[Offer]) -> None:
        self._source, self._seen = iter(source), list[Offer]()

    def __iter__(self) -> Iterator[Offer]:
        """From the first one on."""
        number = 0
        while True:
            if number == len(self._seen):
                found = next(self._source, None)
                if found is None:
                    return
                self._seen.append(found)
            yield self._seen[number]
            number += 1


@dataclass(frozen=True, slots=True)
class Calendar:
    """The offers of one provider, and for how long they are what they would be if they were worked out now."""

    provider: Provider
    rules: BookingRules
    offers: Replay
    first: Order | None
    since: datetime
    until: datetime

    def holds(self, provider: Provider, rules: BookingRules, now: datetime) -> bool:
        """Whether nothing has changed that it rests on; the calendar itself is watched by ``Held``."""
        same = self.provider is provider or self.provider == provider
        return same and self.rules is rules and self.since <= now <= self.until


@dataclass(frozen=True)
class Search:
    """What is looked for, whoever may have it."""

    service: Service
    nearness: Nearness
    seeker: Seeker
    rules: BookingRules
    now: datetime
    per_seat: int

    @property
    def key(self) -> Hashable:
        """The same for searches that find the same; None for one that hardly anybody else makes."""
        if self.seeker.busy or self.seeker.not_before or self.seeker.not_after:
            return None
        service, nearness = self.service, self.nearness.value
        return service.id, service.duration_minutes, nearness, self.per_seat, _kind_of(self.seeker)


@lru_cache(256)
def _kind_of(seeker: Seeker) -> str:
    return repr(seeker)  # a text is hashed once, and this is looked up for each of hundreds of providers


def best_offers(search: Search, providers: Sequence[Provider], held: Mapping[str, Held], most: int) -> Iterator[Offer]:
    """The best offers in order, as many as are asked for up to ``most`` times that differ.

    They cannot come from more providers than that, and those are the ones whose first offers are best.
    """
    key = search.key
    calendars = [_calendar(search, key, provider, held[provider.id]) for provider in providers]
    nearest = [(one.first, one) for one in calendars if one.first]
    if len(nearest) > most:
        nearest = nsmallest(most, nearest, key=lambda pair: pair[0])
    return merge(*(one.offers for _, one in nearest), key=order)


def _calendar(search: Search, key: Hashable, provider: Provider, held: Held) -> Calendar:
    if key is None:
        return _work_out(search, provider, held)
    known: Calendar | None = held.worked_out.get(key)
    if known is None or not known.holds(provider, search.rules, search.now):
        known = held.worked_out[key] = _work_out(search, provider, held)
    return known


def _work_out(search: Search, provider: Provider, held: Held) -> Calendar:
    seeker, rules, now = search.seeker, search.rules, search.now
    offers = Replay(offers_of(provider, search.nearness, search.service, held, seeker, rules, now, search.per_seat))
    first = next(islice(offers, 1), None)
    until = now + KEPT
    if first:
        lead = bookable_stretch(provider.opening, rules, now, seeker.green)[0] - now
        until = min(until, first.starts_at - lead)
    return Calendar(provider, rules, offers, order(first) if first else None, now, until)
