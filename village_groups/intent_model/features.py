"""What the linear model weighs in a message: concepts, pairs of concepts, the rules' votes, runs of letters."""

from village_groups.intent_model.concepts import find_concepts
from village_groups.intent_model.cues import find_cues
from village_groups.intent_model.plain_text import PlainText
from village_groups.intent_model.rules import find_votes

RUN_LENGTHS = (1, 2, 3)
# Runs of letters are many and each says little; concepts are few and chosen.
RUN_STRENGTH = 0.4
PAIR_STRENGTH = 0.4
CUE_STRENGTH = 1.0
_PAIRED = ("service.", "topic.", "trouble.", "danger.", "around.")
SHORT_LETTERS = 8
LONG_LETTERS = 40


def make_features(plain: PlainText) -> dict[str, float]:
    """Feature name to strength."""
    concepts = find_concepts(plain.text)
    features = dict.fromkeys(concepts, 1.0)
    cues = find_cues(plain.text, concepts)
    features |= dict.fromkeys(cues, CUE_STRENGTH)
    if "cue.service_others_wish" not in cues:
        features |= {f"vote.{kind}": 1.0 for kind in find_votes(plain.text)}
    for index, first in enumerate(concepts):
        for second in concepts[index + 1 :]:
            if first.startswith(_PAIRED) or second.startswith(_PAIRED):
                features[f"{first}+{second}"] = PAIR_STRENGTH
    features |= dict.fromkeys(_runs(plain.text), RUN_STRENGTH)
    features |= _shape(plain)
    return features


def _runs(text: str) -> set[str]:
    framed = f"^{text}$"
    return {f"={framed[start : start + length]}" for length in RUN_LENGTHS for start in range(len(framed) - length + 1)}


def _shape(plain: PlainText) -> dict[str, float]:
    facts = {
        "shape.always": True,
        "shape.called": plain.is_called,
        "shape.to_another": plain.is_to_another,
        "shape.short": len(plain.text) <= SHORT_LETTERS,
        "shape.long": len(plain.text) >= LONG_LETTERS,
    }
    return {name: 1.0 for name, holds in facts.items() if holds}
