"""Rows of a report (台账): its columns, and the cells that an entry makes in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.clock import SHANGHAI, civil_date
from domain.entry_words import mask_served
from domain.hours import ENTRY_KIND_NAMES, ENTRY_STATE_NAMES, ENTRY_WAY_NAMES, EntryKind, EntryState, EntryWay
from domain.masking import mask_numbers_in_text

Cells = tuple[str | int, ...]


@dataclass(frozen=True)
class Column:
    """One column. Units: ``width`` in characters of a workbook."""

    key: str
    name: str
    width: int


COLUMNS = (
    Column("number", "序号", 6),
    Column("township", "镇（街道）", 11),
    Column("village", "村（社区）", 12),
    Column("advisor", "顾问", 8),
    Column("licence", "机构/证号", 20),
    Column("on", "日期", 11),
    Column("span", "起止", 12),
    Column("minutes", "时长（分钟）", 8),
    Column("way", "方式", 9),
    Column("kind", "类别", 10),
    Column("place", "地点", 12),
    Column("served", "对象（脱敏）", 10),
    Column("summary", "摘要", 34),
    Column("result", "结果", 14),
    Column("evidence", "佐证", 9),
    Column("rating", "满意度", 8),
    Column("confirmed", "村确认", 11),
    Column("reviewed", "镇审核", 12),
    Column("remark", "备注", 20),
)
MINUTES_COLUMN = next(place for place, column in enumerate(COLUMNS) if column.key == "minutes")
SERVED_COLUMN = next(place for place, column in enumerate(COLUMNS) if column.key == "served")


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """What a report reads of an entry. ``client_id`` names the booking or matter from which it was drafted, if one was:
    residents rate those, not entries.
    """

    id: str
    provider_id: str
    village_code: str
    on: date
    from_time: str
    to_time: str
    minutes: int
    kind: EntryKind
    way: EntryWay
    state: EntryState
    summary: str
    people_count: int
    created_at: datetime
    client_id: str = ""
    late: bool = False
    corrects: str | None = None
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None
    return_reason: str | None = None
    place: str = ""
    served: str = ""
    result: str = ""
    remark: str = ""
    in_village: str = "unknown"
    photo_count: int = 0
    village_confirmed_at: datetime | None = None


@dataclass(frozen=True)
class NamedAdvisor:
    """An advisor as a report names them."""

    name: str
    licence: str


@dataclass(frozen=True)
class NameBook:
    """Names for the ids in entries; ``ratings`` by what was rated."""

    townships: Mapping[str, str]
    villages: Mapping[str, str]
    advisors: Mapping[str, NamedAdvisor]
    staff: Mapping[str, str]
    ratings: Mapping[str, str] = field(default_factory=dict)


NOBODY = NamedAdvisor("", "")


def cells_of(number: int, entry: ReportEntry, names: NameBook) -> Cells:
    """The row of an entry: one cell for each of ``COLUMNS``."""
    advisor = names.advisors.get(entry.provider_id, NOBODY)
    return (
        number,
        names.townships.get(entry.village_code[:9] + "000", ""),
        names.villages.get(entry.village_code, entry.village_code),
        advisor.name,
        advisor.licence,
        entry.on.isoformat(),
        "调整" if entry.corrects else f"{entry.from_time[:5]}—{entry.to_time[:5]}",
        entry.minutes,
        ENTRY_WAY_NAMES[entry.way],
        ENTRY_KIND_NAMES[entry.kind],
        entry.place or ("村内" if entry.in_village == "yes" else ""),
        _say_served(entry),
        mask_numbers_in_text(entry.summary),
        mask_numbers_in_text(entry.result),
        f"照片{entry.photo_count}张" if entry.photo_count else "",
        names.ratings.get(entry.client_id, ""),
        f"{_day(entry.village_confirmed_at)}确认" if entry.village_confirmed_at else "",
        _say_review(entry, names),
        _say_remark(entry),
    )


def _say_served(entry: ReportEntry) -> str:
    """Whom it was done for, masked, and how many."""
    served = mask_served(entry.served)
    if not served:
        return f"{entry.people_count}人" if entry.people_count else ""
    return f"{served}等{entry.people_count}人" if entry.people_count > 1 else served


def _say_review(entry: ReportEntry, names: NameBook) -> str:
    if entry.state is EntryState.SUBMITTED or entry.reviewed_at is None:
        return ENTRY_STATE_NAMES[entry.state]
    word = "通过" if entry.state is EntryState.APPROVED else "退回"
    reviewer = names.staff.get(entry.reviewed_by or "", "")
    return f"{reviewer}\n{_day(entry.reviewed_at)}{word}" if reviewer else f"{_day(entry.reviewed_at)}{word}"


def _say_remark(entry: ReportEntry) -> str:
    late = f"服务后第{(civil_date(entry.created_at) - entry.on).days}天补记。" if entry.late else ""
    returned = f"退回原因：{entry.return_reason}" if entry.state is EntryState.RETURNED else ""
    adjusted = "封账后调整。" if entry.corrects else ""
    return late + adjusted + mask_numbers_in_text(entry.remark) + returned


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d}"
