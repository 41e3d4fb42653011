"""Entries (工时记录): what an advisor did for a village, when and for how long; their states and their rules."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from domain.clock import at_civil, civil_date
from domain.errors import BadInput, Conflict
from domain.places import InVillage

STEP_MINUTES = 5
LONGEST_ENTRY_MINUTES = 12 * 60
LONGEST_SUMMARY = 500
LONGEST_EXTRA = 200
MOST_PEOPLE = 500
SHORTEST_REASON, LONGEST_REASON = 2, 200


class EntryKind(StrEnum):
    """What was done."""

    CONSULTATION = "consultation"
    MEDIATION = "mediation"
    LECTURE = "lecture"
    CONTRACT_REVIEW = "contract_review"
    LEGAL_AID = "legal_aid"
    DOCUMENT = "document"
    VISIT = "visit"
    OTHER = "other"


ENTRY_KIND_NAMES = {
    EntryKind.CONSULTATION: "法律咨询",
    EntryKind.MEDIATION: "参与调解",
    EntryKind.LECTURE: "法治讲座",
    EntryKind.CONTRACT_REVIEW: "审查合同和村规民约",
    EntryKind.LEGAL_AID: "代办法律援助",
    EntryKind.DOCUMENT: "代写文书",
    EntryKind.VISIT: "走访",
    EntryKind.OTHER: "其他",
}


class EntryWay(StrEnum):
    """How it was done."""

    ON_SITE = "on_site"
    PHONE = "phone"
    ONLINE = "online"


ENTRY_WAY_NAMES = {EntryWay.ON_SITE: "到村现场", EntryWay.PHONE: "电话", EntryWay.ONLINE: "网络（微信）"}


class EntryState(StrEnum):
    """Where an entry stands. A returned one does not hold its time; a draft holds none and is in no sum."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"


ENTRY_STATE_NAMES = {
    EntryState.DRAFT: "草稿",
    EntryState.SUBMITTED: "待审核",
    EntryState.APPROVED: "已通过",
    EntryState.RETURNED: "已退回",
}


class ActorKind(StrEnum):
    """Who did something to an entry."""

    PROVIDER = "provider"
    STAFF = "staff"


@dataclass(frozen=True)
class EntryEvent:
    """One line of an entry's history; lines are added and never changed. ``link`` names its link in the chain."""

    at: datetime
    by: str
    by_kind: ActorKind
    what: str
    link: str | None = None


@dataclass(frozen=True)
class EntryDraft:
    """What an advisor writes down. All after ``people_count`` is optional: it fills columns of the ledger (台账).

    ``served`` says whom it was done for; of names only the family name is ever kept (domain/entry_words.py).
    """

    village_code: str
    on: date
    from_time: time
    to_time: time
    kind: EntryKind
    way: EntryWay
    summary: str
    people_count: int
    place: str = ""
    served: str = ""
    result: str = ""
    remark: str = ""
    in_village: InVillage = InVillage.UNKNOWN

    @property
    def starts_at(self) -> datetime:
        """The UTC moment of the start."""
        return at_civil(self.on, self.from_time)

    @property
    def ends_at(self) -> datetime:
        """The UTC moment of the end."""
        return at_civil(self.on, self.to_time)

    @property
    def minutes(self) -> int:
        """How long it took."""
        return (self.to_time.hour - self.from_time.hour) * 60 + self.to_time.minute - self.from_time.minute


@dataclass(frozen=True)
class Entry:
    """One entry. While ``counts`` the store refuses any other of the same advisor that shares a step.

    ``return_reason`` stays after a correction, so that the reviewer sees what was asked for; ``revision``
    grows with every correction, so that nobody approves what they have not read.
    ``late_slots`` are the five-minute parts of the month's cap on late entries that it takes while ``late_held``.
    ``closed`` entries never change; one that ``corrects`` a closed one holds the difference in ``minutes``.
    ``photo_ids`` name the evidence in the store of photos; each is made of its content, so that none can be swapped.
    ``village_confirmed_by`` and ``_at`` say which member of staff of the village confirmed it (村确认), if one did.
    ``chain`` is where its changes are kept (domain/hour_chain.py), for good; ``last_link`` the last of them.
    Units: ``steps`` are stretches of five minutes counted from 1970.
    """

    id: str
    provider_id: str
    village_code: str
    township_code: str
    county_code: str
    year: int
    on: date
    from_time: time
    to_time: time
    starts_at: datetime
    ends_at: datetime
    steps: tuple[int, ...]
    minutes: int
    kind: EntryKind
    way: EntryWay
    summary: str
    people_count: int
    state: EntryState
    counts: bool
    late: bool
    client_id: str
    request_print: str
    created_at: datetime
    submitted_at: datetime
    revision: int = 1
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None
    return_reason: str | None = None
    history: tuple[EntryEvent, ...] = ()
    chain: str = ""
    last_link: str | None = None
    closed: bool = False
    corrects: str | None = None
    late_month: str | None = None
    late_slots: tuple[int, ...] = ()
    late_held: bool = False
    place: str = ""
    served: str = ""
    result: str = ""
    remark: str = ""
    in_village: InVillage = InVillage.UNKNOWN
    photo_ids: tuple[str, ...] = ()
    village_confirmed_by: str | None = None
    village_confirmed_at: datetime | None = None

    @property
    def days_until_logged(self) -> int:
        """How many days after the service it was first written down."""
        return (civil_date(self.created_at) - self.on).days


