"""The indexes of notices: the queue by state and time, the inbox by person."""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make the indexes."""
    notices = database["notices"]
    await notices.create_index([("state", ASCENDING), ("due_at", ASCENDING)], name="by_due")
    await notices.create_index([("state", ASCENDING), ("changed_at", ASCENDING)], name="by_change")
    await notices.create_index([("resident_id", ASCENDING), ("created_at", ASCENDING)], name="by_resident")
