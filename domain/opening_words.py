"""Opening rules as people say them: the hours of a week in one line."""

from collections.abc import Iterable
from itertools import groupby

from domain.opening import MEETING_WAY_NAMES, OpeningRule
from domain.opening_checks import WEEKDAY_NAMES, Hours


def say_hours(hours: Iterable[Hours]) -> str:
    """``09:00—12:00、14:00—17:00``."""
    return "、".join(f"{opens:%H:%M}—{closes:%H:%M}" for opens, closes in sorted(hours))


def say_week(rule: OpeningRule) -> list[str]:
    """``周一至周五 09:00—17:00``, a line for each stretch of days with the same hours; none when never open."""
    days = [(number, say_hours(_hours_of(rule, number))) for number in range(7)]
    lines = []
    for said, group in groupby(days, key=lambda one: one[1]):
        numbers = [number for number, _ in group]
        if said:
            lines.append(f"{_say_days(numbers)} {said}")
    return lines


def say_ways(rule: OpeningRule) -> str:
    """``到办公地点、电话``, the usual one first."""
    return "、".join(MEETING_WAY_NAMES[way] for way in rule.ways)


def _hours_of(rule: OpeningRule, weekday: int) -> list[Hours]:
    return [(span.from_time, span.to_time) for span in rule.spans if span.weekday == weekday]


def _say_days(numbers: list[int]) -> str:
    first, last = WEEKDAY_NAMES[numbers[0]], WEEKDAY_NAMES[numbers[-1]]
    if len(numbers) == 1:
        return first
    return f"{first}、{last}" if len(numbers) == 2 else f"{first}至{last}"
