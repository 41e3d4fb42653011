"""What must hold of the bookings in the store, whatever was asked, refused, lost or killed: stated anew with loops."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from domain.booking_rules import BookingRules
from domain.people import Provider
from store import Store

QUARTER = timedelta(minutes=15)
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")

Document = dict[str, Any]


async def check_store(store: Store, rules: BookingRules) -> list[Document]:
    """Fails when any two bookings of the store contradict each other; gives those that hold time."""
    documents = await store.database["bookings"].find({}).to_list(None)
    standing = [one for one in documents if one["active"]]
    assert_unique("one request made two bookings", ((one["resident_id"], one["request_key"]) for one in documents))
    check_standing(standing, rules)
    for provider_id in {one["provider_id"] for one in standing}:
        provider = await store.providers.find(provider_id)
        assert provider, provider_id
        check_provider(provider, [one for one in standing if one["provider_id"] == provider_id], rules)
    return standing


def check_standing(standing: list[Document], rules: BookingRules) -> None:
    """Nobody is promised twice, nobody is in two places, nobody holds more than one may."""
    provider_time = ((one["provider_id"], one["seat"], quarter) for one in standing for quarter in one["quarters"])
    assert_unique("a seat is promised twice", provider_time)
    resident_time = ((one["resident_id"], quarter) for one in standing for quarter in touched(one))
    assert_unique("a resident is in two places", resident_time)
    most = Counter(one["resident_id"] for one in standing)
    assert all(count <= rules.most_held for count in most.values()), most.most_common(1)
    for one in standing:
        assert set(touched(one)) <= set(one["quarters"]), "a booking does not hold the time it takes"
        assert list(one["resident_quarters"]) == touched(one), "a booking does not hold its resident's time"


def check_provider(provider: Provider, standing: list[Document], rules: BookingRules) -> None:
    """Only seats that exist, only so many a day, buffers kept."""
    rule = provider.opening
    assert all(0 <= one["seat"] < rule.seats for one in standing), "there is no such seat"
    before, after = timedelta(minutes=rule.buffer_before_minutes), timedelta(minutes=rule.buffer_after_minutes)
    for one in standing:
        assert list(one["quarters"]) == quarters(one["starts_at"] - before, one["ends_at"] + after), "buffers not kept"
    if rule.daily_cap is not None:
        everybody = Counter(one["on"] for one in standing)
        most = rule.daily_cap + rules.green_extra_a_day
        assert all(count <= most for count in everybody.values()), everybody
        ordinary = Counter(one["on"] for one in standing if not one["green"])
        assert all(count <= rule.daily_cap for count in ordinary.values()), ordinary


def touched(one: Document) -> list[int]:
    """The quarter-hours during which somebody is met."""
    return quarters(one["starts_at"], one["ends_at"])


def quarters(starts_at: datetime, ends_at: datetime) -> list[int]:
    """Every quarter-hour of which a part lies in the stretch."""
    found, number = [], (starts_at - EPOCH) // QUARTER
    while EPOCH + number * QUARTER < ends_at:
        found.append(number)
        number += 1
    return found


def assert_unique(complaint: str, keys: Iterable[tuple[Any, ...]]) -> None:
    """Fails, naming those that are there twice."""
    twice = [key for key, count in Counter(keys).items() if count > 1]
    assert not twice, f"{complaint}: {twice[:5]}"
