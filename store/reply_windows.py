"""How long, and with how many messages, somebody may still be answered where the platform limits it."""

from datetime import datetime, timedelta

from pymongo.errors import DuplicateKeyError

from store.database import Database

KEPT_FOR = timedelta(days=4)


class ReplyWindows:
    """One small document for each conversation, swept when it has been closed for long."""

    def __init__(self, database: Database) -> None:
        self._windows = database["reply_windows"]

    async def open(self, group_id: str, at: datetime) -> None:
        """Somebody wrote at that moment: counting begins anew. The same message seen again changes nothing."""
        fresh = {"opened_at": at, "sent": 0, "expires_at": at + KEPT_FOR}
        moved = await self._windows.update_one({"_id": group_id, "opened_at": {"$lt": at}}, {"$set": fresh})
        if moved.matched_count:
            return
        try:
            await self._windows.insert_one({"_id": group_id, **fresh})
        except DuplicateKeyError:
            return

    async def take(self, group_id: str, opened_since: datetime, most: int | None) -> bool:
        """Use one message up; false when the window is closed or its messages are used."""
        guard = {"_id": group_id, "opened_at": {"$gte": opened_since}, **({"sent": {"$lt": most}} if most else {})}
        return bool((await self._windows.update_one(guard, {"$inc": {"sent": 1}})).modified_count)
