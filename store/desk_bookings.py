"""The questions that desks ask of bookings. What changes a booking is in store/bookings.py."""

from datetime import date, datetime
from typing import Any

from domain.bookings import Booking, BookingState
from store.database import Database
from store.documents import from_document
from store.questions import find_all

BATCH = 200
HELD_STATES = (BookingState.BOOKED, BookingState.CHECKED_IN, BookingState.COMPLETED, BookingState.NO_SHOW)


class DeskBookings:
    """Bookings by day, and those with which something is still to be done."""

    def __init__(self, database: Database) -> None:
        self._bookings = database["bookings"]

    async def list_on(self, on: date) -> list[Booking]:
        """All bookings of a civil date, over or not, soonest first."""
        return await self._list({"on": on.isoformat()})

    async def list_of_provider_on(self, provider_id: str, on: date) -> list[Booking]:
        """All bookings of a provider on a civil date, over or not, soonest first."""
        return await self._list({"provider_id": provider_id, "on": on.isoformat()})

    async def list_of_village(self, village_code: str, first: date, last: date) -> list[Booking]:
        """All bookings from a village between two civil dates, over or not, latest first."""
        days = {"$gte": first.isoformat(), "$lte": last.isoformat()}
        return (await self._list({"village_code": village_code, "on": days}))[::-1]

    async def list_due(self) -> list[Booking]:
        """Those of which the desk has changed something and not done yet what follows from it."""
        found = await self._bookings.find({"desk_due": True}).limit(BATCH).to_list(None)
        return [from_document(Booking, document) for document in found]

    async def settle(self, booking: Booking) -> bool:
        """What followed is done; false when the booking has changed since it was read."""
        guard = {"_id": booking.id, "version": booking.version}
        done = await self._bookings.update_one(guard, {"$set": {"desk_due": False}})
        return bool(done.modified_count)

    async def list_awaiting(self) -> list[Booking]:
        """Standing bookings for which another time is proposed."""
        return [one for one in await self._list({"awaits_answer": True}) if one.active]

    async def list_forgotten(self, before: datetime) -> list[Booking]:
        """Standing bookings that started long ago and that nobody has closed."""
        return await self._list({"active": True, "starts_at": {"$lt": before}})

    async def count_by_village(self, first_day: date, beyond_day: date) -> dict[str, int]:
        """How many bookings of a stretch of days were kept to or stand, by the resident's village."""
        counts = {"_id": "$village_code", "count": {"$sum": 1}}
        groups = self._bookings.aggregate([{"$match": _held_between(first_day, beyond_day)}, {"$group": counts}])
        return {one["_id"]: int(one["count"]) for one in await groups.to_list(None)}

    async def list_held(self, first_day: date, beyond_day: date, first_code: str, beyond_code: str) -> list[Booking]:
        """The bookings behind those counts, of the villages from one code up to another, soonest first."""
        question = {**_held_between(first_day, beyond_day), "village_code": {"$gte": first_code, "$lt": beyond_code}}
        return await self._list(question)

    async def _list(self, question: dict[str, Any]) -> list[Booking]:
        found = await find_all(self._bookings, Booking, question)
        return sorted(found, key=lambda one: (one.starts_at, one.id))


def _held_between(first_day: date, beyond_day: date) -> dict[str, Any]:
    days = {"$gte": first_day.isoformat(), "$lt": beyond_day.isoformat()}
    return {"on": days, "state": {"$in": [state.value for state in HELD_STATES]}}
