"""Whether we can serve."""

import asyncio

from actions.context import Context
from domain.errors import Unavailable

LONGEST_WAIT_SECONDS = 2.0


async def check_ready(ctx: Context) -> None:
    """Raises: Unavailable when the store does not answer in time."""
    try:
        await asyncio.wait_for(ctx.store.check_alive(), LONGEST_WAIT_SECONDS)
    except TimeoutError:
        raise Unavailable(code="store_unreachable") from None
