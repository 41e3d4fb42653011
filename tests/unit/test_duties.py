"""Duties of an advisor: done, awaiting, missed, in plain words."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.duties import DEFAULT_DUTIES, MOST_DUTIES, Duty, DutyMeasure, DutyPeriod, check_duties, progress_of
from domain.errors import BadInput
from domain.hours import Entry, EntryKind, EntryState, EntryWay
from domain.people import Appointment
from tests.unit.test_signals import make

SERVED = Appointment("a", "zhang", "420202005001", date(2026, 1, 1), date(2026, 12, 31))
ON_SITE, LECTURE = DEFAULT_DUTIES[:2]


def visit(number: int, on: date, minutes: int, **given: object) -> Entry:
    return make(number, on, time(9), minutes, **given)


def test_minutes_of_the_month_and_months_that_were_missed() -> None:
    entries = [
        visit(1, date(2026, 1, 5), 240),
        visit(2, date(2026, 2, 5), 235),
        visit(3, date(2026, 3, 5), 150),
        visit(4, date(2026, 3, 6), 60, state=EntryState.SUBMITTED),
        visit(5, date(2026, 3, 7), 300, way=EntryWay.PHONE),
    ]
    told = progress_of(ON_SITE, entries, SERVED, date(2026, 3, 20))
    assert (told.done, told.awaiting, told.left, told.missed) == (150, 60, 90, ("2月",))
    assert told.sentence == "3月到村服务：已完成2小时30分钟，还差1小时30分钟。另有1小时待审核。2月没有完成。"


def test_a_lecture_a_quarter() -> None:
    lecture = visit(1, date(2026, 5, 1), 90, kind=EntryKind.LECTURE)
    told = progress_of(LECTURE, [lecture], SERVED, date(2026, 5, 2))
    assert (told.fulfilled, told.missed) == (True, ("第1季度",))
    assert told.sentence == "第2季度法治讲座：已完成1次。第1季度没有完成。"
    adjusted = replace(lecture, id="x", corrects=lecture.id, minutes=-30)
    assert progress_of(LECTURE, [lecture, adjusted], SERVED, date(2026, 5, 2)).done == 1


def test_only_whole_periods_of_the_appointment_can_be_missed() -> None:
    later = replace(SERVED, starts_on=date(2026, 2, 10))
    assert progress_of(ON_SITE, [], later, date(2026, 5, 1)).missed == ("3月", "4月")
    assert progress_of(LECTURE, [], later, date(2026, 12, 1)).missed == ("第2季度", "第3季度")


@given(
    st.lists(st.tuples(st.integers(0, 364), st.integers(1, 60), st.sampled_from(list(EntryState))), max_size=30),
    st.integers(0, 364),
    st.sampled_from(DEFAULT_DUTIES),
)
def test_what_is_done_and_left_adds_up_and_more_work_never_hurts(
    work: list[tuple[int, int, EntryState]], today: int, duty: Duty
) -> None:
    first = date(2026, 1, 1)
    kind, way = duty.kind or EntryKind.OTHER, duty.way or EntryWay.ON_SITE
    entries = [
        visit(number, first + timedelta(days=day), 5 * minutes, state=state, kind=kind, way=way)
        for number, (day, minutes, state) in enumerate(work)
    ]
    day = first + timedelta(days=today)
    told = progress_of(duty, entries, SERVED, day)
    assert told.fulfilled == (told.left == 0)
    assert told.done + told.left >= duty.amount
    assert told.sentence.endswith("。")
    more = progress_of(duty, [*entries, visit(99, day, 60, kind=kind, way=way)], SERVED, day)
    assert more.done > told.done
    assert set(more.missed) <= set(told.missed)


@pytest.mark.parametrize(
    "duties",
    [
        [LECTURE, LECTURE],
        [replace(LECTURE, amount=0)],
        [replace(LECTURE, name=f"职责{number}") for number in range(MOST_DUTIES + 1)],
    ],
)
def test_duties_that_make_no_sense_are_refused(duties: list[Duty]) -> None:
    with pytest.raises(BadInput):
        check_duties(duties)
    assert check_duties([Duty("普法宣传", DutyPeriod.MONTH, DutyMeasure.TIMES, 1)])
