"""Matters. A unique index on the inbound message makes one matter of a message, however often it is worked on."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict
from domain.escalation import EscalationStep
from domain.matter_glances import MatterCounts, MatterGlance
from domain.matters import Matter, MatterEvent, MatterKind, MatterState
from store.database import Database
from store.documents import from_document, to_document
from store.questions import find_all, find_one

BATCH = 100
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # as in the index: only what has a next step stands in it
GLANCE_FIELDS = dict.fromkeys(("village_code", "kind", "created_at", "deadline_at", "answered_at", "closed_at"), 1)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


Place = tuple[str, str, Sequence[str]]
"""The first code of a place and the first one beyond it; the counties that make it up, none where it is smaller."""


class MatterRepeated(Conflict):
    """This inbound message has made its matter already."""

    code = "matter_repeated"


class Matters:
    """The one ledger of what residents ask for."""

    def __init__(self, database: Database) -> None:
        self._matters = database["matters"]

    async def add(self, matter: Matter) -> None:
        """Keep the matter.

        Raises: MatterRepeated.
        """
        try:
            await self._matters.insert_one(to_document(matter))
        except DuplicateKeyError as refusal:
            raise MatterRepeated() from refusal

    async def find(self, number: str) -> Matter | None:
        """One matter by its number."""
        return await self._find_by({"_id": number})

    async def find_by_inbound(self, inbound_id: str) -> Matter | None:
        """The matter that an inbound message made."""
        return await self._find_by({"inbound_id": inbound_id})

    async def find_by_card(self, card_token: str) -> Matter | None:
        """The matter whose card this is."""
        return await self._find_by({"card_token": card_token})

    async def claim(self, number: str, resident_id: str, event: MatterEvent) -> bool:
        """Give the matter to a resident, once."""
        return await self._move({"_id": number, "resident_id": None}, {"resident_id": resident_id}, event)

    async def advance(
        self, number: str, before: tuple[MatterState, ...], change: Mapping[str, Any], event: MatterEvent
    ) -> bool:
        """Move the matter on from one of these states; false when it stands elsewhere."""
        guard = {"_id": number, "state": {"$in": [state.value for state in before]}}
        return await self._move(guard, change, event)

    async def oppose(self, number: str, other: str, event: MatterEvent) -> bool:
        """Name the matter of the other side, once; false when another one is named already."""
        if await self._move({"_id": number, "opposes": None}, {"opposes": other}, event):
            return True
        return bool(await self._matters.find_one({"_id": number, "opposes": other}, {"_id": 1}))

    async def forget_opposition(self, number: str, other: str) -> None:
        """Take it back."""
        await self._matters.update_one({"_id": number, "opposes": other}, {"$set": {"opposes": None}})

    async def note(self, number: str, event: MatterEvent) -> None:
        """Write a step that changes no state."""
        await self._matters.update_one({"_id": number}, {"$push": {"history": _plain(event)}})

    async def list_to_escalate(self, now: datetime) -> list[Matter]:
        """A batch of those whose next office is to be told by now."""
        found = await self._matters.find({"escalate_at": {"$gt": LONG_AGO, "$lte": now}}).limit(BATCH).to_list(None)
        return [from_document(Matter, one) for one in found]

    async def escalate(
        self, matter: Matter, escalate_at: datetime | None, steps: int, event: MatterEvent | None
    ) -> bool:
        """The office has been told; the next one at that moment. False when another process has written it."""
        change: dict[str, Any] = {"$set": {"escalate_at": escalate_at, "escalated": matter.escalated + steps}}
        if event:
            change["$push"] = {"history": _plain(event)}
        guard = {"_id": matter.id, "escalate_at": matter.escalate_at}
        return bool((await self._matters.update_one(guard, change)).modified_count)

    async def hand_over(self, number: str, provider_id: str, escalate_at: datetime, event: MatterEvent) -> bool:
        """Its owner gives it back to the justice office; false when it is no longer theirs."""
        waiting = {"$in": [MatterState.OPEN.value, MatterState.ACCEPTED.value]}
        guard = {"_id": number, "owner_provider_id": provider_id, "state": waiting}
        change = {"owner_provider_id": None, "state": MatterState.OPEN.value, "accepted_at": None}
        next_told = {"escalate_at": escalate_at, "escalated": int(EscalationStep.TOWNSHIP)}
        return await self._move(guard, {**change, **next_told}, event)

    async def list_of_resident(self, resident_id: str, since: datetime) -> list[Matter]:
        """A resident's matters since a moment, latest first."""
        return await self._list({"resident_id": resident_id, "created_at": {"$gte": since}})

    async def list_of_owner(self, provider_id: str, since: datetime) -> list[Matter]:
        """The matters that a provider owns, latest first."""
        return await self._list({"owner_provider_id": provider_id, "created_at": {"$gte": since}})

    async def list_of_sender(self, group_id: str, sender_id: str, since: datetime) -> list[Matter]:
        """What somebody asked for in a group since a moment, latest first."""
        return await self._list({"group_id": group_id, "sender_id": sender_id, "created_at": {"$gte": since}})

    async def list_in_range(self, first_code: str, beyond_code: str, since: datetime, until: datetime) -> list[Matter]:
        """The matters of the villages from one code up to another, latest first."""
        villages = {"$gte": first_code, "$lt": beyond_code}
        return await self._list({"village_code": villages, "created_at": {"$gte": since, "$lt": until}})

    async def list_glances(self, where: Place, since: datetime, until: datetime) -> list[MatterGlance]:
        """The matters of a place that came in a stretch, at a glance, soonest first."""
        found = await self._matters.find(_came_in(where, since, until), GLANCE_FIELDS).to_list(None)
        return sorted((_glance(one) for one in found), key=lambda one: (one.created_at, one.id))

    async def count_by_village(
        self, where: Place, since: datetime, until: datetime, now: datetime
    ) -> dict[str, MatterCounts]:
        """The same counted by village, where they are kept."""
        groups = self._matters.aggregate([{"$match": _came_in(where, since, until)}, {"$group": _counts(now)}])
        return {one.pop("_id"): MatterCounts(**one) for one in await groups.to_list(None)}

    async def find_many(self, numbers: Iterable[str]) -> dict[str, Matter]:
        """The named matters, by number."""
        found = await self._matters.find({"_id": {"$in": list(numbers)}}).to_list(None)
        return {one["_id"]: from_document(Matter, one) for one in found}

    async def _move(self, guard: dict[str, Any], change: Mapping[str, Any], event: MatterEvent) -> bool:
        update = {"$set": dict(change), "$push": {"history": _plain(event)}}
        return bool((await self._matters.update_one(guard, update)).modified_count)

    async def _list(self, question: dict[str, Any]) -> list[Matter]:
        found = await find_all(self._matters, Matter, question)
        return sorted(found, key=lambda one: one.created_at, reverse=True)

    async def _find_by(self, question: dict[str, Any]) -> Matter | None:
        return await find_one(self._matters, Matter, question)


