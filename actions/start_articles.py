"""The start pack of law popularization: pieces about village life, each with one article of law. Blocking."""

import json
from datetime import datetime
from pathlib import Path

from domain.push_calendar import codes_of_names
from domain.pushes import Article, ArticleState, PosterTemplate

FOLDER = Path(__file__).parent.parent / "server" / "start_data" / "articles"
AUTHOR = "start-pack"


def read_start_articles(at: datetime, folder: Path = FOLDER) -> list[Article]:
    """All pieces as drafts."""
    pieces = [piece for path in sorted(folder.glob("*.json")) for piece in json.loads(path.read_text("utf-8"))]
    return [
        Article(
            id=f"start-{piece['code']}",
            title=piece["title"],
            summary=piece["summary"],
            body=tuple(piece["body"]),
            law_name=piece["law_name"],
            article_number_text=piece["article_number_text"],
            article_text=piece["article_text"],
            topic=piece["topic"],
            language=piece["language"],
            state=ArticleState.DRAFT,
            author_id=AUTHOR,
            created_at=at,
            template=PosterTemplate(piece.get("template", PosterTemplate.LESSON)),
            question=piece.get("question", ""),
            calendar=codes_of_names(piece.get("calendar", ())),
        )
        for piece in pieces
    ]
