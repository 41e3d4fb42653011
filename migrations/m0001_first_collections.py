"""The indexes of the first collections. Creating an index that is there already does nothing."""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make the indexes."""
    await _people(database)
    await _bookings(database)
    await database["divisions"].create_index([("parent_code", ASCENDING)], name="by_parent")
    await database["divisions"].create_index([("level", ASCENDING), ("_id", ASCENDING)], name="by_level")
    await _expiring(database)


async def _people(database: Any) -> None:
    await database["residents"].create_index([("openid", ASCENDING)], name="one_resident_an_openid", unique=True)
    await database["residents"].create_index([("phone_index", ASCENDING)], name="by_phone")
    await database["providers"].create_index([("phone_index", ASCENDING), ("active", ASCENDING)], name="by_phone")
    await database["providers"].create_index(
        [("county_code", ASCENDING), ("service_codes", ASCENDING), ("active", ASCENDING)], name="by_county_and_service"
    )
    await database["appointments"].create_index([("village_code", ASCENDING)], name="by_village")
    await database["appointments"].create_index([("provider_id", ASCENDING)], name="by_provider")
    await database["staff"].create_index([("login", ASCENDING)], name="one_account_a_login", unique=True)


async def _bookings(database: Any) -> None:
    bookings = database["bookings"]
    await bookings.create_index(
        [("provider_id", ASCENDING), ("seat", ASCENDING), ("quarters", ASCENDING)],
        name="one_booking_a_quarter_hour",
        unique=True,
        partialFilterExpression={"active": True},
    )
    await bookings.create_index(
        [("resident_id", ASCENDING), ("quarters", ASCENDING)],
        name="one_place_a_resident",
        unique=True,
        partialFilterExpression={"active": True},
    )
    await bookings.create_index(
        [("resident_id", ASCENDING), ("request_key", ASCENDING)], name="one_booking_a_request", unique=True
    )
    await bookings.create_index(
        [("provider_id", ASCENDING), ("active", ASCENDING), ("starts_at", ASCENDING)], name="by_provider"
    )
    await bookings.create_index([("resident_id", ASCENDING), ("starts_at", ASCENDING)], name="by_resident")
    await bookings.create_index([("active", ASCENDING), ("starts_at", ASCENDING)], name="by_start")


async def _expiring(database: Any) -> None:
    for name in ("sessions", "once_marks"):
        await database[name].create_index([("expires_at", ASCENDING)], name="swept", expireAfterSeconds=0)
