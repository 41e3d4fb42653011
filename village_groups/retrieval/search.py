"""Searching the law index: articles for a question, best first, and whether to answer at all.

A search takes some milliseconds of one core: callers on the event loop use a thread.
"""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from domain.errors import Unavailable
from village_groups.retrieval.index_file import BadIndexFile, read_index_file
from village_groups.retrieval.postings import Postings, Scores, find_postings
from village_groups.retrieval.terms import text_keys

MOST_ARTICLES = 100
NOT_IMPORTED = "法律条文库还没有导入，请管理员先运行 import-laws。"


@dataclass(frozen=True)
class ScoredArticle:
    """An article by its citation; scores compare within one question only."""

    citation: str
    score: float


@dataclass(frozen=True)
class SearchResult:
    """What was found; ``answered`` is false where a person should answer instead."""

    articles: tuple[ScoredArticle, ...]
    confidence: float
    answered: bool


class LawSearch:
    """The index as one searchable thing, shared by threads. One replaced on disk is noticed at the next question.

    Raises: Unavailable while there is no usable index.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._opened: tuple[tuple[int, int, int], _LoadedIndex] | None = None

    def search(self, question: str, limit: int = MOST_ARTICLES) -> SearchResult:
        """The best articles for the question."""
        return self._index().search(question, limit)

    def _index(self) -> "_LoadedIndex":
        try:
            state = self._path.stat()
            seen = (state.st_ino, state.st_mtime_ns, state.st_size)
            with self._lock:
                if self._opened is None or self._opened[0] != seen:
                    self._opened = (seen, _LoadedIndex(self._path))
                return self._opened[1]
        except (FileNotFoundError, BadIndexFile):
            raise Unavailable(NOT_IMPORTED, code="laws_not_imported") from None


class _LoadedIndex:
    def __init__(self, path: Path) -> None:
        arrays, facts = read_index_file(path)
        self.size: int = facts["articles"]
        self.text: Postings = find_postings(arrays, "text", self.size)
        self.citations = _lines(arrays["citations"])

    def search(self, question: str, limit: int) -> SearchResult:
        scores: Scores = np.zeros(self.size, dtype=np.float32)
        keys, counts = np.unique(text_keys(question), return_counts=True)
        self.text.add_scores(scores, keys, counts.astype(np.float32))
        found = tuple(ScoredArticle(self.citations[i], float(scores[i])) for i in _best(scores, limit))
        return SearchResult(found, 0.0, answered=False)


def _lines(encoded: Any) -> list[str]:
    return bytes(encoded).decode().split("\n")


def _best(scores: Scores, limit: int) -> list[int]:
    """Places of the highest scores above zero; equal ones in the order of the articles."""
    count = min(limit, len(scores))
    if count <= 0:
        return []
    chosen = np.argpartition(-scores, count - 1)[:count]
    ordered = chosen[np.lexsort((chosen, -scores[chosen]))]
    return [int(place) for place in ordered if scores[place] > 0]
