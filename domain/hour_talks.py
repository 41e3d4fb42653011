"""A talk about hours in a chat: what an advisor has said so far, until they say yes, call it off, or let it rest."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.hours import EntryDraft

OPEN_FOR = timedelta(minutes=30)
KEPT_FOR = timedelta(days=2)
MOST_QUESTIONS = 3


class TalkState(StrEnum):
    """Where the talk stands."""

    ASKING = "asking"
    SHOWN = "shown"
    OVER = "over"


@dataclass(frozen=True)
class HoursTalk:
    """One advisor's talk in one chat; a new one takes the place of the one before.

    ``said`` is what has been understood, as JSON; ``draft`` is what was shown back. ``started_by`` names the message
    that began it: the entry is kept once under that name, however often a message is worked on.
    ``just_shown``: nothing else was said since, so that a soft 好的 can only be meant for it.
    ``last_message_id`` and ``last_answer`` let a message that is worked on again get the same answer.
    """

    id: str
    provider_id: str
    state: TalkState
    said: str
    started_by: str
    last_message_id: str
    last_answer: str | None
    open_until: datetime
    expires_at: datetime
    draft: EntryDraft | None = None
    just_shown: bool = False
    questions: int = 0

    def is_open(self, now: datetime) -> bool:
        """Whether an answer is still expected."""
        return self.state is not TalkState.OVER and now < self.open_until


def talk_id(group_id: str, sender_id: str) -> str:
    """One talk for a person in a chat."""
    return f"{group_id}:{sender_id}"
