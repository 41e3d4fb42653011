"""Ways to ask that staff add: one of each question in a division."""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make the index."""
    await database["wordings"].create_index(
        [("scope", ASCENDING), ("print", ASCENDING)], unique=True, name="one_of_each_question"
    )
