"""What somebody in a village group wants of us. Silence is the rule: a bot that chatters is muted.

Pure: a text goes in, a reading comes out. Set forms (commands, hours) are known by rule; the rest is weighed by a
small linear model over words, rules' votes and letters (village_groups/intent_model), learned by
benchmarks/train_intents.py from tests/data/intents. docs/intents.md says what was tried and what it gave.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.matters import MatterKind
from domain.services import ServiceClass
from village_groups.intent_model.concepts import find_concepts
from village_groups.intent_model.features import make_features
from village_groups.intent_model.linear import load_model
from village_groups.intent_model.plain_text import PlainText, read_plainly
from village_groups.intent_model.service_classes import choose_service_class
from village_groups.intent_model.set_forms import is_command, is_hours_entry


class IntentKind(StrEnum):
    """What a message may want; NONE is everything that is not for us."""

    NONE = "none"
    QUESTION = "question"
    SERVICE_REQUEST = "service_request"
    HOURS_ENTRY = "hours_entry"
    COMMAND = "command"
    COMPLAINT = "complaint"
    EMERGENCY = "emergency"


# From here on the bot acts. Chosen on the development part by cross-validation (docs/intents.md).
SURE = {
    IntentKind.SERVICE_REQUEST: 0.75,
    IntentKind.QUESTION: 0.75,
    IntentKind.COMPLAINT: 0.60,
    IntentKind.EMERGENCY: 0.70,
}
SURE_WHEN_CALLED = 0.45
# From here on it may ask one short question; below, it is silent.
MAYBE = 0.30
NOTHING_SAID = "cue.nothing"
SET_FORM_CONFIDENCE = 0.99
FEWEST_LETTERS = 2


@dataclass(frozen=True)
class Reading:
    """What a message wants, and how sure that is.

    ``is_sure``: act; otherwise, unless the intent is NONE, ask before acting. ``is_called``: the bot's name was said.
    """

    intent: IntentKind
    service_class: ServiceClass | None
    confidence: float
    is_sure: bool
    is_called: bool = False
    self_harm: bool = False


@dataclass(frozen=True)
class Intent:
    """What is surely wanted; ``self_harm`` asks for other words than the rest of emergencies."""

    kind: MatterKind
    service_class: ServiceClass | None = None
    self_harm: bool = False


def intent_of(reading: Reading) -> Intent | None:
    """The matter that a reading surely raises."""
    if not reading.is_sure or reading.intent.value not in {kind.value for kind in MatterKind}:
        return None
    return Intent(MatterKind(reading.intent.value), reading.service_class, reading.self_harm)


def read_message(text: str, *, called: bool = False) -> Reading:
    """The intent of one message, sure or not; ``called`` where the channel says that the bot is meant."""
    plain = read_plainly(text)
    if called:
        plain = replace(plain, is_called=True)
    if is_command(plain):
        return Reading(IntentKind.COMMAND, None, SET_FORM_CONFIDENCE, is_sure=True, is_called=plain.is_called)
    if len(plain.text) < FEWEST_LETTERS:
        return Reading(IntentKind.NONE, None, 1.0, is_sure=True, is_called=plain.is_called)
    if is_hours_entry(plain):
        return Reading(IntentKind.HOURS_ENTRY, None, SET_FORM_CONFIDENCE, is_sure=True, is_called=plain.is_called)
    return _weigh(plain)


def _weigh(plain: PlainText) -> Reading:
    features = make_features(plain)
    chances = load_model().predict(features)
    if NOTHING_SAID in features and not plain.is_called:
        # No word of law, service, trouble or danger: whatever the letters resemble, it is none of our business.
        return Reading(IntentKind.NONE, None, max(chances[IntentKind.NONE], 1 - MAYBE), is_sure=True)
    likeliest = max(chances, key=lambda kind: chances[kind])
    wished = max((kind for kind in chances if kind != IntentKind.NONE), key=lambda kind: chances[kind])
    if likeliest == IntentKind.NONE and chances[wished] < MAYBE:
        return Reading(IntentKind.NONE, None, chances[likeliest], is_sure=True, is_called=plain.is_called)
    kind = IntentKind(wished)
    concepts = find_concepts(plain.text)
    return Reading(
        kind,
        choose_service_class(plain.text, concepts) if kind is IntentKind.SERVICE_REQUEST else _advice_for(kind),
        chances[wished],
        is_sure=chances[wished] >= (SURE_WHEN_CALLED if plain.is_called else SURE[kind]),
        is_called=plain.is_called,
        self_harm=kind is IntentKind.EMERGENCY and bool({"danger.self_harm", "danger.poison"} & set(concepts)),
    )


def _advice_for(kind: IntentKind) -> ServiceClass | None:
    return ServiceClass.ADVICE if kind is IntentKind.QUESTION else None
