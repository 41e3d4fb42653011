"""Law-popularization articles."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pymongo.errors import BulkWriteError

from domain.pushes import Article, ArticleState
from store.database import Database
from store.documents import from_document, to_document
from store.questions import find_all, find_one


class Articles:
    """A few hundred at most, so lists are read whole."""

    def __init__(self, database: Database) -> None:
        self._articles = database["articles"]

    async def put(self, article: Article) -> None:
        """Add the article, or write over it."""
        await self._articles.replace_one({"_id": article.id}, to_document(article), upsert=True)

    async def find(self, article_id: str) -> Article | None:
        """One article."""
        return await find_one(self._articles, Article, {"_id": article_id})

    async def add_missing(self, articles: Sequence[Article]) -> int:
        """Keep those that are not there yet; how many were new."""
        if not articles:
            return 0
        try:
            done = await self._articles.insert_many([to_document(one) for one in articles], ordered=False)
        except BulkWriteError as failure:
            return int((failure.details or {}).get("nInserted", 0))
        return len(done.inserted_ids)

    async def review(self, article_id: str, reviewer_id: str, now: datetime) -> bool:
        """Take a draft that somebody else wrote as reviewed; false when it is not one."""
        guard = {"_id": article_id, "state": ArticleState.DRAFT.value, "author_id": {"$ne": reviewer_id}}
        change = {"state": ArticleState.REVIEWED.value, "reviewer_id": reviewer_id, "reviewed_at": now}
        return bool((await self._articles.update_one(guard, {"$set": change})).modified_count)

    async def publish(self, article_id: str, publisher_id: str, now: datetime, *, by_author: bool) -> bool:
        """Publish what somebody else has reviewed, and unless ``by_author`` somebody else wrote."""
        guard: dict[str, Any] = {
            "_id": article_id,
            "state": ArticleState.REVIEWED.value,
            "reviewer_id": {"$ne": publisher_id},
        }
        guard |= {} if by_author else {"author_id": {"$ne": publisher_id}}
        change = {"state": ArticleState.PUBLISHED.value, "publisher_id": publisher_id, "published_at": now}
        return bool((await self._articles.update_one(guard, {"$set": change})).modified_count)

    async def send_back(self, article_id: str) -> bool:
        """Make a draft again of what was reviewed or published; false when it is one."""
        guard = {"_id": article_id, "state": {"$ne": ArticleState.DRAFT.value}}
        change = {"state": ArticleState.DRAFT.value, "reviewer_id": None, "publisher_id": None, "published_at": None}
        return bool((await self._articles.update_one(guard, {"$set": change})).modified_count)

    async def set_media(self, article_id: str, facts: dict[str, Any]) -> bool:
        """Put a picture or a recording to an article that is not published yet."""
        guard = {"_id": article_id, "state": {"$ne": ArticleState.PUBLISHED.value}}
        return bool((await self._articles.update_one(guard, {"$set": facts})).matched_count)

    async def list_versions(self, original_id: str) -> list[Article]:
        """What says the same in other languages."""
        return await find_all(self._articles, Article, {"original_id": original_id})

    async def list_all(self) -> list[Article]:
        """All articles, latest first."""
        found = await find_all(self._articles, Article, {})
        return sorted(found, key=lambda one: (one.created_at, one.id))[::-1]

    async def list_published(self) -> list[Article]:
        """What may be pushed, in the order of publication."""
        found = await self._articles.find({"state": ArticleState.PUBLISHED.value}).to_list(None)
        kept = [from_document(Article, one) for one in found]
        return sorted(kept, key=lambda one: (one.published_at or one.created_at, one.id))

    async def list_published_on(self, article_number_text: str) -> list[Article]:
        """What was published about the article of this number, of whichever law."""
        question = {"state": ArticleState.PUBLISHED.value, "article_number_text": article_number_text}
        return await find_all(self._articles, Article, question)
