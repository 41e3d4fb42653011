"""The token keeper: one refresher, compare-and-drop, no secret in a repr."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from domain.platform_errors import PlatformUnreachable
from domain.tokens import StoredToken
from tests.memory_token_shelf import MemoryTokenShelf
from wechat.tokens import FetchedToken, TokenKeeper

START = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


class Scene:
    """A shelf, a clock that moves when somebody sleeps, and a platform that counts its tokens."""

    def __init__(self) -> None:
        self.moment = START
        self.shelf = MemoryTokenShelf(self.now)
        self.fetched: list[bool] = []
        self.gate = asyncio.Event()
        self.gate.set()

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    async def fetch(self, force: bool) -> FetchedToken:
        self.fetched.append(force)
        await self.gate.wait()
        return FetchedToken(f"T{len(self.fetched)}", 7200)

    def keeper(self, fetch: Callable[[bool], Awaitable[FetchedToken]] | None = None) -> TokenKeeper:
        return TokenKeeper("mini", self.shelf, fetch or self.fetch, self.now, self.sleep)


def play(scene_test: Callable[[Scene], Awaitable[None]]) -> None:
    async def run() -> None:
        await scene_test(Scene())

    asyncio.run(run())


def test_a_hundred_callers_in_four_processes_fetch_once() -> None:
    async def test(scene: Scene) -> None:
        keepers = [scene.keeper() for _ in range(4)]
        values = await asyncio.gather(*(keeper.current() for keeper in keepers * 25))
        assert set(values) == {"T1"}
        assert scene.fetched == [False]

    play(test)


def test_a_late_complaint_does_not_drop_the_new_token() -> None:
    async def test(scene: Scene) -> None:
        one, two = scene.keeper(), scene.keeper()
        assert await one.current() == await two.current() == "T1"
        await one.refuse("T1")
        assert await one.current() == "T2"
        await two.refuse("T1")  # late: the shelf already holds T2
        assert await two.current() == "T2"
        assert len(scene.fetched) == 2

    play(test)


def test_it_renews_ahead_of_time_and_others_go_on_with_the_old_token_meanwhile() -> None:
    async def test(scene: Scene) -> None:
        one, two = scene.keeper(), scene.keeper()
        await one.current()
        scene.moment += timedelta(seconds=7200 - 280)
        scene.gate.clear()
        renewing = asyncio.create_task(one.current())
        await asyncio.sleep(0.01)
        assert await two.current() == "T1"
        scene.gate.set()
        assert await renewing == "T2"
        assert await two.current() == "T2"

    play(test)


def test_a_refresher_that_died_is_replaced_when_its_lease_ends() -> None:
    async def test(scene: Scene) -> None:
        await scene.shelf.try_lease("mini", "dead process", 20)
        assert await scene.keeper().current() == "T1"
        assert scene.moment - START >= timedelta(seconds=20)

    play(test)


def test_it_gives_up_waiting_in_the_end() -> None:
    async def test(scene: Scene) -> None:
        await scene.shelf.try_lease("mini", "stuck process", 3600)
        with pytest.raises(PlatformUnreachable):
            await scene.keeper().current()

    play(test)


def test_a_failed_fetch_frees_the_lease() -> None:
    async def test(scene: Scene) -> None:
        async def fail(_force: bool) -> FetchedToken:
            raise PlatformUnreachable

        with pytest.raises(PlatformUnreachable):
            await scene.keeper(fail).current()
        assert scene.shelf.leases == {}
        assert await scene.keeper().current() == "T1"

    play(test)


def test_a_platform_that_hands_out_the_refused_token_again_is_asked_with_force() -> None:
    async def test(scene: Scene) -> None:
        asked: list[bool] = []

        async def fetch(force: bool) -> FetchedToken:
            asked.append(force)
            return FetchedToken("FORCED" if force else "STALE")

        keeper = scene.keeper(fetch)
        assert await keeper.current() == "STALE"
        await keeper.refuse("STALE")
        assert await keeper.current() == "FORCED"
        assert asked == [False, False, True]

    play(test)


def test_tokens_hide_their_value() -> None:
    assert "SECRET" not in repr(StoredToken("mini", "SECRET", START)) + repr(FetchedToken("SECRET"))
