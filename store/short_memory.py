"""What is read with every request and changes seldom, kept in the process for some seconds."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class ShortMemory(Generic[Key, Value]):
    """Remembers answers for ``seconds``. Writers in this process ``forget``; other processes' writes show later.

    Several askers of the same question share one answer. Nothing that must be exact is decided on it: whatever is
    scarce is guarded by an index of the store.
    """

    def __init__(self, seconds: float, most: int = 20_000) -> None:
        self._seconds = seconds
        self._most = most
        self._kept: dict[Key, tuple[float, Value]] = {}
        self._asked: dict[Key, asyncio.Future[dict[Key, Value]]] = {}

    async def get(self, key: Key, ask: Callable[[], Awaitable[Value]]) -> Value:
        """The remembered answer, or a fresh one."""
        kept = self._kept.get(key)
        if kept and kept[0] > time.monotonic():
            return kept[1]
        asked = self._asked.get(key)
        if asked:
            return (await asyncio.shield(asked))[key]

        async def ask_one(_: list[Key]) -> dict[Key, Value]:
            return {key: await ask()}

        return (await self._ask([key], ask_one))[key]

    async def get_all(
        self, keys: Collection[Key], ask: Callable[[list[Key]], Awaitable[dict[Key, Value]]]
    ) -> dict[Key, Value]:
        """The answers by key; what is not remembered is asked in one question, which must answer every key."""
        now = time.monotonic()
        found = {key: kept[1] for key in keys if (kept := self._kept.get(key)) and kept[0] > now}
        asked = {key: self._asked[key] for key in keys if key not in found and key in self._asked}
        missing = [key for key in keys if key not in found and key not in asked]
        if missing:
            found.update(await self._ask(missing, ask))
        for key, answers in asked.items():
            found[key] = (await asyncio.shield(answers))[key]
        return found

    def peek(self, key: Key) -> Value | None:
        """The remembered answer, if there is one."""
        kept = self._kept.get(key)
        return kept[1] if kept and kept[0] > time.monotonic() else None

    def forget(self, key: Key) -> None:
        """The answer has changed. One that is being fetched right now may be old already, and is not kept."""
        self._kept.pop(key, None)
        self._asked.pop(key, None)

    def forget_all(self) -> None:
        """Every answer may have changed."""
        self._kept.clear()
        self._asked.clear()

    async def _ask(self, keys: list[Key], ask: Callable[[list[Key]], Awaitable[dict[Key, Value]]]) -> dict[Key, Value]:
        asked: asyncio.Future[dict[Key, Value]] = asyncio.get_running_loop().create_future()
        self._asked.update(dict.fromkeys(keys, asked))
        try:
            answers = await ask(keys)
        except BaseException as failure:
            if not asked.done():
                asked.set_exception(failure)
                asked.exception()  # it is raised here; who else waits sees it too
            raise
        else:
            asked.set_result(answers)
            self._remember({key: answers[key] for key in keys if self._asked.get(key) is asked})
            return answers
        finally:
            for key in keys:
                if self._asked.get(key) is asked:
                    del self._asked[key]

    def _remember(self, answers: dict[Key, Value]) -> None:
        if len(self._kept) + len(answers) > self._most:
            self._kept.clear()
        until = time.monotonic() + self._seconds
        self._kept.update({key: (until, value) for key, value in answers.items()})
