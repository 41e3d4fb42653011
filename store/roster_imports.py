"""Imports of rolls, and the writes that they make."""

from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.roster_imports import ImportState, RosterImport, Write, WriteMode
from store.database import Database
from store.documents import from_document, to_document

WRITABLE = ("providers", "appointments", "duties", "village_facts", "groups", "staff")


class RosterImports:
    """One document for each file that was checked."""

    def __init__(self, database: Database) -> None:
        self._imports = database["roster_imports"]
        self._collections = {name: database[name] for name in WRITABLE}

    async def add(self, made: RosterImport) -> None:
        """Keep it."""
        await self._imports.insert_one(to_document(made))

    async def find(self, import_id: str) -> RosterImport | None:
        """One import."""
        found = await self._imports.find_one({"_id": import_id})
        return from_document(RosterImport, found) if found else None

    async def list_since(self, first_code: str, beyond_code: str, since: datetime) -> list[RosterImport]:
        """Imports of a region since a moment, latest first, without their rows."""
        question = {"division_code": {"$gte": first_code, "$lt": beyond_code}, "created_at": {"$gte": since}}
        left_out = {"lines": 0, "faults": 0, "sealed_rows": 0}
        found = await self._imports.find(question, left_out).to_list(None)
        kept = [from_document(RosterImport, one) for one in found]
        return sorted(kept, key=lambda one: one.created_at, reverse=True)

    async def change(self, import_id: str, states: tuple[ImportState, ...], **facts: Any) -> bool:
        """Change it if it stands in one of these states."""
        guard = {"_id": import_id, "state": {"$in": [state.value for state in states]}}
        return bool((await self._imports.update_one(guard, {"$set": facts})).matched_count)

    async def write(self, write: Write) -> None:
        """Make one write; making it again changes nothing more."""
        collection = self._collections[write.collection]
        if write.mode is not WriteMode.INSERT:
            upsert = write.mode is WriteMode.PUT
            await collection.update_one({"_id": write.key}, {"$set": write.facts}, upsert=upsert)
            return
        try:
            await collection.insert_one({"_id": write.key, **write.facts})
        except DuplicateKeyError:
            if not await collection.find_one({"_id": write.key}, {"_id": 1}):
                raise  # another document holds what must be unique: somebody went round the gate
