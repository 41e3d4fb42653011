"""Who is who in the chats: a sender and a provider, a chat and a village; bound by a code that is said in the chat."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import Conflict

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6
GOOD_FOR = timedelta(minutes=30)
_BINDING = re.compile(rf"(?:@\S+\s*)?绑定[\s:：]*([{CODE_LETTERS}{CODE_LETTERS.lower()}]{{{CODE_LENGTH}}})[\s。.!！]*")


class BindingKind(StrEnum):
    """What a code binds."""

    VILLAGE = "village"
    PROVIDER = "provider"


@dataclass(frozen=True)
class BindingCode:
    """A short code, good once. ``target`` is the village's code or the provider's id; ``used_by`` an inbound id."""

    id: str
    kind: BindingKind
    target: str
    made_by: str
    expires_at: datetime
    used_by: str | None = None


@dataclass(frozen=True)
class ChatPerson:
    """A sender of a channel who is known to be a provider."""

    id: str
    provider_id: str
    bound_at: datetime
    bound_by: str


def person_id_of(channel: str, sender_id: str) -> str:
    """The same sender always has the same id."""
    return f"{channel}:{sender_id}"


def read_binding_code(text: str) -> str | None:
    """The code in ``绑定 K7M2Q9``."""
    found = _BINDING.fullmatch(text.strip())
    return found[1].upper() if found else None


class CodeSpent(Conflict):
    """Unknown, used, or too old: which of them is not told."""

    code = "binding_code_spent"
    message = "这个绑定码不对或已过期，请重新取一个。"
