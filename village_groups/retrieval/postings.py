"""Which texts contain a term, and how much that says: an inverted index with BM25 weights worked out ahead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from village_groups.retrieval.terms import Keys, code_points, pair_keys

SATURATION = 1.5  # BM25's k1 and b
LENGTH_SHARE = 0.75
_CHUNK = 4000  # texts at a time, to keep the build's memory low

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Postings:
    """Terms in order; of term i, ``docs[starts[i]:starts[i + 1]]`` contain it with these weights."""

    keys: Keys
    starts: NDArray[np.int64]
    docs: NDArray[np.int32]
    weights: NDArray[np.float16]
    size: int  # texts
    filled: int  # texts that are not empty; only these count for rarity and length

    def add_scores(self, scores: Scores, keys: Keys, shares: NDArray[np.float32]) -> None:
        """Add to every text's score what each of these terms gives it, times the term's share."""
        places = np.searchsorted(self.keys, keys)
        for key, place, share in zip(keys.tolist(), places.tolist(), shares.tolist(), strict=True):
            if place < len(self.keys) and self.keys[place] == key:
                found = slice(self.starts[place], self.starts[place + 1])
                scores[self.docs[found]] += self.weights[found] * np.float32(share)

    def total_rarity(self, keys: Keys) -> float:
        """How much the known ones of these terms say together."""
        places = np.searchsorted(self.keys, keys)
        places = np.minimum(places, max(len(self.keys) - 1, 0))
        known = places[self.keys[places] == keys] if len(self.keys) else places[:0]
        return float(_rarity(self.filled, (self.starts[known + 1] - self.starts[known]).astype(np.float64)).sum())

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """As ``find_postings`` reads them."""
        named: dict[str, NDArray[Any]] = {"keys": self.keys, "starts": self.starts, "docs": self.docs}
        named |= {"weights": self.weights, "sizes": np.array([self.size, self.filled], dtype=np.int64)}
        return {f"{name}.{part}": array for part, array in named.items()}


def find_postings(arrays: Mapping[str, NDArray[Any]], name: str) -> Postings:
    """The postings kept under this name."""
    keys, starts, docs, weights = (arrays[f"{name}.{part}"] for part in ("keys", "starts", "docs", "weights"))
    size, filled = arrays[f"{name}.sizes"].tolist()
    return Postings(keys, starts, docs, weights, size, filled)


def build_postings(
    texts: Sequence[str], saturation: float = SATURATION, length_share: float = LENGTH_SHARE
) -> Postings:
    """Index these texts in their order; an empty text counts for nothing."""
    return postings_of(*_count_terms(texts), len(texts), saturation, length_share)


def postings_of(
    keys: Keys,
    docs: NDArray[np.int32],
    counts: NDArray[np.float32],
    size: int,
    saturation: float = SATURATION,
    length_share: float = LENGTH_SHARE,
) -> Postings:
    """Index ``size`` texts by their terms: term, text and how often, the texts of each term in order."""
    order = np.argsort(keys, kind="stable")  # stable: the texts of a term stay in order
    keys, docs, counts = keys[order], docs[order], counts[order]
    terms, starts, frequencies = np.unique(keys, return_index=True, return_counts=True)
    bounds = np.append(starts, len(keys)).astype(np.int64)
    lengths = np.bincount(docs, weights=counts, minlength=size)
    filled = int((lengths > 0).sum())
    relative = lengths / max(lengths.sum() / max(filled, 1), 1.0)
    damping = saturation * (1 - length_share + length_share * relative[docs])
    rarity = np.repeat(_rarity(filled, frequencies.astype(np.float64)), frequencies)
    weights = rarity * counts * (saturation + 1) / (counts + damping)
    return Postings(terms, bounds, docs, weights.astype(np.float16), size, filled)


def _rarity(texts: int, frequencies: NDArray[np.float64]) -> NDArray[np.float64]:
    """BM25's inverse document frequency."""
    return np.log1p((texts - frequencies + 0.5) / (frequencies + 0.5))


def _count_terms(texts: Sequence[str]) -> tuple[Keys, NDArray[np.int32], NDArray[np.float32]]:
    """Term, text and how often, for every pair of a term and a text that has it."""
    parts = [_count_chunk(texts[start : start + _CHUNK], start) for start in range(0, len(texts), _CHUNK)]
    if not parts:
        return np.empty(0, np.uint64), np.empty(0, np.int32), np.empty(0, np.float32)
    keys, docs, counts = zip(*parts, strict=True)
    return np.concatenate(keys), np.concatenate(docs), np.concatenate(counts)


def _count_chunk(texts: Sequence[str], first: int) -> tuple[Keys, NDArray[np.int32], NDArray[np.float32]]:
    points = code_points("\x1f".join(texts))  # the unit separator occurs in no text and parts two terms
    owner = np.cumsum(points == 0x1F).astype(np.int32)
    keys, single, double = pair_keys(points)
    docs = np.concatenate((owner[single], owner[double]))
    order = np.lexsort((keys, docs))
    keys, docs = keys[order], docs[order]
    new = np.flatnonzero(np.append(len(keys) > 0, (keys[1:] != keys[:-1]) | (docs[1:] != docs[:-1])))
    counts = np.diff(np.append(new, len(keys))).astype(np.float32)
    return keys[new], docs[new] + np.int32(first), counts
