"""Opening rules in one line."""

from datetime import time

import pytest

from domain.opening import MeetingWay, OpeningRule, OpeningSpan
from domain.opening_words import say_ways, say_week

MORNING, AFTERNOON = (time(9), time(12)), (time(14), time(17, 30))


def rule(*days: tuple[int, tuple[time, time]]) -> OpeningRule:
    """Open on these days."""
    return OpeningRule(tuple(OpeningSpan(day, *hours) for day, hours in days))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (rule(), []),
        (rule((2, MORNING)), ["周三 09:00—12:00"]),
        (rule((0, AFTERNOON), (0, MORNING)), ["周一 09:00—12:00、14:00—17:30"]),
        (rule((5, MORNING), (6, MORNING)), ["周六、周日 09:00—12:00"]),
        (rule(*((day, MORNING) for day in range(5))), ["周一至周五 09:00—12:00"]),
        (rule((0, MORNING), (2, MORNING)), ["周一 09:00—12:00", "周三 09:00—12:00"]),
    ],
)
def test_days_with_the_same_hours_are_said_together(given: OpeningRule, said: list[str]) -> None:
    assert say_week(given) == said


def test_the_usual_way_is_said_first() -> None:
    assert say_ways(OpeningRule((), ways=(MeetingWay.PHONE, MeetingWay.OFFICE))) == "电话、到办公地点"
