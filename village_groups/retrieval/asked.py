"""What has been asked about an article before: terms and meanings of questions whose answer is known.

``asked.bin`` is written by benchmarks/train_retrieval.py with the weights. A term is kept as a number of 32 bits, of
the questions' subjects alone, added up by article, a meaning as a vector: enough to know a question of the kind again,
not to read one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.laws import LawArticle
from domain.question_words import subject_of
from village_groups.retrieval.article_facts import section_name
from village_groups.retrieval.index_file import read_index_file, write_index_file
from village_groups.retrieval.lay_words import ArticleKey, article_key
from village_groups.retrieval.meanings import Codes, Meanings, gather_meanings
from village_groups.retrieval.postings import Postings, postings_of
from village_groups.retrieval.terms import Keys, text_keys

SATURATION, LENGTH_SHARE = 1.2, 0.5
_MIX = np.uint64(0x9E3779B97F4A7C15)
_KEPT_BITS = np.uint64(32)


@dataclass(frozen=True)
class AskedTerms:
    """By article: terms and how often they were asked, and the meaning of each question."""

    terms: dict[ArticleKey, tuple[Keys, NDArray[np.uint8]]]
    meanings: dict[ArticleKey, Codes]


NOTHING_ASKED = AskedTerms({}, {})


@dataclass(frozen=True)
class AskedPostings:
    """The same as indexes: over articles, and over the sections of laws; ``section_of`` is -1 where nobody asked."""

    articles: Postings
    sections: Postings
    section_of: NDArray[np.int32]
    meanings: Meanings


def asked_keys(question: str) -> Keys:
    """The terms of what a question asks about, as they are kept."""
    return (text_keys(subject_of(question)) * _MIX) >> _KEPT_BITS


def learn_asked(questions: Iterable[tuple[str, NDArray[np.int8], Iterable[ArticleKey]]]) -> AskedTerms:
    """Keep the terms and the meaning of each question under every article that answers it."""
    found: dict[ArticleKey, list[tuple[Keys, NDArray[np.int8]]]] = {}
    for text, codes, articles in questions:
        for article in articles:
            found.setdefault(article, []).append((asked_keys(text), codes))
    terms, meanings = {}, {}
    for key, asked in sorted(found.items()):
        unique, counts = np.unique(np.concatenate([one for one, _ in asked]), return_counts=True)
        terms[key] = (unique, np.minimum(counts, 255).astype(np.uint8))
        meanings[key] = np.array([codes for _, codes in asked])
    return AskedTerms(terms, meanings)


def index_asked(asked: AskedTerms, articles: Sequence[LawArticle]) -> AskedPostings:
    """Beside these articles, in their order."""
    sections: dict[str, int] = {}
    place_of: dict[ArticleKey, int] = {}
    section_of = np.full(len(articles), -1, dtype=np.int32)
    for place, article in enumerate(articles):
        place_of.setdefault(article_key(article), place)
    known = [(place_of[key], *kept) for key, kept in asked.terms.items() if key in place_of]
    for place, _, _ in known:
        sections.setdefault(section_name(articles[place]), len(sections))
    for place, article in enumerate(articles):
        section_of[place] = sections.get(section_name(article), -1)
    of_sections = [(int(section_of[place]), terms, counts) for place, terms, counts in known]
    meant = [(place_of[key], codes) for key, rows in asked.meanings.items() if key in place_of for codes in rows]
    meanings = gather_meanings(meant)
    return AskedPostings(_index(known, len(articles)), _index(of_sections, len(sections)), section_of, meanings)


def _index(rows: Sequence[tuple[int, Keys, NDArray[np.uint8]]], size: int) -> Postings:
    """One text for each number of a row; rows with the same number are added up."""
    merged: dict[int, tuple[list[Keys], list[NDArray[np.uint8]]]] = {}
    for number, terms, counts in rows:
        parts = merged.setdefault(number, ([], []))
        parts[0].append(terms)
        parts[1].append(counts)
    keys, docs, totals = [], [], []
    for number, (terms_of, counts_of) in sorted(merged.items()):
        unique, inverse = np.unique(np.concatenate(terms_of), return_inverse=True)
        keys.append(unique)
        docs.append(np.full(len(unique), number, dtype=np.int32))
        totals.append(np.bincount(inverse, weights=np.concatenate(counts_of)).astype(np.float32))
    if not keys:
        return postings_of(np.empty(0, np.uint64), np.empty(0, np.int32), np.empty(0, np.float32), size)
    return postings_of(
        np.concatenate(keys), np.concatenate(docs), np.concatenate(totals), size, SATURATION, LENGTH_SHARE
    )


def write_asked(place: Path, asked: AskedTerms) -> None:
    """Keep what was learned; the same gives the same bytes."""
    names = "\n".join(f"{law}\t{number}\t{suffix}" for law, number, suffix in asked.terms)
    lengths = [len(terms) for terms, _ in asked.terms.values()]
    arrays: dict[str, NDArray[Any]] = {
        "articles": np.frombuffer(names.encode(), dtype=np.uint8),
        "lengths": np.array(lengths, dtype=np.uint16),
        "terms": np.concatenate([terms for terms, _ in asked.terms.values()]).astype(np.uint32),
        "counts": np.concatenate([counts for _, counts in asked.terms.values()]),
        "questions": np.array([len(rows) for rows in asked.meanings.values()], dtype=np.uint16),
        "meanings": np.concatenate(list(asked.meanings.values())),
    }
    write_index_file(place, arrays, {})


def read_asked(place: Path) -> AskedTerms:
    """What was learned.

    Raises: FileNotFoundError, BadIndexFile.
    """
    arrays, _ = read_index_file(place)
    names = [line.split("\t") for line in arrays["articles"].tobytes().decode().split("\n")]
    keys = [(law, int(number), int(suffix)) for law, number, suffix in names]
    bounds = np.cumsum(arrays["lengths"])[:-1]
    terms = np.split(arrays["terms"].astype(np.uint64), bounds)
    counts = np.split(arrays["counts"], bounds)
    meanings = np.split(arrays["meanings"], np.cumsum(arrays["questions"])[:-1])
    return AskedTerms(
        dict(zip(keys, zip(terms, counts, strict=True), strict=True)), dict(zip(keys, meanings, strict=True))
    )
