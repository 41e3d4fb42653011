"""Leases: one process at a time, taken over when its holder is silent. Timed by the application's clock."""

import contextlib
from datetime import UTC, datetime, timedelta

from pymongo.errors import BulkWriteError, DuplicateKeyError

from store.database import Database

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Leases:
    """Named leases, and marks of work that must be done only once."""

    def __init__(self, database: Database) -> None:
        self._leases = database["leases"]
        self._marks = database["once_marks"]

    async def take(self, name: str, owner: str, now: datetime, length: timedelta) -> bool:
        """Take or extend the lease; false while another owner's is running."""
        kept = {"owner": owner, "until": now + length}
        guard = {"_id": name, "$or": [{"owner": owner}, {"until": {"$lte": now}}]}
        taken = await self._leases.update_one(guard, {"$set": kept, "$inc": {"fence": 1}})
        if taken.matched_count:
            return True
        try:
            await self._leases.insert_one({"_id": name, "fence": 1, **kept})
        except DuplicateKeyError:
            return False
        return True

    async def release(self, name: str, owner: str) -> None:
        """Give the lease back, if it is still ours. The fence number stays, so it never runs backwards."""
        await self._leases.update_one({"_id": name, "owner": owner}, {"$set": {"until": LONG_AGO}})

    async def mark_for(self, holders: dict[str, str], expires_at: datetime) -> set[str]:
        """Write each holder's name on its mark; the marks that bear their holder's name now, or did before."""
        if not holders:
            return set()
        rows = [{"_id": name, "holder": holder, "expires_at": expires_at} for name, holder in holders.items()]
        with contextlib.suppress(BulkWriteError):
            await self._marks.insert_many(rows, ordered=False)
            return set(holders)
        kept = await self._marks.find({"_id": {"$in": list(holders)}}).to_list(None)
        return {one["_id"] for one in kept if one.get("holder") == holders[one["_id"]]}

    async def mark_once(self, name: str, expires_at: datetime) -> bool:
        """True for the first caller of this name, false ever after (until it expires)."""
        try:
            await self._marks.insert_one({"_id": name, "expires_at": expires_at})
        except DuplicateKeyError:
            return False
        return True
