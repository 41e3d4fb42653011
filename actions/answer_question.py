"""Answering a question of law by quoting an article, or leaving it to a person; both are written down."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta

from actions.context import Context
from actions.regions import check_in_region, region_range
from domain.answers import AnswerRecord, Verdict
from domain.divisions import Division
from domain.errors import NotFound, Unavailable
from domain.inbox import InboundMessage
from domain.laws import LawArticle
from domain.people import Staff
from domain.staff_sign_in import check_may_change

log = logging.getLogger("answers")

SHOWN_FOR = timedelta(days=90)


@dataclass(frozen=True)
class FoundAnswer:
    """The article to quote, and how sure we are of it."""

    article: LawArticle
    confidence: float


async def find_answer(ctx: Context, *, question: str) -> FoundAnswer | None:
    """The article that answers, if we may be sure enough of it and it is in force; None hands over to a person."""
    if ctx.law_search is None:
        return None
    try:
        result = await asyncio.to_thread(ctx.law_search.search, question, 1)
        if not result.answered or not result.articles:
            return None
        article = await asyncio.to_thread(ctx.laws.find_article, result.articles[0].citation)
    except Unavailable:
        return None  # no laws were imported: a person answers
    return FoundAnswer(article, result.confidence) if article and article.current else None


async def note_answer(
    ctx: Context, *, message: InboundMessage, village: Division, found: FoundAnswer | None
) -> AnswerRecord:
    """Write down what was asked and what came of it."""
    record = AnswerRecord(
        id=message.id,
        asked=message.text,
        village_code=village.id,
        asked_at=ctx.now(),
        citation=found.article.citation if found else "",
        confidence=found.confidence if found else 0.0,
        answered=found is not None,
    )
    await ctx.store.answers.add_once(record)
    return record


async def list_answers(ctx: Context, *, staff: Staff) -> list[AnswerRecord]:
    """What was asked in the region of the staff in the last ninety days, latest first."""
    first, beyond = region_range(staff)
    return await ctx.store.answers.list_in_range(first, beyond, ctx.now() - SHOWN_FOR)


async def mark_answer(ctx: Context, *, staff: Staff, answer_id: str, verdict: Verdict, note: str) -> AnswerRecord:
    """Say whether an answer was right.

    Raises: NotAllowed, NotFound.
    """
    check_may_change(staff)
    record = await ctx.store.answers.find(answer_id)
    if record is None:
        raise NotFound("没有找到这条问答记录。", code="answer_not_found")
    check_in_region(staff, record.village_code)
    await ctx.store.answers.mark(answer_id, verdict, note, staff.id, ctx.now())
    return await ctx.store.answers.find(answer_id) or record
