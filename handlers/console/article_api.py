"""Law-popularization content, for staff: write, look, review and publish."""

import asyncio

from pydantic import Field, field_validator

from actions import article_media, push_content
from actions.push_content import Draft
from actions.start_articles import read_start_articles
from domain.audio import NotARecording
from domain.errors import BadInput, Conflict, NotAllowed, NotFound
from domain.materials import NotAPhoto, PhotoTooLarge
from domain.pushes import (
    ARTICLE_STATE_NAMES,
    Article,
    ArticleState,
    PosterTemplate,
    PublishByAnother,
    ReaderGroup,
    ReviewByAnother,
    WrongArticleState,
)
from handlers.article_models import ArticleWordsView, article_facts
from handlers.base import StaffApiHandler
from handlers.console.form_texts import split_lines
from handlers.models import Answer, Page, PageQuery, Request, ShanghaiTime, cut_page
from handlers.operations import operation
from village_groups.push_posters import make_poster


class ArticleView(ArticleWordsView):
    """An article with the law it quotes."""

    topic: str
    language: str
    state: ArticleState
    state_name: str
    template: PosterTemplate
    readers: ReaderGroup
    question: str
    calendar: list[str]
    original_id: str | None
    image_url: str | None
    audio_url: str | None
    audio_seconds: int
    created_at: ShanghaiTime
    reviewed_at: ShanghaiTime | None
    published_at: ShanghaiTime | None

    @classmethod
    def of(cls, article: Article) -> "ArticleView":
        """The article as told."""
        return cls(
            topic=article.topic,
            state=article.state,
            state_name=ARTICLE_STATE_NAMES[article.state],
            template=article.template,
            readers=article.readers,
            question=article.question,
            calendar=list(article.calendar),
            original_id=article.original_id,
            image_url=f"/media/{article.image_file_id}" if article.image_file_id else None,
            created_at=article.created_at,
            reviewed_at=article.reviewed_at,
            published_at=article.published_at,
            **article_facts(article),
        )


class ArticleBody(Request):
    """One subject in plain words. The wording of the law comes from the library where there is one."""

    title: str = Field(min_length=4, max_length=30)
    summary: str = Field(min_length=10, max_length=200)
    body: list[str] = Field(default_factory=list, max_length=12)
    law_name: str = Field(min_length=2, max_length=80)
    article_number_text: str = Field(min_length=3, max_length=20, description="第四十八条，或第48条")
    article_text: str = Field("", max_length=3000, description="条文库已导入时不必填，以条文库原文为准")
    topic: str = Field(min_length=2, max_length=20)
    language: str = Field("zh-CN", pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,8})*$")

    template: PosterTemplate = PosterTemplate.LESSON
    readers: ReaderGroup = ReaderGroup.EVERYBODY
    question: str = Field("", max_length=40, description="问答卡上的问题，用村民的话来问")
    calendar: list[str] = Field(default_factory=list, max_length=12, description="适合的宣传日")
    original_id: str | None = Field(None, max_length=64, description="是哪一篇的其他语言版本")

    @field_validator("calendar", mode="before")
    @classmethod
    def _one_day(cls, given: object) -> object:
        """A form sends the one day that was chosen."""
        return [given] if isinstance(given, str) and given else given or []

    _split_paragraphs = field_validator("body", mode="before")(split_lines)

    def draft(self) -> Draft:
        """What the author hands in."""
        return Draft(
            title=self.title,
            summary=self.summary,
            body=tuple(part for part in self.body if part),
            law_name=self.law_name,
            article_number_text=self.article_number_text,
            topic=self.topic,
            language=self.language,
            article_text=self.article_text,
            template=self.template,
            readers=self.readers,
            question=self.question,
            calendar=tuple(self.calendar),
            original_id=self.original_id or None,
        )


class StaffArticlesHandler(StaffApiHandler):
    """/api/v1/staff/articles"""

    @operation("普法内容")
    async def get(self, query: PageQuery) -> Page[ArticleView]:
        """All articles, latest first."""
        shown, next_cursor = cut_page(await push_content.list_articles(self.ctx), query)
        return Page[ArticleView](items=[ArticleView.of(one) for one in shown], next_cursor=next_cursor)

    @operation("写一篇普法内容", status=201, errors=(NotAllowed, BadInput))
    async def post(self, body: ArticleBody) -> ArticleView:
        """Keep a draft."""
        return ArticleView.of(await push_content.write_article(self.ctx, staff=self.staff, draft=body.draft()))