class EntryOverlaps(Conflict):
    """An advisor cannot be in two places at once. ``details["entry"]`` names the entry in conflict."""

    code = "entry_overlaps"
    message = "这段时间与您已记录的另一条工时重叠，请修改时间。"


class EntryNotAwaiting(Conflict):
    """Somebody has reviewed it already, or it was returned."""

    code = "entry_not_awaiting"
    message = "这条工时不在待审核状态，请刷新后再看。"


class EntryChanged(Conflict):
    """The advisor has corrected it since it was read."""

    code = "entry_changed"
    message = "这条工时在您查看之后又修改过，请刷新后重新审核。"


class TooLateToTakeBack(Conflict):
    """An approval can be taken back for a minute, by whoever gave it."""

    code = "too_late_to_take_back"
    message = "只能在通过后一分钟内由本人撤回；现在请按调整办理。"


class EntryNotReturned(Conflict):
    """Only a returned entry can be corrected, and a draft submitted."""

    code = "entry_not_returned"
    message = "只有草稿和被退回的工时才能修改。"


class ClientIdReused(Conflict):
    """The same client_id came with another content."""

    code = "client_id_reused"
    message = "这条工时已经提交过，请刷新列表查看。"


class NotAppointed(BadInput):
    """The advisor does not serve that village on that day."""

    code = "not_appointed"
    message = "这一天您没有受聘为这个村（社区）的法律顾问，请核对村居和日期。"


# What staff may see: a draft is the advisor's own until it is submitted.
REVIEWED_STATES = (EntryState.SUBMITTED, EntryState.APPROVED, EntryState.RETURNED)
CORRECTABLE_STATES = frozenset({EntryState.DRAFT, EntryState.RETURNED})


def steps_between(starts_at: datetime, ends_at: datetime) -> tuple[int, ...]:
    """The five-minute steps of a stretch whose ends lie on whole steps. Stretches that only touch share none."""
    seconds = STEP_MINUTES * 60
    return tuple(range(int(starts_at.timestamp()) // seconds, int(ends_at.timestamp()) // seconds))


def is_late(created_at: datetime, on: date, late_after_days: int) -> bool:
    """Whether an entry was written down too long after the service."""
    return (civil_date(created_at) - on).days > late_after_days


def check_draft(draft: EntryDraft, now: datetime) -> None:
    """Refuse times that cannot be; every wrong field is named at once.

    Raises: BadInput.
    """
    fields = _wrong_clock(draft)
    if draft.on > civil_date(now):
        fields["on"] = "日期不能晚于今天。"
    elif draft.on.year < civil_date(now).year - 1:
        fields["on"] = f"只能补记{civil_date(now).year - 1}年1月1日以后的工时。"
    elif not fields and draft.ends_at > now:
        fields["to_time"] = "结束时间不能晚于现在。"
    if fields:
        raise BadInput(next(iter(fields.values())), code="entry_not_valid", fields=fields)


def _wrong_clock(draft: EntryDraft) -> dict[str, str]:
    times = {"from_time": draft.from_time, "to_time": draft.to_time}
    fields = {name: f"时间请按{STEP_MINUTES}分钟取整。" for name, at in times.items() if not _is_whole_step(at)}
    if fields:
        return fields
    if draft.to_time <= draft.from_time:
        return {"to_time": "结束时间应晚于开始时间。"}
    if draft.minutes > LONGEST_ENTRY_MINUTES:
        return {"to_time": f"一条工时最长{LONGEST_ENTRY_MINUTES // 60}小时，请分开记录。"}
    return {}


def _is_whole_step(at: time) -> bool:
    return at.minute % STEP_MINUTES == 0 and at.second == 0 and at.microsecond == 0


def check_reason(reason: str, what: str = "退回原因") -> str:
    """The reason of a return (or of ``what``), trimmed.

    Raises: BadInput.
    """
    trimmed = reason.strip()
    if not SHORTEST_REASON <= len(trimmed) <= LONGEST_REASON:
        words = f"请写明{what}，{SHORTEST_REASON}到{LONGEST_REASON}个字。"
        raise BadInput(words, code="reason_needed", fields={"reason": words})
    return trimmed
