"""Reports (报表): heads, sums and feet of the ledger; with domain/report_rows.py the one model that all forms share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.divisions import Division, Level
from domain.hours import (
    ENTRY_KIND_NAMES,
    ENTRY_STATE_NAMES,
    ENTRY_WAY_NAMES,
    REVIEWED_STATES,
    EntryKind,
    EntryState,
    EntryWay,
)
from domain.report_periods import Period
from domain.report_rows import COLUMNS, MINUTES_COLUMN, SERVED_COLUMN, Cells
from domain.wording import say_minutes

SIGN_LINE = (
    "填报人：　　　　　　　　审核人：　　　　　　　　负责人（盖章）：　　　　　　　　日期：　　　　年　　月　　日"
)


class ReportStates(StrEnum):
    """Which entries a report lists; drafts are in none."""

    APPROVED = "approved"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ALL = "all"

    @property
    def states(self) -> tuple[EntryState, ...]:
        """The states of the entries."""
        return REVIEWED_STATES if self is ReportStates.ALL else (EntryState(self.value),)

    @property
    def spoken(self) -> str:
        """As the report says it."""
        return "、".join(ENTRY_STATE_NAMES[state] for state in self.states)


@dataclass(frozen=True, slots=True)
class GroupCount:
    """What the entries of one place, state, kind and way add up to."""

    place_code: str
    state: EntryState
    kind: EntryKind
    way: EntryWay
    count: int
    minutes: int
    people: int


@dataclass(frozen=True)
class Sums:
    """Entries, their minutes and the people served."""

    count: int = 0
    minutes: int = 0
    people: int = 0


def add_up(counts: Iterable[GroupCount]) -> Sums:
    """All of them together."""
    kept = list(counts)
    return Sums(sum(one.count for one in kept), sum(one.minutes for one in kept), sum(one.people for one in kept))


@dataclass(frozen=True)
class FootRow:
    """A row of sums below the entries."""

    label: str
    minutes: int
    people: str

    @property
    def cells(self) -> Cells:
        """One cell for each column; the label spans those before the minutes."""
        blank: list[str | int] = [""] * len(COLUMNS)
        blank[0], blank[MINUTES_COLUMN], blank[SERVED_COLUMN] = self.label, self.minutes, self.people
        return tuple(blank)


@dataclass(frozen=True)
class ReportHead:
    """What stands above the rows."""

    title: str
    unit_line: str


@dataclass(frozen=True)
class ReportFoot:
    """What stands below the rows: sums, then lines of words, then the line to sign on."""

    rows: tuple[FootRow, ...]
    lines: tuple[str, ...]
    sign_line: str = SIGN_LINE


def make_head(division: Division, period: Period, states: ReportStates, *, bureau_name: str, today: date) -> ReportHead:
    """The title, and the line of unit and period below it."""
    title = f"{division.full_name}{period.name}法律顾问服务工时台账"
    until = "" if period.last < today else f"（数据截至{today.month}月{today.day}日）"
    parts = (
        f"填报单位：{office_of(division, bureau_name)}",
        f"期间：{period.span}{until}",
        f"审核状态：{states.spoken}",
        f"制表日期：{today:%Y-%m-%d}",
    )
    return ReportHead(title, "　　".join(parts))


def office_of(division: Division, bureau_name: str) -> str:
    """Who reports for a place: the township's justice office, else a bureau."""
    if division.level is Level.TOWNSHIP:
        return f"{division.name}司法所"
    return f"{division.name}司法局" if division.level in (Level.CITY, Level.PROVINCE) else bureau_name


def make_foot(counts: Sequence[GroupCount], states: ReportStates, more_lines: Iterable[str] = ()) -> ReportFoot:
    """The sums of each state, what they are made of, and whatever else is to be said."""
    rows = []
    for state in states.states:
        sums = add_up(one for one in counts if one.state is state)
        label = f"合计：{ENTRY_STATE_NAMES[state]}{sums.count:,}条"
        rows.append(FootRow(label, sums.minutes, f"{sums.people:,}人" if sums.people else ""))
    lines = (_say_parts(counts), *more_lines)
    return ReportFoot(tuple(rows), tuple(line for line in lines if line))


def _say_parts(counts: Sequence[GroupCount]) -> str:
    """``按方式：到村现场3条、7小时；电话1条、45分钟。按类别：……``"""
    if not counts:
        return "本期没有符合条件的工时记录。"
    ways = [(name, add_up(one for one in counts if one.way is way)) for way, name in ENTRY_WAY_NAMES.items()]
    kinds = [(name, add_up(one for one in counts if one.kind is kind)) for kind, name in ENTRY_KIND_NAMES.items()]
    return f"按方式：{_say_sums(ways)}。按类别：{_say_sums(kinds)}。"


def _say_sums(named: Iterable[tuple[str, Sums]]) -> str:
    said = (f"{name}{sums.count:,}条、{_say_length(sums.minutes)}" for name, sums in named if sums.count)
    return "；".join(said)


def _say_length(minutes: int) -> str:
    return f"减{say_minutes(-minutes)}" if minutes < 0 else say_minutes(minutes)


def say_closed(period: Period, closed: Mapping[tuple[int, int], int], village_count: int) -> str:
    """Which months of the period are closed: ``已封账：9月。未封账：10月（还有3个村）。``"""
    left = {month: village_count - closed.get(month, 0) for month in period.months}
    done = [month for month in period.months if village_count and left[month] <= 0]
    untouched = [month for month in period.months if month not in done and left[month] == village_count]
    begun = [month for month in period.months if month not in done and month not in untouched]
    words = f"已封账：{_say_months(done)}。" if done else ""
    open_words = [_say_open(month, left[month], village_count) for month in begun]
    open_words += [_say_months(untouched)] if untouched else []
    return f"{words}未封账：{'、'.join(open_words)}。" if open_words else words


def _say_open(month: tuple[int, int], left: int, village_count: int) -> str:
    return f"{month[1]}月（{village_count}个村居中还有{left}个）"


def _say_months(months: Sequence[tuple[int, int]]) -> str:
    """``1月至9月、11月``."""
    runs: list[list[tuple[int, int]]] = []
    for year, month in months:
        follows = runs and runs[-1][-1] in ((year, month - 1), (year - 1, month + 11))
        runs[-1].append((year, month)) if follows else runs.append([(year, month)])
    return "、".join(f"{run[0][1]}月至{run[-1][1]}月" if len(run) > 1 else f"{run[0][1]}月" for run in runs)
