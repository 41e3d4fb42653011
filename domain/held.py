"""What of a provider's time is promised: by seat the quarter-hours, by day the numbers of its bookings."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date
from typing import Any

from domain.quarter_hours import Quarters, first_quarter_of


class Held:
    """The quarter-hours and day numbers taken of one provider from a day on. Grows as bookings are made.

    ``worked_out`` is room for what others conclude from it; it is void as soon as this grows.
    """

    def __init__(self, since: date) -> None:
        first = first_quarter_of(since)
        self._quarters: defaultdict[int, Quarters] = defaultdict(lambda: Quarters(first))
        self._numbers: defaultdict[date, set[int]] = defaultdict(set)
        self.worked_out: dict[Hashable, Any] = {}

    def add(self, seat: int, quarters: Iterable[int], on: date, day_number: int) -> None:
        """One booking more."""
        self._quarters[seat].add(quarters)
        self._numbers[on].add(day_number)
        self.worked_out.clear()

    def of_seat(self, seat: int) -> Quarters:
        """The quarter-hours taken of a seat."""
        return self._quarters[seat]

    def free_number(self, on: date, cap: int) -> int | None:
        """The smallest number below the cap that no booking of the day bears; None when the day is full."""
        taken = self._numbers[on]
        return next((number for number in range(cap) if number not in taken), None)

    @property
    def load(self) -> int:
        """How many quarter-hours are promised over all seats."""
        return sum(map(len, self._quarters.values()))
