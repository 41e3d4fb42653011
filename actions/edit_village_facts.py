"""What a village tells its people beside its name."""

from actions.context import Context
from actions.regions import get_village_in_region
from actions.roster_gate import changing_roster
from domain.errors import BadInput
from domain.people import Staff
from domain.roster_cells import Cell, CellProblem, read_public_phone
from domain.rosters import Roster
from domain.staff_sign_in import check_may_change
from domain.village_facts import VillageFacts


async def get_village_facts(ctx: Context, *, staff: Staff, code: str) -> VillageFacts:
    """Raises: NotFound."""
    village = await get_village_in_region(ctx, staff=staff, village_code=code)
    return await ctx.store.village_facts.find(village.id)


async def set_village_facts(
    ctx: Context, *, staff: Staff, code: str, phone: str, station_address: str, directions: str
) -> VillageFacts:
    """Set all of them.

    Raises: NotFound, NotAllowed, BadInput, RosterBusy.
    """
    check_may_change(staff)
    village = await get_village_in_region(ctx, staff=staff, village_code=code)
    try:
        number = read_public_phone(Cell(phone))
    except CellProblem as problem:
        raise BadInput(str(problem), code="phone_not_valid", fields={"phone": str(problem)}) from None
    async with changing_roster(ctx, Roster.VILLAGES, [village.id]):
        kept = await ctx.store.village_facts.find(village.id)
        facts = VillageFacts(village.id, number, station_address, directions, kept.spot)
        await ctx.store.village_facts.put(facts)
    return facts
