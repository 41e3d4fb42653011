"""Ratings. What was rated is the id, so there is one rating of each, however often it is sent."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from domain.ratings import CHANGE_WITHIN, CheckState, Rating
from store.database import Database
from store.documents import from_document
from store.questions import find_one, insert_once


class Ratings:
    """What residents say of services that are done."""

    def __init__(self, database: Database) -> None:
        self._ratings = database["ratings"]

    async def add(self, rating: Rating) -> bool:
        """Keep the first rating of something; false when there is one."""
        return await insert_once(self._ratings, rating)

    async def change(self, rating: Rating) -> bool:
        """Write over score and words, in one guarded write; false when it is not theirs or can no longer be changed.

        A low score makes a check due; nothing that residents do ends one.
        """
        guard = {
            "_id": rating.id,
            "resident_id": rating.resident_id,
            "created_at": {"$gte": rating.changed_at - CHANGE_WITHIN},
        }
        change: dict[str, Any] = {"score": rating.score, "words": rating.words, "changed_at": rating.changed_at}
        if rating.is_low:
            change["check"] = CheckState.DUE.value
        return bool((await self._ratings.update_one(guard, {"$set": change})).matched_count)

    async def settle_check(self, rating_id: str, staff_id: str, note: str, now: datetime) -> bool:
        """Staff have called; false when nothing was due."""
        guard = {"_id": rating_id, "check": CheckState.DUE.value}
        facts = {"check": CheckState.DONE.value, "checked_at": now, "checked_by": staff_id, "check_note": note}
        return bool((await self._ratings.update_one(guard, {"$set": facts})).modified_count)

    async def find(self, rating_id: str) -> Rating | None:
        """One rating."""
        return await find_one(self._ratings, Rating, {"_id": rating_id})

    async def find_scores(self, rating_ids: Iterable[str]) -> dict[str, int]:
        """The scores of those that were rated, by the names of the ratings."""
        found = await self._ratings.find({"_id": {"$in": list(rating_ids)}}, {"score": 1}).to_list(None)
        return {one["_id"]: one["score"] for one in found}

    async def list_of_provider(self, provider_id: str, since: datetime, until: datetime) -> list[Rating]:
        """The ratings of a provider that came in the stretch, latest first."""
        return await self._list({"provider_id": provider_id, "created_at": {"$gte": since, "$lt": until}})

    async def list_in_range(self, first_code: str, beyond_code: str, since: datetime, until: datetime) -> list[Rating]:
        """The ratings by residents of the villages from one code up to another that came in the stretch."""
        villages = {"$gte": first_code, "$lt": beyond_code}
        return await self._list({"village_code": villages, "created_at": {"$gte": since, "$lt": until}})

    async def list_due(self, first_code: str, beyond_code: str) -> list[Rating]:
        """The ratings of those villages whose residents are to be called back."""
        villages = {"$gte": first_code, "$lt": beyond_code}
        return await self._list({"check": CheckState.DUE.value, "village_code": villages})

    async def _list(self, question: dict[str, Any]) -> list[Rating]:
        found: Iterable[dict[str, Any]] = await self._ratings.find(question).to_list(None)
        ratings = [from_document(Rating, one) for one in found]
        return sorted(ratings, key=lambda one: (one.created_at, one.id), reverse=True)
