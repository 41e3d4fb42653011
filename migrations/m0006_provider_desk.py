"""The indexes of the desk: bookings by day and with something still to do, leaves, looks at data, calendar feeds."""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make the indexes. Creating one that is there already does nothing."""
    bookings = database["bookings"]
    await bookings.create_index([("on", ASCENDING)], name="by_day")
    await bookings.create_index([("provider_id", ASCENDING), ("on", ASCENDING)], name="by_provider_and_day")
    for flag, name in (("desk_due", "desk_due"), ("awaits_answer", "awaiting_answer")):
        await bookings.create_index([(flag, ASCENDING)], name=name, partialFilterExpression={flag: True})
    await database["providers"].create_index([("opening.leaves.last_day", ASCENDING)], name="by_leave")
    log = database["access_log"]
    await log.create_index([("who", ASCENDING), ("at", ASCENDING)], name="by_asker")
    await log.create_index([("whose", ASCENDING), ("at", ASCENDING)], name="by_person")
    await database["calendar_feeds"].create_index([("token_hash", ASCENDING)], name="by_token", unique=True)
