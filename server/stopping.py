"""The wish to stop: SIGTERM or SIGINT sets it, a second signal asks to hurry."""

import asyncio
import signal
from dataclasses import dataclass, field

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@dataclass(frozen=True)
class Stopping:
    """Two events: ``wanted`` begins the stop, ``hurry`` cuts its waiting short."""

    wanted: asyncio.Event = field(default_factory=asyncio.Event)
    hurry: asyncio.Event = field(default_factory=asyncio.Event)

    def listen(self) -> None:
        """Take the signals on the running loop."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self.ask)

    def ask(self) -> None:
        """Somebody wants us to stop."""
        if self.wanted.is_set():
            self.hurry.set()
        self.wanted.set()
