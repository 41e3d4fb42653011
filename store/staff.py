"""Staff of justice offices and bureaus."""

from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict
from domain.people import Staff
from store.database import Database
from store.documents import from_document, to_document


class StaffMembers:
    """Who works in the console."""

    def __init__(self, database: Database) -> None:
        self._staff = database["staff"]

    async def add(self, staff: Staff) -> None:
        """Add an account.

        Raises: Conflict when the login is in use.
        """
        try:
            await self._staff.insert_one(to_document(staff))
        except DuplicateKeyError:
            raise Conflict("这个用户名已被使用，请换一个。", code="login_in_use") from None

    async def find(self, staff_id: str) -> Staff | None:
        """One member of staff."""
        return await self._find_by({"_id": staff_id})

    async def find_by_login(self, login: str) -> Staff | None:
        """The member of staff who signs in with this name."""
        return await self._find_by({"login": login})

    async def set_failures(self, staff_id: str, failed_count: int, locked_until: datetime | None) -> None:
        """Keep how often the password was wrong, and until when the account is locked."""
        change = {"failed_count": failed_count, "locked_until": locked_until}
        await self._staff.update_one({"_id": staff_id}, {"$set": change})

    async def _find_by(self, question: dict[str, Any]) -> Staff | None:
        found = await self._staff.find_one(question)
        return from_document(Staff, found) if found else None
