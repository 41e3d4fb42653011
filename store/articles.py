"""Law-popularization articles."""

from datetime import datetime

from domain.pushes import Article, ArticleState
from store.database import Database
from store.documents import from_document, to_document


class Articles:
    """A few hundred at most, so lists are read whole."""

    def __init__(self, database: Database) -> None:
        self._articles = database["articles"]

    async def put(self, article: Article) -> None:
        """Add the article, or write over it."""
        await self._articles.replace_one({"_id": article.id}, to_document(article), upsert=True)

    async def find(self, article_id: str) -> Article | None:
        """One article."""
        found = await self._articles.find_one({"_id": article_id})
        return from_document(Article, found) if found else None

    async def publish(self, article_id: str, reviewer_id: str, now: datetime) -> bool:
        """Publish a draft that somebody else wrote; false when it is not one."""
        guard = {"_id": article_id, "state": ArticleState.DRAFT.value, "author_id": {"$ne": reviewer_id}}
        change = {"state": ArticleState.PUBLISHED.value, "reviewer_id": reviewer_id, "published_at": now}
        return bool((await self._articles.update_one(guard, {"$set": change})).modified_count)

    async def list_all(self) -> list[Article]:
        """All articles, latest first."""
        found = await self._articles.find({}).to_list(None)
        return sorted((from_document(Article, one) for one in found), key=lambda one: (one.created_at, one.id))[::-1]

    async def list_published(self) -> list[Article]:
        """What may be pushed, in the order of publication."""
        found = await self._articles.find({"state": ArticleState.PUBLISHED.value}).to_list(None)
        kept = [from_document(Article, one) for one in found]
        return sorted(kept, key=lambda one: (one.published_at or one.created_at, one.id))
