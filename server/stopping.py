"""The wish to stop: SIGTERM or SIGINT sets it, a second signal asks to hurry."""

import asyncio
import contextlib
import signal
from collections.abc import Iterator

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Stopping:
    """Two events: ``wanted`` begins the stop, ``hurry`` cuts its waiting short."""

    def __init__(self) -> None:
        self.wanted = asyncio.Event()
        self.hurry = asyncio.Event()
        self._starting: asyncio.Task[None] | None = None

    def listen(self) -> None:
        """Take the signals on the running loop."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self.ask)

    def ask(self) -> None:
        """Somebody wants us to stop. A start that is under way is broken off and cleaned up."""
        if self.wanted.is_set():
            self.hurry.set()
        self.wanted.set()
        if self._starting:
            self._starting.cancel()

    def started(self) -> None:
        """From now on stopping is waited for, not a reason to break off."""
        self._starting = None

    @contextlib.contextmanager
    def breaks_off(self) -> Iterator[None]:
        """Around a whole run: a stop during its start ends it without a fuss."""
        self._starting = asyncio.current_task()
        try:
            yield
        except asyncio.CancelledError:
            if not self.wanted.is_set():
                raise
