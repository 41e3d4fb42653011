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
    *("first", "first_three", "lead", "lead_of_three", "text", "lay", "law_share"),
    *("spread", "agreeing", "text_of_first", "lay_of_first", "prior"),
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
    """CONFIDENCE_NAMES of one question, articles best first."""
    likely = np.exp(scores - scores[0])
    likely /= likely.sum()
    padded = np.append(scores, [scores[-1]] * 4)
    column = {name: features[:, place] for place, name in enumerate(FEATURE_NAMES)}
    best_of_three = (column["all_subject_of_question"], column["lay_subject_of_question"], column["law_share"])
    leads = (padded[0] - padded[1], padded[:3].mean() - padded[3])
    spread = -float((likely * np.log(likely + 1e-12)).sum())
    tops = (column["all_of_best"], column["all_subject_of_best"], column["lay_subject_of_best"])
    agreeing = sum(float(top[:3].max() > 0.999) for top in tops)
    of_first = (column[name][0] for name in ("all_of_question", "lay_of_question", "law_prior"))
    return np.array(
        [likely[0], likely[:3].sum(), *leads, *(one[:3].max() for one in best_of_three), spread, agreeing, *of_first]
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
