"""Law-popularization content: write, review, publish, look."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.context import Context
from actions.find_law import find_numbered_article_in_force
from domain.divisions import Division
from domain.errors import BadInput, NotFound, Unavailable
from domain.laws import LawArticle
from domain.people import Staff
from domain.pushes import (
    Article,
    ArticleState,
    PosterTemplate,
    PublishByAnother,
    ReaderGroup,
    ReviewByAnother,
    WrongArticleState,
)
from domain.staff_sign_in import check_may_change

THREE_PEOPLE = 3


@dataclass(frozen=True)
class Draft:
    """What an author hands in. Without ``article_text`` the law library gives the wording."""

    title: str
    summary: str
    body: tuple[str, ...]
    law_name: str
    article_number_text: str
    topic: str
    language: str
    article_text: str = ""
    template: PosterTemplate = PosterTemplate.LESSON
    readers: ReaderGroup = ReaderGroup.EVERYBODY
    calendar: tuple[str, ...] = ()
    original_id: str | None = None
    question: str = ""


async def write_article(ctx: Context, *, staff: Staff, draft: Draft) -> Article:
    """Keep a draft, its article of law word for word as in the library.

    Raises: NotAllowed, BadInput (the library has no such article, or is missing and no text was given).
    """
    check_may_change(staff)
    if draft.original_id:
        await get_article(ctx, article_id=draft.original_id)
    law = await _look_up(ctx, draft)
    article = Article(
        id=ctx.new_id(),
        title=draft.title,
        summary=draft.summary,
        body=draft.body,
        law_name=law.short_name if law else draft.law_name,
        article_number_text=law.number_text if law else draft.article_number_text,
        article_text=law.text if law else draft.article_text,
        topic=draft.topic,
        language=draft.language,
        state=ArticleState.DRAFT,
        author_id=staff.id,
        created_at=ctx.now(),
        template=draft.template,
        readers=draft.readers,
        calendar=draft.calendar,
        original_id=draft.original_id,
        question=draft.question,
    )
    await ctx.store.articles.put(article)
    return article


async def publish_article(ctx: Context, *, staff: Staff, article_id: str) -> Article:
    """Publish what somebody else has reviewed; where three people are asked for, its author cannot either.

    Raises: NotAllowed, NotFound, PublishByAnother, WrongArticleState.
    """
    check_may_change(staff)
    article = await get_article(ctx, article_id=article_id)
    if article.state is ArticleState.REVIEWED and staff.id in people_who_cannot_publish(ctx, article):
        raise PublishByAnother()
    by_author = ctx.settings.content_signers < THREE_PEOPLE
    if not await ctx.store.articles.publish(article_id, staff.id, ctx.now(), by_author=by_author):
        raise WrongArticleState()
    return await get_article(ctx, article_id=article_id)


async def publish_many(ctx: Context, *, staff: Staff, article_ids: Sequence[str]) -> int:
    """Publish those of them that this member of staff may; how many.

    Raises: NotAllowed.
    """
    published = 0
    for article_id in article_ids:
        with contextlib.suppress(NotFound, PublishByAnother, WrongArticleState):
            await publish_article(ctx, staff=staff, article_id=article_id)
            published += 1
    return published


async def review_article(ctx: Context, *, staff: Staff, article_id: str) -> Article:
    """Say that what somebody else wrote is right.

    Raises: NotAllowed, NotFound, ReviewByAnother, WrongArticleState.
    """
    check_may_change(staff)
    article = await get_article(ctx, article_id=article_id)
    if article.state is ArticleState.DRAFT and article.author_id == staff.id:
        raise ReviewByAnother()
    if not await ctx.store.articles.review(article_id, staff.id, ctx.now()):
        raise WrongArticleState()
    return await get_article(ctx, article_id=article_id)


async def send_article_back(ctx: Context, *, staff: Staff, article_id: str) -> Article:
    """Back to a draft: a reviewer found something, or it must not be pushed any more.

    Raises: NotAllowed, NotFound, WrongArticleState.
    """
    check_may_change(staff)
    await get_article(ctx, article_id=article_id)
    if not await ctx.store.articles.send_back(article_id):
        raise WrongArticleState()
    return await get_article(ctx, article_id=article_id)


def people_who_cannot_publish(ctx: Context, article: Article) -> set[str | None]:
    """Those who have had their say on it already."""
    return {article.reviewer_id, *([article.author_id] if ctx.settings.content_signers >= THREE_PEOPLE else [])}


async def list_versions(ctx: Context, *, article: Article) -> list[Article]:
    """What says the same in other languages."""
    return await ctx.store.articles.list_versions(article.id)


async def list_articles(ctx: Context) -> list[Article]:
    """All articles, latest first."""
    return await ctx.store.articles.list_all()


async def find_article(ctx: Context, *, article_id: str) -> Article | None:
    """One article."""
    return await ctx.store.articles.find(article_id)


async def get_article(ctx: Context, *, article_id: str) -> Article:
    """Raises: NotFound."""
    article = await find_article(ctx, article_id=article_id)
    if article is None:
        raise NotFound("没有找到这篇普法内容。", code="article_not_found")
    return article


async def get_published(ctx: Context, *, article_id: str) -> Article:
    """Raises: NotFound, also for what is not published."""
    article = await get_article(ctx, article_id=article_id)
    if article.state is not ArticleState.PUBLISHED:
        raise NotFound("没有找到这篇普法内容。", code="article_not_found")
    return article


async def load_start_pack(ctx: Context, *, staff: Staff, articles: Sequence[Article]) -> int:
    """Put the start pack's pieces in as drafts, to be reviewed by the bureau's own people; how many were new.

    Raises: NotAllowed.
    """
    check_may_change(staff)
    drafts = [replace(one, state=ArticleState.DRAFT, created_at=ctx.now()) for one in articles]
    return await ctx.store.articles.add_missing(drafts)


async def find_division(ctx: Context, *, code: str) -> Division | None:
    """One division."""
    return await ctx.store.divisions.find(code)


async def _look_up(ctx: Context, draft: Draft) -> LawArticle | None:
    """The article of law in the library; without a library the author's own wording has to do."""
    try:
        found = await find_numbered_article_in_force(
            ctx, law_name=draft.law_name, number_text=draft.article_number_text
        )
    except Unavailable:
        if not draft.article_text:
            raise BadInput(fields={"article_text": "法律条文库还没有导入，请填写条文原文。"}) from None
        return None
    if found is None:
        raise BadInput(fields={"article_number_text": "现行法律中没有查到这一条，请核对法律名称和条号。"})
    return found
