"""The indexes of the catalogue's versions.

The collection "services" of the first catalogue is left where it is for whoever still runs the version before; nothing
reads it any more.
"""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make the indexes."""
    versions = database["catalogue_versions"]
    await versions.create_index(
        [("county", ASCENDING), ("code", ASCENDING)],
        name="one_published_version",
        unique=True,
        partialFilterExpression={"state": "published"},
    )
    await versions.create_index(
        [("county", ASCENDING), ("code", ASCENDING), ("version", ASCENDING)], name="by_county_and_code"
    )
    await versions.create_index([("county", ASCENDING), ("state", ASCENDING)], name="by_county_and_state")
    await versions.create_index([("code", ASCENDING), ("state", ASCENDING)], name="by_code_and_state")
