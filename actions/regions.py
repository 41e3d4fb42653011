"""The bound of what staff may see: their own division and all below it. Every question of staff comes through here."""

from collections.abc import Collection

from actions.context import Context
from domain.divisions import Division, DivisionState, Level, code_range, lies_within, pad_code
from domain.errors import NotFound
from domain.people import Role, Staff


def is_in_region(staff: Staff, code: str) -> bool:
    """Whether staff may see what belongs to this division."""
    return lies_within(code, staff.division_code)


def check_in_region(staff: Staff, code: str) -> None:
    """Refuse what lies elsewhere as if it did not exist.

    Raises: NotFound.
    """
    if not is_in_region(staff, code):
        raise NotFound()


def region_range(staff: Staff, within: str | None = None) -> tuple[str, str]:
    """The first code that staff may see and the first one beyond; of a smaller division if one is named.

    Raises: NotFound when the smaller one lies elsewhere.
    """
    if within is not None:
        check_in_region(staff, within)
    return code_range(within or staff.division_code)


async def get_division_of(ctx: Context, *, staff: Staff, code: str | None = None) -> Division:
    """The division that staff belong to, or one below it.

    Raises: NotFound.
    """
    wanted = code or staff.division_code
    check_in_region(staff, wanted)
    division = await ctx.store.divisions.find(wanted)
    if division is None:
        raise NotFound("没有找到这个区划。", code="division_not_found")
    return division


async def get_village_in_region(ctx: Context, *, staff: Staff, village_code: str) -> Division:
    """A village that staff may see.

    Raises: NotFound.
    """
    found = await ctx.store.divisions.find(village_code)
    if found is None or found.level is not Level.VILLAGE or not is_in_region(staff, found.id):
        raise NotFound("没有找到这个村（社区）。", code="village_not_found")
    return found


async def get_standing_village(ctx: Context, *, code: str) -> Division:
    """A village that stands, whoever asks.

    Raises: NotFound.
    """
    found = await ctx.store.divisions.find(code)
    if found is None or found.level is not Level.VILLAGE or found.state is not DivisionState.STANDING:
        raise NotFound("没有找到这个村（社区）。", code="village_not_found")
    return found


async def find_divisions(ctx: Context, *, codes: Collection[str]) -> dict[str, Division]:
    """Divisions by code, those that there are."""
    found = [await ctx.store.divisions.find(code) for code in codes]
    return {one.id: one for one in found if one}


async def list_villages_in_region(ctx: Context, *, staff: Staff, within: str | None = None) -> list[Division]:
    """The standing villages that staff may see, by code; of a smaller division if one is named.

    Raises: NotFound when the smaller one lies elsewhere.
    """
    if within is not None:
        check_in_region(staff, within)
    return await ctx.store.divisions.list_level(Level.VILLAGE, within or staff.division_code)


async def list_townships_in_region(ctx: Context, *, staff: Staff) -> list[Division]:
    """The standing townships that staff may see, by code."""
    return await ctx.store.divisions.list_level(Level.TOWNSHIP, staff.division_code)


async def list_counties_in_region(ctx: Context, *, staff: Staff) -> list[Division]:
    """The standing counties that staff may see, by code."""
    return await ctx.store.divisions.list_level(Level.COUNTY, staff.division_code)


async def speaks_for_all(ctx: Context, *, staff: Staff) -> bool:
    """Whether all counties served here are theirs: only then may they set what the whole corporation shares.

    One installation serves one county or city, so none lies in another province.
    """
    if staff.role not in (Role.COUNTY, Role.CITY):
        return False
    counties = await ctx.store.divisions.list_level(Level.COUNTY, pad_code(staff.division_code[:2]))
    return all(is_in_region(staff, one.id) for one in counties)


async def name_divisions(ctx: Context, *, codes: Collection[str]) -> dict[str, str]:
    """The full names of these divisions, by code; a code that is unknown is left out."""
    found = [await ctx.store.divisions.find(code) for code in sorted(codes)]
    return {one.id: one.full_name for one in found if one}
