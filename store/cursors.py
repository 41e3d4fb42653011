"""How far each channel has been pulled. A cursor moves only from where it was seen, after what it passes is stored."""

from datetime import datetime

from pymongo.errors import DuplicateKeyError

from domain.channel_health import PullCursor
from store.database import Database
from store.questions import find_all, find_one


class Cursors:
    """Small documents by name: ``kf:ACCOUNT``, ``resident_report``; also what WeCom calls our ways into a group."""

    def __init__(self, database: Database) -> None:
        self._cursors = database["cursors"]

    async def find(self, name: str) -> PullCursor | None:
        """How far it has come; None before the first pull."""
        return await find_one(self._cursors, PullCursor, {"_id": name})

    async def list_of(self, prefix: str) -> list[PullCursor]:
        """All whose names begin so."""
        return await find_all(self._cursors, PullCursor, {"_id": {"$gte": prefix, "$lt": f"{prefix}\uffff"}})

    async def open(self, name: str, value: str, now: datetime) -> PullCursor:
        """The cursor, made with this value where there is none."""
        try:
            await self._cursors.insert_one({"_id": name, "value": value, "moved_at": now, "asked_at": now})
        except DuplicateKeyError:
            return await self.find(name) or PullCursor(name, value, now, now)
        return PullCursor(name, value, now, now)

    async def advance(self, name: str, before: str, after: str, now: datetime) -> bool:
        """Move on; false when another puller has moved it meanwhile."""
        change = {"value": after, "asked_at": now, **({"moved_at": now} if after != before else {})}
        return bool((await self._cursors.update_one({"_id": name, "value": before}, {"$set": change})).matched_count)
