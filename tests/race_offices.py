"""Offices that crowds race for: unequal lengths, several seats, buffers."""

from datetime import time, timedelta

from actions.context import Context
from domain.booking_rules import BookingRules
from domain.opening import OpeningRule, OpeningSpan
from store import Store
from tests.booking_invariants import Document
from tests.builders import add_appointment, add_divisions, add_provider, add_service

RULES = BookingRules(most_held=40)
LENGTHS = {"quick": 15, "find-lawyer": 30, "long-talk": 75}
EVERY_DAY = tuple(OpeningSpan(day, time(9), time(17)) for day in range(5))
OPENINGS = {
    "one-seat": OpeningRule(EVERY_DAY),
    "two-seats": OpeningRule(EVERY_DAY, seats=2, buffer_before_minutes=15),
    "three-seats": OpeningRule(EVERY_DAY, seats=3, buffer_after_minutes=15, lengths={"quick": 30}),
}


async def open_offices(ctx: Context) -> None:
    """Three providers near the village, who all do everything."""
    await add_divisions(ctx)
    for code, minutes in LENGTHS.items():
        await add_service(ctx, code, duration_minutes=minutes)
    for number, (name, opening) in enumerate(OPENINGS.items()):
        await add_provider(ctx, name, opening=opening, service_codes=tuple(LENGTHS), phone=f"1380000000{number}")
    await add_appointment(ctx, "one-seat")


def length_of(provider_id: str, service_code: str) -> timedelta:
    """How long this provider takes for it."""
    return timedelta(minutes=(OPENINGS[provider_id].lengths or {}).get(service_code, LENGTHS[service_code]))


def of(provider_id: str, standing: list[Document]) -> list[Document]:
    """The bookings of one provider."""
    return [one for one in standing if one["provider_id"] == provider_id]


async def forget_all_bookings(store: Store) -> None:
    """Another round."""
    await store.database["bookings"].delete_many({})
    store.bookings.forget_all_held()
