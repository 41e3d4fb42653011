"""Text as terms: every Chinese character and every pair of neighbours, as numbers.

Single characters and pairs found more articles than words did (docs/retrieval.md), and need no dictionary.
"""

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
_PAIR_SHIFT = np.uint64(21)  # a code point has at most 21 bits, so a pair is one exact number
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def code_points(text: str) -> NDArray[np.uint32]:
    """The text's characters as numbers, letters in lower case."""
    return np.frombuffer(text.translate(_FULL_WIDTH).lower().encode("utf-32-le", "replace"), dtype=np.uint32)


def is_word_character(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which characters carry meaning: Chinese ones, Latin letters, digits."""
    han = (points >= 0x4E00) & (points <= 0x9FFF)
    digit = (points >= 0x30) & (points <= 0x39)
    return han | digit | ((points >= 0x61) & (points <= 0x7A))


def pair_keys(points: NDArray[np.uint32]) -> tuple[Keys, NDArray[np.intp], NDArray[np.intp]]:
    """Keys of all terms, single ones first, and where each of the two kinds begins in the text."""
    good = is_word_character(points)
    wide = points.astype(np.uint64)
    single = np.flatnonzero(good)
    double = np.flatnonzero(good[:-1] & good[1:]) if len(points) else single
    pairs = (wide[double] << _PAIR_SHIFT) | wide[double + 1]
    return np.concatenate((wide[single], pairs)), single, double


def text_keys(text: str) -> Keys:
    """Keys of all terms of one text, repeated as often as they occur."""
    return pair_keys(code_points(text))[0]
