"""Free times follow from opening rules; quarter-hours tell overlaps exactly."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.clock import SHANGHAI, at_civil
from domain.opening import Leave, OpeningException, OpeningRule, OpeningSpan, free_starts
from domain.quarter_hours import quarters_between

MONDAY = date(2026, 11, 23)
MORNING = OpeningRule((OpeningSpan(0, time(9), time(12)), OpeningSpan(0, time(14), time(15))))
HALF_HOUR = timedelta(minutes=30)

quarter_moments = st.integers(0, 96 * 3).map(lambda n: datetime(2026, 11, 23, tzinfo=UTC) + n * timedelta(minutes=15))
lengths = st.integers(1, 24).map(lambda n: n * timedelta(minutes=15))


def starts(
    rule: OpeningRule, taken: frozenset[int] = frozenset(), length: timedelta = HALF_HOUR, day: date = MONDAY
) -> list[str]:
    found = free_starts(rule, length, at_civil(day, time(0)), at_civil(day, time(23, 59)), taken=taken)
    return [f"{one.astimezone(SHANGHAI):%H:%M}" for one in found]


def held_at_ten(length: timedelta = HALF_HOUR) -> frozenset[int]:
    ten = at_civil(MONDAY, time(10))
    return frozenset(quarters_between(ten, ten + length))


def test_starts_lie_within_the_spans() -> None:
    assert starts(MORNING)[0] == "09:00"
    assert "11:45" not in starts(MORNING), "half an hour from 11:45 would end after closing"
    assert starts(MORNING)[-3:] == ["14:00", "14:15", "14:30"]


def test_what_is_taken_is_not_offered() -> None:
    left = starts(MORNING, held_at_ten())
    assert [one for one in left if "09:30" <= one <= "10:30"] == ["09:30", "10:30"]


def test_a_buffer_keeps_a_distance_on_both_sides() -> None:
    rule = replace(MORNING, buffer_before_minutes=15, buffer_after_minutes=15)
    left = starts(rule, held_at_ten())
    assert [one for one in left if "09:00" <= one <= "11:00"] == ["09:00", "09:15", "10:45", "11:00"]


def test_an_exception_takes_the_place_of_the_weekly_hours() -> None:
    other = replace(MORNING, exceptions=(OpeningException(MONDAY, ((time(16), time(17)),)),))
    assert starts(other) == ["16:00", "16:15", "16:30"]
    assert starts(replace(MORNING, exceptions=(OpeningException(MONDAY),))) == []


def test_on_leave_nothing_is_offered_even_on_an_exceptional_day() -> None:
    away = replace(MORNING, leaves=(Leave(date(2026, 11, 20), MONDAY),))
    assert starts(away) == []
    assert starts(replace(away, exceptions=(OpeningException(MONDAY, ((time(9), time(10)),)),))) == []


def test_public_holidays_are_closed_and_make_up_days_open() -> None:
    national_day, make_up_saturday = date(2026, 10, 5), date(2026, 10, 10)
    assert national_day.weekday() == 0
    assert starts(MORNING, day=national_day) == []
    assert starts(MORNING, day=make_up_saturday)[0] == "09:00"
    always = replace(MORNING, keeps_holidays=False)
    assert starts(always, day=national_day)[0] == "09:00"
    assert starts(always, day=make_up_saturday) == []


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


@given(st.sets(st.integers(0, 40)), lengths, st.sampled_from([0, 15, 30]), st.sampled_from([0, 15, 30]))
def test_whatever_is_offered_overlaps_nothing_that_is_held(
    held: set[int], length: timedelta, before: int, after: int
) -> None:
    opens = at_civil(MONDAY, time(9))
    first = int(opens.timestamp()) // 900
    taken = frozenset(first + number for number in held)
    rule = replace(MORNING, buffer_before_minutes=before, buffer_after_minutes=after)
    for start in free_starts(rule, length, opens, opens + timedelta(hours=12), taken=taken):
        assert taken.isdisjoint(quarters_between(*rule.held_span(start, length)))


quarter_times = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
spans = st.builds(
    lambda weekday, ends: OpeningSpan(weekday, *sorted(ends)),
    st.integers(0, 2),
    st.lists(quarter_times, min_size=2, max_size=2, unique=True),
)
rules = st.builds(
    OpeningRule,
    spans=st.lists(spans, max_size=4, unique_by=lambda one: one.weekday).map(tuple),
    buffer_before_minutes=st.integers(0, 40),
    buffer_after_minutes=st.integers(0, 40),
)


@given(
    rules,
    st.integers(1, 40).map(lambda n: timedelta(minutes=5 * n)),
    st.sets(st.integers(0, 300)),
    st.sets(st.integers(0, 300), max_size=9),
    st.integers(0, 48 * 3600),
    st.integers(0, 48 * 3600),
)
def test_free_starts_are_those_that_fit_and_no_others(
    rule: OpeningRule, length: timedelta, held: set[int], elsewhere: set[int], after: int, more: int
) -> None:
    monday = at_civil(MONDAY, time(0))
    first = int(monday.timestamp()) // 900
    taken, busy = ({first + number for number in numbers} for numbers in (held, elsewhere))
    earliest = monday + timedelta(seconds=after, milliseconds=1)
    latest = earliest + timedelta(seconds=more)
    opened = [span for number in range(5) for span in rule.spans_on(MONDAY + timedelta(days=number))]
    fitting = [
        start
        for start in (monday + number * timedelta(minutes=15) for number in range(96 * 5))
        if earliest <= start <= latest
        and any(opens <= start and start + length <= closes for opens, closes in opened)
        and taken.isdisjoint(quarters_between(*rule.held_span(start, length)))
        and busy.isdisjoint(quarters_between(start, start + length))
    ]
    assert list(free_starts(rule, length, earliest, latest, taken=taken, busy=busy)) == fitting
