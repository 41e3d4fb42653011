"""Asking back: remember what was asked, take a yes, forget everything else."""

from datetime import timedelta

from actions.context import Context
from domain.asking_back import WAITS_FOR, PendingQuestion, is_yes, pending_id_of
from domain.inbox import InboundMessage
from domain.matters import MatterKind
from domain.services import ServiceClass

UNCALLED_EVERY = timedelta(hours=1)


async def remember_question(
    ctx: Context,
    *,
    message: InboundMessage,
    group_id: str,
    kind: MatterKind,
    service_class: ServiceClass | None,
    self_harm: bool,
) -> None:
    """What the sender is being asked; a yes within ten minutes makes it a matter."""
    question = PendingQuestion(
        id=pending_id_of(group_id, message.sender_id),
        inbound_id=message.id,
        kind=kind,
        text=message.text,
        asked_at=message.received_at,
        expires_at=ctx.now() + WAITS_FOR,
        service_class=service_class,
        self_harm=self_harm,
    )
    await ctx.store.pending_questions.put(question)


async def may_ask_uncalled(ctx: Context, *, group_id: str, message: InboundMessage) -> bool:
    """Whether the bot may ask unbidden: once an hour and group. The same message asks again after a crash."""
    hour = int(message.received_at.timestamp() // UNCALLED_EVERY.total_seconds())
    name = f"ask:{group_id}:{hour}"
    if await ctx.store.leases.mark_once(name, ctx.now() + 2 * UNCALLED_EVERY):
        return True
    asked = await ctx.store.pending_questions.find(pending_id_of(group_id, message.sender_id))
    return asked is not None and asked.inbound_id == message.id


async def take_yes(ctx: Context, *, message: InboundMessage, group_id: str) -> PendingQuestion | None:
    """The question to which this message says yes. Anything else drops the question without a word."""
    question = await ctx.store.pending_questions.find(pending_id_of(group_id, message.sender_id))
    if question is None or question.inbound_id == message.id or message.received_at > question.expires_at:
        return None
    if not is_yes(message.text):
        await ctx.store.pending_questions.drop(question)
        return None
    return question if await ctx.store.pending_questions.answer(question, message.id) else None
