"""Free times follow from opening rules; quarter-hours tell overlaps exactly."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.clock import SHANGHAI, at_civil
from domain.opening import OpeningRule, OpeningSpan, free_starts, quarters_between

MONDAY = date(2026, 11, 23)
MORNING = OpeningRule((OpeningSpan(0, time(9), time(12)), OpeningSpan(0, time(14), time(15))))
HALF_HOUR = timedelta(minutes=30)

quarter_moments = st.integers(0, 96 * 3).map(lambda n: datetime(2026, 11, 23, tzinfo=UTC) + n * timedelta(minutes=15))
lengths = st.integers(1, 24).map(lambda n: n * timedelta(minutes=15))


def starts(rule: OpeningRule, taken: frozenset[int] = frozenset(), length: timedelta = HALF_HOUR) -> list[str]:
    found = free_starts(rule, taken, length, at_civil(MONDAY, time(0)), at_civil(MONDAY, time(23, 59)))
    return [f"{one.astimezone(SHANGHAI):%H:%M}" for one in found]


def test_starts_lie_within_the_spans() -> None:
    assert starts(MORNING)[0] == "09:00"
    assert "11:45" not in starts(MORNING), "half an hour from 11:45 would end after closing"
    assert starts(MORNING)[-3:] == ["14:00", "14:15", "14:30"]


def test_what_is_taken_is_not_offered() -> None:
    ten = at_civil(MONDAY, time(10))
    left = starts(MORNING, frozenset(quarters_between(ten, ten + HALF_HOUR)))
    assert [one for one in left if "09:30" <= one <= "10:30"] == ["09:30", "10:30"]


def test_a_closed_date_offers_nothing() -> None:
    assert starts(OpeningRule(MORNING.spans, closed_dates=(MONDAY,))) == []


@given(quarter_moments, lengths, quarter_moments, lengths)
def test_stretches_share_a_quarter_exactly_if_they_overlap(
    start: datetime, length: timedelta, other: datetime, other_length: timedelta
) -> None:
    overlap = start < other + other_length and other < start + length
    shared = set(quarters_between(start, start + length)) & set(quarters_between(other, other + other_length))
    assert bool(shared) == overlap


@given(quarter_moments, st.integers(1, 200))
def test_uneven_lengths_hold_their_last_quarter_whole(start: datetime, minutes: int) -> None:
    held = quarters_between(start, start + timedelta(minutes=minutes))
    assert len(held) == -(-minutes // 15)
    assert list(held) == list(range(held[0], held[0] + len(held)))
