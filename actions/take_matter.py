"""Taking a matter in: one number, one owner, one deadline, whatever the door."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from actions.context import Context
from domain.clock import civil_date
from domain.divisions import Division
from domain.escalation import EscalationStep, moment_of
from domain.inbox import InboundMessage
from domain.masking import mask_numbers_in_text
from domain.matters import Matter, MatterEvent, MatterKind, MatterSource, MatterState, matter_number
from domain.people import Provider, Resident
from domain.services import Service, ServiceClass
from store.matters import MatterRepeated

CARD_TOKEN_BYTES = 16
SAME_WISH_WITHIN = timedelta(minutes=30)


@dataclass(frozen=True)
class Wish:
    """What is asked for, as understood."""

    kind: MatterKind
    text: str
    service_class: ServiceClass | None = None
    service_code: str | None = None


@dataclass(frozen=True)
class Origin:
    """Where it came from."""

    source: MatterSource
    inbound_id: str | None = None
    group_id: str | None = None
    sender_id: str = ""
    sender_name: str = ""
    resident_id: str | None = None


async def take_matter_from_group(
    ctx: Context, *, message: InboundMessage, group_id: str, village: Division, wish: Wish
) -> Matter:
    """The matter of an inbound message: made now, or found if it was made before.

    Whoever asks again within half an hour for the same thing is told the number they have.
    """
    made = await ctx.store.matters.find_by_inbound(message.id) or await _asked_before(ctx, message, group_id, wish)
    if made:
        return made
    origin = Origin(MatterSource.GROUP, message.id, group_id, message.sender_id, message.sender_name)
    try:
        return await _take(ctx, village, wish, origin)
    except MatterRepeated:
        made = await ctx.store.matters.find_by_inbound(message.id)
        if made is None:
            raise
        return made


async def take_matter_of_resident(ctx: Context, *, resident: Resident, village: Division, wish: Wish) -> Matter:
    """The matter that a resident wrote in the mini-program."""
    return await _take(ctx, village, wish, Origin(MatterSource.MINI_PROGRAM, resident_id=resident.id))


async def find_advisor_of(ctx: Context, *, village_code: str) -> Provider | None:
    """The village's own advisor in force today: the one who has served longest."""
    for appointment in await ctx.store.appointments.list_of_village(village_code, civil_date(ctx.now())):
        provider = await ctx.store.providers.find(appointment.provider_id)
        if provider and provider.active:
            return provider
    return None


async def find_service_for(ctx: Context, *, wish: Wish, where: str) -> Service | None:
    """The service asked for by name, else the first of its class in the catalogue."""
    if wish.service_code:
        return await ctx.store.services.find_published(wish.service_code, where)
    if wish.service_class is None:
        return None
    published = await ctx.store.services.list_published(where)
    return next((one for one in published if one.service_class is wish.service_class), None)


async def _asked_before(ctx: Context, message: InboundMessage, group_id: str, wish: Wish) -> Matter | None:
    if not message.sender_id:
        return None
    since = ctx.now() - SAME_WISH_WITHIN
    for matter in await ctx.store.matters.list_of_sender(group_id, message.sender_id, since):
        same = (matter.kind, matter.service_class) == (wish.kind, wish.service_class)
        if same and matter.state is MatterState.OPEN:
            return matter
    return None


async def _take(ctx: Context, village: Division, wish: Wish, origin: Origin) -> Matter:
    now = ctx.now()
    service = await find_service_for(ctx, wish=wish, where=village.id)
    # What is said against a provider goes to the justice office, not to the provider.
    complaint = wish.kind is MatterKind.COMPLAINT
    owner = None if complaint else await find_advisor_of(ctx, village_code=village.id)
    deadline_at = now + _reply_within(ctx, wish.kind)
    first_told = EscalationStep.ADVISOR if owner else EscalationStep.TOWNSHIP
    matter = Matter(
        id=await _next_number(ctx),
        kind=wish.kind,
        source=origin.source,
        text=mask_numbers_in_text(wish.text),
        village_code=village.id,
        township_code=village.township_code,
        county_code=village.county_code,
        state=MatterState.OPEN,
        urgent=wish.kind is MatterKind.EMERGENCY,
        created_at=now,
        deadline_at=deadline_at,
        card_token=secrets.token_urlsafe(CARD_TOKEN_BYTES),
        history=(MatterEvent(now, _first_words(owner)),),
        service_class=wish.service_class or (service.service_class if service else None),
        service_code=service.id if service else None,
        inbound_id=origin.inbound_id,
        group_id=origin.group_id,
        sender_id=origin.sender_id,
        sender_name=origin.sender_name,
        resident_id=origin.resident_id,
        owner_provider_id=owner.id if owner else None,
        escalate_at=moment_of(first_told, now, deadline_at),
        escalated=int(first_told),
    )
    await ctx.store.matters.add(matter)
    return matter


async def _next_number(ctx: Context) -> str:
    day = civil_date(ctx.now())
    sequence = await ctx.store.counters.next(f"matter:{day.isoformat()}", ctx.now())
    return matter_number(ctx.settings.matter_prefix, day, sequence)


def _reply_within(ctx: Context, kind: MatterKind) -> timedelta:
    targets = ctx.settings.targets
    urgent = kind is MatterKind.EMERGENCY
    return timedelta(minutes=targets.urgent_reply_minutes if urgent else targets.consultation_reply_minutes)


def _first_words(owner: Provider | None) -> str:
    return f"诉求已登记，转给村法律顾问{owner.name}。" if owner else "诉求已登记，转给司法所。"
