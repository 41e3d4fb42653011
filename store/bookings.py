"""Bookings. Unique partial indexes refuse every overlap and every booking above a cap; one more makes a repeated
request harmless."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.bookings import Booking, BookingState
from domain.held import Held
from store.booking_inserts import BookingInserts, why_refused
from store.database import Database
from store.documents import from_document, to_document
from store.questions import find_all, find_one
from store.short_memory import ShortMemory

HELD_SECONDS = 10.0
ASKED_AT_ONCE = 100
HELD_FIELDS = {"provider_id": 1, "seat": 1, "quarters": 1, "on": 1, "day_number": 1}


class Bookings:
    """Who comes to whom, and when."""

    def __init__(self, database: Database) -> None:
        self._bookings = database["bookings"]
        self._held: ShortMemory[str, Held] = ShortMemory(HELD_SECONDS)
        self._inserts = BookingInserts(self._bookings)

    async def add(self, booking: Booking) -> None:
        """Hold the time, in one write, which may carry the bookings of others of the same moment.

        Raises: TimeTaken, ResidentBusy, TooManyHeld, DayFull or RequestRepeated, after the index that refused.
        """
        believed = self._note_held(booking)  # before it is: nobody else here shall try for the same time meanwhile
        try:
            await self._inserts.add(to_document(booking))
        except BaseException:
            self._held.forget(booking.provider_id)
            raise
        if self._held.peek(booking.provider_id) is not believed or believed is None:
            self._note_held(booking)

    def _note_held(self, booking: Booking) -> Held | None:
        held = self._held.peek(booking.provider_id)
        if held:
            held.add(booking.seat, booking.quarters, booking.on, booking.day_number)
        else:
            self._held.forget(booking.provider_id)  # an answer on its way may lack this booking
        return held

    async def move(self, booking: Booking, moved: Booking) -> bool:
        """Put a booking elsewhere, in one write: the old time is kept until the new one is held.

        False when somebody changed the booking meanwhile.

        Raises: TimeTaken, ResidentBusy or DayFull.
        """
        kept = to_document(replace(moved, version=booking.version + 1))
        guard = {"_id": kept.pop("_id"), "active": True, "version": booking.version}
        try:
            done = await self._bookings.update_one(guard, {"$set": kept})
        except DuplicateKeyError as refusal:
            raise why_refused(str(refusal)) from refusal
        finally:
            self._held.forget(booking.provider_id)
            self._held.forget(moved.provider_id)
        return bool(done.modified_count)

    async def change(self, booking: Booking, after: BookingState, now: datetime, **more: Any) -> bool:
        """Take a booking from its state to another, once; false when it had left its state or been moved before."""
        active = after in (BookingState.BOOKED, BookingState.CHECKED_IN, BookingState.OFFERED)
        change = {"state": after.value, "active": active, "changed_at": now, **more}
        guard = {"_id": booking.id, "state": booking.state.value, "version": booking.version}
        done = await self._bookings.update_one(guard, {"$set": change, "$inc": {"version": 1}})
        if not active:
            self._held.forget(booking.provider_id)
        return bool(done.modified_count)

    async def find(self, booking_id: str) -> Booking | None:
        """One booking."""
        return await self._find_by({"_id": booking_id})

    async def find_by_request(self, resident_id: str, request_key: str) -> Booking | None:
        """The booking that a request with this key made."""
        return await self._find_by({"resident_id": resident_id, "request_key": request_key})

    async def held_of(self, provider_id: str, now: datetime) -> Held:
        """What is promised of a provider's time from yesterday on; it may be ten seconds old.

        Old news costs a retry and nothing else: the indexes decide.
        """
        return (await self.held_of_all([provider_id], now))[provider_id]

    async def held_of_all(self, provider_ids: Collection[str], now: datetime) -> dict[str, Held]:
        """The same of many providers, in few questions, between which others have their turn."""

        async def ask(missing: list[str]) -> dict[str, Held]:
            since = now.date() - timedelta(days=2)  # one more than is read, for what is held before a booking
            held = {provider_id: Held(since) for provider_id in missing}
            for first in range(0, len(missing), ASKED_AT_ONCE):
                await self._read_held(missing[first : first + ASKED_AT_ONCE], now, held)
            return held

        return await self._held.get_all(provider_ids, ask)

    async def _read_held(self, provider_ids: list[str], now: datetime, held: dict[str, Held]) -> None:
        whose: Any = provider_ids[0] if len(provider_ids) == 1 else {"$in": provider_ids}
        question = {"provider_id": whose, "active": True, "starts_at": {"$gte": now - timedelta(days=1)}}
        for one in await self._bookings.find(question, HELD_FIELDS).to_list(None):
            held[one["provider_id"]].add(one["seat"], one["quarters"], date.fromisoformat(one["on"]), one["day_number"])

    def forget_held(self, provider_id: str) -> None:
        """Ask anew next time."""
        self._held.forget(provider_id)

    def forget_all_held(self) -> None:
        """Ask anew for everybody next time."""
        self._held.forget_all()

    async def list_held_by(self, resident_id: str) -> list[Booking]:
        """The bookings that hold a resident's time: few, because they are capped."""
        return await find_all(self._bookings, Booking, {"resident_id": resident_id, "active": True})

    async def list_of_resident(self, resident_id: str, since: datetime, until: datetime) -> list[Booking]:
        """A resident's bookings that start in the stretch, latest first."""
        return await self._list({"resident_id": resident_id, "starts_at": {"$gte": since, "$lt": until}}, -1)

    async def list_of_provider(self, provider_id: str, since: datetime, until: datetime) -> list[Booking]:
        """A provider's standing bookings that start in the stretch, soonest first."""
        stretch = {"$gte": since, "$lt": until}
        return await self._list({"provider_id": provider_id, "active": True, "starts_at": stretch}, 1)

    async def list_all_of_provider(self, provider_id: str, since: datetime, until: datetime) -> list[Booking]:
        """All of a provider's bookings that start in the stretch, over or not, soonest first."""
        both = {"$in": [True, False]}
        stretch = {"$gte": since, "$lt": until}
        return await self._list({"provider_id": provider_id, "active": both, "starts_at": stretch}, 1)

    async def list_made_in_range(
        self, first_code: str, beyond_code: str, since: datetime, until: datetime
    ) -> list[Booking]:
        """What was booked for the villages of a region within a time, latest first."""
        villages = {"$gte": first_code, "$lt": beyond_code}
        found = await self._bookings.find(
            {"village_code": villages, "created_at": {"$gte": since, "$lt": until}}
        ).to_list(None)
        kept = [from_document(Booking, document) for document in found]
        return sorted(kept, key=lambda one: one.created_at, reverse=True)

    async def list_starting(self, since: datetime, until: datetime) -> list[Booking]:
        """All standing bookings that start in the stretch, soonest first."""
        return await self._list({"active": True, "starts_at": {"$gte": since, "$lt": until}}, 1)

    async def list_of_matter(self, matter_number: str) -> list[Booking]:
        """Every booking that came of a matter, over or not."""
        return await find_all(self._bookings, Booking, {"matter_number": matter_number})

    async def list_untold(self, at_most: int = 200) -> list[Booking]:
        """Bookings whose confirmation has not been written yet."""
        found = await self._bookings.find({"told": False}).limit(at_most).to_list(None)
        return [from_document(Booking, document) for document in found]

    async def mark_told(self, booking_id: str) -> None:
        """The confirmation is written."""
        await self._bookings.update_one({"_id": booking_id}, {"$set": {"told": True}})

    async def list_expired_offers(self, now: datetime) -> list[Booking]:
        """Offers that nobody took in time."""
        question = {"state": BookingState.OFFERED.value, "expires_at": {"$lte": now}}
        return await find_all(self._bookings, Booking, question)

    async def list_offered(self) -> list[Booking]:
        """Every offer that waits for its answer."""
        return await find_all(self._bookings, Booking, {"state": BookingState.OFFERED.value})

    async def _list(self, question: dict[str, Any], direction: int) -> list[Booking]:
        found = await self._bookings.find(question).sort("starts_at", direction).to_list(None)
        return [from_document(Booking, document) for document in found]

    async def _find_by(self, question: dict[str, Any]) -> Booking | None:
        return await find_one(self._bookings, Booking, question)
