"""The bookings of a village by date. Creating an index that is there already does nothing."""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make the index."""
    await database["bookings"].create_index(
        [("village_code", ASCENDING), ("on", ASCENDING)], name="by_village_and_date"
    )
