"""Noting how a channel fares, beside the work that it does."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from actions.context import Context
from domain.errors import ServiceError
from domain.groups import ChannelName

log = logging.getLogger("channels")


@asynccontextmanager
async def watched(ctx: Context, channel: ChannelName) -> AsyncIterator[None]:
    """What happens within is noted as the channel's success or failure; the failure goes on to whoever asked."""
    try:
        yield
    except ServiceError as failure:
        log.warning("channel failed", extra={"channel": channel.value, "code": failure.code})
        await ctx.store.channel_health.note_failure(channel.value, failure.message, ctx.now())
        raise
    await ctx.store.channel_health.note_success(channel.value, ctx.now())
