"""Bookings hold the resident's time apart from the provider's, and caps are kept by unique numbers."""

from datetime import datetime, timedelta
from typing import Any

ASCENDING = 1
ACTIVE = {"active": True}


async def up(database: Any) -> None:
    """Fill in what older bookings lack, then make the indexes."""
    bookings = database["bookings"]
    await database["residents"].create_index([("sessions.id", ASCENDING)], name="by_session")
    await _fill_in(bookings)
    existing = await bookings.index_information()
    if existing.get("one_place_a_resident", {}).get("key") == [("resident_id", 1), ("quarters", 1)]:
        await bookings.drop_index("one_place_a_resident")
    await bookings.create_index(
        [("resident_id", ASCENDING), ("resident_quarters", ASCENDING)],
        name="one_place_a_resident",
        unique=True,
        partialFilterExpression=ACTIVE,
    )
    await bookings.create_index(
        [("resident_id", ASCENDING), ("held_number", ASCENDING)],
        name="one_booking_a_held_number",
        unique=True,
        partialFilterExpression=ACTIVE,
    )
    await bookings.create_index(
        [("provider_id", ASCENDING), ("on", ASCENDING), ("day_number", ASCENDING)],
        name="one_booking_a_day_number",
        unique=True,
        partialFilterExpression={"active": True, "capped": True},
    )
    await bookings.create_index([("told", ASCENDING)], name="untold", partialFilterExpression={"told": False})
    await bookings.create_index([("state", ASCENDING), ("expires_at", ASCENDING)], name="by_expiry")


async def _fill_in(bookings: Any) -> None:
    """Number a resident's standing bookings from zero; the rest is copied or has a plain start value."""
    counts: dict[str, int] = {}
    async for booking in bookings.find({"resident_quarters": {"$exists": False}}):
        number = counts.get(booking["resident_id"], 0)
        counts[booking["resident_id"]] = number + booking["active"]
        filled = {
            "resident_quarters": booking["quarters"],
            "on": _civil_date(booking["starts_at"]),
            "held_number": number,
            "day_number": 0,
            "capped": False,
            "told": True,
            "version": 1,
            "way": "office",
            "green": False,
        }
        await bookings.update_one({"_id": booking["_id"]}, {"$set": filled})


def _civil_date(moment: datetime) -> str:
    return (moment + timedelta(hours=8)).date().isoformat()
