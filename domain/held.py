"""What of a provider's time is promised: by seat the quarter-hours, by day the numbers of its bookings."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date
from typing import Any

from domain.bookings import Booking


class Held:
    """The quarter-hours and day numbers taken of one provider. Grows as bookings are made.

    ``worked_out`` is room for what others conclude from it; it is void as soon as this grows.
    """

    def __init__(self, bookings: Iterable[Booking] = ()) -> None:
        self._quarters: defaultdict[int, set[int]] = defaultdict(set)
        self._numbers: defaultdict[date, set[int]] = defaultdict(set)
        self.worked_out: dict[Hashable, Any] = {}
        for booking in bookings:
            self.add(booking.seat, booking.quarters, booking.on, booking.day_number)

    def add(self, seat: int, quarters: Iterable[int], on: date, day_number: int) -> None:
        """One booking more."""
        self._quarters[seat].update(quarters)
        self._numbers[on].add(day_number)
        self.worked_out.clear()

    def of_seat(self, seat: int) -> set[int]:
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
