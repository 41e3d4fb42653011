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
        fresh = {"opened_at": at, "sent": 0, "sent_ids": {}, "expires_at": at + KEPT_FOR}
        moved = await self._windows.update_one({"_id": group_id, "opened_at": {"$lt": at}}, {"$set": fresh})
        if moved.matched_count:
            return
        try:
            await self._windows.insert_one({"_id": group_id, **fresh})
        except DuplicateKeyError:
            return

    async def take(self, group_id: str, opened_since: datetime, most: int | None, msgid: str, delivery_id: str) -> bool:
        """Use one message up; false when the window is closed or its messages are used.

        What is sent again under its msgid uses no further one.
        """
        known = f"sent_ids.{msgid}"
        if await self._windows.find_one({"_id": group_id, known: delivery_id}, {"_id": 1}):
            return True
        guard = {"_id": group_id, "opened_at": {"$gte": opened_since}, **({"sent": {"$lt": most}} if most else {})}
        change = {"$inc": {"sent": 1}, "$set": {known: delivery_id}}
        return bool((await self._windows.update_one(guard, change)).modified_count)

    async def find_sent(self, group_id: str, msgid: str) -> str | None:
        """The delivery behind a msgid that the platform names."""
        found = await self._windows.find_one({"_id": group_id}, {"sent_ids": 1})
        delivery_id = ((found or {}).get("sent_ids") or {}).get(msgid)
        return str(delivery_id) if delivery_id else None
