"""How lay people speak of an article, kept beside the law's own words: words, and whole questions.

``lay_words/*.txt``: ``# law`` opens a law, then ``number words``; ``number-suffix`` for 第…条之….
``lay_questions/*.txt``: the same form, one question a line. Both were written from knowledge of the law, article by
article; an article that is not in the library is passed over.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from domain.laws import LawArticle, law_key

ArticleKey = tuple[str, int, int]
WORDS, QUESTIONS = (Path(__file__).with_name(name) for name in ("lay_words", "lay_questions"))
_LINE = re.compile(r"(?P<number>\d+)(?:-(?P<suffix>\d+))? (?P<words>.+)")


def article_key(article: LawArticle) -> ArticleKey:
    """What an article is kept under, whichever version of the law it is from."""
    return law_key(article.law_name), article.number, article.suffix


def read_lay_words(place: Path = WORDS) -> dict[ArticleKey, str]:
    """Words by article.

    Raises: ValueError naming the line that is none of ours.
    """
    found: dict[ArticleKey, str] = {}
    for key, words in _read_all(place):
        found[key] = f"{found[key]} {words}" if key in found else words
    return found


def read_lay_questions(place: Path = QUESTIONS) -> list[tuple[ArticleKey, str]]:
    """Questions with the article that answers each; a question that several articles answer stands under each.

    Raises: ValueError naming the line that is none of ours.
    """
    return list(_read_all(place))


def _read_all(place: Path) -> Iterator[tuple[ArticleKey, str]]:
    for path in sorted(place.glob("*.txt")):
        yield from _read(path)


def _read(path: Path) -> Iterator[tuple[ArticleKey, str]]:
    law = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("# "):
            law = law_key(line[2:])
        elif line.strip():
            parts = _LINE.fullmatch(line.strip())
            if not parts or not law:
                raise ValueError(f"{path.name}, line {number}: {line}")
            yield (law, int(parts["number"]), int(parts["suffix"] or 0)), parts["words"]
