"""The overview of a region: what its villages add up to. Every figure is a sum over records that can be listed."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any

from domain.advisor_roll import lectures_of, on_site_minutes_of
from domain.calendar import quarter_of
from domain.clock import at_civil
from domain.duties import DEFAULT_DUTIES
from domain.matter_glances import MatterCounts
from domain.report_periods import MONTHS_A_QUARTER
from domain.village_years import NO_MONTHS, HourSums, Progress
from domain.wording import say_minutes

NO_MATTERS = MatterCounts()


@dataclass(frozen=True)
class Owed:
    """What a village's advisors owe it: minutes in the village itself a month, lectures a quarter."""

    on_site_minutes: int
    lectures: int


USUALLY_OWED = Owed(on_site_minutes_of(DEFAULT_DUTIES), lectures_of(DEFAULT_DUTIES))


@dataclass(frozen=True)
class Period:
    """The year of the hours, and the month of everything that is told by the month."""

    year: int
    month: int
    today: date

    @property
    def quarter(self) -> int:
        """1 to 4."""
        return quarter_of(self.first_day)

    @property
    def months_of_quarter(self) -> range:
        """The three months of the quarter."""
        first = (self.quarter - 1) * MONTHS_A_QUARTER + 1
        return range(first, first + MONTHS_A_QUARTER)

    @property
    def first_day(self) -> date:
        """The month's first."""
        return date(self.year, self.month, 1)

    @property
    def beyond_day(self) -> date:
        """The first of the next month."""
        return date(self.year + self.month // 12, self.month % 12 + 1, 1)

    @property
    def since(self) -> datetime:
        """The month's first moment."""
        return at_civil(self.first_day, time(0))

    @property
    def until(self) -> datetime:
        """The next month's first moment."""
        return at_civil(self.beyond_day, time(0))


@dataclass(frozen=True)
class VillageFigures:
    """One village. One that no longer stands keeps its hours, owes none and counts as no village.

    Where the end of the year cannot be told yet, ``forecast_minutes`` is what is done.
    Units: minutes; ``on_site`` of the month, ``lectures`` and ``counts`` are numbers of the quarter and of the month.
    """

    code: str
    standing: bool
    advisor_ids: tuple[str, ...]
    sums: HourSums
    target_minutes: int
    expected_minutes: int
    forecast_minutes: int
    behind_minutes: int
    on_site_minutes: int
    lectures: int
    owed: Owed
    counts: MatterCounts = NO_MATTERS
    bookings: int = 0

    @property
    def meets_on_site(self) -> bool:
        """Whether the month's minutes in the village are done."""
        return self.on_site_minutes >= self.owed.on_site_minutes

    @property
    def meets_lectures(self) -> bool:
        """Whether the quarter's lectures are held."""
        return self.lectures >= self.owed.lectures


def figures_of(
    code: str,
    period: Period,
    sums: HourSums,
    *,
    target_minutes: int | None,
    owed: Owed = USUALLY_OWED,
    advisor_ids: tuple[str, ...] = (),
    counts: MatterCounts = NO_MATTERS,
    bookings: int = 0,
) -> VillageFigures:
    """The figures of a village; one without a target stands no longer."""
    progress = Progress(period.year, period.today, target_minutes or 0, sums)
    forecast = progress.pace.forecast_minutes
    return VillageFigures(
        code,
        target_minutes is not None,
        advisor_ids,
        sums,
        progress.target_minutes,
        progress.expected_minutes,
        sums.approved_minutes + sums.awaiting_minutes if forecast is None else forecast,
        progress.behind_minutes,
        sums.on_site_by_month[period.month - 1],
        sum(sums.lectures_by_month[month - 1] for month in period.months_of_quarter),
        owed,
        counts,
        bookings,
    )


@dataclass(frozen=True)
class RegionFigures:
    """What villages add up to.

    ``gap_minutes`` is what the villages behind lack together: what others have done too much does not fill it.
    Units: minutes; ``on_site`` of the month, ``lectures`` of the quarter, from ``matters`` on of the month.
    """

    villages: int = 0
    served: int = 0
    behind: int = 0
    behind_served: int = 0
    gap_minutes: int = 0
    target_minutes: int = 0
    expected_minutes: int = 0
    forecast_minutes: int = 0
    approved_minutes: int = 0
    awaiting_minutes: int = 0
    awaiting_count: int = 0
    returned_count: int = 0
    on_site_minutes: int = 0
    on_site_met: int = 0
    on_site_owed: int = 0
    lectures: int = 0
    lecture_met: int = 0
    matters: int = 0
    consultations: int = 0
    in_time: int = 0
    overdue: int = 0
    bookings: int = 0
    approved_by_month: tuple[int, ...] = NO_MONTHS
    awaiting_by_month: tuple[int, ...] = NO_MONTHS

    @property
    def unserved(self) -> int:
        """Villages without an advisor."""
        return self.villages - self.served

    @property
    def percent(self) -> int:
        """How much of the year's minutes is done, at most 100."""
        return min(100, self.approved_minutes * 100 // self.target_minutes) if self.target_minutes else 100

    @property
    def expected_percent(self) -> int:
        """How much of the year's minutes should be done by today."""
        return min(100, self.expected_minutes * 100 // self.target_minutes) if self.target_minutes else 0

    @property
    def short_minutes(self) -> int:
        """What the forecast lacks of the target."""
        return max(0, self.target_minutes - self.forecast_minutes)

    @property
    def month_share_minutes(self) -> int:
        """A twelfth of the year's target: the line that a month is seen against."""
        return self.target_minutes // 12

    @property
    def gap_sentence(self) -> str:
        """Who is behind, in plain words."""
        if not self.villages:
            return "没有村（社区）"
        if not self.behind:
            return "都在进度内"
        whole = "" if self.villages == 1 else f"{self.behind}个村落后，合计"
        return f"{whole}还差{say_minutes(self.gap_minutes)}"

    def month_percent(self, month: int) -> int | None:
        """How much of its share a month brought; None where nothing was owed."""
        share = self.month_share_minutes
        return self.approved_by_month[month - 1] * 100 // share if share else None


def add_up(villages: Iterable[VillageFigures]) -> RegionFigures:
    """The figures of villages together."""
    every = list(villages)
    standing = [one for one in every if one.standing]
    behind = [one for one in standing if one.behind_minutes]
    return RegionFigures(
        villages=len(standing),
        served=sum(bool(one.advisor_ids) for one in standing),
        behind=len(behind),
        behind_served=sum(bool(one.advisor_ids) for one in behind),
        gap_minutes=sum(one.behind_minutes for one in behind),
        target_minutes=sum(one.target_minutes for one in standing),
        expected_minutes=sum(one.expected_minutes for one in standing),
        forecast_minutes=sum(one.forecast_minutes for one in every),
        approved_minutes=sum(one.sums.approved_minutes for one in every),
        awaiting_minutes=sum(one.sums.awaiting_minutes for one in every),
        awaiting_count=sum(one.sums.awaiting_count for one in every),
        returned_count=sum(one.sums.returned_count for one in every),
        on_site_minutes=sum(one.on_site_minutes for one in every),
        on_site_met=sum(one.meets_on_site for one in standing),
        on_site_owed=sum(one.owed.on_site_minutes for one in standing),
        lectures=sum(one.lectures for one in every),
        lecture_met=sum(one.meets_lectures for one in standing),
        matters=sum(one.counts.matters for one in every),
        consultations=sum(one.counts.consultations for one in every),
        in_time=sum(one.counts.in_time for one in every),
        overdue=sum(one.counts.overdue for one in every),
        bookings=sum(one.bookings for one in every),
        approved_by_month=_add_months(one.sums.approved_by_month for one in every),
        awaiting_by_month=_add_months(one.sums.awaiting_by_month for one in every),
    )


def join(regions: Iterable[RegionFigures]) -> RegionFigures:
    """The figures of regions together: every one of them is a sum."""
    names = [part.name for part in fields(RegionFigures)]
    columns = zip(*([getattr(one, name) for name in names] for one in regions), strict=True)
    added: list[Any] = [_add_months(column) if isinstance(column[0], tuple) else sum(column) for column in columns]
    return RegionFigures(*added) if added else RegionFigures()


def need_of(village: VillageFigures, period: Period) -> str:
    """What a village that is behind lacks, and what would help it; no word about anybody else."""
    if not village.advisor_ids:
        return "还没有在聘的法律顾问，先商量由谁来服务。"
    about = "全年" if period.today.year > period.year else "到今天"
    words = f"{about}还差{say_minutes(village.behind_minutes)}"
    if village.sums.awaiting_minutes:
        words += f"，另有{say_minutes(village.sums.awaiting_minutes)}待审核，审核后差距会缩小"
    elif not village.on_site_minutes:
        words += f"，{period.month}月还没有到村记录，可以问问顾问有什么困难"
    return f"{words}。"


def _add_months(years: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*years, strict=True))) or NO_MONTHS
