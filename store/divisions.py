"""Administrative divisions by code."""

from typing import Any

from domain.divisions import Division, DivisionState, Level, code_range
from store.database import Database
from store.documents import from_document, to_document


class Divisions:
    """Provinces down to villages."""

    def __init__(self, database: Database) -> None:
        self._divisions = database["divisions"]

    async def put(self, division: Division) -> None:
        """Add the division, or write over it."""
        await self._divisions.replace_one({"_id": division.id}, to_document(division), upsert=True)

    async def find(self, code: str) -> Division | None:
        """One division, vanished or not."""
        found = await self._divisions.find_one({"_id": code})
        return from_document(Division, found) if found else None

    async def list_children(self, parent_code: str) -> list[Division]:
        """The standing divisions right below another, by code."""
        return await self._list({"parent_code": parent_code})

    async def list_level(self, level: Level, region_code: str) -> list[Division]:
        """All standing divisions of a level within a region, by code."""
        first, beyond = code_range(region_code)
        return await self._list({"level": level.value, "_id": {"$gte": first, "$lt": beyond}})

    async def list_all_of_level(self, level: Level) -> list[Division]:
        """All standing divisions of a level, by code. For the few of high levels."""
        return await self._list({"level": level.value})

    async def _list(self, question: dict[str, Any]) -> list[Division]:
        found = await self._divisions.find(question).to_list(None)
        kept = [from_document(Division, document) for document in found]
        standing = [one for one in kept if one.state is DivisionState.STANDING]
        return sorted(standing, key=lambda one: one.id)
