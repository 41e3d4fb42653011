"""Waits. A unique partial index keeps one standing wait for each resident and service; every change is guarded."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.waiting import AlreadyWaiting, Wait, WaitState
from store.database import Database
from store.documents import from_document, to_document
from store.questions import find_all, find_one

BATCH = 200


class Waits:
    """Who stands in line."""

    def __init__(self, database: Database) -> None:
        self._waits = database["waits"]

    async def add(self, wait: Wait) -> None:
        """Stand in line.

        Raises: AlreadyWaiting.
        """
        try:
            await self._waits.insert_one(to_document(wait))
        except DuplicateKeyError as refusal:
            raise AlreadyWaiting() from refusal

    async def change(self, before: Wait, after: Wait) -> bool:
        """Take a wait on, once; false when it had left that state or that offer meanwhile."""
        kept = to_document(after)
        guard = {"_id": kept.pop("_id"), "state": before.state.value, "offer_number": before.offer_number}
        return bool((await self._waits.update_one(guard, {"$set": kept})).modified_count)

    async def put_off(self, wait: Wait, until: datetime) -> None:
        """Pass over the wait for a while; its place is kept."""
        await self._waits.update_one({"_id": wait.id, "state": WaitState.WAITING.value}, {"$set": {"look_at": until}})

    async def find(self, wait_id: str) -> Wait | None:
        """One wait."""
        return await self._find_by({"_id": wait_id})

    async def find_standing(self, resident_id: str, service_code: str) -> Wait | None:
        """The resident's standing wait for a service."""
        return await self._find_by({"resident_id": resident_id, "service_code": service_code, "standing": True})

    async def list_of_resident(self, resident_id: str, since: datetime) -> list[Wait]:
        """A resident's waits since a moment, latest first."""
        found = await self._list({"resident_id": resident_id, "created_at": {"$gte": since}})
        return sorted(found, key=lambda wait: wait.created_at, reverse=True)

    async def list_counties(self) -> list[str]:
        """The counties in which somebody waits."""
        pipeline = [{"$match": {"state": WaitState.WAITING.value}}, {"$group": {"_id": "$county_code"}}]
        return sorted(one["_id"] for one in await self._waits.aggregate(pipeline).to_list(None))

    async def list_line(self, county_code: str, service_codes: Iterable[str] | None = None) -> list[Wait]:
        """Who waits in a county, for all services or for some of them, in no order."""
        line: dict[str, Any] = {"state": WaitState.WAITING.value, "county_code": county_code}
        if service_codes is not None:
            line["service_code"] = {"$in": sorted(service_codes)}
        return await self._list(line)

    async def list_offered(self) -> list[Wait]:
        """Whoever has an offer to answer."""
        return await self._list({"state": WaitState.OFFERED.value})

    async def list_outlived(self, today: date) -> list[Wait]:
        """A batch of those who wait although the last day that suits them is past."""
        question = {"state": WaitState.WAITING.value, "last_day": {"$lt": today.isoformat()}}
        found = await self._waits.find(question).limit(BATCH).to_list(None)
        return [from_document(Wait, document) for document in found]

    async def _list(self, question: dict[str, Any]) -> list[Wait]:
        return await find_all(self._waits, Wait, question)

    async def _find_by(self, question: dict[str, Any]) -> Wait | None:
        return await find_one(self._waits, Wait, question)
