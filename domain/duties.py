"""Duties of an advisor in a village (五个一 and the like): so much of something in every month, quarter or year.

They belong to an appointment and can be set for each; what is not set follows the defaults here. Only approved
entries fulfil a duty; what awaits review is told beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.calendar import quarter_of
from domain.errors import BadInput
from domain.hours import Entry, EntryKind, EntryState, EntryWay
from domain.people import Appointment
from domain.wording import say_minutes

MOST_DUTIES = 12
LONGEST_NAME = 30


class DutyPeriod(StrEnum):
    """How often it is due."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class DutyMeasure(StrEnum):
    """What is counted."""

    MINUTES = "minutes"
    TIMES = "times"


@dataclass(frozen=True)
class Duty:
    """So much (``amount``) of entries of one kind and one way, or of any where none is named."""

    name: str
    period: DutyPeriod
    measure: DutyMeasure
    amount: int
    kind: EntryKind | None = None
    way: EntryWay | None = None

    def counts(self, entry: Entry) -> bool:
        """Whether an entry is of this sort."""
        return self.kind in (None, entry.kind) and self.way in (None, entry.way)


@dataclass(frozen=True)
class AppointmentDuties:
    """The duties of one appointment, as set; ``id`` is the appointment's."""

    id: str
    duties: tuple[Duty, ...]


DEFAULT_DUTIES = (
    Duty("到村服务", DutyPeriod.MONTH, DutyMeasure.MINUTES, 240, way=EntryWay.ON_SITE),
    Duty("法治讲座", DutyPeriod.QUARTER, DutyMeasure.TIMES, 1, kind=EntryKind.LECTURE),
    Duty("参与调解", DutyPeriod.QUARTER, DutyMeasure.TIMES, 1, kind=EntryKind.MEDIATION),
    Duty("走访", DutyPeriod.QUARTER, DutyMeasure.TIMES, 1, kind=EntryKind.VISIT),
    Duty("审查合同和村规民约", DutyPeriod.YEAR, DutyMeasure.TIMES, 1, kind=EntryKind.CONTRACT_REVIEW),
)


@dataclass(frozen=True)
class DutyProgress:
    """How a duty stands in the period of a day, and which whole periods before it were missed."""

    duty: Duty
    period_name: str
    done: int
    awaiting: int
    missed: tuple[str, ...]

    @property
    def fulfilled(self) -> bool:
        """Whether this period's is done."""
        return self.done >= self.duty.amount

    @property
    def left(self) -> int:
        """What this period still lacks."""
        return max(0, self.duty.amount - self.done)

    @property
    def sentence(self) -> str:
        """How it stands, in plain words."""
        about = f"{self.period_name}{self.duty.name}"
        if self.fulfilled:
            words = f"{about}：已完成{self._say(self.done)}。"
        else:
            done = f"已完成{self._say(self.done)}，" if self.done else ""
            words = f"{about}：{done}还差{self._say(self.left)}。"
        if self.awaiting and not self.fulfilled:
            words += f"另有{self._say(self.awaiting)}待审核。"
        return words + (f"{'、'.join(self.missed)}没有完成。" if self.missed else "")

    def _say(self, amount: int) -> str:
        return say_minutes(amount) if self.duty.measure is DutyMeasure.MINUTES else f"{amount}次"


def progress_of(duty: Duty, entries: Iterable[Entry], appointment: Appointment, day: date) -> DutyProgress:
    """How a duty stands on a day of a year; only whole periods of the appointment can be missed."""
    counted = [one for one in entries if duty.counts(one) and one.on.year == day.year]
    approved = [one for one in counted if one.state is EntryState.APPROVED]
    awaiting = [one for one in counted if one.state is EntryState.SUBMITTED]
    now = _period(duty.period, day)
    missed = [
        _name(duty.period, number)
        for number in range(1, now)
        if _lies_whole_in(appointment, duty.period, day.year, number) and _amount(duty, approved, number) < duty.amount
    ]
    return DutyProgress(
        duty, _name(duty.period, now), _amount(duty, approved, now), _amount(duty, awaiting, now), tuple(missed)
    )


def check_duties(duties: Sequence[Duty]) -> tuple[Duty, ...]:
    """Raises: BadInput."""
    names = [duty.name for duty in duties]
    problem = None
    if len(duties) > MOST_DUTIES:
        problem = f"一项聘任最多{MOST_DUTIES}项职责。"
    elif len(set(names)) < len(names):
        problem = "职责的名称不能重复。"
    elif any(duty.amount < 1 for duty in duties):
        problem = "职责的数量至少为1。"
    if problem:
        raise BadInput(problem, code="duties_not_valid", fields={"duties": problem})
    return tuple(duties)


def _amount(duty: Duty, entries: Iterable[Entry], number: int) -> int:
    """Adjustments change minutes and are no times of their own."""
    of_period = [one for one in entries if _period(duty.period, one.on) == number]
    if duty.measure is DutyMeasure.MINUTES:
        return sum(one.minutes for one in of_period)
    return sum(not one.corrects for one in of_period)


def _period(period: DutyPeriod, day: date) -> int:
    return {DutyPeriod.MONTH: day.month, DutyPeriod.QUARTER: quarter_of(day), DutyPeriod.YEAR: 1}[period]


def _name(period: DutyPeriod, number: int) -> str:
    return {DutyPeriod.MONTH: f"{number}月", DutyPeriod.QUARTER: f"第{number}季度", DutyPeriod.YEAR: "全年"}[period]


def _lies_whole_in(appointment: Appointment, period: DutyPeriod, year: int, number: int) -> bool:
    months = {DutyPeriod.MONTH: 1, DutyPeriod.QUARTER: 3, DutyPeriod.YEAR: 12}[period]
    first = date(year, (number - 1) * months + 1, 1)
    last_month = number * months
    beyond = date(year + last_month // 12, last_month % 12 + 1, 1)
    return appointment.starts_on <= first and beyond - timedelta(days=1) <= appointment.ends_on
