"""Ways to ask that staff add: from then on such a question is answered with the article they chose, or by a person."""

import asyncio
from dataclasses import dataclass

from actions.context import Context
from actions.find_law import find_article_in_force
from actions.regions import check_in_region, region_range
from domain.errors import BadInput, NotFound, Unavailable
from domain.laws import LawArticle
from domain.masking import mask_numbers_in_text
from domain.people import Staff
from domain.staff_sign_in import check_may_change
from domain.wordings import (
    MOST_WORDINGS,
    TooManyWordings,
    Wording,
    WordingKept,
    WordingNotFound,
    check_wording,
    closest,
    print_of,
    scopes_of,
)

SUGGESTED = 5


@dataclass(frozen=True)
class KnownWording:
    """The wording that asks the same, and how alike they are."""

    wording: Wording
    likeness: float


async def find_wording(ctx: Context, *, village_code: str, question: str) -> KnownWording | None:
    """What staff of the village's region have said about such a question."""
    kept = [await ctx.store.wordings.list_of(scope) for scope in scopes_of(village_code)]
    every = [wording for of_scope in kept for wording in of_scope]
    found = await asyncio.to_thread(closest, question, every) if every else None
    return KnownWording(*found) if found else None


async def add_wording(ctx: Context, *, staff: Staff, text: str, citation: str) -> Wording:
    """Keep a way to ask for the staff's own region; an empty citation hands the question to a person.

    Raises: BadInput, NotAllowed, TooManyWordings, WordingKept.
    """
    check_may_change(staff)
    question = check_wording(mask_numbers_in_text(text))
    article = await _get_article(ctx, citation) if citation.strip() else None
    if len(await ctx.store.wordings.list_of(staff.division_code)) >= MOST_WORDINGS:
        raise TooManyWordings()
    wording = Wording(
        id=ctx.new_id(),
        scope=staff.division_code,
        text=question,
        print=print_of(question),
        citation=article.citation if article else "",
        added_by=staff.id,
        added_at=ctx.now(),
    )
    if not await ctx.store.wordings.add(wording):
        raise WordingKept()
    return wording


async def list_wordings(ctx: Context, *, staff: Staff) -> list[Wording]:
    """Those of the staff's region and of the divisions in it, latest first."""
    return await ctx.store.wordings.list_below(*region_range(staff))


async def remove_wording(ctx: Context, *, staff: Staff, wording_id: str) -> None:
    """Use it no longer.

    Raises: NotAllowed, WordingNotFound.
    """
    check_may_change(staff)
    wording = await ctx.store.wordings.find(wording_id)
    if wording is None:
        raise WordingNotFound()
    check_in_region(staff, wording.scope)
    await ctx.store.wordings.remove(wording)


async def suggest_articles(ctx: Context, *, question: str) -> list[LawArticle]:
    """The articles that the search holds likeliest, for staff to choose from; none while no laws are imported."""
    if ctx.law_search is None or not question.strip():
        return []
    try:
        found = await asyncio.to_thread(ctx.law_search.search, question, SUGGESTED)
        articles = [await find_article_in_force(ctx, citation=one.citation) for one in found.articles]
    except Unavailable:
        return []
    return [article for article in articles if article]


async def _get_article(ctx: Context, citation: str) -> LawArticle:
    try:
        article = await find_article_in_force(ctx, citation=citation)
    except Unavailable as unavailable:
        raise NotFound("法律条文库还没有导入，暂时不能指定条文。", code="laws_not_imported") from unavailable
    if article is None:
        words = "没有找到这一条现行条文，请写成“中华人民共和国民法典第一千零四十二条”这样。"
        raise BadInput(words, code="article_not_found", fields={"citation": words})
    return article
