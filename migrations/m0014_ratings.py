"""Indexes of the ratings: of a provider, of villages, and those whose residents are to be called back."""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make them. The last one holds only what is still due."""
    ratings = database["ratings"]
    await ratings.create_index([("provider_id", ASCENDING), ("created_at", ASCENDING)], name="of_a_provider")
    await ratings.create_index([("village_code", ASCENDING), ("created_at", ASCENDING)], name="of_villages")
    await ratings.create_index(
        [("check", ASCENDING), ("village_code", ASCENDING)],
        name="checks_due",
        partialFilterExpression={"check": "due"},
    )
