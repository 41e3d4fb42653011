"""一村一档: everything kept of a village and year on one page."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, time

from actions.boards import BoardAdvisor, tell_board
from actions.context import Context
from actions.review_hours import EntryForReview
from actions.village_year import VillageYear, tell_village_year
from domain.bookings import Booking, BookingState
from domain.clock import at_civil
from domain.divisions import code_range
from domain.groups import Group
from domain.hours import EntryKind, EntryState
from domain.matters import Matter, MatterState
from domain.people import Staff
from domain.village_facts import VillageFacts

MOST_SHOWN = 20


@dataclass(frozen=True)
class VillageFile:
    """A village's year with its matters and bookings, latest first, its groups, and what its notice board shows."""

    year: VillageYear
    board: tuple[BoardAdvisor, ...]
    matters: tuple[Matter, ...]
    late_matters: int
    bookings: tuple[Booking, ...]
    groups: tuple[Group, ...]
    service_names: dict[str, str]
    facts: VillageFacts

    @property
    def lectures(self) -> list[EntryForReview]:
        """Approved lectures, earliest first."""
        approved = (one for one in self.year.entries if one.entry.state is EntryState.APPROVED)
        return [one for one in approved if one.entry.kind is EntryKind.LECTURE and not one.entry.corrects]

    @property
    def matters_by_state(self) -> dict[MatterState, int]:
        """How many stand where."""
        return Counter(one.state for one in self.matters)

    @property
    def bookings_by_state(self) -> dict[BookingState, int]:
        """How many stand where."""
        return Counter(one.state for one in self.bookings)


async def tell_village_file(ctx: Context, *, staff: Staff, village_code: str, year: int) -> VillageFile:
    """Raises: NotFound, BadInput."""
    told = await tell_village_year(ctx, staff=staff, village_code=village_code, year=year)
    board = await tell_board(ctx, staff=staff, village_code=village_code)
    first, beyond = code_range(village_code)
    since, until = (at_civil(date(one, 1, 1), time()) for one in (year, year + 1))
    matters = await ctx.store.matters.list_in_range(first, beyond, since, until)
    bookings = await ctx.store.desk_bookings.list_of_village(village_code, date(year, 1, 1), date(year, 12, 31))
    groups = await ctx.store.groups.list_in_range(first, beyond)
    codes = {one.service_code for one in bookings[:MOST_SHOWN]}
    found = [await ctx.store.services.find(code, village_code) for code in codes]
    return VillageFile(
        told,
        board.advisors,
        tuple(matters),
        sum(one.is_late(ctx.now()) for one in matters),
        tuple(bookings),
        tuple(groups),
        {one.id: one.name for one in found if one},
        await ctx.store.village_facts.find(village_code),
    )
