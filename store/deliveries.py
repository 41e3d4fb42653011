"""Deliveries: the outbox of everything that goes to a group."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from domain.pushes import Delivery, DeliveryState
from store.database import Database
from store.documents import from_document, to_document
from store.questions import find_all, find_one, insert_missing, insert_once

BATCH = 500


class Deliveries:
    """The id names the occasion (plan, run and group; or the message answered), so nothing goes out twice."""

    def __init__(self, database: Database) -> None:
        self._deliveries = database["deliveries"]

    async def add_once(self, delivery: Delivery) -> bool:
        """Keep the work order; false when this occasion has one."""
        return await insert_once(self._deliveries, delivery)

    async def add_many_once(self, deliveries: Sequence[Delivery]) -> int:
        """Keep many work orders; how many were new."""
        return await insert_missing(self._deliveries, [to_document(one) for one in deliveries])

    async def count_by_channel(self, state: DeliveryState) -> dict[str, int]:
        """How many stand in a state, by channel."""
        asked: list[dict[str, Any]] = [
            {"$match": {"state": state.value}},
            {"$group": {"_id": "$channel", "count": {"$sum": 1}}},
        ]
        return {one["_id"]: one["count"] async for one in self._deliveries.aggregate(asked)}

    async def find(self, delivery_id: str) -> Delivery | None:
        """One delivery."""
        return await find_one(self._deliveries, Delivery, {"_id": delivery_id})

    async def list_due(self, state: DeliveryState, now: datetime) -> list[Delivery]:
        """A batch of one state whose next step is due, the oldest first."""
        question = {"state": state.value, "due_at": {"$lte": now}}
        found = await self._deliveries.find(question).limit(BATCH).to_list(None)
        return sorted((from_document(Delivery, one) for one in found), key=lambda one: (one.due_at, one.id))

    async def claim(
        self, deliveries: Sequence[Delivery], batch_id: str, now: datetime, until: datetime
    ) -> list[Delivery]:
        """Become the one who submits these; those that are now ours.

        ``due_at`` is then when the others may ask what became of them. ``batch_id`` must be a fresh name: the
        documents that bear it afterwards are exactly those that nobody else has taken.
        """
        guard = {
            "_id": {"$in": [one.id for one in deliveries]},
            "state": DeliveryState.DRAFT.value,
            "due_at": {"$lte": now},
        }
        facts = {"state": DeliveryState.SUBMITTING.value, "due_at": until, "batch_id": batch_id, "claimed_at": now}
        done = await self._deliveries.update_many(guard, {"$set": facts, "$inc": {"tries": 1}})
        return await self.list_batch(batch_id) if done.modified_count else []

    async def list_batch(self, batch_id: str) -> list[Delivery]:
        """What was claimed under this name."""
        return await self._list({"batch_id": batch_id})

    async def list_task(self, platform_id: str) -> list[Delivery]:
        """What goes with one task of a platform."""
        return await self._list({"platform_id": platform_id})

    async def move(self, delivery: Delivery, before: DeliveryState, change: dict[str, Any]) -> bool:
        """Write what happened, provided that the delivery still stands where it was seen."""
        return bool(await self.move_many([delivery], before, change))

    async def move_many(self, deliveries: Sequence[Delivery], before: DeliveryState, change: dict[str, Any]) -> int:
        """The same for many; how many still stood there."""
        if not deliveries:
            return 0
        chosen: Any = {"$in": [one.id for one in deliveries]} if len(deliveries) > 1 else deliveries[0].id
        guard = {"_id": chosen, "state": before.value}
        return int((await self._deliveries.update_many(guard, {"$set": change})).modified_count)

    async def list_in_range(
        self, first_code: str, beyond_code: str, since: datetime, until: datetime
    ) -> list[Delivery]:
        """What went or is to go to the groups of a region, latest first."""
        villages = {"$gte": first_code, "$lt": beyond_code}
        question = {"village_code": villages, "created_at": {"$gte": since, "$lt": until}}
        return sorted(await self._list(question), key=lambda one: one.created_at, reverse=True)

    async def list_run(self, plan_id: str, run_key: str) -> list[Delivery]:
        """What one run of a plan sends, by group."""
        return sorted(await self._list({"plan_id": plan_id, "run_key": run_key}), key=lambda one: one.id)

    async def count_states(self, plan_id: str, run_key: str) -> dict[DeliveryState, int]:
        """How many of a run's deliveries stand where."""
        stages: list[dict[str, Any]] = [
            {"$match": {"plan_id": plan_id, "run_key": run_key}},
            {"$group": {"_id": "$state", "count": {"$sum": 1}}},
        ]
        rows = await self._deliveries.aggregate(stages).to_list(None)
        return {DeliveryState(row["_id"]): int(row["count"]) for row in rows}

    async def _list(self, question: dict[str, Any]) -> list[Delivery]:
        return await find_all(self._deliveries, Delivery, question)
