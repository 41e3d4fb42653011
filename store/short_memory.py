"""What is read with every request and changes seldom, kept in the process for some seconds."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
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
        self._asked: dict[Key, asyncio.Future[Value]] = {}

    async def get(self, key: Key, ask: Callable[[], Awaitable[Value]]) -> Value:
        """The remembered answer, or a fresh one."""
        kept = self._kept.get(key)
        if kept and kept[0] > time.monotonic():
            return kept[1]
        if key in self._asked:
            return await asyncio.shield(self._asked[key])
        return await self._ask(key, ask)

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

    async def _ask(self, key: Key, ask: Callable[[], Awaitable[Value]]) -> Value:
        asked: asyncio.Future[Value] = asyncio.get_running_loop().create_future()
        self._asked[key] = asked
        try:
            value = await ask()
        except BaseException as failure:
            if not asked.done():
                asked.set_exception(failure)
                asked.exception()  # it is raised here; who else waits sees it too
            raise
        else:
            asked.set_result(value)
            if self._asked.get(key) is asked:
                self._remember(key, value)
            return value
        finally:
            if self._asked.get(key) is asked:
                del self._asked[key]

    def _remember(self, key: Key, value: Value) -> None:
        if len(self._kept) >= self._most:
            self._kept.clear()
        self._kept[key] = (time.monotonic() + self._seconds, value)
