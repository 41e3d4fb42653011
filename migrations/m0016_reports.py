"""Reports: entries by place, state and date; what was sent. Creating an index that is there already does nothing."""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make the indexes."""
    entries = database["entries"]
    for place in ("county_code", "township_code"):
        await entries.create_index(
            [(place, ASCENDING), ("state", ASCENDING), ("on", ASCENDING), ("village_code", ASCENDING)],
            name=f"by_{place.removesuffix('_code')}_state_and_date",
        )
    await database["sent_reports"].create_index(
        [("scope_code", ASCENDING), ("period_key", ASCENDING), ("version", ASCENDING)],
        name="one_version_a_period",
        unique=True,
    )
