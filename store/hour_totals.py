"""Kept sums of hours by village and year: marked before a change, rewritten from the entries after it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple

from pymongo.errors import DuplicateKeyError

from domain.village_years import NO_MONTHS, HourSums, HourTotals, totals_id
from store.database import Database
from store.documents import from_document, to_document, to_plain
from store.questions import find_one, insert_once

DUE_AT_ONCE = 500
BARE_NAMES = tuple(part.name for part in fields(HourSums) if part.name != "cells")
BARE_SUMS = {"village_code": 1, "due": 1, **{f"sums.{name}": 1 for name in BARE_NAMES}}


class Counted(NamedTuple):
    """How many entries there are, and their minutes."""

    entries: int
    minutes: int


@dataclass(frozen=True)
class RegionHours:
    """The kept sums of a region's villages, without their cells; ``due`` counts those that are being summed up."""

    sums: dict[str, HourSums]
    due: int


class HourTotalsKept:
    """One document for each village and year in which something was logged."""

    def __init__(self, database: Database) -> None:
        self._totals = database["hour_totals"]

    async def mark(self, year: int, village_code: str, mark: str, now: datetime, months: Collection[int] = ()) -> bool:
        """Say that the entries of these months of a village are about to change; false when one of them is closed."""
        name = totals_id(year, village_code)
        guard = {"_id": name, "closed_months": {"$nin": list(months)}}
        change = {"$push": {"marks": mark}, "$set": {"due": True, "due_at": now}, "$inc": {"revision": 1}}
        if (await self._totals.update_one(guard, change)).matched_count:
            return True
        fresh = HourTotals(name, year, village_code, HourSums(), (mark,), due=True, due_at=now)
        try:
            await self._totals.insert_one(to_document(fresh))
        except DuplicateKeyError:
            return bool((await self._totals.update_one(guard, change)).matched_count)
        return True

    async def close_month(self, year: int, village_code: str, month: int) -> bool:
        """Let no change of this month begin any more; false while a change of the village is under way."""
        name = totals_id(year, village_code)
        change = {"$addToSet": {"closed_months": month}, "$inc": {"revision": 1}}
        if (await self._totals.update_one({"_id": name, "due": False}, change)).matched_count:
            return True
        fresh = HourTotals(name, year, village_code, HourSums(), closed_months=(month,))
        return await insert_once(self._totals, fresh)

    async def open_month(self, year: int, village_code: str, month: int) -> None:
        """Let changes of this month begin again."""
        change = {"$pull": {"closed_months": month}, "$inc": {"revision": 1}}
        await self._totals.update_one({"_id": totals_id(year, village_code)}, change)

    async def find(self, year: int, village_code: str) -> HourTotals | None:
        """The kept sums of a village and year."""
        return await find_one(self._totals, HourTotals, {"_id": totals_id(year, village_code)})

    async def rewrite(self, read: HourTotals, sums: HourSums, marks: tuple[str, ...]) -> bool:
        """Write sums made after ``read`` was read, leaving ``marks``; false if somebody wrote or marked since."""
        change: dict[str, Any] = {"sums": to_plain(sums), "marks": list(marks), "due": bool(marks)}
        guard = {"_id": read.id, "revision": read.revision}
        done = await self._totals.update_one(guard, {"$set": change, "$inc": {"revision": 1}})
        return bool(done.modified_count)

    async def list_due(self, marked_before: datetime) -> list[HourTotals]:
        """Those whose last mark is older than a moment: whoever set it is no longer at work."""
        question = {"due": True, "due_at": {"$lte": marked_before}}
        found = await self._totals.find(question).limit(DUE_AT_ONCE).to_list(None)
        return [from_document(HourTotals, one) for one in found]

    async def count_closed(self, year: int, first_code: str, beyond_code: str) -> Counter[int]:
        """In how many villages from one code up to another each month of a year is closed."""
        question = {"year": year, "village_code": {"$gte": first_code, "$lt": beyond_code}}
        found = await self._totals.find(question, {"closed_months": 1}).to_list(None)
        return Counter(month for one in found for month in one.get("closed_months") or ())

    async def tell_region(self, year: int, first_code: str, beyond_code: str) -> RegionHours:
        """The bare sums of a year of all villages from one code up to another.

        Built without the checks of other reads: a county asks for a thousand of them to show one page.
        """
        question = {"year": year, "village_code": {"$gte": first_code, "$lt": beyond_code}}
        found = await self._totals.find(question, BARE_SUMS).to_list(None)
        return RegionHours(
            {one["village_code"]: _bare_sums(one["sums"]) for one in found}, sum(bool(one.get("due")) for one in found)
        )

    async def count_cells(
        self, year: int, codes: tuple[str, str], what: str, months: Collection[int], provider_id: str | None
    ) -> dict[str, Counted]:
        """What the cells of some months count as ``what`` by village, by code; of one advisor if one is named."""
        cells: dict[str, Any] = {"sums.cells.month": {"$in": list(months)}}
        if provider_id is not None:
            cells["sums.cells.provider_id"] = provider_id
        sums = {
            "_id": "$village_code",
            "count": {"$sum": f"$sums.cells.{what}_count"},
            "minutes": {"$sum": f"$sums.cells.{what}_minutes"},
        }
        question = {"year": year, "village_code": {"$gte": codes[0], "$lt": codes[1]}}
        steps: list[dict[str, Any]] = [
            {"$match": question},
            {"$unwind": "$sums.cells"},
            {"$match": cells},
            {"$group": sums},
        ]
        found = await self._totals.aggregate(steps).to_list(None)
        return {one["_id"]: Counted(one["count"], one["minutes"]) for one in sorted(found, key=lambda one: one["_id"])}


def _bare_sums(kept: dict[str, Any]) -> HourSums:
    return HourSums(
        kept["approved_minutes"],
        kept["awaiting_minutes"],
        kept["awaiting_count"],
        kept["returned_count"],
        tuple(kept["approved_by_month"]),
        tuple(kept.get("awaiting_by_month", NO_MONTHS)),
        tuple(kept.get("on_site_by_month", NO_MONTHS)),
        tuple(kept.get("lectures_by_month", NO_MONTHS)),
    )
