"""Working days, as the State Council announced them; statutory ones where it has not yet."""

from datetime import date

import pytest

from domain.calendar import DayKind, add_working_days, is_announced, kind_of_day, quarter_of


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 10, 1), DayKind.HOLIDAY),
        (date(2026, 10, 7), DayKind.HOLIDAY),
        (date(2026, 10, 10), DayKind.MAKE_UP),
        (date(2026, 9, 20), DayKind.MAKE_UP),
        (date(2026, 11, 22), DayKind.WEEKEND),
        (date(2026, 11, 23), DayKind.WORKING),
        (date(2027, 1, 1), DayKind.HOLIDAY),
        (date(2027, 2, 5), DayKind.HOLIDAY),
        (date(2027, 2, 8), DayKind.HOLIDAY),
        (date(2027, 2, 9), DayKind.WORKING),
        (date(2040, 10, 1), DayKind.HOLIDAY),
    ],
)
def test_the_kind_of_a_day(day: date, kind: DayKind) -> None:
    assert kind_of_day(day) is kind


def test_an_unannounced_year_is_known_as_such() -> None:
    assert is_announced(2026)
    assert not is_announced(2040)


def test_fifteen_working_days_over_the_national_holiday() -> None:
    assert add_working_days(date(2026, 9, 28), 15) == date(2026, 10, 23)


@pytest.mark.parametrize(("month", "quarter"), [(1, 1), (3, 1), (4, 2), (9, 3), (12, 4)])
def test_quarters(month: int, quarter: int) -> None:
    assert quarter_of(date(2026, month, 1)) == quarter
