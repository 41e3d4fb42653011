"""Days of law popularization that a bureau keeps beside the common ones."""

from dataclasses import dataclass
from datetime import datetime

from pymongo.errors import DuplicateKeyError

from domain.push_calendar import CalendarDay
from store.database import Database


@dataclass(frozen=True)
class OwnDay:
    """A day with whose it is."""

    day: CalendarDay
    division_code: str
    created_by: str
    created_at: datetime


class CalendarDays:
    """A dozen at most for each region."""

    def __init__(self, database: Database) -> None:
        self._days = database["calendar_days"]

    async def add(self, own: OwnDay) -> bool:
        """Keep a day; false when the region has one of that name."""
        one = own.day
        row = {
            "_id": one.code,
            "name": one.name,
            "month": one.month,
            "day": one.day,
            "days": one.days,
            "basis": one.basis,
            "division_code": own.division_code,
            "created_by": own.created_by,
            "created_at": own.created_at,
        }
        try:
            await self._days.insert_one(row)
        except DuplicateKeyError:
            return False
        return True

    async def remove(self, code: str, division_code: str) -> bool:
        """Forget a day of this region; false when there is none."""
        return bool((await self._days.delete_one({"_id": code, "division_code": division_code})).deleted_count)

    async def list_of(self, division_codes: list[str]) -> list[CalendarDay]:
        """The days of these regions, by date."""
        found = await self._days.find({"division_code": {"$in": division_codes}}).to_list(None)
        days = [
            CalendarDay(one["_id"], one["name"], one["month"], one["day"], one["basis"], one["days"]) for one in found
        ]
        return sorted(days, key=lambda one: (one.month, one.day, one.code))
