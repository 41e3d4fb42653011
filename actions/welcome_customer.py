"""The first words of customer service."""

import logging

from actions.context import Context
from domain.errors import PlatformFailure

log = logging.getLogger("channels")


async def welcome_customer(ctx: Context, *, code: str, words: str) -> bool:
    """Greet whoever has just opened the chat; the code is good once, for twenty seconds. Too late is no harm."""
    if not code:
        return False
    try:
        await ctx.wechat.wecom.kf.send_welcome(code=code, text=words)
    except PlatformFailure as failure:
        log.warning("customer not welcomed", extra={"code": failure.code})
        return False
    return True
