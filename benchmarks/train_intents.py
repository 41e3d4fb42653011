"""Learn village_groups/intent_model/weights.json from the development part of the labelled lines.

``python -m benchmarks.train_intents [--write]``: shows what cross-validation over families gives at several
thresholds, makes the confidences honest by one temperature, then learns from the whole part. Without --write nothing
is changed. The part held out is never read here.
"""

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.intents import NEVER_HELD_OUT, Line, read_lines
from village_groups.intent_model.features import make_features
from village_groups.intent_model.linear import HUNDREDTHS, WEIGHTS_PATH
from village_groups.intent_model.plain_text import read_plainly
from village_groups.intents import SURE, IntentKind

KINDS = (
    IntentKind.NONE,
    IntentKind.QUESTION,
    IntentKind.SERVICE_REQUEST,
    IntentKind.COMPLAINT,
    IntentKind.EMERGENCY,
)
FOLDS = 6
PENALTY = 3e-4
STEPS = 250
FEWEST_LINES = 3  # a feature seen in fewer lines says nothing
SMALLEST_WEIGHT = 3  # hundredths
TEMPERATURES = (0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.6, 1.8, 2.0, 2.3, 2.6)
Array = NDArray[np.float32]
Features = dict[str, float]


def main() -> None:
    """Cross-validate, learn, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace the shipped weights")
    arguments = parser.parse_args()
    lines = [line for line in read_lines(held_out=False) if line.intent in KINDS]
    features = [make_features(read_plainly(line.text)) for line in lines]
    labels = np.array([KINDS.index(line.intent) for line in lines])
    sums = cross_validate(lines, features, labels)
    temperature = min(TEMPERATURES, key=lambda one: _loss(_chances(sums / one), labels))
    show(lines, _chances(sums / temperature), labels, temperature)
    names = choose_names(features)
    weights = learn(to_matrix(features, names), labels)
    if arguments.write:
        write(names, weights, temperature)


def cross_validate(lines: Sequence[Line], features: Sequence[Features], labels: NDArray[np.int_]) -> Array:
    """The sums of each line, by weights learned without its fold; a family is never torn apart."""
    folds = np.array([_fold(line) for line in lines])
    sums = np.zeros((len(lines), len(KINDS)), np.float32)
    for fold in range(FOLDS):
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        inner = [features[index] for index in inside.tolist()]
        outer = [features[index] for index in outside.tolist()]
        names = choose_names(inner)
        weights = learn(to_matrix(inner, names), labels[inside])
        sums[outside] = to_matrix(outer, names) @ weights
    return sums


def choose_names(features: Sequence[Features]) -> list[str]:
    """The features worth a weight."""
    counts = Counter(name for one in features for name in one)
    return sorted(name for name, count in counts.items() if count >= FEWEST_LINES)


def to_matrix(features: Sequence[Features], names: Sequence[str]) -> Array:
    """Lines by features."""
    columns = {name: index for index, name in enumerate(names)}
    matrix = np.zeros((len(features), len(names)), np.float32)
    for row, one in enumerate(features):
        for name, strength in one.items():
            if name in columns:
                matrix[row, columns[name]] = strength
    return matrix


def learn(matrix: Array, labels: NDArray[np.int_]) -> Array:
    """Multinomial logistic regression with a quadratic penalty, by accelerated descent."""
    truth = np.eye(len(KINDS), dtype=np.float32)[labels]
    steepness = 0.25 * np.linalg.norm(matrix, 2) ** 2 / len(matrix) + PENALTY
    weights = np.zeros((matrix.shape[1], len(KINDS)), np.float32)
    ahead, momentum = weights, 1.0
    for _ in range(STEPS):
        slope = matrix.T @ (_chances(matrix @ ahead) - truth) / len(matrix) + PENALTY * ahead
        stepped = ahead - slope / steepness
        grown = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        ahead = stepped + (momentum - 1) / grown * (stepped - weights)
        weights, momentum = stepped, grown
    return weights


def show(lines: Sequence[Line], chances: Array, labels: NDArray[np.int_], temperature: float) -> None:
    """Recall and false alarms by threshold; lines written against the rules are counted apart."""
    print(f"cross-validated: loss {_loss(chances, labels):.3f}, temperature {temperature}")
    plain = np.array([not line.family.startswith(NEVER_HELD_OUT) for line in lines])
    chat = labels == 0
    for index, kind in enumerate(KINDS[1:], start=1):
        chosen = chances.argmax(1) == index
        for threshold in sorted({0.5, 0.6, 0.7, 0.8, 0.9, SURE[kind]}):
            acts = chosen & (chances[:, index] >= threshold)
            recall = (acts & (labels == index)).sum() / (labels == index).sum()
            alarms, tricky = (acts & chat & plain).sum(), (acts & chat & ~plain).sum()
            print(
                f"  {kind:<16}{threshold:.2f} recall {recall:.3f} false alarms {alarms} of {(chat & plain).sum()}"
                f" and, among lines written to mislead, {tricky} of {(chat & ~plain).sum()}"
            )


def write(names: Sequence[str], weights: Array, temperature: float) -> None:
    """Keep what matters, one feature a line."""
    hundredths = np.rint(weights * HUNDREDTHS).astype(int)
    kept = {
        name: row.tolist() for name, row in zip(names, hundredths, strict=True) if abs(row).max() >= SMALLEST_WEIGHT
    }
    rows = ",\n".join(
        f"{json.dumps(name, ensure_ascii=False)}:{json.dumps(row, separators=(',', ':'))}" for name, row in kept.items()
    )
    head = f'{{"kinds":{json.dumps(KINDS)},"temperature":{temperature},"weights":{{\n'
    WEIGHTS_PATH.write_text(f"{head}{rows}\n}}}}\n", encoding="utf-8")
    print(f"wrote {len(kept)} features, {WEIGHTS_PATH.stat().st_size / 1000:.0f} kB")


def _fold(line: Line) -> int:
    # A practice family holds one intent in many voices, so its lines may part.
    name = line.text if line.family.startswith(NEVER_HELD_OUT) else line.family
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") % FOLDS


def _chances(sums: Array) -> Array:
    powers = np.exp(sums - sums.max(1, keepdims=True))
    return np.asarray(powers / powers.sum(1, keepdims=True), np.float32)


def _loss(chances: Array, labels: NDArray[np.int_]) -> float:
    return float(-np.log(chances[np.arange(len(labels)), labels] + 1e-9).mean())


if __name__ == "__main__":
    main()