def _came_in(where: Place, since: datetime, until: datetime) -> dict[str, Any]:
    """Counties by the index of theirs, smaller places by the index of villages."""
    first, beyond, counties = where
    stretch = {"created_at": {"$gte": since, "$lt": until}}
    if not counties:
        return {"village_code": {"$gte": first, "$lt": beyond}, **stretch}
    return {"county_code": counties[0] if len(counties) == 1 else {"$in": list(counties)}, **stretch}


def _counts(now: datetime) -> dict[str, Any]:
    replied_at = {"$ifNull": ["$answered_at", {"$ifNull": ["$closed_at", NEVER]}]}
    asked = {"$eq": ["$kind", MatterKind.QUESTION.value]}
    in_time = {"$lte": [replied_at, "$deadline_at"]}

    def count(*conditions: dict[str, Any]) -> dict[str, Any]:
        return {"$sum": {"$cond": [{"$and": list(conditions)}, 1, 0]}}

    return {
        "_id": "$village_code",
        "matters": {"$sum": 1},
        "consultations": count(asked),
        "in_time": count(asked, in_time),
        "overdue": count(asked, {"$not": [in_time]}, {"$lt": ["$deadline_at", now]}),
    }


def _glance(kept: dict[str, Any]) -> MatterGlance:
    times = (kept["created_at"], kept["deadline_at"], kept.get("answered_at"), kept.get("closed_at"))
    return MatterGlance(kept["_id"], kept["village_code"], MatterKind(kept["kind"]), *times)


def _plain(event: MatterEvent) -> dict[str, Any]:
    return {"at": event.at, "text": event.text}
