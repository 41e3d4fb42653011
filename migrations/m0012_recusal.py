"""The index of the bookings that came of a matter: asked for when the other side of a dispute books."""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make the index. It leaves out the many bookings without a matter, so that those cost no more to write."""
    await database["bookings"].create_index(
        [("matter_number", ASCENDING)],
        name="by_matter",
        partialFilterExpression={"matter_number": {"$gt": ""}},
    )
