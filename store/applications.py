"""Applications: the materials told with a booking, their checks, and the statutory clock."""

from datetime import date, datetime

from domain.materials import Application, Check, CheckResult
from store.database import Database
from store.documents import from_document
from store.questions import find_one, insert_once


class Applications:
    """One for each booking with which something was handed in, checked or accepted."""

    def __init__(self, database: Database) -> None:
        self._applications = database["applications"]

    async def add_or_find(self, application: Application) -> Application:
        """Keep the application, or find the one that was kept before."""
        if await insert_once(self._applications, application):
            return application
        return await self.find(application.id) or application

    async def find(self, booking_id: str) -> Application | None:
        """The application that came with a booking."""
        return await find_one(self._applications, Application, {"_id": booking_id})

    async def set_check(self, booking_id: str, number: int, check: Check) -> bool:
        """Write down what the office found; false when the application has been accepted meanwhile."""
        kept = {"result": check.result.value, "by": check.by, "at": check.at, "note": check.note}
        guard = {"_id": booking_id, "accepted_at": None}
        done = await self._applications.update_one(guard, {"$set": {f"checks.{number}": kept}})
        return bool(done.matched_count)

    async def forget_missing(self, booking_id: str, number: int) -> None:
        """What was missing has come: it waits to be checked again."""
        guard = {"_id": booking_id, f"checks.{number}.result": CheckResult.MISSING.value}
        await self._applications.update_one(guard, {"$unset": {f"checks.{number}": ""}})

    async def accept(self, application: Application, by: str, now: datetime, due_on: date | None) -> bool:
        """Start the clock, once, with the checks as they were seen; false when somebody was faster."""
        guard = {"_id": application.id, "accepted_at": None}
        change = {
            "accepted_at": now,
            "accepted_by": by,
            "provider_id": application.provider_id,
            "due_on": due_on.isoformat() if due_on else None,
            "running": True,
        }
        return bool((await self._applications.update_one(guard, {"$set": change})).modified_count)

    async def conclude(self, booking_id: str, now: datetime) -> bool:
        """Stop the clock, once."""
        change = {"$set": {"running": False, "concluded_at": now}}
        return bool((await self._applications.update_one({"_id": booking_id, "running": True}, change)).modified_count)

    async def list_running_of_provider(self, provider_id: str) -> list[Application]:
        """The provider's applications whose clock runs, what is due first."""
        return await self._list({"running": True, "provider_id": provider_id})

    async def list_running_in_range(self, first_code: str, beyond_code: str) -> list[Application]:
        """The applications from a range of villages whose clock runs, what is due first."""
        return await self._list({"running": True, "village_code": {"$gte": first_code, "$lt": beyond_code}})

    async def _list(self, question: dict[str, object]) -> list[Application]:
        found = await self._applications.find(question).to_list(None)
        known = [from_document(Application, one) for one in found]
        return sorted(known, key=lambda one: (one.due_on or date.max, one.id))
