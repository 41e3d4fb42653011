"""The ways to ask that staff have added."""

from pymongo.errors import DuplicateKeyError

from domain.wordings import Wording
from store.database import Database
from store.documents import from_document, to_document
from store.questions import find_all, find_one
from store.short_memory import ShortMemory

REMEMBERED_SECONDS = 10.0


class Wordings:
    """Some hundreds a division, so they are read whole; a unique index keeps one of each question there."""

    def __init__(self, database: Database) -> None:
        self._wordings = database["wordings"]
        self._remembered: ShortMemory[str, tuple[Wording, ...]] = ShortMemory(REMEMBERED_SECONDS)

    async def add(self, wording: Wording) -> bool:
        """Keep it; false when the same question is kept there already."""
        try:
            await self._wordings.insert_one(to_document(wording))
        except DuplicateKeyError:
            return False
        self._remembered.forget(wording.scope)
        return True

    async def find(self, wording_id: str) -> Wording | None:
        """One wording."""
        return await find_one(self._wordings, Wording, {"_id": wording_id})

    async def remove(self, wording: Wording) -> bool:
        """Use it no longer; false when it was gone."""
        removed = (await self._wordings.delete_one({"_id": wording.id})).deleted_count
        self._remembered.forget(wording.scope)
        return bool(removed)

    async def list_of(self, scope: str) -> tuple[Wording, ...]:
        """Those of one division; what another process added is seen some seconds later."""

        async def ask() -> tuple[Wording, ...]:
            found = await self._wordings.find({"scope": scope}).to_list(None)
            return tuple(from_document(Wording, one) for one in found)

        return await self._remembered.get(scope, ask)

    async def list_below(self, first_code: str, beyond_code: str) -> list[Wording]:
        """Those of the divisions from one code up to another, latest first."""
        found = await find_all(self._wordings, Wording, {"scope": {"$gte": first_code, "$lt": beyond_code}})
        return sorted(found, key=lambda one: (one.added_at, one.id))[::-1]
