"""Asking back (追问确认): one short question where it is unsure what somebody wants, and what counts as yes."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.matters import MatterKind
from domain.services import ServiceClass

WAITS_FOR = timedelta(minutes=10)
_YES = re.compile(
    r"(?:嗯|恩|哦|诶)*(?:是|是的|是嘞|是啊|是呀|对|对的|对头|对啊|对呀|没错|要|要的|要得|要呀|要啊|需要|好|好的|好嘞|可以|行|中|"
    r"嗯|恩|就是|就是的|想|想的|确定|确认|麻烦了?|(?:那就)?麻烦您?了?)(?:谢谢|多谢|麻烦了?|您|了|吧|呗|哈)*"
)
_QUIET = re.compile(r"[\s,，.。!！~、;；:：?？…]+")


@dataclass(frozen=True)
class PendingQuestion:
    """What we asked somebody in a group; ``id`` names both. ``inbound_id`` is the message that raised the question."""

    id: str
    inbound_id: str
    kind: MatterKind
    text: str
    asked_at: datetime
    expires_at: datetime
    service_class: ServiceClass | None = None
    self_harm: bool = False
    answered_by: str | None = None


def pending_id_of(group_id: str, sender_id: str) -> str:
    """One question a person and group: a newer one takes the place of the older."""
    return f"{group_id}|{sender_id}"


def is_yes(text: str) -> bool:
    """Whether the whole of it is a yes: 是 对 要 好的 嗯嗯 要得. Anything more is something else."""
    return bool(_YES.fullmatch(_QUIET.sub("", text)))
