"""Sent reports (报送): what an office handed to the office above it, frozen as it was; and how the present differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from domain.divisions import Division, Level
from domain.errors import Conflict, NotAllowed
from domain.people import Role, Staff
from domain.report_periods import Period, PeriodKind
from domain.report_rows import COLUMNS, Cells

SENDING_LEVELS = (Level.TOWNSHIP, Level.COUNTY, Level.CITY)
NUMBER_COLUMN = 0


@dataclass(frozen=True)
class SentReport:
    """What is kept of it beside its rows. ``rows_hash`` is the SHA-256 of the rows; ``upload`` names their pieces.

    Of one place and period each version number is given once, for good.
    """

    id: str
    scope_code: str
    scope_name: str
    period_kind: PeriodKind
    period_first: date
    period_key: str
    period_name: str
    version: int
    to_office: str
    row_count: int
    minutes: int
    rows_hash: str
    upload: str
    chunk_count: int
    sent_by: str
    sent_by_name: str
    sent_at: datetime

    @property
    def name(self) -> str:
        """``柳溪镇2026年10月（第2版）``."""
        return f"{self.scope_name}{self.period_name}（第{self.version}版）"


class HoursChanging(Conflict):
    """Entries were approved or returned while the report was being frozen: its sums would not be those of its rows."""

    code = "hours_changing"
    message = "这一期的工时刚刚有改动，没有报送。请过一会儿再报送。"


def sent_report_id(scope_code: str, period: Period, version: int) -> str:
    """The name under which a version is kept; it can stand in an address."""
    return f"{scope_code}_{period.key}_{version}"


def may_send(staff: Staff, division: Division) -> bool:
    """Whether this is the report of their own office."""
    own = staff.division_code == division.id and division.level in SENDING_LEVELS
    return own and staff.role is not Role.AUDITOR


def check_may_send(staff: Staff, division: Division) -> None:
    """Raises: NotAllowed."""
    if not may_send(staff, division):
        raise NotAllowed("只能报送本单位整个辖区的台账，请把范围选为“全部”。", code="own_report_only")


def office_above(parent: Division | None) -> str:
    """To whom an office reports."""
    if parent is None:
        return "上级司法行政机关"
    return f"{parent.name}司法厅" if parent.level is Level.PROVINCE else f"{parent.name}司法局"


@dataclass(frozen=True)
class CellChange:
    """What one cell said when it was sent, and what it says now."""

    column: str
    then: str
    now: str


@dataclass(frozen=True)
class RowChange:
    """An entry that differs: without ``then`` it is new, without ``now`` it is no longer in the report."""

    then: Cells | None
    now: Cells | None

    @property
    def kind(self) -> str:
        """In a word."""
        if self.then is None:
            return "新增"
        return "不再列入" if self.now is None else "有改动"

    @property
    def named_by(self) -> Cells:
        """The row that says which entry it is."""
        return self.then or self.now or ()

    @property
    def cells(self) -> tuple[CellChange, ...]:
        """What changed in it."""
        if self.then is None or self.now is None:
            return ()
        both = list(zip(COLUMNS, self.then, self.now, strict=True))[NUMBER_COLUMN + 1 :]
        return tuple(CellChange(column.name, str(then), str(now)) for column, then, now in both if then != now)


@dataclass(frozen=True)
class Differences:
    """How the present differs from what was sent. ``changes`` holds the first of them."""

    count: int
    minutes_then: int
    minutes_now: int
    changes: tuple[RowChange, ...]


def differing_ids(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The entries whose rows differ, by the digests of their rows: those sent first, then the new ones."""
    gone_or_changed = [key for key, digest in then.items() if now.get(key) != digest]
    return gone_or_changed + [key for key in now if key not in then]
