"""Following a matter to its end: residents look and claim, advisors accept and answer, staff watch and close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from actions.book_service import get_service
from actions.context import Context
from actions.draft_from_matter import draft_from_matter
from actions.recuse import recusal_for
from actions.regions import check_in_region, region_range
from actions.take_matter import Wish, take_matter_of_resident
from actions.tell_answer import tell_answer_in_private
from domain.bookings import VillageNeeded
from domain.clock import civil_date
from domain.divisions import Division
from domain.errors import NotAllowed
from domain.matters import (
    AlreadyAccepted,
    AlreadyClaimed,
    Matter,
    MatterEvent,
    MatterKind,
    MatterNotFound,
    MatterState,
    WrongMatterState,
)
from domain.people import PROVIDER_KIND_NAMES, Provider, Resident, Role, Staff
from domain.services import Service, ServiceClass

LOOK_BACK = timedelta(days=366)
ADVISOR_LOOK_BACK = timedelta(days=92)
LEDGER_LENGTH = timedelta(days=31)


@dataclass(frozen=True)
class MatterTold:
    """A matter with what is needed to tell it to people."""

    matter: Matter
    village: Division | None
    owner: Provider | None
    service: Service | None


async def tell_matter(ctx: Context, *, matter: Matter) -> MatterTold:
    """The matter with its village, owner and service."""
    owner_id, service_code = matter.owner_provider_id, matter.service_code
    return MatterTold(
        matter,
        await ctx.store.divisions.find(matter.village_code),
        await ctx.store.providers.find(owner_id) if owner_id else None,
        await ctx.store.services.find(service_code, matter.village_code) if service_code else None,
    )


async def ask_for_help(
    ctx: Context,
    *,
    resident: Resident,
    text: str,
    service_code: str | None,
    is_complaint: bool = False,
    is_emergency: bool = False,
) -> Matter:
    """A resident writes what they want. A complaint goes to the justice office, never to whom it is about.

    Raises: VillageNeeded, NotFound (no such service).
    """
    village = await ctx.store.divisions.find(resident.village_code) if resident.village_code else None
    if village is None:
        raise VillageNeeded()
    service = await get_service(ctx, code=service_code, where=village.id) if service_code else None
    wish = Wish(
        kind=MatterKind.EMERGENCY if is_emergency else _kind_of(service, is_complaint),
        text=text,
        service_class=service.service_class if service else None if is_complaint else ServiceClass.ADVICE,
        service_code=service_code,
    )
    return await take_matter_of_resident(ctx, resident=resident, village=village, wish=wish)


def _kind_of(service: Service | None, is_complaint: bool) -> MatterKind:
    if is_complaint:
        return MatterKind.COMPLAINT
    return MatterKind.SERVICE_REQUEST if service else MatterKind.QUESTION


async def list_my_matters(ctx: Context, *, resident: Resident) -> list[Matter]:
    """The resident's matters of the last year, latest first."""
    return await ctx.store.matters.list_of_resident(resident.id, ctx.now() - LOOK_BACK)


async def get_my_matter(ctx: Context, *, resident: Resident, number: str) -> Matter:
    """Raises: NotFound, also when it is somebody else's."""
    matter = await ctx.store.matters.find(number)
    if matter is None or matter.resident_id != resident.id:
        raise MatterNotFound()
    return matter


async def claim_matter(ctx: Context, *, resident: Resident, card_token: str) -> Matter:
    """Whoever opens the card from the group takes the matter as theirs, once.

    Raises: NotFound, AlreadyClaimed.
    """
    matter = await ctx.store.matters.find_by_card(card_token)
    if matter is None:
        raise MatterNotFound()
    event = MatterEvent(ctx.now(), "本人已在小程序中认领这件诉求。")
    if matter.resident_id is None:
        await ctx.store.matters.claim(matter.id, resident.id, event)
        matter = await _again(ctx, matter)
    if matter.resident_id != resident.id:
        raise AlreadyClaimed()
    return matter


async def list_advisor_matters(ctx: Context, *, provider: Provider) -> list[Matter]:
    """What an advisor has to see: their own, and those of their villages; unanswered first, then latest."""
    since = ctx.now() - ADVISOR_LOOK_BACK
    found = {one.id: one for one in await ctx.store.matters.list_of_owner(provider.id, since)}
    for village_code in await _villages_of(ctx, provider):
        end = f"{village_code}:"
        for one in await ctx.store.matters.list_in_range(village_code, end, since, ctx.now() + timedelta(days=1)):
            if one.kind is not MatterKind.COMPLAINT:
                found.setdefault(one.id, one)
    waiting = (MatterState.OPEN, MatterState.ACCEPTED)
    latest_first = sorted(found.values(), key=lambda one: one.created_at, reverse=True)
    return sorted(latest_first, key=lambda one: (one.state not in waiting, not one.urgent))


