"""Entries of hours. A unique partial index refuses overlaps; another makes a repeated submission harmless."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict
from domain.hour_chain import chain_of
from domain.hours import LONGEST_ENTRY_MINUTES, REVIEWED_STATES, Entry, EntryEvent, EntryState
from store.database import Database
from store.documents import read_if_whole, to_document, to_plain
from store.questions import find_all, find_one


class EntryRefused(Conflict):
    """A unique index refused the entry: its time is taken, or it has been kept before."""

    code = "entry_refused"


class LateSlotTaken(EntryRefused):
    """Another late entry has taken the same part of the month's cap: choose anew."""

    code = "late_slot_taken"


class Waiting(NamedTuple):
    """Since when an entry waits for review, and whether it was written down late."""

    submitted_at: datetime
    late: bool


class Entries:
    """What advisors have written down."""

    def __init__(self, database: Database) -> None:
        self._entries = database["entries"]

    async def add(self, entry: Entry) -> None:
        """Keep the entry and hold its time, in one write.

        Raises: EntryRefused.
        """
        try:
            await self._entries.insert_one(to_document(entry))
        except DuplicateKeyError as refusal:
            raise _why_refused(refusal) from refusal

    async def find(self, entry_id: str) -> Entry | None:
        """One entry."""
        return await self._find_by({"_id": entry_id})

    async def find_by_client(self, provider_id: str, client_id: str) -> Entry | None:
        """The entry that this advisor's client submitted under its own id."""
        return await self._find_by({"provider_id": provider_id, "client_id": client_id})

    async def find_overlapping(self, provider_id: str, since: datetime, until: datetime) -> Entry | None:
        """The soonest entry of an advisor that holds time within the stretch."""
        stretch = {"$gte": since - timedelta(minutes=LONGEST_ENTRY_MINUTES), "$lt": until}
        found = await self._list({"provider_id": provider_id, "counts": True, "starts_at": stretch})
        return next((entry for entry in found if entry.ends_at > since), None)

    async def change(self, before: Entry, after: Entry, event: EntryEvent) -> bool:
        """Turn the entry as it was read into what it shall be, in one write; false if it has changed since.

        Raises: EntryRefused.
        """
        change = to_document(replace(after, last_link=event.link))
        name = change.pop("_id")
        del change["history"]
        guard = {
            "_id": name,
            "last_link": before.last_link,
            "state": before.state.value,
            "revision": before.revision,
            "closed": {"$ne": True},
        }
        try:
            done = await self._entries.update_one(guard, {"$set": change, "$push": {"history": to_plain(event)}})
        except DuplicateKeyError as refusal:
            raise _why_refused(refusal) from refusal
        return bool(done.modified_count)

    async def drop_draft(self, entry: Entry) -> bool:
        """Take away a draft, which nothing points at yet; false when it has been submitted meanwhile."""
        draft = {"_id": entry.id, "provider_id": entry.provider_id, "state": EntryState.DRAFT.value}
        return bool((await self._entries.delete_one(draft)).deleted_count)

    async def unlock(self, before: Entry, event: EntryEvent) -> bool:
        """Take the lock of a closed month off an entry, and nothing else; false if it has changed since."""
        guard = {"_id": before.id, "last_link": before.last_link, "closed": True}
        change = {"$set": {"closed": False, "last_link": event.link}, "$push": {"history": to_plain(event)}}
        return bool((await self._entries.update_one(guard, change)).modified_count)

    async def list_adjustments(self, entry_id: str) -> list[Entry]:
        """The entries that correct a closed one, by start."""
        return await self._list({"corrects": entry_id})

    async def list_late(self, provider_id: str, month: str) -> list[Entry]:
        """An advisor's late entries that take a part of a month's cap."""
        return await self._list({"provider_id": provider_id, "late_month": month, "late_held": True})

    async def list_of_village(self, village_code: str, year: int) -> list[Entry]:
        """All entries of a village and year, by start."""
        return await self._list({"village_code": village_code, "year": year})

    async def list_of_provider(self, provider_id: str, year: int) -> list[Entry]:
        """All entries of an advisor and year, by start."""
        return await self._list({"provider_id": provider_id, "year": year})

    async def scan_of_chain(self, chain: str) -> dict[str, Entry | None]:
        """By id, all entries whose changes are kept in this chain; none for those that cannot be read."""
        return await self._scan({"chain": chain})

    async def scan_of_place_and_year(self, year: int, first_code: str, beyond_code: str) -> dict[str, Entry | None]:
        """By id, all submitted entries of a year in a range of villages; none for those that cannot be read."""
        villages = {"$gte": first_code, "$lt": beyond_code}
        found: dict[str, Entry | None] = {}
        for state in REVIEWED_STATES:
            found |= await self._scan({"state": state.value, "year": year, "village_code": villages})
        return found

    async def scan(self, entry_id: str) -> dict[str, Entry | None]:
        """One entry under its id, if it is there; none in its place when it cannot be read."""
        return await self._scan({"_id": entry_id})

    async def list_counties_and_years(self) -> list[str]:
        """Every county and year in which there are submitted entries, named as their chains are."""
        names = {"county": "$county_code", "year": "$year"}
        submitted = {"state": {"$in": [state.value for state in REVIEWED_STATES]}}
        groups = self._entries.aggregate([{"$match": submitted}, {"$group": {"_id": names}}])
        return [chain_of(one["_id"]["county"], one["_id"]["year"]) async for one in groups]

    async def list_villages_of_year(self, year: int, first_code: str, beyond_code: str) -> list[str]:
        """The villages from one code up to another in which something was submitted that year, by code."""
        found: set[str] = set()
        for state in REVIEWED_STATES:
            question = {"state": state.value, "year": year, "village_code": {"$gte": first_code, "$lt": beyond_code}}
            groups = self._entries.aggregate([{"$match": question}, {"$group": {"_id": "$village_code"}}])
            found |= {one["_id"] async for one in groups}
        return sorted(found)

    async def list_of_place_and_year(self, year: int, first_code: str, beyond_code: str) -> list[Entry]:
        """All submitted entries of a year in all villages from one code up to another, by start."""
        villages = {"$gte": first_code, "$lt": beyond_code}
        found = [
            await self._list({"state": state.value, "year": year, "village_code": villages})
            for state in REVIEWED_STATES
        ]
        return [entry for entries in found for entry in entries]

    async def list_in_state(self, state: EntryState, first_code: str, beyond_code: str) -> list[Entry]:
        """Entries of one state in all villages from one code up to another, by start."""
        return await self._list({"state": state.value, "village_code": {"$gte": first_code, "$lt": beyond_code}})

    async def list_waiting(self, first_code: str, beyond_code: str) -> list[Waiting]:
        """How long entries wait for review, of all villages from one code up to another, in no order."""
        question = {"state": EntryState.SUBMITTED.value, "village_code": {"$gte": first_code, "$lt": beyond_code}}
        found = await self._entries.find(question, {"submitted_at": 1, "late": 1}).to_list(None)
        return [Waiting(one["submitted_at"], one["late"]) for one in found]

    async def list_in_state_and_year(
        self, state: EntryState, year: int, first_code: str, beyond_code: str
    ) -> list[Entry]:
        """Entries of one state and year in all villages from one code up to another, by start."""
        villages = {"$gte": first_code, "$lt": beyond_code}
        return await self._list({"state": state.value, "year": year, "village_code": villages})

    async def _list(self, question: dict[str, Any]) -> list[Entry]:
        found = await find_all(self._entries, Entry, question)
        return sorted(found, key=lambda one: (one.starts_at, one.id))

    async def _scan(self, question: dict[str, Any]) -> dict[str, Entry | None]:
        return {str(one["_id"]): read_if_whole(Entry, one) async for one in self._entries.find(question)}

    async def _find_by(self, question: dict[str, Any]) -> Entry | None:
        return await find_one(self._entries, Entry, question)


def _why_refused(refusal: DuplicateKeyError) -> EntryRefused:
    return LateSlotTaken() if "one_late_entry_a_slot" in str(refusal) else EntryRefused()
