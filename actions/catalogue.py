"""What can be chosen from: divisions and services."""

from actions.context import Context
from domain.divisions import Division, Level
from domain.services import Service


async def list_divisions(ctx: Context, *, parent_code: str | None) -> list[Division]:
    """The standing divisions right below another; without one, the counties that were imported."""
    if parent_code:
        return await ctx.store.divisions.list_children(parent_code)
    return await ctx.store.divisions.list_all_of_level(Level.COUNTY)


async def list_services(ctx: Context) -> list[Service]:
    """What residents may ask for, in the order of the front desk."""
    return await ctx.store.services.list_published()
