"""The review log of questions and answers."""

from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.answers import AnswerRecord, Verdict
from store.database import Database
from store.documents import from_document, to_document


class Answers:
    """Everything that was asked in the groups, by village and time."""

    def __init__(self, database: Database) -> None:
        self._answers = database["answers"]

    async def add_once(self, record: AnswerRecord) -> None:
        """Keep what was answered; the same message again changes nothing."""
        try:
            await self._answers.insert_one(to_document(record))
        except DuplicateKeyError:
            return

    async def find(self, answer_id: str) -> AnswerRecord | None:
        """One record."""
        found = await self._answers.find_one({"_id": answer_id})
        return from_document(AnswerRecord, found) if found else None

    async def list_in_range(self, first_code: str, beyond_code: str, since: datetime) -> list[AnswerRecord]:
        """What was asked in the villages from one code up to another since a moment, latest first."""
        question: dict[str, Any] = {
            "village_code": {"$gte": first_code, "$lt": beyond_code},
            "asked_at": {"$gte": since},
        }
        found = await self._answers.find(question).to_list(None)
        return sorted((from_document(AnswerRecord, one) for one in found), key=lambda one: one.asked_at)[::-1]

    async def mark(self, answer_id: str, verdict: Verdict, note: str, staff_id: str, now: datetime) -> bool:
        """Keep what staff think of it."""
        change = {"verdict": verdict.value, "note": note, "marked_by": staff_id, "marked_at": now}
        return bool((await self._answers.update_one({"_id": answer_id}, {"$set": change})).matched_count)
