"""The waitlist: one standing wait for each resident and service, and a line in each county."""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make the indexes."""
    waits = database["waits"]
    await waits.create_index(
        [("resident_id", ASCENDING), ("service_code", ASCENDING)],
        name="one_wait_a_service",
        unique=True,
        partialFilterExpression={"standing": True},
    )
    await waits.create_index([("resident_id", ASCENDING), ("created_at", ASCENDING)], name="by_resident")
    await waits.create_index(
        [("state", ASCENDING), ("county_code", ASCENDING), ("service_code", ASCENDING)],
        name="in_line",
    )
    await waits.create_index([("state", ASCENDING), ("last_day", ASCENDING)], name="by_last_day")
