"""Wordings (问法): how people here ask, each with the article that answers, added by staff and used from then on."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from domain.divisions import PREFIX_DIGITS, pad_code
from domain.errors import BadInput, Conflict, NotFound
from domain.question_words import subject_of

SHORTEST_WORDING, LONGEST_WORDING = 4, 200
MOST_WORDINGS = 2_000  # of one division: they are read whole
ALIKE_FROM = 0.72  # chosen so that one word more or less still is the same question, another subject is not

_NOT_A_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Wording:
    """One way to ask. Without a ``citation`` the question is always handed to a person.

    ``scope`` is the division within which it counts; ``print`` is the question without punctuation, one of each there.
    """

    id: str
    scope: str
    text: str
    print: str
    citation: str
    added_by: str
    added_at: datetime


class WordingKept(Conflict):
    """The same question is kept already. ``details["wording_id"]`` says where."""

    code = "wording_kept"
    message = "这个问法已经补充过，请先删除原来的再添加。"


class TooManyWordings(Conflict):
    """A division keeps so many and no more."""

    code = "too_many_wordings"
    message = f"本地补充的问法已达{MOST_WORDINGS}条，请先清理不再需要的。"


class WordingNotFound(NotFound):
    """There is none, or it belongs to another region."""

    code = "wording_not_found"
    message = "没有找到这个问法。"


def check_wording(text: str) -> str:
    """The question, trimmed.

    Raises: BadInput.
    """
    trimmed = " ".join(text.split())
    if not len(print_of(trimmed)) >= SHORTEST_WORDING or len(trimmed) > LONGEST_WORDING:
        words = f"问法要写成一句话，{SHORTEST_WORDING}到{LONGEST_WORDING}个字。"
        raise BadInput(words, code="wording_not_valid", fields={"text": words})
    return trimmed


def print_of(text: str) -> str:
    """What makes two questions the same: their letters, in one width and case."""
    return _NOT_A_WORD.sub("", unicodedata.normalize("NFKC", text).lower())


def scopes_of(village_code: str) -> tuple[str, ...]:
    """The divisions whose wordings count in a village, the widest first."""
    return tuple(pad_code(village_code[:digits]) for digits in PREFIX_DIGITS.values())


def closest(question: str, wordings: Iterable[Wording]) -> tuple[Wording, float] | None:
    """The wording that asks the same, and how alike they are from 0 to 1; of equals that of the narrower division."""
    asked, pairs = print_of(question), _pairs(question)
    best: tuple[Wording, float] | None = None
    for one in sorted(wordings, key=lambda wording: wording.scope.rstrip("0"), reverse=True):
        alike = 1.0 if one.print == asked else _likeness(pairs, _kept_pairs(one.text))
        if alike >= ALIKE_FROM and (best is None or alike > best[1]):
            best = (one, alike)
    return best


def likeness(one: str, other: str) -> float:
    """How much two texts speak of the same, from 0 to 1."""
    return _likeness(_pairs(one), _pairs(other))


def _pairs(text: str) -> Counter[str]:
    """Neighbouring letters of what is asked about."""
    parts = [print_of(part) for part in subject_of(unicodedata.normalize("NFKC", text)).split()]
    return Counter(part[place : place + 2] for part in parts for place in range(max(len(part) - 1, 1)) if part)


@lru_cache(maxsize=10_000)
def _kept_pairs(text: str) -> Counter[str]:
    """Those of a wording, which is compared with every question."""
    return _pairs(text)


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
