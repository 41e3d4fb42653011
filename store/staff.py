"""Staff of justice offices and bureaus."""

from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict
from domain.people import Staff
from store.database import Database
from store.documents import from_document, to_document
from store.questions import find_one


class StaffMembers:
    """Who works in the console."""

    def __init__(self, database: Database) -> None:
        self._staff = database["staff"]

    async def add(self, staff: Staff) -> None:
        """Add an account.

        Raises: Conflict when the login or the account of WeCom is in use.
        """
        try:
            await self._staff.insert_one(to_document(staff))
        except DuplicateKeyError as refusal:
            raise _in_use(refusal) from None

    async def change(self, staff_id: str, **facts: Any) -> None:
        """Change the named facts.

        Raises: Conflict when the account of WeCom is in use.
        """
        try:
            await self._staff.update_one({"_id": staff_id}, {"$set": facts})
        except DuplicateKeyError as refusal:
            raise _in_use(refusal) from None

    async def set_own_password(self, read: Staff, password_hash: str) -> bool:
        """Set the password that somebody chose; false if it was set otherwise since the account was read."""
        guard = {"_id": read.id, "password_hash": read.password_hash}
        change = {"password_hash": password_hash, "must_change_password": False}
        return bool((await self._staff.update_one(guard, {"$set": change})).matched_count)

    async def list_in_range(self, first_code: str, beyond_code: str) -> list[Staff]:
        """The accounts of all divisions from one code up to another, by division and login."""
        found = await self._staff.find({"division_code": {"$gte": first_code, "$lt": beyond_code}}).to_list(None)
        kept = [from_document(Staff, one) for one in found]
        return sorted(kept, key=lambda one: (one.division_code, one.login))

    async def find(self, staff_id: str) -> Staff | None:
        """One member of staff."""
        return await self._find_by({"_id": staff_id})

    async def find_by_login(self, login: str) -> Staff | None:
        """The member of staff who signs in with this name."""
        return await self._find_by({"login": login})

    async def find_by_wecom(self, user_id: str) -> Staff | None:
        """The member of staff who bears this account of WeCom."""
        return await self._find_by({"wecom_user_id": user_id})

    async def set_failures(self, staff_id: str, failed_count: int, locked_until: datetime | None) -> None:
        """Keep how often the password was wrong, and until when the account is locked."""
        change = {"failed_count": failed_count, "locked_until": locked_until}
        await self._staff.update_one({"_id": staff_id}, {"$set": change})

    async def _find_by(self, question: dict[str, Any]) -> Staff | None:
        return await find_one(self._staff, Staff, question)


def _in_use(refusal: DuplicateKeyError) -> Conflict:
    if "wecom" in str(refusal):
        return Conflict("这个企业微信账号已绑定到另一个账号。", code="wecom_in_use")
    return Conflict("这个用户名已被使用，请换一个。", code="login_in_use")
