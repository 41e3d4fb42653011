"""Sent reports: the rows compressed and in pieces, written first; the document that makes the report exist, last.

A unique index gives each version number of a place and period once. Nothing here is ever changed afterwards.
"""

from collections.abc import AsyncIterator

from domain.sent_reports import SentReport
from store.database import Database
from store.questions import find_all, find_one, insert_once


class SentReports:
    """What offices have sent to the office above."""

    def __init__(self, database: Database) -> None:
        self._reports = database["sent_reports"]
        self._chunks = database["sent_report_chunks"]

    async def add(self, report: SentReport) -> bool:
        """Keep it; false when its version number is taken."""
        return await insert_once(self._reports, report)

    async def find(self, report_id: str) -> SentReport | None:
        """One of them."""
        return await find_one(self._reports, SentReport, {"_id": report_id})

    async def list_of_period(self, scope_code: str, period_key: str) -> list[SentReport]:
        """All versions of a place and period, by version."""
        found = await find_all(self._reports, SentReport, {"scope_code": scope_code, "period_key": period_key})
        return sorted(found, key=lambda one: one.version)

    async def list_in_range(self, first_code: str, beyond_code: str) -> list[SentReport]:
        """All of the places from one code up to another, latest first."""
        found = await find_all(self._reports, SentReport, {"scope_code": {"$gte": first_code, "$lt": beyond_code}})
        return sorted(found, key=lambda one: one.sent_at, reverse=True)

    async def add_chunk(self, upload: str, position: int, content: bytes) -> None:
        """Keep a piece of the rows, well below the store's limit."""
        await self._chunks.insert_one({"_id": _chunk_name(upload, position), "content": content})

    async def read_chunks(self, report: SentReport) -> AsyncIterator[bytes]:
        """The pieces in order."""
        for position in range(report.chunk_count):
            found = await self._chunks.find_one({"_id": _chunk_name(report.upload, position)})
            if found is None:
                raise LookupError(f"piece {position} of {report.id} is gone")
            yield found["content"]

    async def drop_chunks(self, upload: str, count: int) -> None:
        """Take back the pieces of a report that was not kept."""
        for position in range(count):
            await self._chunks.delete_one({"_id": _chunk_name(upload, position)})


def _chunk_name(upload: str, position: int) -> str:
    return f"{upload}:{position}"
