"""Answering a question of law by quoting an article, or leaving it to a person; both are written down."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

from actions import keep_wordings
from actions.context import Context
from actions.find_law import find_article_in_force
from actions.keep_wordings import KnownWording
from actions.regions import check_in_region, region_range
from domain.answers import AnswerRecord, Verdict
from domain.divisions import Division
from domain.errors import NotFound, Unavailable
from domain.inbox import InboundMessage
from domain.laws import LawArticle, law_key
from domain.people import Staff
from domain.staff_sign_in import check_may_change
from domain.wordings import likeness

SHOWN_FOR = timedelta(days=90)
SHOWN_ARTICLES = 3  # what the search is sure of is that the right article is among the first three


@dataclass(frozen=True)
class FoundAnswer:
    """The article to quote (none: a person answers), how sure we are of it, the wording of staff that decided.

    ``in_plain_words`` is what a published piece of law-popularization says about that article; ``beside`` are the
    articles that come next, which may be the right ones where the first is not.
    """

    article: LawArticle | None = None
    confidence: float = 0.0
    wording_id: str = ""
    in_plain_words: str = ""
    beside: tuple[LawArticle, ...] = ()


async def find_answer(ctx: Context, *, question: str, village: Division) -> FoundAnswer:
    """What staff of the region have settled for such a question; else the article that the search is sure of."""
    known = await keep_wordings.find_wording(ctx, village_code=village.id, question=question)
    found = await _settled(ctx, known) if known else None
    found = found or await _search(ctx, question)
    if found.article is None:
        return found
    return replace(found, in_plain_words=await _say_plainly(ctx, question, found.article))


async def _settled(ctx: Context, known: KnownWording) -> FoundAnswer | None:
    """None when the law has changed since: the article they chose is not in force any more."""
    wording = known.wording
    if not wording.citation:
        return FoundAnswer(confidence=known.likeness, wording_id=wording.id)
    article = await _find_current(ctx, wording.citation)
    return FoundAnswer(article, known.likeness, wording.id) if article else None


async def _search(ctx: Context, question: str) -> FoundAnswer:
    if ctx.law_search is None:
        return FoundAnswer()
    try:
        result = await asyncio.to_thread(ctx.law_search.search, question, SHOWN_ARTICLES)
    except Unavailable:
        return FoundAnswer()  # no laws were imported: a person answers
    if not result.answered or not result.articles:
        return FoundAnswer()
    first, *others = [await _find_current(ctx, one.citation) for one in result.articles]
    return FoundAnswer(first, result.confidence, beside=tuple(one for one in others if one))


async def _find_current(ctx: Context, citation: str) -> LawArticle | None:
    try:
        return await find_article_in_force(ctx, citation=citation)
    except Unavailable:
        return None


async def _say_plainly(ctx: Context, question: str, article: LawArticle) -> str:
    """What our own reviewed content says about that article, empty where there is no piece; the one nearest to the
    question if there are several."""
    pieces = await ctx.store.articles.list_published_on(article.number_text)
    fitting = [one for one in pieces if law_key(one.law_name) == law_key(article.law_name)]
    nearest = max(fitting, key=lambda one: likeness(question, f"{one.title} {one.summary}"), default=None)
    return nearest.summary if nearest else ""


async def note_answer(ctx: Context, *, message: InboundMessage, village: Division, found: FoundAnswer) -> AnswerRecord:
    """Write down what was asked and what came of it."""
    record = AnswerRecord(
        id=message.id,
        asked=message.text,
        village_code=village.id,
        asked_at=ctx.now(),
        citation=found.article.citation if found.article else "",
        confidence=found.confidence,
        answered=found.article is not None,
        wording_id=found.wording_id,
    )
    await ctx.store.answers.add_once(record)
    return record


async def list_answers(ctx: Context, *, staff: Staff) -> list[AnswerRecord]:
    """What was asked in the region of the staff in the last ninety days, latest first."""
    first, beyond = region_range(staff)
    return await ctx.store.answers.list_in_range(first, beyond, ctx.now() - SHOWN_FOR)


async def forget_old_words(ctx: Context) -> int:
    """The job: the words of a question go when it is no longer shown; those of a matter stand in the matter."""
    return await ctx.store.answers.forget_words_before(ctx.now() - SHOWN_FOR)


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
