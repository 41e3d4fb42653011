"""Turns to speak where the platform counts them: so many messages, so long after somebody wrote."""

from datetime import timedelta
from typing import Protocol

from actions.context import Context


class Window(Protocol):
    """How long, and with how many messages."""

    @property
    def length(self) -> timedelta:
        """After what they wrote last."""

    @property
    def messages(self) -> int | None:
        """None: any number."""


async def take_turn(ctx: Context, *, group_id: str, msgid: str, delivery_id: str, window: Window | None) -> bool:
    """Use one turn up; false when the window is closed. The same msgid again uses none."""
    if window is None:
        return True
    since = ctx.now() - window.length
    return await ctx.store.reply_windows.take(group_id, since, window.messages, msgid, delivery_id)
