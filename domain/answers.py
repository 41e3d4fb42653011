"""What the bot answered to a question, kept so that staff can mark it right or wrong."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What staff think of an answer."""

    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True)
class AnswerRecord:
    """One question asked and what came of it; ``id`` is that of the inbound message.

    ``citation`` names the article quoted; empty where the question was handed to a person. ``asked`` is masked,
    and emptied when it is no longer shown.
    ``wording_id`` names the wording of staff that decided, if one did.
    """

    id: str
    asked: str
    village_code: str
    asked_at: datetime
    citation: str
    confidence: float
    answered: bool
    verdict: Verdict | None = None
    marked_by: str | None = None
    marked_at: datetime | None = None
    note: str = ""
    wording_id: str = ""
