"""The index of the runs of push plans."""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make the index."""
    await database["push_runs"].create_index([("plan_id", ASCENDING), ("at", ASCENDING)], name="by_plan")
