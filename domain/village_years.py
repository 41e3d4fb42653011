"""A village's year: minutes done of the minutes owed. The hours belong to the village, whoever serves it."""

from calendar import isleap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from domain.hour_cells import HourCell, by_month, cells_of
from domain.hours import Entry
from domain.pace import Pace, pace_of
from domain.people import Appointment
from domain.wording import say_minutes

NO_MONTHS = (0,) * 12


@dataclass(frozen=True)
class HourSums:
    """What the entries of a village and year add up to; ``cells`` are the parts that all the rest is made of.

    Units: minutes; ``lectures_by_month`` counts.
    """

    approved_minutes: int = 0
    awaiting_minutes: int = 0
    awaiting_count: int = 0
    returned_count: int = 0
    approved_by_month: tuple[int, ...] = NO_MONTHS
    awaiting_by_month: tuple[int, ...] = NO_MONTHS
    on_site_by_month: tuple[int, ...] = NO_MONTHS
    lectures_by_month: tuple[int, ...] = NO_MONTHS
    cells: tuple[HourCell, ...] = ()


@dataclass(frozen=True)
class HourTotals:
    """The kept sums of a village and year.

    ``marks`` names the changes under way: while there is one, the sums may be behind the entries. ``revision``
    grows with every write, so that sums made from an older reading are never written over newer ones. A month among
    ``closed_months`` takes no mark, and only a village without marks can be closed: that is what holds a closed month.
    """

    id: str
    year: int
    village_code: str
    sums: HourSums
    marks: tuple[str, ...] = ()
    due: bool = False
    due_at: datetime | None = None
    revision: int = 0
    closed_months: tuple[int, ...] = ()


def totals_id(year: int, village_code: str) -> str:
    """The name under which the sums are kept."""
    return f"{year}:{village_code}"


def sum_up(entries: Iterable[Entry]) -> HourSums:
    """Add up the entries of one village and year."""
    return sum_up_cells(cells_of(entries))


def sum_up_cells(cells: tuple[HourCell, ...]) -> HourSums:
    """What cells of one village and year add up to."""
    return HourSums(
        approved_minutes=sum(cell.approved_minutes for cell in cells),
        awaiting_minutes=sum(cell.awaiting_minutes for cell in cells),
        awaiting_count=sum(cell.awaiting_count for cell in cells),
        returned_count=sum(cell.returned_count for cell in cells),
        approved_by_month=by_month(cells, "approved_minutes"),
        awaiting_by_month=by_month(cells, "awaiting_minutes"),
        on_site_by_month=by_month(cells, "on_site_minutes"),
        lectures_by_month=by_month(cells, "lecture_count"),
        cells=cells,
    )


def target_of(appointments: Iterable[Appointment], default_minutes: int) -> int:
    """What the village is owed in a year: advisors of one village share it, so the largest target counts once."""
    return max((appointment.target_minutes for appointment in appointments), default=default_minutes)


def expected_minutes(target_minutes: int, year: int, today: date) -> int:
    """What should be done by the end of today if the year's minutes were spread evenly over its days."""
    if today.year != year:
        return target_minutes if today.year > year else 0
    return target_minutes * today.timetuple().tm_yday // (366 if isleap(year) else 365)


def day_in_year(year: int, today: date) -> date:
    """The day on which to look at a year: today while it runs, else its last day."""
    return today if today.year <= year else date(year, 12, 31)


@dataclass(frozen=True)
class Progress:
    """How far a village's year has come."""

    year: int
    today: date
    target_minutes: int
    sums: HourSums

    @property
    def expected_minutes(self) -> int:
        """What should be done by today."""
        return expected_minutes(self.target_minutes, self.year, self.today)

    @property
    def behind_minutes(self) -> int:
        """What is missing today."""
        return max(0, self.expected_minutes - self.sums.approved_minutes)

    @property
    def percent(self) -> int:
        """How much of the year's minutes is done, at most 100."""
        return min(100, self.sums.approved_minutes * 100 // self.target_minutes) if self.target_minutes else 100

    @property
    def expected_percent(self) -> int:
        """How much of the year's minutes should be done by today."""
        return min(100, self.expected_minutes * 100 // self.target_minutes) if self.target_minutes else 0

    @property
    def pace(self) -> Pace:
        """Where the year will end if it goes on so."""
        sums = self.sums
        return pace_of(self.year, self.today, self.target_minutes, sums.approved_minutes, sums.awaiting_minutes)

    @property
    def standing(self) -> str:
        """The state of the year in a word or two."""
        if self.sums.approved_minutes >= self.target_minutes:
            return "全年已完成"
        if self.behind_minutes:
            return "全年未完成" if self.today.year > self.year else "落后于进度"
        return "进度正常"

    @property
    def sentence(self) -> str:
        """The state of the year in plain words."""
        return self._main_sentence() + self._awaiting_sentence()

    def _main_sentence(self) -> str:
        done, target = self.sums.approved_minutes, self.target_minutes
        if done >= target:
            return f"全年应完成{target:,}分钟，已通过{done:,}分钟，全年任务已完成。"
        behind = f"还差{self.behind_minutes:,}分钟（{say_minutes(self.behind_minutes)}）"
        if self.today.year > self.year:
            return f"全年应完成{target:,}分钟，实际通过{done:,}分钟，{behind}。"
        if self.behind_minutes:
            return f"按天数折算，到今天应完成{self.expected_minutes:,}分钟，已通过{done:,}分钟，{behind}。"
        return f"按天数折算，到今天应完成{self.expected_minutes:,}分钟，已通过{done:,}分钟，进度正常。"

    def _awaiting_sentence(self) -> str:
        if not self.sums.awaiting_count:
            return ""
        return f"另有{self.sums.awaiting_count}条、{self.sums.awaiting_minutes:,}分钟等待审核。"