class StartPackView(Answer):
    """How many drafts were added."""

    added: int


class StartPackHandler(StaffApiHandler):
    """/api/v1/staff/articles/start-pack"""

    @operation("导入起步内容包（作为待审核的草稿）", errors=(NotAllowed,))
    async def post(self) -> StartPackView:
        """Add what is missing of the start pack."""
        pieces = await asyncio.to_thread(read_start_articles, self.ctx.now())
        return StartPackView(added=await push_content.load_start_pack(self.ctx, staff=self.staff, articles=pieces))


class RecordingHandler(StaffApiHandler):
    """/api/v1/staff/articles/{article_id}/recording"""

    @operation("上传朗读录音", errors=(NotFound, NotAllowed, NotARecording, Conflict), upload=True)
    async def post(self, article_id: str) -> ArticleView:
        """Keep the article read aloud."""
        article = await article_media.put_recording(
            self.ctx, staff=self.staff, article_id=article_id, raw=uploaded(self, "没有收到录音，请重新选择。")
        )
        return ArticleView.of(article)


class PictureHandler(StaffApiHandler):
    """/api/v1/staff/articles/{article_id}/picture"""

    @operation("上传代替海报的图片", errors=(NotFound, NotAllowed, NotAPhoto, PhotoTooLarge, Conflict), upload=True)
    async def post(self, article_id: str) -> ArticleView:
        """Keep a picture that is sent instead of a poster."""
        article = await article_media.put_picture(
            self.ctx, staff=self.staff, article_id=article_id, raw=uploaded(self, "没有收到图片，请重新选择。")
        )
        return ArticleView.of(article)


def uploaded(handler: StaffApiHandler, missing: str) -> bytes:
    """The file that was sent.

    Raises: BadInput when there is none.
    """
    if not handler.sent_file:
        raise BadInput(missing, code="no_file")
    return handler.sent_file


class ReviewHandler(StaffApiHandler):
    """/api/v1/staff/articles/{article_id}/review"""

    @operation("审核普法内容", errors=(NotFound, NotAllowed, ReviewByAnother, WrongArticleState))
    async def post(self, article_id: str) -> ArticleView:
        """Say that what somebody else wrote is right."""
        return ArticleView.of(await push_content.review_article(self.ctx, staff=self.staff, article_id=article_id))


class ReturnHandler(StaffApiHandler):
    """/api/v1/staff/articles/{article_id}/return"""

    @operation("退回或停用普法内容", errors=(NotFound, NotAllowed, WrongArticleState))
    async def post(self, article_id: str) -> ArticleView:
        """Back to a draft; it is pushed no more."""
        return ArticleView.of(await push_content.send_article_back(self.ctx, staff=self.staff, article_id=article_id))


class PublicationHandler(StaffApiHandler):
    """/api/v1/staff/articles/{article_id}/publication"""

    @operation("发布普法内容", errors=(NotFound, NotAllowed, PublishByAnother, WrongArticleState))
    async def post(self, article_id: str) -> ArticleView:
        """Publish what somebody else has reviewed."""
        article = await push_content.publish_article(self.ctx, staff=self.staff, article_id=article_id)
        return ArticleView.of(article)


class ManyBody(Request):
    """Articles that somebody has looked through."""

    article_ids: list[str] = Field(min_length=1, max_length=100)


class PublishedView(Answer):
    """How many were published; the others need somebody else."""

    published: int


class PublicationsHandler(StaffApiHandler):
    """/api/v1/staff/articles/publications"""

    @operation("发布一批已审核的普法内容", errors=(NotAllowed,))
    async def post(self, body: ManyBody) -> PublishedView:
        """Publish what others have reviewed."""
        return PublishedView(
            published=await push_content.publish_many(self.ctx, staff=self.staff, article_ids=body.article_ids)
        )


class PosterView(Answer):
    """Where the poster can be looked at."""

    url: str


class PosterPreviewHandler(StaffApiHandler):
    """/api/v1/staff/articles/{article_id}/poster"""

    @operation("生成海报预览", errors=(NotFound,))
    async def post(self, article_id: str) -> PosterView:
        """Draw the poster as a group would get it, without a village's name."""
        article = await push_content.get_article(self.ctx, article_id=article_id)
        file = await make_poster(self.ctx, article=article, village_code=None)
        return PosterView(url=f"/media/{file.id}")
