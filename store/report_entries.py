"""Entries as reports read them: counted by the server, or listed place by place in bounded parts."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from domain.divisions import Division, Level
from domain.hours import EntryKind, EntryState, EntryWay
from domain.report_rows import ReportEntry
from domain.reports import GroupCount
from store.breathing import in_breaths
from store.database import Database, Document

PLAIN_FIELDS = (
    "provider_id",
    "village_code",
    "from_time",
    "to_time",
    "minutes",
    "summary",
    "people_count",
    "created_at",
    "late",
    "corrects",
    "reviewed_by",
    "reviewed_at",
    "return_reason",
    "client_id",
)
LATER_FIELDS = ("place", "served", "result", "remark", "in_village", "village_confirmed_at")  # older entries lack them
PROJECTION = dict.fromkeys((*PLAIN_FIELDS, *LATER_FIELDS, "on", "kind", "way", "state", "photo_ids", "starts_at"), 1)
BATCH = 500  # unpacking a batch holds the interpreter: a few milliseconds, not a township's year
PLACE_FIELDS = {Level.VILLAGE: "village_code", Level.TOWNSHIP: "township_code", Level.COUNTY: "county_code"}


@dataclass(frozen=True)
class ReportQuestion:
    """Entries of some states on the days of a period, in one village, township or county."""

    place: Division
    states: Sequence[EntryState]
    first: date
    last: date

    def document(self, state: EntryState) -> dict[str, Any]:
        """The question for one state: equalities and a range of dates, as the indexes are made."""
        # An open end: the embedded store finds nothing between two ends that are the same.
        days = {"$gte": self.first.isoformat(), "$lt": (self.last + timedelta(days=1)).isoformat()}
        return {PLACE_FIELDS[self.place.level]: self.place.id, "state": state.value, "on": days}


KINDS = {one.value: one for one in EntryKind}
WAYS = {one.value: one for one in EntryWay}
STATES = {one.value: one for one in EntryState}


class ReportEntries:
    """Reads only; what is written of entries is in store/entries.py."""

    def __init__(self, database: Database) -> None:
        self._entries = database["entries"]

    async def count(self, question: ReportQuestion, by: Level) -> list[GroupCount]:
        """Counts by place (township or village), state, kind and way, by code of the place."""
        names = {"place": f"${PLACE_FIELDS[by]}", "kind": "$kind", "way": "$way"}
        sums = {"count": {"$sum": 1}, "minutes": {"$sum": "$minutes"}, "people": {"$sum": "$people_count"}}
        found = []
        for state in question.states:
            steps = [{"$match": question.document(state)}, {"$group": {"_id": names, **sums}}]
            found += [_count(state, one) for one in await self._entries.aggregate(steps).to_list(None)]
        return sorted(found, key=lambda one: (one.place_code, one.state, one.kind, one.way))

    async def list_of(self, question: ReportQuestion) -> list[ReportEntry]:
        """The entries by village, then by start. Ask for a village or township, not for a county's year."""
        found: list[Document] = []
        for state in question.states:
            cursor = self._entries.find(question.document(state), PROJECTION).batch_size(BATCH)
            found += await cursor.to_list(None)
        return await asyncio.to_thread(_entries, found)


def _count(state: EntryState, document: Mapping[str, Any]) -> GroupCount:
    names = document["_id"]
    return GroupCount(
        names["place"],
        state,
        EntryKind(names["kind"]),
        EntryWay(names["way"]),
        document["count"],
        document["minutes"],
        document["people"],
    )


def _entries(found: list[Document]) -> list[ReportEntry]:
    found.sort(key=lambda one: (one["village_code"], one["starts_at"], one["_id"]))
    return [_entry(one) for one in in_breaths(found)]


def _entry(document: Document) -> ReportEntry:
    """Made by hand: a report reads a hundred thousand of them."""
    later = {name: document[name] for name in LATER_FIELDS if document.get(name) is not None}
    return ReportEntry(
        id=document["_id"],
        on=date.fromisoformat(document["on"]),
        kind=KINDS[document["kind"]],
        way=WAYS[document["way"]],
        state=STATES[document["state"]],
        photo_count=len(document.get("photo_ids") or ()),
        **{name: document.get(name) for name in PLAIN_FIELDS},  # type: ignore[arg-type] # as they were written
        **later,
    )
