"""What many ask of the store at the same moment, asked in one go."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

MOST_AT_ONCE = 200


class Gathering(Generic[Item, Outcome]):
    """Sets out with whoever came in this turn of the event loop; who comes while it is under way goes together next.

    So nobody waits for company, and the busier it gets, the fewer journeys are made. ``do_all`` gives an outcome for
    every item, in order. An outcome that is an exception is raised to the asker it belongs to; what ``do_all`` itself
    raises, to all of that journey.
    """

    def __init__(self, do_all: Callable[[list[Item]], Awaitable[Sequence[Outcome | Exception]]]) -> None:
        self._do_all = do_all
        self._waiting: list[tuple[Item, asyncio.Future[Outcome]]] = []
        self._travelling: asyncio.Task[None] | None = None

    async def do(self, item: Item) -> Outcome:
        """The outcome for one item, in whatever company it goes."""
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[Outcome] = loop.create_future()
        self._waiting.append((item, outcome))
        if self._travelling is None:
            self._travelling = loop.create_task(self._travel())
        return await outcome

    async def _travel(self) -> None:
        try:
            while self._waiting:
                together, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
                await self._carry(together)
        finally:
            self._travelling = None

    async def _carry(self, together: list[tuple[Item, asyncio.Future[Outcome]]]) -> None:
        outcomes: Sequence[Outcome | Exception]
        try:
            outcomes = await self._do_all([item for item, _ in together])
        except Exception as failure:  # the store is away: more is known of none of them
            outcomes = [failure] * len(together)
        for (_, asker), outcome in zip(together, outcomes, strict=True):
            if asker.done():
                continue  # it has stopped waiting
            if isinstance(outcome, Exception):
                asker.set_exception(outcome)
            else:
                asker.set_result(outcome)
