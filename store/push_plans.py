"""Push plans."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from domain.push_plans import PlanState, PushPlan
from store.database import Database
from store.documents import to_document
from store.questions import find_all, find_one


class PushPlans:
    """What is sent to whom and when. A few hundred at most."""

    def __init__(self, database: Database) -> None:
        self._plans = database["push_plans"]

    async def add(self, plan: PushPlan) -> None:
        """Keep a new plan."""
        await self._plans.insert_one(to_document(plan))

    async def find(self, plan_id: str) -> PushPlan | None:
        """One plan."""
        return await find_one(self._plans, PushPlan, {"_id": plan_id})

    async def list_due(self, now: datetime) -> list[PushPlan]:
        """Active plans whose next run has come."""
        return await self._list({"state": PlanState.ACTIVE.value, "next_run_at": {"$lte": now}})

    async def list_in_range(self, first_code: str, beyond_code: str) -> list[PushPlan]:
        """The plans for a region and those within it, latest first."""
        return await self._list({"division_code": {"$gte": first_code, "$lt": beyond_code}})

    async def advance(self, plan: PushPlan, next_run_at: datetime | None) -> bool:
        """The run is laid out: on to the next one, unless another process has done so."""
        state = PlanState.ACTIVE if next_run_at else PlanState.DONE
        guard = {"_id": plan.id, "state": PlanState.ACTIVE.value, "next_run_at": plan.next_run_at}
        change = {"$set": {"next_run_at": next_run_at, "state": state.value}, "$inc": {"run_count": 1}}
        return bool((await self._plans.update_one(guard, change)).modified_count)

    async def set_state(
        self, plan_id: str, before: Sequence[PlanState], after: PlanState, next_run_at: datetime | None = None
    ) -> bool:
        """Pause or resume; false when the plan's state is another."""
        change: dict[str, Any] = {"state": after.value, **({"next_run_at": next_run_at} if next_run_at else {})}
        guard = {"_id": plan_id, "state": {"$in": [one.value for one in before]}}
        done = await self._plans.update_one(guard, {"$set": change})
        return bool(done.modified_count)

    async def _list(self, question: dict[str, Any]) -> list[PushPlan]:
        found = await find_all(self._plans, PushPlan, question)
        return sorted(found, key=lambda one: (one.created_at, one.id))[::-1]
