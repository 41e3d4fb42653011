"""The indexes of hours. Creating an index that is there already does nothing."""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make the indexes."""
    await _entries(database["entries"])
    totals = database["hour_totals"]
    await totals.create_index([("year", ASCENDING), ("village_code", ASCENDING)], name="by_year_and_village")
    await totals.create_index([("due", ASCENDING), ("due_at", ASCENDING)], name="by_due")


async def _entries(entries: Any) -> None:
    await entries.create_index(
        [("provider_id", ASCENDING), ("steps", ASCENDING)],
        name="one_place_an_advisor",
        unique=True,
        partialFilterExpression={"counts": True},
    )
    await entries.create_index(
        [("provider_id", ASCENDING), ("client_id", ASCENDING)], name="one_entry_a_submission", unique=True
    )
    await entries.create_index(
        [("provider_id", ASCENDING), ("counts", ASCENDING), ("starts_at", ASCENDING)], name="by_provider_and_start"
    )
    await entries.create_index([("provider_id", ASCENDING), ("year", ASCENDING)], name="by_provider_and_year")
    await entries.create_index([("village_code", ASCENDING), ("year", ASCENDING)], name="by_village_and_year")
    await entries.create_index([("state", ASCENDING), ("village_code", ASCENDING)], name="by_state_and_village")
    await entries.create_index(
        [("state", ASCENDING), ("year", ASCENDING), ("village_code", ASCENDING)], name="by_state_year_and_village"
    )
