"""The linear model: weights read once from weights.json, no library needed to use them."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WEIGHTS_PATH = Path(__file__).parent / "weights.json"
# Weights are kept as whole hundredths: a third of the file's size, no difference in what comes out.
HUNDREDTHS = 100


@dataclass(frozen=True)
class LinearModel:
    """``weights`` per feature, in the order of ``kinds``; ``temperature`` makes the confidences honest."""

    kinds: tuple[str, ...]
    temperature: float
    weights: Mapping[str, tuple[int, ...]]

    def predict(self, features: Mapping[str, float]) -> dict[str, float]:
        """The probability of each kind; they sum to 1."""
        sums = [0.0] * len(self.kinds)
        for name, strength in features.items():
            for index, weight in enumerate(self.weights.get(name, ())):
                sums[index] += strength * weight
        highest = max(sums)
        powers = [math.exp((one - highest) / HUNDREDTHS / self.temperature) for one in sums]
        return {kind: power / sum(powers) for kind, power in zip(self.kinds, powers, strict=True)}


@cache
def load_model() -> LinearModel:
    """The model that was shipped; read at the first message, kept from then on."""
    kept = json.loads(WEIGHTS_PATH.read_text(encoding="utf-8"))
    weights = {name: tuple(row) for name, row in kept["weights"].items()}
    return LinearModel(tuple(kept["kinds"]), kept["temperature"], weights)
