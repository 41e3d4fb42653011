"""Passes a call on only while its rates allow it. The count is shared by all processes, replies and pushes alike."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.clock import Now
from domain.platform_errors import SlowDown
from domain.rates import CallRate


class RateShelf(Protocol):
    """Where all processes keep their count (store/send_rates.py)."""

    async def take(self, rate: CallRate, now: datetime, travel_seconds: float) -> datetime | None: ...


class RateGate:
    """Stands before the wire. Without a shelf it lets everything pass.

    Units: ``travel_seconds`` is the longest time from here to the platform.
    """

    def __init__(self, shelf: RateShelf | None, now: Now, travel_seconds: float) -> None:
        self._shelf = shelf
        self._now = now
        self._travel_seconds = travel_seconds

    async def take(self, rates: Sequence[CallRate], path: str) -> None:
        """A permit of each.

        Raises: SlowDown, not sent, when one of them has none left; a permit taken before it is then lost.
        """
        for rate in rates if self._shelf else ():
            free_at = await self._shelf.take(rate, self._now(), self._travel_seconds)  # type: ignore[union-attr] # asked one line above
            if free_at:
                seconds = max((free_at - self._now()).total_seconds(), 1.0)
                raise SlowDown(path=path, outcome="not_sent", retry_after_seconds=seconds)
