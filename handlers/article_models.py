"""What the phone and the console both tell of an article of law-popularization."""

from typing import Any

from domain.pushes import Article
from handlers.models import Answer


class ArticleWordsView(Answer):
    """What it says, and the law that it rests on."""

    id: str
    title: str
    summary: str
    body: list[str]
    law_name: str
    article_number_text: str
    article_text: str


def article_facts(article: Article) -> dict[str, Any]:
    """Its words, its language, and where its recording is."""
    return {
        "id": article.id,
        "title": article.title,
        "summary": article.summary,
        "body": list(article.body),
        "law_name": article.law_name,
        "article_number_text": article.article_number_text,
        "article_text": article.article_text,
        "language": article.language,
        "audio_url": f"/media/{article.audio_file_id}" if article.audio_file_id else None,
        "audio_seconds": article.audio_seconds,
    }
