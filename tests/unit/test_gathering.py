"""Asked at the same moment, asked in one go; and everybody hears of their own."""

import asyncio
from collections.abc import Sequence

import pytest

from store.gathering import MOST_AT_ONCE, Gathering

pytestmark = pytest.mark.gen_test


class Journeys:
    """Doubles numbers; refuses negative ones; is away when told so. Remembers who went with whom."""

    def __init__(self) -> None:
        self.made: list[list[int]] = []
        self.away = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def double(self, numbers: list[int]) -> Sequence[int | Exception]:
        """One journey."""
        self.made.append(numbers)
        await self.gate.wait()
        if self.away:
            raise ConnectionError("away")
        return [ValueError(number) if number < 0 else 2 * number for number in numbers]


async def all_of(gathering: Gathering[int, int], numbers: Sequence[int]) -> list[int | BaseException]:
    return await asyncio.gather(*map(gathering.do, numbers), return_exceptions=True)


async def test_one_turn_makes_one_journey_and_each_hears_of_its_own() -> None:
    journeys = Journeys()
    one, refused, other = await all_of(Gathering(journeys.double), [1, -1, 2])
    assert (one, other) == (2, 4)
    assert isinstance(refused, ValueError)
    assert refused.args == (-1,)
    assert journeys.made == [[1, -1, 2]]


async def test_who_comes_meanwhile_goes_together_next() -> None:
    journeys = Journeys()
    gathering = Gathering(journeys.double)
    journeys.gate.clear()
    first = asyncio.create_task(gathering.do(1))
    await asyncio.sleep(0.01)
    later = [asyncio.create_task(gathering.do(number)) for number in (2, 3)]
    await asyncio.sleep(0.01)
    journeys.gate.set()
    assert await asyncio.gather(first, *later) == [2, 4, 6]
    assert journeys.made == [[1], [2, 3]]
    assert await gathering.do(4) == 8, "afterwards it sets out again"


async def test_an_outage_is_told_to_all_of_the_journey_and_to_nobody_else() -> None:
    journeys = Journeys()
    gathering = Gathering(journeys.double)
    journeys.away = True
    assert all(isinstance(one, ConnectionError) for one in await all_of(gathering, [1, 2, 3]))
    journeys.away = False
    assert await all_of(gathering, [1, 2]) == [2, 4]


async def test_who_gives_up_keeps_nobody_else_from_their_outcome() -> None:
    journeys = Journeys()
    gathering = Gathering(journeys.double)
    journeys.gate.clear()
    impatient, patient = asyncio.create_task(gathering.do(1)), asyncio.create_task(gathering.do(2))
    await asyncio.sleep(0.01)
    impatient.cancel()
    await asyncio.sleep(0.01)
    journeys.gate.set()
    assert await patient == 4
    assert impatient.cancelled()


async def test_a_crowd_goes_in_several_journeys() -> None:
    journeys = Journeys()
    numbers = range(2 * MOST_AT_ONCE + 1)
    assert await all_of(Gathering(journeys.double), numbers) == [2 * number for number in numbers]
    assert [len(one) for one in journeys.made] == [MOST_AT_ONCE, MOST_AT_ONCE, 1]
