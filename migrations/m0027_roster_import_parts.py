"""The lines of imports are swept with their imports."""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make the index."""
    await database["roster_import_parts"].create_index([("expires_at", ASCENDING)], name="swept", expireAfterSeconds=0)
