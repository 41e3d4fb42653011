"""What somebody in a village group wants of us, by plain rules. Silence is the rule: a bot that chatters is muted.

Pure: a text goes in, an intent comes out. The rules were written against tests/unit/test_intents.py, whose
lines are labelled by hand; add the line first, then the rule.
"""

import re
import unicodedata
from dataclasses import dataclass

from domain.matters import MatterKind
from domain.services import ServiceClass
from village_groups import intent_words as words


@dataclass(frozen=True)
class Intent:
    """What is wanted; ``self_harm`` asks for other words than the rest of emergencies."""

    kind: MatterKind
    service_class: ServiceClass | None = None
    self_harm: bool = False


def classify(text: str) -> Intent | None:
    """The intent of one message, or None for everything that is not for us."""
    plain = _plain(text)
    if len(plain) < 2:
        return None
    return _emergency(plain) or _complaint(plain) or _service_request(plain) or _question(plain)


def _plain(text: str) -> str:
    """One width of letters, no blanks, no mention of the bot."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"\s+", "", words.MENTION.sub("", folded))


def _emergency(text: str) -> Intent | None:
    past = words.LONG_AGO.search(text) and not words.RIGHT_NOW.search(text)
    if past or words.MADE_UP.search(text):
        return None
    if words.SELF_HARM.search(text) and not words.SELF_HARM_IDIOM.search(text):
        return Intent(MatterKind.EMERGENCY, self_harm=True)
    if words.VIOLENCE_NOW.search(text) and not words.LAUGHTER.search(text):
        return Intent(MatterKind.EMERGENCY)
    return None


def _complaint(text: str) -> Intent | None:
    if words.COMPLAINT.search(text) and not words.COMPLAINT_ELSEWHERE.search(text):
        return Intent(MatterKind.COMPLAINT)
    return None


def _service_request(text: str) -> Intent | None:
    """Each clause by itself, then the whole: 「地被征了，想找个律师看看」 asks in its second clause."""
    for clause in (*words.CLAUSE_END.split(text), text):
        for service_class, noun in words.SERVICE_NOUNS:
            if _asks_for(clause, noun):
                return Intent(MatterKind.SERVICE_REQUEST, service_class)
    return None


def _asks_for(clause: str, noun: re.Pattern[str]) -> bool:
    found = noun.search(clause)
    if not found or words.GOSSIP.search(clause):
        return False
    before, after = clause[: found.start()], clause[found.end() :]
    return bool(
        (words.WANTS_BEFORE.search(before) and not words.SOMEBODY_ELSE.search(before))
        or words.ASKS_AFTER.search(after)
        or (not before and not after)
    )


def _question(text: str) -> Intent | None:
    if words.GOSSIP.search(text):
        return None
    if any(rule.search(text) for rule in words.QUESTIONS):
        return Intent(MatterKind.QUESTION, ServiceClass.ADVICE)
    return None
