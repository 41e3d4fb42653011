"""Stopwatches. A unique partial index lets one run for an advisor."""

from datetime import datetime

from domain.stopwatches import Stopwatch, StopwatchEnd
from store.database import Database
from store.questions import find_all, find_one, insert_once


class Stopwatches:
    """What runs, and what became of what ran."""

    def __init__(self, database: Database) -> None:
        self._watches = database["stopwatches"]

    async def start(self, watch: Stopwatch) -> bool:
        """Let it run; false when another of this advisor runs, or this one has run."""
        return await insert_once(self._watches, watch)

    async def find(self, watch_id: str) -> Stopwatch | None:
        """One, running or not."""
        return await find_one(self._watches, Stopwatch, {"_id": watch_id})

    async def find_running(self, provider_id: str) -> Stopwatch | None:
        """The one of this advisor that runs."""
        return await find_one(self._watches, Stopwatch, {"provider_id": provider_id, "running": True})

    async def end(self, watch: Stopwatch, ended: StopwatchEnd, at: datetime, entry_id: str | None) -> bool:
        """It runs no longer; false when somebody else has ended it."""
        change = {"running": False, "ended": ended.value, "ended_at": at, "entry_id": entry_id}
        done = await self._watches.update_one({"_id": watch.id, "running": True}, {"$set": change})
        return bool(done.modified_count)

    async def list_running_since(self, earliest: datetime, latest: datetime) -> list[Stopwatch]:
        """Those that run and were started between two moments."""
        question = {"running": True, "started_at": {"$gte": earliest, "$lt": latest}}
        found = await find_all(self._watches, Stopwatch, question)
        return sorted(found, key=lambda one: one.started_at)
