"""Questions we asked back, until they are answered or forgotten; swept by themselves."""

from domain.asking_back import PendingQuestion
from store.database import Database
from store.documents import from_document, to_document


class PendingQuestions:
    """At most one for each person and group."""

    def __init__(self, database: Database) -> None:
        self._questions = database["pending_questions"]

    async def put(self, question: PendingQuestion) -> None:
        """Ask; an older question to the same person is forgotten."""
        await self._questions.replace_one({"_id": question.id}, to_document(question), upsert=True)

    async def find(self, question_id: str) -> PendingQuestion | None:
        """The question that waits."""
        found = await self._questions.find_one({"_id": question_id})
        return from_document(PendingQuestion, found) if found else None

    async def answer(self, question: PendingQuestion, inbound_id: str) -> bool:
        """Yes was said in this message; false when another message was first."""
        guard = {"_id": question.id, "inbound_id": question.inbound_id, "answered_by": {"$in": [None, inbound_id]}}
        return bool((await self._questions.update_one(guard, {"$set": {"answered_by": inbound_id}})).matched_count)

    async def drop(self, question: PendingQuestion) -> None:
        """Something else was said: the question is dropped."""
        guard = {"_id": question.id, "inbound_id": question.inbound_id, "answered_by": None}
        await self._questions.delete_one(guard)
