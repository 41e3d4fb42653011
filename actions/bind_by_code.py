"""Binding by a code said in the chat: what a platform shows of a sender is no proof of who it is; a code is."""

import secrets

from actions.bind_group import BY_CODE, bind_to_standing
from actions.context import Context
from actions.regions import get_village_in_region
from domain.bindings import (
    CODE_LENGTH,
    CODE_LETTERS,
    GOOD_FOR,
    BindingCode,
    BindingKind,
    ChatPerson,
    CodeSpent,
    person_id_of,
)
from domain.divisions import Division
from domain.groups import Group, GroupElsewhere
from domain.inbox import InboundMessage
from domain.people import Provider, Staff
from domain.staff_sign_in import check_may_change


async def make_village_code(ctx: Context, *, staff: Staff, village_code: str) -> BindingCode:
    """A code to be said in the village's group.

    Raises: NotFound, NotAllowed.
    """
    check_may_change(staff)
    village = await get_village_in_region(ctx, staff=staff, village_code=village_code)
    return await _make(ctx, BindingKind.VILLAGE, village.id, f"staff:{staff.id}")


async def make_provider_code(ctx: Context, *, provider: Provider) -> BindingCode:
    """A code by which an advisor says in a group who they are."""
    return await _make(ctx, BindingKind.PROVIDER, provider.id, f"provider:{provider.id}")


async def use_code(ctx: Context, *, message: InboundMessage, group: Group, code: str) -> Provider | Division:
    """Bind whatever the code binds: the sender to a provider, or the chat to a village.

    Raises: CodeSpent, GroupElsewhere.
    """
    used = await ctx.store.binding_codes.use(code, message.id, ctx.now())
    if used is None:
        raise CodeSpent()
    if used.kind is BindingKind.PROVIDER:
        return await _bind_person(ctx, message, used)
    village = await ctx.store.divisions.find(used.target)
    if village is None:
        raise CodeSpent()
    if group.village_code == village.id:
        return village
    if group.village_code is not None or not await bind_to_standing(ctx, group, village.id, BY_CODE):
        raise GroupElsewhere()
    return village


async def find_provider_behind(ctx: Context, *, message: InboundMessage) -> Provider | None:
    """The active provider who wrote, as far as they have bound themselves."""
    if not message.sender_id:
        return None
    person = await ctx.store.chat_people.find(person_id_of(message.channel, message.sender_id))
    provider = await ctx.store.providers.find(person.provider_id) if person else None
    return provider if provider and provider.active else None


async def _bind_person(ctx: Context, message: InboundMessage, used: BindingCode) -> Provider:
    provider = await ctx.store.providers.find(used.target)
    if provider is None or not message.sender_id:
        raise CodeSpent()
    person_id = person_id_of(message.channel, message.sender_id)
    await ctx.store.chat_people.put(ChatPerson(person_id, provider.id, ctx.now(), used.made_by))
    return provider


async def _make(ctx: Context, kind: BindingKind, target: str, made_by: str) -> BindingCode:
    while True:
        letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        code = BindingCode(letters, kind, target, made_by, ctx.now() + GOOD_FOR)
        if await ctx.store.binding_codes.add_once(code):
            return code
