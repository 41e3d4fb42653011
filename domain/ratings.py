"""Ratings (评价): what a resident says of a service that is done, and the callback check that a low one asks for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.errors import Conflict

LOWEST, HIGHEST = 1, 5
LOW_UP_TO = 2
LONGEST_WORDS = 300
RATE_WITHIN = timedelta(days=90)
CHANGE_WITHIN = timedelta(days=7)
SCORE_NAMES = {1: "很不满意", 2: "不满意", 3: "一般", 4: "满意", 5: "很满意"}


class RatedKind(StrEnum):
    """What was rated."""

    BOOKING = "booking"
    MATTER = "matter"


class CheckState(StrEnum):
    """Whether somebody is to be called back (抽查回访)."""

    NONE = "none"
    DUE = "due"
    DONE = "done"


@dataclass(frozen=True)
class Rating:
    """One rating; its ``id`` is what was rated, so that there is one of each. ``words`` are masked.

    A low one makes a callback check due; it stays due, whatever the score becomes, until staff have called.
    """

    id: str
    kind: RatedKind
    subject_id: str
    resident_id: str
    provider_id: str
    service_code: str | None
    village_code: str
    county_code: str
    score: int
    words: str
    created_at: datetime
    changed_at: datetime
    check: CheckState = CheckState.NONE
    checked_at: datetime | None = None
    checked_by: str | None = None
    check_note: str | None = None

    @property
    def is_low(self) -> bool:
        """Whether staff have to ask what went wrong."""
        return self.score <= LOW_UP_TO

    @property
    def change_until(self) -> datetime:
        """Until when the resident may change it."""
        return self.created_at + CHANGE_WITHIN


@dataclass(frozen=True)
class RatingSum:
    """How many ratings there are of somebody, and what they come to. No mean without a rating."""

    count: int = 0
    total: int = 0
    low_count: int = 0
    due_count: int = 0

    @property
    def mean(self) -> float | None:
        """One decimal."""
        return round(self.total / self.count, 1) if self.count else None


@dataclass(frozen=True)
class HalfYear:
    """January to June, or July to December: the stretch over which advisors are reviewed."""

    year: int
    half: int

    @property
    def first_day(self) -> date:
        """1 January or 1 July."""
        return date(self.year, 6 * self.half - 5, 1)

    @property
    def beyond_day(self) -> date:
        """The day after the last one."""
        return date(self.year, 7, 1) if self.half == 1 else date(self.year + 1, 1, 1)

    @property
    def name(self) -> str:
        """``2026年上半年``."""
        return f"{self.year}年{'上' if self.half == 1 else '下'}半年"

    @property
    def before(self) -> "HalfYear":
        """The one before."""
        return HalfYear(self.year, 1) if self.half == 2 else HalfYear(self.year - 1, 2)


def half_year_of(day: date) -> HalfYear:
    """The half-year in which a day lies."""
    return HalfYear(day.year, 1 if day.month <= 6 else 2)


def rating_id(kind: RatedKind, subject_id: str) -> str:
    """One rating of each."""
    return f"{kind.value}:{subject_id}"


def sum_of(ratings: Iterable[Rating]) -> RatingSum:
    """What they come to."""
    found = list(ratings)
    return RatingSum(
        count=len(found),
        total=sum(one.score for one in found),
        low_count=sum(one.is_low for one in found),
        due_count=sum(one.check is CheckState.DUE for one in found),
    )


def check_ratable(done_at: datetime | None, now: datetime) -> None:
    """Raises: NotRatable, saying why."""
    if done_at is None:
        raise NotRatable()
    if now > done_at + RATE_WITHIN:
        raise NotRatable(f"办结超过{RATE_WITHIN.days}天，不能再评价；有意见可以在“我的”里投诉反映。")


class NotRatable(Conflict):
    """Not done yet, or too long ago."""

    code = "not_ratable"
    message = "办结以后才能评价。"


class RatingClosed(Conflict):
    """The days in which it may be changed are over."""

    code = "rating_closed"
    message = f"评价只能在{CHANGE_WITHIN.days}天内修改；还有意见，可以在“我的”里投诉反映。"


class CheckSettled(Conflict):
    """Somebody has called back already, or nobody needs to."""

    code = "check_settled"
    message = "这条评价不需要回访，或已由他人登记回访，请刷新后查看。"
