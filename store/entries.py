"""Entries of hours. A unique partial index refuses overlaps; another makes a repeated submission harmless."""

from datetime import datetime, timedelta
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict
from domain.hours import CORRECTABLE_STATES, LONGEST_ENTRY_MINUTES, ActorKind, Entry, EntryEvent, EntryState
from store.database import Database
from store.documents import from_document, to_document

# What a correction may write; who, when first and the history so far stay as they are.
CORRECTED_FIELDS = (
    "village_code",
    "township_code",
    "county_code",
    "year",
    "on",
    "from_time",
    "to_time",
    "starts_at",
    "ends_at",
    "steps",
    "minutes",
    "kind",
    "way",
    "summary",
    "people_count",
    "state",
    "counts",
    "late",
    "submitted_at",
)


class EntryRefused(Conflict):
    """A unique index refused the entry: its time is taken, or it has been kept before."""

    code = "entry_refused"


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
            raise EntryRefused() from refusal

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

    async def correct(self, corrected: Entry, event: EntryEvent) -> bool:
        """Write a returned entry or a draft anew and hold its time; false if it is neither, or was changed meanwhile.

        Raises: EntryRefused.
        """
        document = to_document(corrected)
        correctable = [state.value for state in CORRECTABLE_STATES]
        guard = {"_id": corrected.id, "state": {"$in": correctable}, "revision": corrected.revision}
        change = {
            "$set": {name: document[name] for name in CORRECTED_FIELDS},
            "$inc": {"revision": 1},
            "$push": {"history": _event_document(event)},
        }
        try:
            done = await self._entries.update_one(guard, change)
        except DuplicateKeyError as refusal:
            raise EntryRefused() from refusal
        return bool(done.modified_count)

    async def review(self, entry: Entry, state: EntryState, event: EntryEvent, return_reason: str | None) -> bool:
        """Approve or return the entry as it was read; false if it has changed since."""
        guard = {"_id": entry.id, "state": EntryState.SUBMITTED.value, "revision": entry.revision}
        change: dict[str, Any] = {
            "state": state.value,
            "counts": state is not EntryState.RETURNED,
            "reviewed_by": event.by,
            "reviewed_at": event.at,
        }
        if return_reason is not None:
            change["return_reason"] = return_reason
        done = await self._entries.update_one(guard, {"$set": change, "$push": {"history": _event_document(event)}})
        return bool(done.modified_count)

    async def list_of_village(self, village_code: str, year: int) -> list[Entry]:
        """All entries of a village and year, by start."""
        return await self._list({"village_code": village_code, "year": year})

    async def list_of_provider(self, provider_id: str, year: int) -> list[Entry]:
        """All entries of an advisor and year, by start."""
        return await self._list({"provider_id": provider_id, "year": year})

    async def list_in_state(self, state: EntryState, first_code: str, beyond_code: str) -> list[Entry]:
        """Entries of one state in all villages from one code up to another, by start."""
        return await self._list({"state": state.value, "village_code": {"$gte": first_code, "$lt": beyond_code}})

    async def list_in_state_and_year(
        self, state: EntryState, year: int, first_code: str, beyond_code: str
    ) -> list[Entry]:
        """Entries of one state and year in all villages from one code up to another, by start."""
        villages = {"$gte": first_code, "$lt": beyond_code}
        return await self._list({"state": state.value, "year": year, "village_code": villages})

    async def _list(self, question: dict[str, Any]) -> list[Entry]:
        found = await self._entries.find(question).to_list(None)
        return sorted((from_document(Entry, one) for one in found), key=lambda one: (one.starts_at, one.id))

    async def _find_by(self, question: dict[str, Any]) -> Entry | None:
        found = await self._entries.find_one(question)
        return from_document(Entry, found) if found else None


def _event_document(event: EntryEvent) -> dict[str, Any]:
    return {"at": event.at, "by": event.by, "by_kind": ActorKind(event.by_kind).value, "what": event.what}
