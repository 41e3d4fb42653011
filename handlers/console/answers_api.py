"""The review log of what the bot answered: staff say what was right."""

from pydantic import Field

from actions import answer_question
from domain.answers import AnswerRecord, Verdict
from domain.errors import NotAllowed, NotFound
from handlers.base import StaffApiHandler
from handlers.models import Answer, Page, PageQuery, Request, ShanghaiTime, cut_page
from handlers.operations import operation


class AnswerRecordView(Answer):
    """A question and what came of it."""

    id: str
    asked: str
    village_code: str
    asked_at: ShanghaiTime
    citation: str
    confidence: float
    answered: bool
    verdict: Verdict | None
    note: str

    @classmethod
    def of(cls, record: AnswerRecord) -> "AnswerRecordView":
        """The record as told."""
        return cls(**{name: getattr(record, name) for name in cls.model_fields})


class AnswersHandler(StaffApiHandler):
    """/api/v1/staff/answers"""

    @operation("群里问过的法律问题和机器人的答复")
    async def get(self, query: PageQuery) -> Page[AnswerRecordView]:
        """Those of the last ninety days, latest first."""
        shown, next_cursor = cut_page(await answer_question.list_answers(self.ctx, staff=self.staff), query)
        return Page[AnswerRecordView](items=[AnswerRecordView.of(one) for one in shown], next_cursor=next_cursor)


class VerdictBody(Request):
    """Right or wrong, and why."""

    verdict: Verdict
    note: str = Field("", max_length=300)


class VerdictHandler(StaffApiHandler):
    """/api/v1/staff/answers/{answer_id}/verdict"""

    @operation("评判一条答复", errors=(NotFound, NotAllowed))
    async def put(self, answer_id: str, body: VerdictBody) -> AnswerRecordView:
        """Mark it."""
        record = await answer_question.mark_answer(
            self.ctx, staff=self.staff, answer_id=answer_id, verdict=body.verdict, note=body.note
        )
        return AnswerRecordView.of(record)
