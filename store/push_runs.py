"""Runs of push plans, and how often what they sent was opened. No person is kept here, not even for a day."""

import hashlib
import secrets
from datetime import datetime, timedelta

from pymongo.errors import DuplicateKeyError

from domain.reach import Opening, PushRun
from store.database import Database
from store.documents import to_document
from store.questions import find_all, find_one

SALT_KEPT = timedelta(hours=1)


class PushRuns:
    """A run for each time that a plan has sent."""

    def __init__(self, database: Database) -> None:
        self._runs = database["push_runs"]

    async def put(self, run: PushRun) -> None:
        """Keep a run, or count anew what it has ordered."""
        row = to_document(run)
        ordered = row.pop("ordered")
        await self._runs.update_one(
            {"_id": row.pop("_id")}, {"$setOnInsert": row, "$inc": {"ordered": ordered}}, upsert=True
        )

    async def find(self, run_id: str) -> PushRun | None:
        """One run."""
        return await find_one(self._runs, PushRun, {"_id": run_id})

    async def list_of_plan(self, plan_id: str, since: datetime) -> list[PushRun]:
        """A plan's runs since a moment, latest first."""
        found = await find_all(self._runs, PushRun, {"plan_id": plan_id, "at": {"$gte": since}})
        return sorted(found, key=lambda one: one.at, reverse=True)


class Openings:
    """Counts for a run, a village and a day; people are told apart by a hash whose salt is thrown away at night."""

    def __init__(self, database: Database) -> None:
        self._openings = database["openings"]
        self._marks = database["opening_marks"]

    async def note(self, run_id: str, village_code: str, on: str, person: str, night: datetime) -> None:
        """One more opening; one more person if this one has not opened it today."""
        salt = await self._salt_of(on, night)
        mark = hashlib.sha256(f"{salt}:{run_id}:{village_code}:{person}".encode()).hexdigest()
        try:
            await self._marks.insert_one({"_id": mark, "expires_at": night})
            is_new = 1
        except DuplicateKeyError:
            is_new = 0
        named = {"run_id": run_id, "village_code": village_code, "on": on}
        change = {"$setOnInsert": named, "$inc": {"openings": 1, "people": is_new}}
        await self._openings.update_one({"_id": f"{run_id}:{village_code}:{on}"}, change, upsert=True)

    async def list_of_run(self, run_id: str) -> list[Opening]:
        """All counts of a run."""
        found = await self._openings.find({"run_id": run_id}).to_list(None)
        return [Opening(one["run_id"], one["village_code"], one["on"], one["openings"], one["people"]) for one in found]

    async def _salt_of(self, on: str, night: datetime) -> str:
        name = f"salt:{on}"
        kept = await self._marks.find_one({"_id": name})
        if kept is None:
            try:
                row = {"_id": name, "salt": secrets.token_hex(16), "expires_at": night + SALT_KEPT}
                await self._marks.insert_one(row)
            except DuplicateKeyError:
                pass  # another process has thrown the dice
            kept = await self._marks.find_one({"_id": name})
        return str(kept["salt"]) if kept else ""
