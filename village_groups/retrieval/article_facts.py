"""What the ranking knows about every article before any question: where it stands and what kind it is."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from domain.laws import LawArticle, law_key
from village_groups.retrieval.lay_words import ArticleKey, article_key

FACT_NAMES = ("civil_code", "interpretation", "statute", "regulation", "length", "number", "frame", "lay_words")
_FRAME = re.compile("为了|根据.*制定|本(法|条例|规定|解释)自")  # purpose and entry into force answer no question


def describe(articles: Sequence[LawArticle], lay_words: Mapping[ArticleKey, str]) -> NDArray[np.float32]:
    """One row of FACT_NAMES for each article."""
    rows = [_facts(article, article_key(article) in lay_words) for article in articles]
    return np.array(rows, dtype=np.float32).reshape(len(articles), len(FACT_NAMES))


def _facts(article: LawArticle, has_lay_words: bool) -> tuple[float, ...]:
    name = law_key(article.law_name)
    court = "最高人民" in name
    return (
        name == "民法典",
        court,
        name.endswith("法") and not court,
        name.endswith("条例"),
        float(np.log(len(article.text) + 1)),
        float(np.log1p(article.number)),
        bool(_FRAME.match(article.text)),
        has_lay_words,
    )


def law_starts(articles: Sequence[LawArticle]) -> NDArray[np.int64]:
    """Where each law begins; its articles stand together."""
    return _starts([article.law_name for article in articles])


def chapter_starts(articles: Sequence[LawArticle]) -> NDArray[np.int64]:
    """Where each chapter (or what the law divides itself into) begins."""
    return _starts([(article.law_name, article.path) for article in articles])


def _starts(labels: Sequence[object]) -> NDArray[np.int64]:
    new = [place for place, label in enumerate(labels) if place == 0 or label != labels[place - 1]]
    return np.array(new, dtype=np.int64)


def section_name(article: LawArticle) -> str:
    """The part of a law that shares a prior: any heading in the civil code, elsewhere its books and chapters."""
    name = law_key(article.law_name)
    path = (
        article.path if name == "民法典" else tuple(part for part in article.path if re.match("第.*[编章]", part))[:2]
    )
    return "/".join((name, *path))
