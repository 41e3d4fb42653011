"""The figures of the overview, and which records lie behind each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.hour_cells import is_lecture, is_on_site
from domain.hours import Entry, EntryState
from domain.matter_glances import MatterGlance
from domain.overview import Period, VillageFigures


class Figure(StrEnum):
    """One of them."""

    APPROVED = "approved"
    AWAITING = "awaiting"
    RETURNED = "returned"
    ON_SITE = "on_site"
    LECTURES = "lectures"
    VILLAGES = "villages"
    SERVED = "served"
    UNSERVED = "unserved"
    BEHIND = "behind"
    ON_SITE_MET = "on_site_met"
    LECTURE_MET = "lecture_met"
    MATTERS = "matters"
    CONSULTATIONS = "consultations"
    IN_TIME = "in_time"
    OVERDUE = "overdue"
    BOOKINGS = "bookings"


FIGURE_NAMES = {
    Figure.APPROVED: "已通过的工时",
    Figure.AWAITING: "待审核的工时",
    Figure.RETURNED: "已退回的工时",
    Figure.ON_SITE: "到村现场的工时",
    Figure.LECTURES: "法治讲座",
    Figure.VILLAGES: "村（社区）",
    Figure.SERVED: "有在聘顾问的村（社区）",
    Figure.UNSERVED: "没有在聘顾问的村（社区）",
    Figure.BEHIND: "落后于进度的村（社区）",
    Figure.ON_SITE_MET: "到村时长已达到的村（社区）",
    Figure.LECTURE_MET: "讲座次数已达到的村（社区）",
    Figure.MATTERS: "诉求",
    Figure.CONSULTATIONS: "法律咨询",
    Figure.IN_TIME: "按时答复的法律咨询",
    Figure.OVERDUE: "超时的法律咨询",
    Figure.BOOKINGS: "预约",
}


@dataclass(frozen=True)
class EntryFigure:
    """Entries: the state they are in, the name of their sums in a cell, and which of the state belong here."""

    state: EntryState
    sums: str
    holds: Callable[[Entry], bool]


def _every(_: Entry) -> bool:
    return True


ENTRY_FIGURES = {
    Figure.APPROVED: EntryFigure(EntryState.APPROVED, "approved", _every),
    Figure.AWAITING: EntryFigure(EntryState.SUBMITTED, "awaiting", _every),
    Figure.RETURNED: EntryFigure(EntryState.RETURNED, "returned", _every),
    Figure.ON_SITE: EntryFigure(EntryState.APPROVED, "on_site", is_on_site),
    Figure.LECTURES: EntryFigure(EntryState.APPROVED, "lecture", is_lecture),
}

VILLAGE_FIGURES: dict[Figure, Callable[[VillageFigures], bool]] = {
    Figure.VILLAGES: lambda one: True,
    Figure.SERVED: lambda one: bool(one.advisor_ids),
    Figure.UNSERVED: lambda one: not one.advisor_ids,
    Figure.BEHIND: lambda one: one.behind_minutes > 0,
    Figure.ON_SITE_MET: lambda one: one.meets_on_site,
    Figure.LECTURE_MET: lambda one: one.meets_lectures,
}

MATTER_FIGURES: dict[Figure, Callable[[MatterGlance, datetime], bool]] = {
    Figure.MATTERS: lambda one, now: True,
    Figure.CONSULTATIONS: lambda one, now: one.is_consultation,
    Figure.IN_TIME: lambda one, now: one.is_consultation and one.in_time,
    Figure.OVERDUE: lambda one, now: one.is_consultation and one.overdue(now),
}


def months_of(figure: Figure, period: Period, month: int | None) -> tuple[int, ...]:
    """The months whose entries lie behind a figure: of the whole year where no month is named."""
    if figure is Figure.LECTURES:
        return tuple(period.months_of_quarter)
    if figure is Figure.ON_SITE:
        return (period.month,)
    return (month,) if month else tuple(range(1, 13))
