"""Counters that never give a number twice. One small document for each day, swept after two months."""

from datetime import datetime, timedelta
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from store.database import Database

KEPT_FOR = timedelta(days=60)


class Counters:
    """Numbers by name, from 1."""

    def __init__(self, database: Database) -> None:
        self._counters = database["counters"]

    async def next(self, name: str, now: datetime) -> int:
        """The next number of this name. A number that is taken and then not used is skipped for good."""
        try:
            return await self._next(name, now)
        except DuplicateKeyError:  # two firsts of the day at once: the document is there now
            return await self._next(name, now)

    async def _next(self, name: str, now: datetime) -> int:
        change = {"$inc": {"value": 1}, "$setOnInsert": {"expires_at": now + KEPT_FOR}}
        # The collection holds a few dozen documents, so findAndModify is cheap here on every server.
        kept: dict[str, Any] = await self._counters.find_one_and_update(
            {"_id": name}, change, upsert=True, return_document=ReturnDocument.AFTER
        )
        return int(kept["value"])
