"""The learned numbers of the ranking: a weight for each feature, priors of laws, and when to answer.

A model is a folder with ``weights.json`` and ``asked.bin``, written by benchmarks/train_retrieval.py; docs/retrieval.md
tells how. The one that ships is learned from every question we have; the one in benchmarks/retrieval_measured from the
tuning part alone, so that it can be measured on the rest.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from village_groups.retrieval.features import FEATURE_NAMES, Features

SHIPPED = Path(__file__).with_name("model")
WEIGHTS, ASKED = "weights.json", "asked.bin"
CONFIDENCE_NAMES = (
    *("first_five", "first_ten", "nearest", "nearest_before_fourth", "nearest_before_tenth", "asked_nearest"),
    *("nearest_of_three", "asked_nearest_of_three", "prior", "lay_question_of_first", "lay_question_of_three"),
    "asked_of_three",
)


@dataclass(frozen=True)
class Weights:
    """Linear weights over features and over what confidence looks at, with the priors of laws and sections."""

    features: NDArray[np.float64]
    confidence: NDArray[np.float64]
    confidence_offset: float
    threshold: float
    law_priors: dict[str, float]
    other_law_prior: float
    section_priors: dict[str, float]

    def score(self, features: Features) -> NDArray[np.float64]:
        """How well each article answers; compares within one question only."""
        return features @ self.features

    def confidence_of(self, scores: NDArray[np.float64], features: Features) -> float:
        """How likely one of the first three articles is right; ``scores`` and ``features`` best first."""
        total = float(confidence_features(scores, features) @ self.confidence) + self.confidence_offset
        return float(1 / (1 + np.exp(-total)))


def confidence_features(scores: NDArray[np.float64], features: Features) -> NDArray[np.float64]:
    """CONFIDENCE_NAMES of one question, articles best first: how alone the first stand, how near any known question
    lies, and whether the first three are those whose questions lie nearest."""
    likely = np.exp(scores - scores[0])
    likely /= likely.sum()
    column = {name: features[:, place] for place, name in enumerate(FEATURE_NAMES)}
    meaning, asked = column["meaning"], column["asked_meaning"]
    nearest = np.sort(np.append(meaning, [0.0] * 10))[::-1]
    of_three = {name: column[name][:3].max() for name in ("law_prior", "lay_question_of_question", "asked_of_question")}
    return np.array(
        [
            *(likely[:5].sum(), likely[:10].sum()),
            *(nearest[0], nearest[0] - nearest[3], nearest[0] - nearest[9], asked.max()),
            *(meaning[:3].max() - nearest[0], asked[:3].max() - asked.max(), of_three["law_prior"]),
            *(column["lay_question_of_question"][0], of_three["lay_question_of_question"]),
            of_three["asked_of_question"],
        ]
    )


@cache
def read_weights(model: Path = SHIPPED) -> Weights:
    """The weights of a model; without a name of the one that ships with the program.

    Raises: ValueError when they were trained for other features.
    """
    place = model / WEIGHTS
    kept = json.loads(place.read_text(encoding="utf-8"))
    if tuple(kept["features"]) != FEATURE_NAMES or tuple(kept["confidence"]) != CONFIDENCE_NAMES:
        raise ValueError(f"{place.name} was trained for other features; run benchmarks/train_retrieval.py")
    return Weights(
        np.array(list(kept["features"].values())),
        np.array(list(kept["confidence"].values())),
        kept["confidence_offset"],
        kept["threshold"],
        kept["law_priors"],
        kept["other_law_prior"],
        kept["section_priors"],
    )
