"""Matters (诉求): what a resident asks for, whatever the door, with one number and one status."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.errors import Conflict, NotFound
from domain.services import ServiceClass

NUMBER_DIGITS = 4


class MatterKind(StrEnum):
    """What sort of wish it is."""

    QUESTION = "question"
    SERVICE_REQUEST = "service_request"
    COMPLAINT = "complaint"
    EMERGENCY = "emergency"


MATTER_KIND_NAMES = {
    MatterKind.QUESTION: "法律咨询",
    MatterKind.SERVICE_REQUEST: "申请服务",
    MatterKind.COMPLAINT: "投诉反映",
    MatterKind.EMERGENCY: "紧急求助",
}


class MatterState(StrEnum):
    """Where a matter stands; it moves only forward."""

    OPEN = "open"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    CLOSED = "closed"


MATTER_STATE_NAMES = {
    MatterState.OPEN: "待受理",
    MatterState.ACCEPTED: "办理中",
    MatterState.ANSWERED: "已答复",
    MatterState.CLOSED: "已办结",
}


class MatterSource(StrEnum):
    """The door it came through."""

    GROUP = "group"
    MINI_PROGRAM = "mini_program"


MATTER_SOURCE_NAMES = {MatterSource.GROUP: "村群", MatterSource.MINI_PROGRAM: "小程序"}


@dataclass(frozen=True)
class MatterEvent:
    """One step, in words that the resident may read."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Matter:
    """One matter; ``id`` is its number. ``text`` is masked. Whoever holds ``card_token`` may claim it once.

    At ``escalate_at`` the next office is told that nobody has answered; ``escalated`` counts those told.
    ``opposes`` is the number of the matter of the other side, where staff have said that there is one.
    """

    id: str
    kind: MatterKind
    source: MatterSource
    text: str
    village_code: str
    township_code: str
    county_code: str
    state: MatterState
    urgent: bool
    created_at: datetime
    deadline_at: datetime
    card_token: str
    history: tuple[MatterEvent, ...]
    service_class: ServiceClass | None = None
    service_code: str | None = None
    inbound_id: str | None = None
    group_id: str | None = None
    sender_id: str = ""
    sender_name: str = ""
    resident_id: str | None = None
    owner_provider_id: str | None = None
    accepted_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    opposes: str | None = None
    escalate_at: datetime | None = None
    escalated: int = 0

    def is_late(self, now: datetime) -> bool:
        """Whether nobody has answered by the deadline, or the answer came after it."""
        return (self.answered_at or self.closed_at or now) > self.deadline_at


def matter_number(prefix: str, day: date, sequence: int) -> str:
    """``HS20260103-0001``; after 9999 of a day the number grows by a digit."""
    return f"{prefix}{day:%Y%m%d}-{sequence:0{NUMBER_DIGITS}d}"


class MatterNotFound(NotFound):
    """There is none, or it is not theirs."""

    code = "matter_not_found"
    message = "没有找到这件诉求。"


class AlreadyAccepted(Conflict):
    """Another provider was faster."""

    code = "matter_already_accepted"
    message = "这件诉求已由其他法律服务人员受理。"


class AlreadyClaimed(Conflict):
    """Another resident holds it."""

    code = "matter_already_claimed"
    message = "这件诉求已被认领。如果是您提出的，请联系村法律顾问或拨打12348。"


class OppositionElsewhere(Conflict):
    """One of the two is already the other side of a third."""

    code = "matter_opposed_elsewhere"
    message = "其中一件诉求已登记了另一个对方，请核对编号。"


class WrongMatterState(Conflict):
    """The step does not fit where the matter stands."""

    code = "wrong_matter_state"
    message = "这件诉求的状态已有变化，请刷新后再试。"
