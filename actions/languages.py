"""The language in which a resident likes to be met."""

from actions.context import Context
from domain.languages import checked_language
from domain.people import Resident


async def keep_language(ctx: Context, *, resident: Resident, language: str | None) -> Resident:
    """Keep it, or with None forget it.

    Raises: BadInput.
    """
    return await ctx.store.residents.set_language(resident, checked_language(language) if language else None)