async def accept_matter(ctx: Context, *, provider: Provider, number: str) -> Matter:
    """An advisor takes the matter on; accepting one's own twice is harmless.

    Raises: NotFound, Recused, AlreadyAccepted, WrongMatterState.
    """
    matter = await _get_for_advisor(ctx, provider, number)
    if matter.state is MatterState.OPEN:
        (await recusal_for(ctx, matter=matter)).check(provider)
        change: dict[str, Any] = {
            "state": MatterState.ACCEPTED.value,
            "owner_provider_id": provider.id,
            "accepted_at": ctx.now(),
        }
        event = MatterEvent(ctx.now(), f"{provider.name}{PROVIDER_KIND_NAMES[provider.kind]}已受理。")
        await ctx.store.matters.advance(number, (MatterState.OPEN,), change, event)
        matter = await _again(ctx, matter)
    if matter.owner_provider_id != provider.id:
        raise AlreadyAccepted()
    if matter.state is not MatterState.ACCEPTED:
        raise WrongMatterState()
    return matter


async def answer_matter(ctx: Context, *, provider: Provider, number: str, text: str) -> Matter:
    """The owner writes the answer; the resident reads it with the matter.

    Raises: NotFound, Recused, AlreadyAccepted, WrongMatterState.
    """
    matter = await _get_for_advisor(ctx, provider, number)
    if matter.state is MatterState.OPEN:
        matter = await accept_matter(ctx, provider=provider, number=number)
    if matter.owner_provider_id != provider.id:
        raise AlreadyAccepted()
    change = {"state": MatterState.ANSWERED.value, "answered_at": ctx.now()}
    event = MatterEvent(ctx.now(), f"{provider.name}答复：{text}")
    if not await ctx.store.matters.advance(number, (MatterState.ACCEPTED,), change, event):
        raise WrongMatterState()
    answered = await _again(ctx, matter)
    await tell_answer_in_private(ctx, matter=answered, text=text)
    await draft_from_matter(ctx, matter=answered)
    return answered


async def list_staff_matters(
    ctx: Context, *, staff: Staff, state: MatterState | None = None, days: int | None = None
) -> list[Matter]:
    """The ledger of a region, urgent and late ones first, then by deadline; ended ones last."""
    now = ctx.now()
    length = timedelta(days=days) if days else LEDGER_LENGTH
    first, beyond = region_range(staff)
    found = await ctx.store.matters.list_in_range(first, beyond, now - length, now + timedelta(days=1))
    wanted = [one for one in found if state in (None, one.state)]
    return _by_pressure(wanted)


async def close_matter(ctx: Context, *, staff: Staff, number: str, text: str) -> Matter:
    """Staff end a matter and write how.

    Raises: NotFound, NotAllowed, WrongMatterState.
    """
    if staff.role is Role.AUDITOR:
        raise NotAllowed()
    matter = await ctx.store.matters.find(number)
    if matter is None:
        raise MatterNotFound()
    check_in_region(staff, matter.village_code)
    change = {"state": MatterState.CLOSED.value, "closed_at": ctx.now()}
    event = MatterEvent(ctx.now(), f"司法所办结：{text}")
    before = (MatterState.OPEN, MatterState.ACCEPTED, MatterState.ANSWERED)
    if not await ctx.store.matters.advance(number, before, change, event):
        raise WrongMatterState()
    closed = await _again(ctx, matter)
    await draft_from_matter(ctx, matter=closed)
    return closed


def _by_pressure(matters: Sequence[Matter]) -> list[Matter]:
    waiting = (MatterState.OPEN, MatterState.ACCEPTED)
    return sorted(matters, key=lambda one: (one.state not in waiting, not one.urgent, one.deadline_at))


async def _get_for_advisor(ctx: Context, provider: Provider, number: str) -> Matter:
    matter = await ctx.store.matters.find(number)
    if matter is None:
        raise MatterNotFound()
    if matter.owner_provider_id == provider.id:
        return matter
    if matter.kind is MatterKind.COMPLAINT or matter.village_code not in await _villages_of(ctx, provider):
        raise MatterNotFound()
    return matter


async def _villages_of(ctx: Context, provider: Provider) -> set[str]:
    appointments = await ctx.store.appointments.list_of_provider(provider.id, civil_date(ctx.now()))
    return {one.village_code for one in appointments}


async def _again(ctx: Context, matter: Matter) -> Matter:
    return await ctx.store.matters.find(matter.id) or matter
