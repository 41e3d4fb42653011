"""What planning an import needs to know, whichever roll it is, and what it gives."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from actions.context import Context
from domain.divisions import Level, code_range, county_of
from domain.people import Staff
from domain.roster_imports import Fault, Line
from domain.roster_places import Places

Thing = TypeVar("Thing")
THINGS_A_TURN = 10


@dataclass
class Plan:
    """What the rows would do, what is wrong with them, and which divisions they touch."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)


async def in_turns(things: Iterable[Thing]) -> AsyncIterator[Thing]:
    """The things one by one, letting others have a turn of the loop now and then."""
    for number, thing in enumerate(things):
        if number % THINGS_A_TURN == 0:
            await asyncio.sleep(0)
        yield thing


def counties_of(staff: Staff) -> tuple[str, str]:
    """The range of the counties that a member of staff belongs to or looks after."""
    return code_range(county_of(staff.division_code))


async def find_places(ctx: Context, *, staff: Staff) -> Places:
    """All standing divisions of the region."""
    levels = (Level.CITY, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)
    found = [one for level in levels for one in await ctx.store.divisions.list_level(level, staff.division_code)]
    own = await ctx.store.divisions.find(staff.division_code)
    return Places([*found, *([own] if own else [])])
