"""Alarms (提醒) for staff: an emergency, or a matter that is late; each occasion once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import Conflict

SAME_CRY_WITHIN = timedelta(minutes=30)
NO_VILLAGE = ""


class AlarmKind(StrEnum):
    """What it is about."""

    EMERGENCY = "emergency"
    LATE = "late"
    HANDED_OVER = "handed_over"


ALARM_KIND_NAMES = {
    AlarmKind.EMERGENCY: "紧急求助",
    AlarmKind.LATE: "超期未办",
    AlarmKind.HANDED_OVER: "转司法所办理",
}


class AlarmLevel(StrEnum):
    """Whose turn it is; the office above sees what the office below was told."""

    TOWNSHIP = "township"
    COUNTY = "county"


@dataclass(frozen=True)
class Alarm:
    """One alarm; ``id`` names the occasion. ``text`` never tells the case.

    Of a chat that belongs to no village ``matter_number`` and ``village_code`` are empty.
    """

    id: str
    kind: AlarmKind
    level: AlarmLevel
    matter_number: str
    village_code: str
    text: str
    created_at: datetime
    open: bool = True
    seen_by: str | None = None
    seen_at: datetime | None = None


def alarm_id_of(kind: AlarmKind, level: AlarmLevel, matter_number: str) -> str:
    """The same occasion always has the same id."""
    return f"{kind.value}:{level.value}:{matter_number}"


def chat_alarm_id_of(group_id: str, sender_id: str, at: datetime) -> str:
    """The same for a cry for help where there is no matter: whoever repeats it within half an hour cries once."""
    half_hour = int(at.timestamp() // SAME_CRY_WITHIN.total_seconds())
    who = hashlib.sha256(f"{group_id}|{sender_id}".encode()).hexdigest()[:24]
    return f"{AlarmKind.EMERGENCY.value}:{AlarmLevel.COUNTY.value}:chat:{who}:{half_hour}"


class AlarmSeen(Conflict):
    """Somebody else has taken note."""

    code = "alarm_already_seen"
    message = "这条提醒已有人知晓，请刷新后再看。"
