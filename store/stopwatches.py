"""Stopwatches. A unique partial index lets one run for an advisor."""

from datetime import datetime

from pymongo.errors import DuplicateKeyError

from domain.stopwatches import Stopwatch, StopwatchEnd
from store.database import Database
from store.documents import from_document, to_document


class Stopwatches:
    """What runs, and what became of what ran."""

    def __init__(self, database: Database) -> None:
        self._watches = database["stopwatches"]

    async def start(self, watch: Stopwatch) -> bool:
        """Let it run; false when another of this advisor runs, or this one has run."""
        try:
            await self._watches.insert_one(to_document(watch))
        except DuplicateKeyError:
            return False
        return True

    async def find(self, watch_id: str) -> Stopwatch | None:
        """One, running or not."""
        found = await self._watches.find_one({"_id": watch_id})
        return from_document(Stopwatch, found) if found else None

    async def find_running(self, provider_id: str) -> Stopwatch | None:
        """The one of this advisor that runs."""
        found = await self._watches.find_one({"provider_id": provider_id, "running": True})
        return from_document(Stopwatch, found) if found else None

    async def end(self, watch: Stopwatch, ended: StopwatchEnd, at: datetime, entry_id: str | None) -> bool:
        """It runs no longer; false when somebody else has ended it."""
        change = {"running": False, "ended": ended.value, "ended_at": at, "entry_id": entry_id}
        done = await self._watches.update_one({"_id": watch.id, "running": True}, {"$set": change})
        return bool(done.modified_count)

    async def list_running_since(self, earliest: datetime, latest: datetime) -> list[Stopwatch]:
        """Those that run and were started between two moments."""
        question = {"running": True, "started_at": {"$gte": earliest, "$lt": latest}}
        found = await self._watches.find(question).to_list(None)
        return sorted((from_document(Stopwatch, one) for one in found), key=lambda one: one.started_at)
