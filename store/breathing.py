"""Long work in a thread that lets the event loop have its turn.

A thread that computes gives the interpreter away only every five milliseconds, and each step of every request waits
for that. A pause, however short, gives it away at once.
"""

import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")

SLICE = 100  # about a millisecond of a report's rows
PAUSE_SECONDS = 0.0003


def in_breaths(items: Sequence[Item]) -> Iterator[Item]:
    """The items, with a pause after every hundred. For threads: it blocks."""
    for start in range(0, len(items), SLICE):
        if start:
            time.sleep(PAUSE_SECONDS)
        yield from items[start : start + SLICE]
