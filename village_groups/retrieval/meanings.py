"""Questions by what they mean: which articles answer the questions that lie nearest to this one.

Vectors of our own lay questions are kept ready in ``lay_questions/vectors.bin`` (benchmarks/train_encoder.py writes it)
under a number made from each question's text; one that was added since is encoded when the index is built.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from village_groups.retrieval.encoder import DIMENSIONS, Vectors, shipped_encoder
from village_groups.retrieval.index_file import read_index_file, write_index_file
from village_groups.retrieval.lay_words import QUESTIONS
from village_groups.retrieval.postings import Scores

READY = QUESTIONS / "vectors.bin"
Codes = NDArray[np.int8]
_STEPS = 127.0


def best_of_articles(scores: Scores, articles: NDArray[np.int32], size: int) -> Scores:
    """Of ``size`` articles the best score of the texts that belong to each; these stand in the articles' order."""
    found: Scores = np.zeros(size, dtype=np.float32)
    if len(articles):
        starts = np.flatnonzero(np.diff(articles, prepend=-1))
        found[articles[starts]] = np.maximum.reduceat(scores, starts)
    return found


@dataclass(frozen=True)
class Meanings:
    """Vectors of questions, one row each, and the article that answers it; the articles in order."""

    vectors: Vectors
    articles: NDArray[np.int32]

    def nearness(self, question: Vectors, size: int) -> Scores:
        """Of ``size`` articles, how near their nearest question lies: a cosine, 0 for those with none."""
        return best_of_articles(self.vectors @ question, self.articles, size)

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """As ``find_meanings`` reads them."""
        return {f"{name}.vectors": self.vectors, f"{name}.articles": self.articles}


def find_meanings(arrays: Mapping[str, NDArray[Any]], name: str) -> Meanings:
    """The meanings kept under this name."""
    return Meanings(arrays[f"{name}.vectors"], arrays[f"{name}.articles"])


def gather_meanings(rows: Sequence[tuple[int, NDArray[Any]]]) -> Meanings:
    """Rows of an article's place and a question's vector or codes, in any order."""
    places = np.array([place for place, _ in rows], dtype=np.int32)
    order = np.argsort(places, kind="stable")
    codes = np.array([vector for _, vector in rows], dtype=np.float32).reshape(len(rows), DIMENSIONS)
    return Meanings(_unit(codes[order]), places[order])


def as_codes(vectors: Vectors) -> Codes:
    """The vectors in 8 bits a number; only their direction is kept."""
    highest = np.abs(vectors).max(axis=1, keepdims=True) + 1e-9
    return np.round(vectors / highest * _STEPS).astype(np.int8)


def _unit(vectors: Vectors) -> Vectors:
    return vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)


def codes_of(questions: Sequence[str], ready: Path = READY) -> Codes:
    """A row for each question: kept ready, or encoded now."""
    arrays, _ = read_index_file(ready)
    known, kept = arrays["questions"], arrays["codes"]
    wanted = question_numbers(questions)
    places = np.minimum(np.searchsorted(known, wanted), max(len(known) - 1, 0))
    codes = np.empty((len(questions), DIMENSIONS), dtype=np.int8)
    have = known[places] == wanted if len(known) else np.zeros(len(questions), dtype=bool)
    codes[have] = kept[places[have]]
    missing = np.flatnonzero(~have)
    if len(missing):
        codes[missing] = as_codes(shipped_encoder().encode([questions[int(place)] for place in missing]))
    return codes


def write_codes(questions: Sequence[str], codes: Codes, place: Path = READY) -> None:
    """Keep them ready."""
    numbers, first = np.unique(question_numbers(questions), return_index=True)
    write_index_file(place, {"questions": numbers, "codes": codes[first]}, {})


def question_numbers(questions: Sequence[str]) -> NDArray[np.uint64]:
    """What each question's codes are kept under."""
    digests = (hashlib.blake2b(one.encode(), digest_size=8).digest() for one in questions)
    return np.frombuffer(b"".join(digests), dtype="<u8")
