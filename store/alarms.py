"""Alarms for staff. The id names the occasion, so each is raised once."""

from datetime import datetime

from pymongo.errors import DuplicateKeyError

from domain.alarms import Alarm
from store.database import Database
from store.documents import from_document, to_document


class Alarms:
    """What staff must not overlook."""

    def __init__(self, database: Database) -> None:
        self._alarms = database["alarms"]

    async def add_once(self, alarm: Alarm) -> bool:
        """Raise it; false if it was raised before."""
        try:
            await self._alarms.insert_one(to_document(alarm))
        except DuplicateKeyError:
            return False
        return True

    async def find(self, alarm_id: str) -> Alarm | None:
        """One alarm."""
        found = await self._alarms.find_one({"_id": alarm_id})
        return from_document(Alarm, found) if found else None

    async def list_open(self, first_code: str, beyond_code: str) -> list[Alarm]:
        """What nobody has taken note of yet in a region, latest first."""
        question = {"open": True, "village_code": {"$gte": first_code, "$lt": beyond_code}}
        found = await self._alarms.find(question).to_list(None)
        return sorted((from_document(Alarm, one) for one in found), key=lambda one: one.created_at, reverse=True)

    async def list_open_of(self, village_code: str) -> list[Alarm]:
        """The same with just this code: the empty one stands for chats that belong to no village."""
        found = await self._alarms.find({"open": True, "village_code": village_code}).to_list(None)
        return sorted((from_document(Alarm, one) for one in found), key=lambda one: one.created_at, reverse=True)

    async def take_note(self, alarm_id: str, staff_id: str, now: datetime) -> bool:
        """Somebody has seen it; false when somebody else was first."""
        change = {"open": False, "seen_by": staff_id, "seen_at": now}
        return bool((await self._alarms.update_one({"_id": alarm_id, "open": True}, {"$set": change})).modified_count)
