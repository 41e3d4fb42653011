"""Closed months, village by village."""

from datetime import datetime
from typing import Any

from domain.month_closes import CloseState, MonthClose, close_id
from store.database import Database
from store.documents import from_document
from store.questions import find_all, find_one, insert_once


class MonthCloses:
    """One document for each village and month that was ever closed."""

    def __init__(self, database: Database) -> None:
        self._closes = database["month_closes"]

    async def find(self, month: str, village_code: str) -> MonthClose | None:
        """A village's month, if it was ever closed."""
        return await find_one(self._closes, MonthClose, {"_id": close_id(month, village_code)})

    async def add(self, close: MonthClose) -> bool:
        """Keep the first close of a village's month; false if there is one."""
        return await insert_once(self._closes, close)

    async def change(self, read: MonthClose, state: CloseState, **facts: Any) -> bool:
        """Take it to another state as it was read; false if somebody else did."""
        guard = {"_id": read.id, "state": read.state.value, "version": read.version}
        change = {"$set": {"state": state.value, **facts}, "$inc": {"version": 1}}
        return bool((await self._closes.update_one(guard, change)).modified_count)

    async def list_unfinished(self, before: datetime) -> list[MonthClose]:
        """Those that have been closing or unlocking since before a moment."""
        found: list[dict[str, Any]] = []
        for state in (CloseState.CLOSING, CloseState.UNLOCKING):
            found += await self._closes.find({"state": state.value, "changed_at": {"$lte": before}}).to_list(None)
        return [from_document(MonthClose, one) for one in found]

    async def list_of_month(self, month: str, first_code: str, beyond_code: str) -> list[MonthClose]:
        """All of a month in villages from one code up to another."""
        villages = {"$gte": first_code, "$lt": beyond_code}
        return await find_all(self._closes, MonthClose, {"month": month, "village_code": villages})
