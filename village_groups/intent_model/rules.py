"""Plain rules for what a message wants: right when they speak, deaf to much. The learned part hears them as votes."""

import re

from domain.matters import MatterKind
from domain.services import ServiceClass
from village_groups import intent_words as words


def is_self_harm(text: str) -> bool:
    """Whether somebody speaks of ending a life, not in jest, not of a film."""
    return bool(words.SELF_HARM.search(text)) and not words.SELF_HARM_IDIOM.search(text)


def find_votes(text: str) -> dict[MatterKind, ServiceClass | None]:
    """Every kind of wish that a rule finds in a plain text."""
    votes: dict[MatterKind, ServiceClass | None] = {}
    if _is_emergency(text):
        votes[MatterKind.EMERGENCY] = None
    if words.COMPLAINT.search(text) and not words.COMPLAINT_ELSEWHERE.search(text):
        votes[MatterKind.COMPLAINT] = None
    service_class = _find_service(text)
    if service_class:
        votes[MatterKind.SERVICE_REQUEST] = service_class
    if not words.GOSSIP.search(text) and any(rule.search(text) for rule in words.QUESTIONS):
        votes[MatterKind.QUESTION] = ServiceClass.ADVICE
    return votes


def _is_emergency(text: str) -> bool:
    past = words.LONG_AGO.search(text) and not words.RIGHT_NOW.search(text)
    if past or words.MADE_UP.search(text):
        return False
    return is_self_harm(text) or bool(words.VIOLENCE_NOW.search(text) and not words.LAUGHTER.search(text))


def _find_service(text: str) -> ServiceClass | None:
    """Each clause by itself, then the whole: 「地被征了，想找个律师看看」 asks in its second clause."""
    for clause in (*words.CLAUSE_END.split(text), text):
        for service_class, noun in words.SERVICE_NOUNS:
            if _asks_for(clause, noun):
                return service_class
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
