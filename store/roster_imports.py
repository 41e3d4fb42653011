"""Imports of rolls, and the writes that they make."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.roster_imports import ImportState, RosterImport, Write, WriteMode
from store.database import Database
from store.documents import from_document, to_document, to_plain

LINES_A_PART = 100
WRITABLE = ("providers", "appointments", "duties", "village_facts", "groups", "staff")


class RosterImports:
    """One document for each file that was checked, and its lines in parts: thousands of them are too much for one."""

    def __init__(self, database: Database) -> None:
        self._imports = database["roster_imports"]
        self._parts = database["roster_import_parts"]
        self._collections = {name: database[name] for name in WRITABLE}

    async def add(self, made: RosterImport) -> None:
        """Keep it; without its parts it does not exist, so it comes last."""
        lines = await asyncio.to_thread(to_plain, made.lines)
        starts = range(0, len(lines), LINES_A_PART)
        parts = [
            {"_id": f"{made.id}:{start}", "expires_at": made.expires_at, "lines": lines[start : start + LINES_A_PART]}
            for start in starts
        ]
        for part in parts:
            await self._parts.insert_one(part)
        await self._imports.insert_one({**to_document(replace(made, lines=())), "line_count": len(lines)})

    async def find(self, import_id: str) -> RosterImport | None:
        """One import with all its lines."""
        found = await self._imports.find_one({"_id": import_id})
        if found is None:
            return None
        names = [f"{import_id}:{start}" for start in range(0, found.get("line_count", 0), LINES_A_PART)]
        parts = {one["_id"]: one["lines"] for one in await self._parts.find({"_id": {"$in": names}}).to_list(None)}
        lines = [line for name in names for line in parts[name]]
        return await asyncio.to_thread(from_document, RosterImport, {**found, "lines": lines})

    async def find_state(self, import_id: str) -> ImportState | None:
        """Where an import stands, without its lines."""
        found = await self._imports.find_one({"_id": import_id}, {"state": 1})
        return ImportState(found["state"]) if found else None

    async def list_since(self, first_code: str, beyond_code: str, since: datetime) -> list[RosterImport]:
        """Imports of a region since a moment, latest first, without their rows."""
        question = {"division_code": {"$gte": first_code, "$lt": beyond_code}, "created_at": {"$gte": since}}
        left_out = {"faults": 0, "sealed_rows": 0}
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
