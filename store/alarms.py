"""Alarms for staff. The id names the occasion, so each is raised once."""

from datetime import datetime

from domain.alarms import Alarm
from store.database import Database
from store.questions import find_all, find_one, insert_once


class Alarms:
    """What staff must not overlook."""

    def __init__(self, database: Database) -> None:
        self._alarms = database["alarms"]

    async def add_once(self, alarm: Alarm) -> bool:
        """Raise it; false if it was raised before."""
        return await insert_once(self._alarms, alarm)

    async def find(self, alarm_id: str) -> Alarm | None:
        """One alarm."""
        return await find_one(self._alarms, Alarm, {"_id": alarm_id})

    async def list_open(self, first_code: str, beyond_code: str) -> list[Alarm]:
        """What nobody has taken note of yet in a region, latest first."""
        question = {"open": True, "village_code": {"$gte": first_code, "$lt": beyond_code}}
        found = await find_all(self._alarms, Alarm, question)
        return sorted(found, key=lambda one: one.created_at, reverse=True)

    async def list_open_of(self, village_code: str) -> list[Alarm]:
        """The same with just this code: the empty one stands for chats that belong to no village."""
        found = await find_all(self._alarms, Alarm, {"open": True, "village_code": village_code})
        return sorted(found, key=lambda one: one.created_at, reverse=True)

    async def take_note(self, alarm_id: str, staff_id: str, now: datetime) -> bool:
        """Somebody has seen it; false when somebody else was first."""
        change = {"open": False, "seen_by": staff_id, "seen_at": now}
        return bool((await self._alarms.update_one({"_id": alarm_id, "open": True}, {"$set": change})).modified_count)
