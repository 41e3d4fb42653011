"""Fitting what retrieval weighs by: the weights of the ranking, the confidence, the threshold."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.retrieval_questions import Question

PENALTY = 0.03
CONFIDENCE_PENALTY = 0.3
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One question's candidates."""

    question: Question
    chosen: NDArray[np.intp]
    features: Array
    right: NDArray[np.bool_]
    weight: float


def fit_ranking(examples: list[Example]) -> Array:
    """Weights by which the right articles are the likely ones among the candidates (softmax, L2)."""
    usable = [one for one in examples if one.right.any()]
    rows = np.vstack([one.features for one in usable])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    rows = (rows - mean) / spread
    bounds = np.cumsum([0] + [len(one.right) for one in usable])[:-1]
    sizes = np.diff(np.append(bounds, len(rows)))
    wanted = np.concatenate([one.right / one.right.sum() for one in usable])
    weight = np.repeat([one.weight for one in usable], sizes)

    def gradient(weights: Array) -> Array:
        scores = rows @ weights
        scores = np.exp(scores - np.repeat(np.maximum.reduceat(scores, bounds), sizes))
        likely = scores / np.repeat(np.add.reduceat(scores, bounds), sizes)
        return rows.T @ (weight * (likely - wanted)) / len(usable) + 2 * PENALTY * weights

    return descend(gradient, rows.shape[1]) / spread


def fit_confidence(rows: Array, right: NDArray[np.bool_], weight: Array) -> tuple[Array, float]:
    """Logistic regression; weights for the rows as they are, and the offset."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    scaled = np.column_stack([(rows - mean) / spread, np.ones(len(rows))])

    def gradient(weights: Array) -> Array:
        likely = 1 / (1 + np.exp(-scaled @ weights))
        penalty = CONFIDENCE_PENALTY * np.append(weights[:-1], 0.0)
        return scaled.T @ (weight * (likely - right)) / weight.sum() + penalty

    weights = descend(gradient, scaled.shape[1])
    plain = weights[:-1] / spread
    return plain, float(weights[-1] - mean @ plain)


def descend(gradient: Callable[[Array], Array], size: int, steps: int = 800, pace: float = 0.05) -> Array:
    """Adam, from zero; the same input gives the same weights."""
    weights, first, second = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, steps + 1):
        slope = gradient(weights)
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        shown = pace * (1 - step / (steps + 1))
        weights = weights - shown * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weights


def threshold_at(likely: Array, weight: Array, coverage: float) -> float:
    """The value that this share of the weight reaches."""
    order = np.argsort(-likely)
    reached = np.cumsum(weight[order]) / weight.sum()
    return float(likely[order[min(int(np.searchsorted(reached, coverage)), len(order) - 1)]])
