"""Works through the inbox: understand, take the matter in, answer, mark done. Every step may be repeated.

A crash between any two steps leaves the message due again: the matter is found by its inbound id, the reply
has the message's id in its own, and the room keeps a message id once.
"""

import asyncio
import logging

from actions import channel_health, inbox_work
from actions.context import Context
from domain.inbox import InboundMessage
from village_groups import dispatch
from village_groups.channels.descriptor import DESCRIPTORS
from village_groups.outcomes import IGNORED, UNBOUND

log = logging.getLogger("inbox")

MOST_ROUNDS = 20  # then the next run goes on: a flood must not keep the job for ever


async def handle_due_messages(ctx: Context) -> int:
    """Work through what is due, and what comes in by that (a pull brings more); how many messages were worked on."""
    handled = 0
    for _ in range(MOST_ROUNDS):
        claimed = 0
        for message in await inbox_work.list_due_messages(ctx):
            if await inbox_work.claim_message(ctx, message=message):
                await _handle_safely(ctx, message)
                claimed += 1
        handled += claimed
        if not claimed:
            break
    return handled


async def take_up_waiting(ctx: Context) -> int:
    """The job: requests of chats that have been bound to a village since; how many are worked on anew."""
    silent = [name.value for name, descriptor in DESCRIPTORS.items() if not descriptor.can_reply]
    return await inbox_work.take_up_waiting(ctx, silent=silent)


class InboxWaker:
    """Lets a callback start the worker at once. One run at a time in this process; a wake during it runs once more."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._task: asyncio.Task[None] | None = None
        self._again = False

    def wake(self) -> None:
        """There is something in the inbox."""
        self._again = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def drain(self) -> None:
        """Wait until nothing is being worked on; for shutting down and for tests."""
        while self._task and not self._task.done():
            await asyncio.wait({self._task})

    async def _run(self) -> None:
        while self._again:
            self._again = False
            try:
                await handle_due_messages(self._ctx)
            except Exception:
                # The periodic job tries again; a task that nobody awaits must not end in silence.
                log.exception("the inbox could not be worked through")


async def _handle_safely(ctx: Context, message: InboundMessage) -> None:
    try:
        outcome = await dispatch.handle(ctx, message)
    except Exception as failure:
        log.exception("inbound not handled", extra={"channel": message.channel, "tries": message.tries + 1})
        await inbox_work.retry_message(ctx, message=message, outcome=type(failure).__name__)
        return
    await channel_health.note_heard(ctx, message=message)
    if outcome == UNBOUND:
        await inbox_work.let_wait(ctx, message=message, outcome=outcome)
        return
    await inbox_work.finish_message(ctx, message=message, outcome=outcome, keep_text=outcome != IGNORED)
