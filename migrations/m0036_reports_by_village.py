"""A village's entries by state and date. Creating an index that is there already does nothing."""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make the index."""
    await database["entries"].create_index(
        [("village_code", ASCENDING), ("state", ASCENDING), ("on", ASCENDING)], name="by_village_state_and_date"
    )
