"""The permits of calls, shared by all processes: one small document for each conversation or credential."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.rates import CallRate, Spent, forget_free, next_free_at, spend_one
from store.database import Database

MOST_CONTESTS = 50
QUEUES = 64


class SendRates:
    """Permits are taken by one guarded write; whoever lost the race looks again."""

    def __init__(self, database: Database) -> None:
        self._rates = database["send_rates"]
        self._queues = [asyncio.Lock() for _ in range(QUEUES)]  # in this process nobody needs to race

    async def take(self, rate: CallRate, now: datetime, travel_seconds: float) -> datetime | None:
        """Take one permit: None when it is ours, else when to ask again."""
        async with self._queues[hash(rate.key) % QUEUES]:
            return await self._contend(rate, now, travel_seconds)

    async def _contend(self, rate: CallRate, now: datetime, travel_seconds: float) -> datetime | None:
        for _ in range(MOST_CONTESTS):
            kept = await self._rates.find_one({"_id": rate.key})
            steps = tuple((int(step), int(count)) for step, count in (kept or {}).get("steps", ()))
            spent = forget_free(Spent(steps), rate, now, travel_seconds)
            if spent.count >= rate.most:
                return next_free_at(spent, rate, travel_seconds)
            if await self._put(rate, kept, spend_one(spent, rate, now), now, travel_seconds):
                return None
        return now + timedelta(seconds=rate.step_seconds)

    async def _put(
        self, rate: CallRate, kept: dict[str, Any] | None, spent: Spent, now: datetime, travel_seconds: float
    ) -> bool:
        length = timedelta(seconds=2 * rate.window_seconds + travel_seconds)
        facts = {"steps": [list(step) for step in spent.steps], "expires_at": now + length}
        if kept is None:
            try:
                await self._rates.insert_one({"_id": rate.key, "version": 1, **facts})
            except DuplicateKeyError:
                return False
            return True
        guard = {"_id": rate.key, "version": kept["version"]}
        done = await self._rates.update_one(guard, {"$set": {**facts, "version": kept["version"] + 1}})
        return bool(done.modified_count)
