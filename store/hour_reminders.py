"""Which counties have been gone through for the reminders of a month. A few thousand marks in twenty years."""

from pymongo.errors import DuplicateKeyError

from store.database import Database


class HourReminders:
    """Marks of what has been gone through."""

    def __init__(self, database: Database) -> None:
        self._done = database["hour_reminders"]

    async def list_done(self, month: str) -> set[str]:
        """The codes of the counties that are done."""
        found = await self._done.find({"month": month}).to_list(None)
        return {str(one["county_code"]) for one in found}

    async def mark_done(self, month: str, county_code: str) -> None:
        """Gone through. Twice is harmless."""
        try:
            await self._done.insert_one({"_id": f"{month}:{county_code}", "month": month, "county_code": county_code})
        except DuplicateKeyError:
            return
