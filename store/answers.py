"""The review log of questions and answers."""

from datetime import datetime
from typing import Any

from domain.answers import AnswerRecord, Verdict
from store.database import Database
from store.questions import find_all, find_one, insert_once


class Answers:
    """Everything that was asked in the groups, by village and time."""

    def __init__(self, database: Database) -> None:
        self._answers = database["answers"]

    async def add_once(self, record: AnswerRecord) -> None:
        """Keep what was answered; the same message again changes nothing."""
        await insert_once(self._answers, record)

    async def find(self, answer_id: str) -> AnswerRecord | None:
        """One record."""
        return await find_one(self._answers, AnswerRecord, {"_id": answer_id})

    async def list_in_range(self, first_code: str, beyond_code: str, since: datetime) -> list[AnswerRecord]:
        """What was asked in the villages from one code up to another since a moment, latest first."""
        question: dict[str, Any] = {
            "village_code": {"$gte": first_code, "$lt": beyond_code},
            "asked_at": {"$gte": since},
        }
        found = await find_all(self._answers, AnswerRecord, question)
        return sorted(found, key=lambda one: one.asked_at)[::-1]

    async def forget_words_before(self, moment: datetime) -> int:
        """Forget what people said before then; what was quoted, and whether it was right, stays. How many."""
        question: dict[str, Any] = {"asked": {"$gt": ""}, "asked_at": {"$lt": moment}}
        return int((await self._answers.update_many(question, {"$set": {"asked": "", "note": ""}})).modified_count)

    async def mark(self, answer_id: str, verdict: Verdict, note: str, staff_id: str, now: datetime) -> bool:
        """Keep what staff think of it."""
        change = {"verdict": verdict.value, "note": note, "marked_by": staff_id, "marked_at": now}
        return bool((await self._answers.update_one({"_id": answer_id}, {"$set": change})).matched_count)
