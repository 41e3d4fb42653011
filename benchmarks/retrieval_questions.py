"""The questions that retrieval is measured on, and how they are parted.

The part for tuning and the part held out are fixed by a hash of the question's number. The first thirty-two
numbers were seen while the file's form was learned, so they are in the tuning part whatever their hash says.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
QUESTIONS = SHARED_DATA / "questions" / "stard-dev.jsonl"
LAWS = SHARED_DATA / "laws.tar.gz"
SEEN_BEFORE_PARTING = 32


@dataclass(frozen=True)
class Question:
    """A lay person's question and the articles that answer it."""

    number: int
    text: str
    articles: frozenset[str]

    @property
    def for_tuning(self) -> bool:
        """Whether it may be looked at and learned from; the others are only counted."""
        rest = int(hashlib.sha256(str(self.number).encode()).hexdigest(), 16) % 10
        return self.number < SEEN_BEFORE_PARTING or rest < 6


def read_questions(path: Path = QUESTIONS) -> list[Question]:
    """All questions in the order of the file."""
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip())
    return [Question(line["id"], line["question"], frozenset(line["articles"])) for line in lines]


def measure(questions: Sequence[Question], rank: Callable[[Question], Sequence[str]]) -> dict[str, float]:
    """Means over the questions: hit@1, 3, 5, recall@10 and @100, MRR@10."""
    totals: dict[str, float] = {}
    for question in questions:
        for name, value in _measure_one(question, rank(question)).items():
            totals[name] = totals.get(name, 0.0) + value / len(questions)
    return totals


def _measure_one(question: Question, ranked: Sequence[str]) -> dict[str, float]:
    places = [place for place, citation in enumerate(ranked) if citation in question.articles]
    first = places[0] if places else len(ranked) + 100
    hits = {f"hit@{depth}": float(first < depth) for depth in (1, 3, 5)}
    recalls = {f"recall@{depth}": _count_below(places, depth) / len(question.articles) for depth in (10, 100)}
    return hits | recalls | {"MRR@10": 1 / (first + 1) if first < 10 else 0.0}


def _count_below(places: Iterable[int], depth: int) -> int:
    return sum(place < depth for place in places)


def show(name: str, measured: dict[str, float]) -> str:
    """One line for reading."""
    return f"{name:32s} " + "  ".join(f"{key} {value:.3f}" for key, value in measured.items())
