"""What advisors show on notice boards, apart from what is kept of them otherwise."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from domain.boards import BoardProfile
from store.database import Database
from store.documents import from_document


class BoardProfiles:
    """One document for each advisor for whom something was chosen to be public."""

    def __init__(self, database: Database) -> None:
        self._profiles = database["board_profiles"]

    async def find(self, provider_id: str) -> BoardProfile:
        """What an advisor shows; nothing unless it was chosen."""
        found = await self._profiles.find_one({"_id": provider_id})
        return from_document(BoardProfile, found) if found else BoardProfile(provider_id)

    async def find_many(self, provider_ids: Iterable[str]) -> dict[str, BoardProfile]:
        """What these advisors show, by their ids."""
        wanted = list(provider_ids)
        found = await self._profiles.find({"_id": {"$in": wanted}}).to_list(None)
        kept = {one["_id"]: from_document(BoardProfile, one) for one in found}
        return {key: kept.get(key, BoardProfile(key)) for key in wanted}

    async def set_phone(self, provider_id: str, phone: str, staff_id: str, now: datetime) -> None:
        """Show this phone number, or none."""
        await self._set(provider_id, {"public_phone": phone}, staff_id, now)

    async def set_photo(self, provider_id: str, photo: bytes | None, staff_id: str, now: datetime) -> None:
        """Show this photo, or none."""
        await self._set(provider_id, {"photo": photo}, staff_id, now)

    async def _set(self, provider_id: str, facts: dict[str, Any], staff_id: str, now: datetime) -> None:
        change = {**facts, "changed_by": staff_id, "changed_at": now}
        await self._profiles.update_one({"_id": provider_id}, {"$set": change}, upsert=True)
