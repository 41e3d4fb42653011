"""Our lay questions as an encoder is taught with them: with the answering article and the chapter it stands in."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.retrieval_questions import LAWS
from domain.laws import LawArticle
from server.commands.import_laws import import_laws
from store.law_library import LawLibrary
from village_groups.retrieval.lay_words import ArticleKey, article_key, read_lay_questions

Chapter = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class LayQuestion:
    """One question under one article."""

    text: str
    article: ArticleKey
    chapter: Chapter


def read_articles() -> list[LawArticle]:
    """The articles in force of the corpus beside the checkout."""
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library.sqlite3"
        import_laws(LAWS, library, searchable=False)
        return [article for _, article in LawLibrary(library).articles()]


def with_chapters(articles: list[LawArticle]) -> list[LayQuestion]:
    """All lay questions whose article is among these."""
    chapters = {article_key(one): (one.law_name, one.path) for one in articles}
    return [LayQuestion(text, key, chapters[key]) for key, text in read_lay_questions() if key in chapters]
