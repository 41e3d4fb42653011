"""What came with a push, for residents: the article to read and to listen to; that its card was opened."""

from pydantic import Field

from actions import push_content, reach
from actions.choose_content import find_pushed_article
from domain.errors import BadInput, NotFound
from domain.pushes import Article
from handlers.article_models import ArticleWordsView, article_facts
from handlers.base import PublicApiHandler, ResidentApiHandler
from handlers.models import Answer, Request
from handlers.operations import operation


class CardOpenedBody(Request):
    """The scene with which the mini-program was opened."""

    scene: str = Field(min_length=1, max_length=32)


class CardOpenedView(Answer):
    """The article that the push was about, if it still stands."""

    article_id: str | None


class OpeningsHandler(ResidentApiHandler):
    """/api/v1/openings"""

    @operation("打开了推送带来的卡片或小程序码（只计数，不记是谁）", errors=(BadInput,))
    async def post(self, body: CardOpenedBody) -> CardOpenedView:
        """Count it; who it was is not kept."""
        await reach.note_opening(self.ctx, resident=self.resident, scene=body.scene)
        article = await find_pushed_article(self.ctx, scene=body.scene)
        return CardOpenedView(article_id=article.id if article else None)


class PushedArticleView(ArticleWordsView):
    """A published article, to read or to listen to."""

    language: str
    audio_url: str | None
    audio_seconds: int

    @classmethod
    def of(cls, article: Article) -> "PushedArticleView":
        """The article as told."""
        return cls(**article_facts(article))


class PublishedArticleHandler(PublicApiHandler):
    """/api/v1/articles/{article_id}"""

    @operation("一篇已发布的普法内容", errors=(NotFound,))
    async def get(self, article_id: str) -> PushedArticleView:
        """The article; a draft is not found."""
        return PushedArticleView.of(await push_content.get_published(self.ctx, article_id=article_id))
