"""Bookings. Two unique partial indexes refuse every overlap; a third makes a repeated request harmless."""

from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.bookings import Booking, BookingState, ResidentBusy, TimeTaken
from domain.errors import Conflict
from store.database import Database
from store.documents import from_document, to_document


class RequestRepeated(Conflict):
    """This resident's request with this key has made its booking already."""

    code = "request_repeated"


class Bookings:
    """Who comes to whom, and when."""

    def __init__(self, database: Database) -> None:
        self._bookings = database["bookings"]

    async def add(self, booking: Booking) -> None:
        """Hold the time, in one write.

        Raises: TimeTaken, ResidentBusy or RequestRepeated, according to the index that refused.
        """
        try:
            await self._bookings.insert_one(to_document(booking))
        except DuplicateKeyError as refusal:
            raise _why_refused(refusal) from refusal

    async def find(self, booking_id: str) -> Booking | None:
        """One booking."""
        return await self._find_by({"_id": booking_id})

    async def find_by_request(self, resident_id: str, request_key: str) -> Booking | None:
        """The booking that a request with this key made."""
        return await self._find_by({"resident_id": resident_id, "request_key": request_key})

    async def release(self, booking_id: str, state: BookingState, now: datetime, reason: str | None = None) -> bool:
        """Let the time go, once; false if it had been let go before."""
        change = {"active": False, "state": state.value, "cancelled_at": now, "cancel_reason": reason}
        done = await self._bookings.update_one({"_id": booking_id, "active": True}, {"$set": change})
        return bool(done.modified_count)

    async def list_of_resident(self, resident_id: str, since: datetime, until: datetime) -> list[Booking]:
        """A resident's bookings that start in the stretch, latest first."""
        return await self._list({"resident_id": resident_id, "starts_at": {"$gte": since, "$lt": until}}, -1)

    async def list_of_provider(self, provider_id: str, since: datetime, until: datetime) -> list[Booking]:
        """A provider's standing bookings that start in the stretch, soonest first."""
        stretch = {"$gte": since, "$lt": until}
        return await self._list({"provider_id": provider_id, "active": True, "starts_at": stretch}, 1)

    async def list_starting(self, since: datetime, until: datetime) -> list[Booking]:
        """All standing bookings that start in the stretch, soonest first."""
        return await self._list({"active": True, "starts_at": {"$gte": since, "$lt": until}}, 1)

    async def _list(self, question: dict[str, Any], direction: int) -> list[Booking]:
        found = await self._bookings.find(question).sort("starts_at", direction).to_list(None)
        return [from_document(Booking, document) for document in found]

    async def _find_by(self, question: dict[str, Any]) -> Booking | None:
        found = await self._bookings.find_one(question)
        return from_document(Booking, found) if found else None


def _why_refused(refusal: DuplicateKeyError) -> Conflict:
    text = str(refusal)
    if "one_booking_a_request" in text:
        return RequestRepeated()
    return ResidentBusy() if "one_place_a_resident" in text else TimeTaken()
