"""How the channels fare: noted beside the work, told to staff."""

import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from actions.context import Context
from domain.channel_health import ChannelHealth, PullCursor
from domain.errors import ServiceError
from domain.groups import ChannelName
from domain.inbox import InboundMessage
from domain.pushes import DeliveryState

log = logging.getLogger("channels")

WECOM_EVENTS = "wecom"  # what WeCom tells of its groups


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


async def note_heard(ctx: Context, *, message: InboundMessage) -> None:
    """Something came in by this channel and was worked on."""
    channel = ChannelName.WECOM_CUSTOMER_GROUP.value if message.channel == WECOM_EVENTS else message.channel
    if channel in set(ChannelName):
        await ctx.store.channel_health.note_success(channel, ctx.now())


@dataclass(frozen=True)
class ChannelState:
    """One channel as the console shows it. ``to_work`` came in and waits for us, ``to_send`` waits to go out."""

    name: ChannelName
    missing: tuple[str, ...]
    health: ChannelHealth | None
    to_work: int
    to_send: int
    to_confirm: int
    cursors: tuple[PullCursor, ...]


async def tell_channels(ctx: Context) -> list[ChannelState]:
    """Every channel, with how it fares."""
    health = await ctx.store.channel_health.list_all()
    to_work = Counter(await ctx.store.inbox.count_waiting())
    to_work[ChannelName.WECOM_CUSTOMER_GROUP.value] += to_work[WECOM_EVENTS]
    draft = await ctx.store.deliveries.count_by_channel(DeliveryState.DRAFT)
    awaiting = await ctx.store.deliveries.count_by_channel(DeliveryState.AWAITING_CONFIRM)
    return [
        ChannelState(
            name,
            tuple(ctx.settings.channels.missing.get(name.value, ())),
            health.get(name.value),
            to_work[name.value],
            draft.get(name.value, 0),
            awaiting.get(name.value, 0),
            tuple(await ctx.store.cursors.list_of(name.value)),
        )
        for name in ChannelName
    ]
