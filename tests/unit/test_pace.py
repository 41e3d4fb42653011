"""Where a village's year will end if it goes on as so far."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.pace import FEWEST_DAYS, Pace, pace_of

PACES = st.builds(
    Pace,
    target_minutes=st.integers(1, 20_000),
    approved_minutes=st.integers(0, 20_000),
    awaiting_minutes=st.integers(0, 3_000),
    days_done=st.integers(1, 365),
    days_of_year=st.just(365),
)


def test_the_sentence_of_the_bureau() -> None:
    half = pace_of(2026, date(2026, 7, 2), 6_000, 2_480, 0)
    assert half.sentence == "照此进度全年约82小时，还差18小时，每月需多4小时。"
    assert pace_of(2026, date(2026, 7, 1), 6_000, 2_470, 0).sentence.endswith("还差18小时，每月需多3小时。")


@pytest.mark.parametrize(
    ("approved", "awaiting", "today", "sentence"),
    [
        (6_000, 0, date(2026, 7, 1), ""),
        (100, 0, date(2027, 1, 1), ""),
        (100, 0, date(2026, 12, 31), ""),
        (0, 0, date(2026, 1, 10), "新年刚开始，全年进度要过两周再估计。"),
        (3_000, 0, date(2026, 7, 1), "照此进度全年约100小时，能完成全年100小时的任务。"),
        (2_000, 1_000, date(2026, 7, 1), "照此进度（含待审核）全年约100小时，能完成全年100小时的任务。"),
        (5_000, 0, date(2026, 12, 20), "照此进度全年约85小时，还差15小时，今年只剩11天。"),
    ],
)
def test_other_standings_are_told_plainly(approved: int, awaiting: int, today: date, sentence: str) -> None:
    assert pace_of(2026, today, 6_000, approved, awaiting).sentence == sentence


@given(PACES)
def test_what_is_told_adds_up_to_the_target(pace: Pace) -> None:
    if pace.short_minutes:
        assert pace.forecast_hours + pace.short_hours == pace.target_hours
        assert pace.short_hours >= 1
    else:
        assert pace.short_hours == 0


@given(PACES)
def test_the_extra_hours_fill_the_gap_and_one_less_would_not(pace: Pace) -> None:
    extra = pace.extra_hours_a_month
    if extra is None:
        assert pace.months_left < 1
        return
    assert extra * 12 * pace.days_left >= pace.short_hours * pace.days_of_year
    assert extra == 0 or (extra - 1) * 12 * pace.days_left < pace.short_hours * pace.days_of_year


@given(PACES, st.integers(0, 3_000))
def test_more_work_never_makes_the_forecast_worse(pace: Pace, more: int) -> None:
    worked = Pace(pace.target_minutes, pace.approved_minutes + more, pace.awaiting_minutes, pace.days_done, 365)
    if pace.forecast_minutes is None:
        assert worked.forecast_minutes is None
    else:
        assert worked.forecast_minutes is not None
        assert worked.forecast_minutes >= pace.forecast_minutes
        assert worked.short_hours <= pace.short_hours


@given(st.integers(2018, 2100), st.integers(0, 10_000))
def test_at_the_end_of_the_year_the_forecast_is_what_was_done(year: int, done: int) -> None:
    for today in (date(year, 12, 31), date(year + 1, 3, 1)):
        assert pace_of(year, today, 6_000, done, 0).forecast_minutes == done


@given(st.integers(2018, 2100), st.integers(-30, 30), st.integers(0, 10_000))
def test_too_early_there_is_no_forecast_and_never_a_fault(year: int, offset: int, done: int) -> None:
    today = date(year, 1, 1) + timedelta(days=offset)
    pace = pace_of(year, today, 6_000, done, 0)
    assert (pace.forecast_minutes is None) == (offset + 1 < FEWEST_DAYS)
    assert pace.sentence == "" or pace.sentence.endswith("。")
