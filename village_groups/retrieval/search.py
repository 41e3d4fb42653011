"""Searching the law index: articles for a question, best first, and whether to answer at all.

A search takes some milliseconds of one core: callers on the event loop use a thread.
"""

import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from domain.errors import Unavailable
from village_groups.retrieval.building import corpus_from_arrays
from village_groups.retrieval.encoder import shipped_encoder
from village_groups.retrieval.features import Corpus, choose_candidates, collect_signals, make_features
from village_groups.retrieval.index_file import BadIndexFile, read_index_file
from village_groups.retrieval.terms import text_keys
from village_groups.retrieval.weights import SHIPPED, Weights, read_weights

MOST_ARTICLES = 100
LONGEST_QUESTION = 500  # characters; beyond that a message is a story, and its first lines carry the question
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


NOTHING_FOUND = SearchResult((), 0.0, answered=False)


class LawSearch:
    """The index as one searchable thing, shared by threads. One replaced on disk is noticed at the next question.

    Raises: Unavailable while there is no usable index.
    """

    def __init__(self, path: Path, model: Path = SHIPPED) -> None:
        self._path = path
        self._model = model
        self._lock = threading.Lock()
        self._opened: tuple[tuple[int, int, int], _OpenIndex] | None = None

    def search(self, question: str, limit: int = MOST_ARTICLES) -> SearchResult:
        """The best articles for the question."""
        return self._index().search(question[:LONGEST_QUESTION], limit)

    def _index(self) -> "_OpenIndex":
        try:
            state = self._path.stat()
            seen = (state.st_ino, state.st_mtime_ns, state.st_size)
            with self._lock:
                if self._opened is None or self._opened[0] != seen:
                    self._opened = (seen, _OpenIndex(self._path, read_weights(self._model)))
                return self._opened[1]
        except (FileNotFoundError, BadIndexFile, KeyError):  # KeyError: an index of an older form
            raise Unavailable(NOT_IMPORTED, code="laws_not_imported") from None


class _OpenIndex:
    def __init__(self, path: Path, weights: Weights) -> None:
        arrays, _ = read_index_file(path)
        self._corpus: Corpus = corpus_from_arrays(arrays)
        self._citations = arrays["citations"].tobytes().decode().split("\n")
        self._weights = weights
        self._encoder = shipped_encoder()

    def search(self, question: str, limit: int) -> SearchResult:
        if not self._corpus.size or not len(text_keys(question)):
            return NOTHING_FOUND
        signals = collect_signals(self._corpus, question, self._encoder.encode([question])[0])
        if not signals.scores[0].any():
            return NOTHING_FOUND
        chosen = choose_candidates(self._corpus, signals)
        features = make_features(self._corpus, signals, question, chosen)
        scores = self._weights.score(features)
        order = np.argsort(-scores, kind="stable")
        confidence = self._weights.confidence_of(scores[order], features[order])
        found = [ScoredArticle(self._citations[chosen[i]], float(scores[i])) for i in order[: max(limit, 0)]]
        return SearchResult(tuple(found), confidence, confidence >= self._weights.threshold)
