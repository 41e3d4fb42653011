"""Inbound messages (入站消息): what the platforms pushed, kept once, worked on afterwards."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MOST_TRIES = 8


class SenderRole(StrEnum):
    """Who wrote, as far as the channel can tell."""

    VILLAGER = "villager"
    ADVISOR = "advisor"
    STAFF = "staff"
    BOT = "bot"


class InboundState(StrEnum):
    """Where the message stands in its short life. WAITING: a request whose chat belongs to no village yet."""

    NEW = "new"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class InboundMessage:
    """A message or event of a group. ``text`` is kept masked, and emptied when it was no concern of ours.

    ``outcome`` is what it came to; of a message taken up again, what it came to the first time.
    ``numbers_masked``: a phone or identity number stood in it. ``is_called``: the channel says that we are meant.
    """

    id: str
    channel: str
    event: str
    chat_id: str
    received_at: datetime
    due_at: datetime
    expires_at: datetime
    sender_id: str = ""
    sender_name: str = ""
    sender_role: SenderRole = SenderRole.VILLAGER
    text: str = ""
    state: InboundState = InboundState.NEW
    tries: int = 0
    outcome: str = ""
    numbers_masked: bool = False
    is_called: bool = False
    chat_name: str = ""


def inbound_id_of(channel: str, msgid: str) -> str:
    """The same message always has the same id: a second delivery finds it taken."""
    return f"{channel}:{msgid}"


def next_try_after(tries: int) -> timedelta:
    """How long to wait after a try that failed: 2, 4, 8 ... seconds, an hour at most."""
    return timedelta(seconds=min(2**tries, 3_600))
