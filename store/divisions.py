"""Administrative divisions by code."""

from collections.abc import Callable, Sequence
from typing import Any

from pymongo import ReplaceOne
from pymongo.errors import BulkWriteError

from domain.divisions import Division, DivisionState, Level, code_range
from store.database import Database
from store.documents import from_document, to_document
from store.questions import find_one, only_duplicates
from store.short_memory import ShortMemory

BATCH_SIZE = 1000
MEMORY_SECONDS = 30.0

OnBatch = Callable[[int], None]
"""Hears how many divisions have been written."""


class Divisions:
    """Provinces down to villages."""

    def __init__(self, database: Database) -> None:
        self._divisions = database["divisions"]
        self._memory: ShortMemory[str, Division | None] = ShortMemory(MEMORY_SECONDS)
        self._levels: ShortMemory[tuple[Level, str], tuple[Division, ...]] = ShortMemory(MEMORY_SECONDS, most=200)

    async def put(self, division: Division) -> None:
        """Add the division, or write over it."""
        await self._divisions.replace_one({"_id": division.id}, to_document(division), upsert=True)
        self._memory.forget(division.id)
        self._levels.forget_all()

    async def find(self, code: str) -> Division | None:
        """One division, vanished or not; a change may show half a minute late in another process."""
        return await self._memory.get(code, lambda: self._find(code))

    async def _find(self, code: str) -> Division | None:
        return await find_one(self._divisions, Division, {"_id": code})

    async def list_children(self, parent_code: str) -> list[Division]:
        """The standing divisions right below another, by code."""
        return await self._list({"parent_code": parent_code})

    async def list_level(self, level: Level, region_code: str) -> list[Division]:
        """All standing divisions of a level within a region, by code; a change may show half a minute late."""
        first, beyond = code_range(region_code)
        question = {"level": level.value, "_id": {"$gte": first, "$lt": beyond}}

        async def ask() -> tuple[Division, ...]:
            return tuple(await self._list(question))

        return list(await self._levels.get((level, region_code), ask))

    async def count_level(self, level: Level, region_code: str) -> int:
        """How many standing divisions of a level a region has."""
        first, beyond = code_range(region_code)
        question = {"level": level.value, "_id": {"$gte": first, "$lt": beyond}, "state": DivisionState.STANDING.value}
        return int(await self._divisions.count_documents(question))

    async def list_all_of_level(self, level: Level) -> list[Division]:
        """All standing divisions of a level, by code. For the few of high levels."""
        return await self._list({"level": level.value})

    async def list_kept(self, level: Level, first_code: str, beyond_code: str) -> list[Division]:
        """All divisions of a level in a range of codes, the vanished ones too, by code."""
        found = await self._divisions.find(
            {"level": level.value, "_id": {"$gte": first_code, "$lt": beyond_code}}
        ).to_list(None)
        return sorted((from_document(Division, document) for document in found), key=lambda one: one.id)

    async def add_all(self, divisions: Sequence[Division], on_batch: OnBatch) -> None:
        """Keep new divisions, in order; one that somebody else has added meanwhile is written over.

        Inserts, because the embedded store takes four times as long for upserts. ``on_batch`` hears how many are done.
        """
        for batch, done in _batches(divisions):
            try:
                await self._divisions.insert_many([to_document(one) for one in batch], ordered=True)
            except BulkWriteError as failure:
                if not only_duplicates(failure):
                    raise
                await self._put(batch)
            self._memory.forget_all()
            self._levels.forget_all()
            on_batch(done)

    async def put_all(self, divisions: Sequence[Division], on_batch: OnBatch) -> None:
        """Write divisions over what is kept of them, in order; ``on_batch`` hears how many are done."""
        for batch, done in _batches(divisions):
            await self._put(batch)
            self._memory.forget_all()
            self._levels.forget_all()
            on_batch(done)

    async def _put(self, divisions: Sequence[Division]) -> None:
        documents = [to_document(one) for one in divisions]
        writes = [ReplaceOne({"_id": document["_id"]}, document, upsert=True) for document in documents]
        await self._divisions.bulk_write(writes, ordered=True)

    async def _list(self, question: dict[str, Any]) -> list[Division]:
        found = await self._divisions.find(question).to_list(None)
        kept = [from_document(Division, document) for document in found]
        standing = [one for one in kept if one.state is DivisionState.STANDING]
        return sorted(standing, key=lambda one: one.id)


def _batches(divisions: Sequence[Division]) -> list[tuple[Sequence[Division], int]]:
    """Slices of BATCH_SIZE, each with the number done after it."""
    starts = range(0, len(divisions), BATCH_SIZE)
    return [(divisions[start : start + BATCH_SIZE], min(start + BATCH_SIZE, len(divisions))) for start in starts]
