"""Bookings of the same moment travel together; each is acknowledged or refused by itself."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.errors import AutoReconnect, BulkWriteError

from actions.book_service import Wish, book_service
from actions.context import Context
from domain.bookings import Booking, BookingState, DayFull, Nearness, ResidentBusy, TimeTaken, TooManyHeld
from domain.clock import civil_date
from domain.quarter_hours import quarters_between
from store.booking_inserts import BookingInserts, RequestRepeated
from store.bookings import Bookings
from store.database import Database, Document
from store.documents import to_document
from tests.builders import add_appointment, add_divisions, add_provider, add_resident, add_service

NINE = datetime(2026, 11, 23, 1, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)
pytestmark = pytest.mark.gen_test(timeout=60)


def booking_of(number: int, **other: Any) -> Booking:
    """Half an hour with a provider whom nobody else wants."""
    quarters = quarters_between(NINE, NINE + HALF_HOUR)
    plain = Booking(
        id=f"b{number}",
        resident_id=f"r{number}",
        provider_id=f"p{number}",
        service_code="find-lawyer",
        village_code="420281108200",
        seat=0,
        starts_at=NINE,
        ends_at=NINE + HALF_HOUR,
        on=civil_date(NINE),
        quarters=quarters,
        resident_quarters=quarters,
        state=BookingState.BOOKED,
        active=True,
        place="公共法律服务室",
        nearness=Nearness.OWN_ADVISOR,
        why="",
        request_key=f"k{number}",
        request_print="",
        created_at=NINE,
    )
    return replace(plain, **other)


LATER = NINE + timedelta(hours=2)
ELSEWHERE: dict[str, Any] = {
    "starts_at": LATER,
    "ends_at": LATER + HALF_HOUR,
    "quarters": quarters_between(LATER, LATER + HALF_HOUR),
    "resident_quarters": quarters_between(LATER, LATER + HALF_HOUR),
}


@pytest.mark.both_stores
async def test_in_one_crowd_each_hears_what_became_of_its_own(database: Database) -> None:
    wished = {
        TimeTaken: booking_of(100, provider_id="p0"),
        ResidentBusy: booking_of(101, resident_id="r1", held_number=1),
        TooManyHeld: booking_of(102, resident_id="r2", **ELSEWHERE),
        RequestRepeated: booking_of(103, resident_id="r3", request_key="k3", held_number=1, **ELSEWHERE),
        DayFull: booking_of(104, provider_id="p4", capped=True, **ELSEWHERE),
    }
    first = [booking_of(number, capped=number == 4) for number in range(20)]
    crowd = [*first, *wished.values(), *(booking_of(number) for number in range(20, 30))]
    bookings = Bookings(database)
    told = await asyncio.gather(*map(bookings.add, crowd), return_exceptions=True)
    assert [type(one) for one in told[20:25]] == list(wished)
    assert told[:20] + told[25:] == [None] * 30
    kept = await database["bookings"].find({}, {"_id": 1}).to_list(None)
    assert {one["_id"] for one in kept} == {f"b{number}" for number in range(30)}, "what was promised is what is kept"


class Failing:
    """A collection whose server fails in a certain way."""

    def __init__(self, failure: Exception) -> None:
        self._failure = failure

    async def insert_many(self, documents: list[Document], ordered: bool) -> None:
        """Fails."""
        raise self._failure

    insert_one = insert_many


async def add_three(failure: Exception) -> list[BaseException | None]:
    """What three are told who book at the same moment."""
    inserts = BookingInserts(Failing(failure))  # type: ignore[arg-type] # all of a collection that is asked for
    crowd = (inserts.add(to_document(booking_of(number))) for number in range(3))
    return await asyncio.gather(*crowd, return_exceptions=True)


async def test_an_outage_is_told_to_everybody_under_way() -> None:
    assert [type(one) for one in await add_three(AutoReconnect("gone"))] == [AutoReconnect] * 3


async def test_nobody_is_acknowledged_whom_the_majority_did_not_confirm() -> None:
    unsure = BulkWriteError({"writeErrors": [], "writeConcernErrors": [{"code": 64, "errmsg": "waited too long"}]})
    assert [type(one) for one in await add_three(unsure)] == [BulkWriteError] * 3


async def test_a_failure_of_one_document_is_not_taken_for_a_refusal() -> None:
    error = {"index": 1, "code": 121, "errmsg": "not valid"}
    told = await add_three(BulkWriteError({"writeErrors": [error], "writeConcernErrors": []}))
    assert (told[0], told[2]) == (None, None)
    assert getattr(told[1], "code", None) == 121


async def test_taps_of_one_moment_do_not_try_for_the_same_time(ctx: Context) -> None:
    await add_divisions(ctx)
    await add_service(ctx)
    await add_provider(ctx)
    await add_appointment(ctx)
    residents = [await add_resident(ctx, f"r{number}") for number in range(13)]
    wish = Wish("find-lawyer")
    await book_service(ctx, resident=residents[0], wish=wish)  # from here on the calendar is remembered
    tried = CountedInserts(ctx.store.bookings)
    booked = await asyncio.gather(*(book_service(ctx, resident=one, wish=wish) for one in residents[1:]))
    assert len({one.starts_at for one in booked}) == 12
    assert tried.count == 12, "none was refused and had to look again"


class CountedInserts:
    """Counts what is tried."""

    def __init__(self, bookings: Bookings) -> None:
        self.count, self._inserts = 0, bookings._inserts
        bookings._inserts = self  # type: ignore[assignment] # all of it that is asked for

    async def add(self, document: Document) -> None:
        """One try."""
        self.count += 1
        await self._inserts.add(document)
