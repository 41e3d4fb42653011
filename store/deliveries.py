"""Deliveries: the outbox of everything that goes to a group."""

from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.pushes import Delivery, DeliveryState
from store.database import Database
from store.documents import from_document, to_document

BATCH = 100


class Deliveries:
    """The id names the occasion (plan, run and group; or the message answered), so nothing goes out twice."""

    def __init__(self, database: Database) -> None:
        self._deliveries = database["deliveries"]

    async def add_once(self, delivery: Delivery) -> bool:
        """Keep the work order; false when this occasion has one."""
        try:
            await self._deliveries.insert_one(to_document(delivery))
        except DuplicateKeyError:
            return False
        return True

    async def find(self, delivery_id: str) -> Delivery | None:
        """One delivery."""
        found = await self._deliveries.find_one({"_id": delivery_id})
        return from_document(Delivery, found) if found else None

    async def list_due(self, state: DeliveryState, now: datetime) -> list[Delivery]:
        """A batch of one state whose next step is due, the oldest first."""
        question = {"state": state.value, "due_at": {"$lte": now}}
        found = await self._deliveries.find(question).limit(BATCH).to_list(None)
        return sorted((from_document(Delivery, one) for one in found), key=lambda one: (one.due_at, one.id))

    async def claim(self, delivery: Delivery, until: datetime) -> bool:
        """Become the one who submits it; ``due_at`` is then when the others may ask what became of it."""
        guard = {"_id": delivery.id, "state": DeliveryState.DRAFT.value, "due_at": delivery.due_at}
        change = {"$set": {"state": DeliveryState.SUBMITTING.value, "due_at": until}, "$inc": {"tries": 1}}
        return bool((await self._deliveries.update_one(guard, change)).modified_count)

    async def postpone(self, delivery: Delivery, due_at: datetime) -> None:
        """Not before then; nothing was tried."""
        await self.move(delivery, DeliveryState.DRAFT, {"due_at": due_at})

    async def move(self, delivery: Delivery, before: DeliveryState, change: dict[str, Any]) -> bool:
        """Write what happened, provided that the delivery still stands where it was seen."""
        guard = {"_id": delivery.id, "state": before.value}
        return bool((await self._deliveries.update_one(guard, {"$set": change})).modified_count)

    async def list_in_range(
        self, first_code: str, beyond_code: str, since: datetime, until: datetime
    ) -> list[Delivery]:
        """What went or is to go to the groups of a region, latest first."""
        villages = {"$gte": first_code, "$lt": beyond_code}
        question = {"village_code": villages, "created_at": {"$gte": since, "$lt": until}}
        found = await self._deliveries.find(question).to_list(None)
        return sorted((from_document(Delivery, one) for one in found), key=lambda one: one.created_at, reverse=True)
