"""Answers whose words are still kept, by time: what is to be forgotten is found without looking at the rest."""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make the index."""
    await database["answers"].create_index(
        [("asked_at", ASCENDING)], name="words_by_time", partialFilterExpression={"asked": {"$gt": ""}}
    )
