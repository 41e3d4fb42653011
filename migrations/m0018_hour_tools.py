"""Stopwatches, talks about hours, photos of entries, reminders. Creating an index that is there does nothing."""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make the indexes."""
    watches = database["stopwatches"]
    await watches.create_index(
        [("provider_id", ASCENDING), ("running", ASCENDING)],
        name="one_running_an_advisor",
        unique=True,
        partialFilterExpression={"running": True},
    )
    await watches.create_index([("running", ASCENDING), ("started_at", ASCENDING)], name="running_by_start")
    await database["hour_reminders"].create_index([("month", ASCENDING)], name="by_month")
    await database["hour_talks"].create_index([("expires_at", ASCENDING)], name="swept", expireAfterSeconds=0)
    looks = database["photo_looks"]
    await looks.create_index([("county_code", ASCENDING), ("bands", ASCENDING)], name="by_county_and_band")
    await looks.create_index([("expires_at", ASCENDING)], name="swept", expireAfterSeconds=0)
