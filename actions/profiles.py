"""What a person keeps with us about themselves."""

from dataclasses import dataclass

from actions.context import Context
from actions.sessions import find_provider_of
from domain.divisions import Division, DivisionState, Level
from domain.errors import NotFound
from domain.people import Provider, Resident
from domain.village_facts import VillageFacts

PHONE_SCOPE = "phone"


@dataclass(frozen=True)
class ProfileTold:
    """A resident with the village they live in, what it tells, and the provider they are, if any."""

    resident: Resident
    village: Division | None
    provider: Provider | None
    facts: VillageFacts


async def tell_profile(ctx: Context, *, resident: Resident) -> ProfileTold:
    """What we keep of a resident."""
    village = await ctx.store.divisions.find(resident.village_code) if resident.village_code else None
    facts = await ctx.store.village_facts.find(village.id) if village else VillageFacts("")
    return ProfileTold(resident, village, await find_provider_of(ctx, resident=resident), facts)


async def keep_phone(ctx: Context, *, resident: Resident, code: str, consent_version: str) -> Resident:
    """Keep the phone number behind a phone code, and the consent to keep it.

    Raises: CodeRefused.
    """
    phone = await ctx.wechat.mini_program.phone_number(code)
    await ctx.store.residents.add_consent(resident, PHONE_SCOPE, consent_version, ctx.now())
    return await ctx.store.residents.set_phone(resident, phone)


async def keep_village(ctx: Context, *, resident: Resident, village_code: str) -> Resident:
    """Keep where a resident lives.

    Raises: NotFound when it is no standing village.
    """
    village = await ctx.store.divisions.find(village_code)
    if village is None or village.level is not Level.VILLAGE or village.state is not DivisionState.STANDING:
        raise NotFound("没有找到这个村（社区），请重新选择。", code="village_not_found")
    return await ctx.store.residents.set_village(resident, village_code)
