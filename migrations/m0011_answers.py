"""The index of the review log of answers."""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make the index."""
    await database["answers"].create_index(
        [("village_code", ASCENDING), ("asked_at", ASCENDING)], name="by_village_and_time"
    )
