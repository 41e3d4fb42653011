"""What villages tell beside their names, and which services they have confirmed."""

from collections.abc import Iterable

from domain.village_facts import VillageConfirmation, VillageFacts
from store.database import Database
from store.documents import from_document, to_document


class VillageFactsKept:
    """One document for each village that has told something."""

    def __init__(self, database: Database) -> None:
        self._facts = database["village_facts"]

    async def find(self, village_code: str) -> VillageFacts:
        """Of one village; empty if it has told nothing."""
        found = await self._facts.find_one({"_id": village_code})
        return from_document(VillageFacts, found) if found else VillageFacts(village_code)

    async def list_in_range(self, first_code: str, beyond_code: str) -> dict[str, VillageFacts]:
        """Of all villages from one code up to another, by code."""
        found = await self._facts.find({"_id": {"$gte": first_code, "$lt": beyond_code}}).to_list(None)
        return {one["_id"]: from_document(VillageFacts, one) for one in found}

    async def put(self, facts: VillageFacts) -> None:
        """Keep them."""
        await self._facts.replace_one({"_id": facts.id}, to_document(facts), upsert=True)


class VillageConfirmations:
    """Which entries a village has confirmed."""

    def __init__(self, database: Database) -> None:
        self._confirmations = database["village_confirmations"]

    async def put(self, confirmation: VillageConfirmation) -> None:
        """Keep it; again is harmless."""
        await self._confirmations.replace_one({"_id": confirmation.id}, to_document(confirmation), upsert=True)

    async def drop(self, entry_id: str) -> None:
        """Take it back."""
        await self._confirmations.delete_one({"_id": entry_id})

    async def find_many(self, entry_ids: Iterable[str]) -> dict[str, VillageConfirmation]:
        """Those of these entries, by entry."""
        found = await self._confirmations.find({"_id": {"$in": sorted(set(entry_ids))}}).to_list(None)
        return {one["_id"]: from_document(VillageConfirmation, one) for one in found}
