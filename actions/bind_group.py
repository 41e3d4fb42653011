"""Groups and villages: register, bind, look."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from actions.context import Context
from actions.regions import get_village_in_region, is_in_region, region_range
from actions.roster_gate import changing_roster
from actions.search_words import Words
from domain.divisions import Division, DivisionState, Level
from domain.errors import NotFound
from domain.groups import CHANNEL_NAMES, INTERNAL_CHANNELS, ChannelName, Group, GroupElsewhere, group_id_of
from domain.people import Staff
from domain.rosters import Roster
from domain.staff_sign_in import check_may_change

VILLAGE_CODE = re.compile(r"\d{12}")
BY_JOIN_WAY, BY_CODE, BY_SAME_CHAT = "join_way", "code", "same_chat"  # who bound it, where it was no member of staff


@dataclass(frozen=True)
class GroupTold:
    """A group with its village."""

    group: Group
    village: Division | None


async def register_group(
    ctx: Context, *, staff: Staff, channel: ChannelName, chat_id: str, name: str, owner: str, village_code: str
) -> Group:
    """Make a chat known and bind it to a village; a chat that is known keeps its id and takes the new binding.

    Raises: NotFound, NotAllowed, GroupElsewhere, RosterBusy.
    """
    check_may_change(staff)
    village = await get_village_in_region(ctx, staff=staff, village_code=village_code)
    newcomer = Group(group_id_of(channel, chat_id), channel, chat_id, name, ctx.now(), owner)
    async with changing_roster(ctx, Roster.GROUPS, [village.id]):
        group = await ctx.store.groups.add_or_find(newcomer)
        if (group.name, group.owner) != (name, owner or group.owner):
            await ctx.store.groups.describe(group.id, name=name, owner=owner or group.owner)
        return await _bind(ctx, staff, group.id, village)


async def bind_group(ctx: Context, *, staff: Staff, group_id: str, village_code: str) -> Group:
    """Say which village a group belongs to.

    Raises: NotFound, NotAllowed, GroupElsewhere, RosterBusy.
    """
    check_may_change(staff)
    village = await get_village_in_region(ctx, staff=staff, village_code=village_code)
    async with changing_roster(ctx, Roster.GROUPS, [village.id]):
        return await _bind(ctx, staff, group_id, village)


async def _bind(ctx: Context, staff: Staff, group_id: str, village: Division) -> Group:
    group = await ctx.store.groups.find(group_id)
    if group is None:
        raise NotFound("没有找到这个群。", code="group_not_found")
    if group.village_code and not is_in_region(staff, group.village_code):
        raise GroupElsewhere()
    bound = await ctx.store.groups.bind(group, village.id, staff.id, ctx.now())
    if bound is None:
        raise GroupElsewhere("这个群刚刚被绑定过，请刷新后再看。", code="group_just_bound")
    return bound


async def bind_by_join_way(ctx: Context, *, group: Group, states: Collection[str]) -> None:
    """A group whose members came by our code belongs to the village in its state, unless somebody has bound it."""
    codes = [state for state in states if VILLAGE_CODE.fullmatch(state)]
    if group.village_code is None and codes:
        await bind_to_standing(ctx, group, max(codes, key=codes.count), BY_JOIN_WAY)


async def bind_private_chat(ctx: Context, *, chat_id: str, village_code: str) -> None:
    """Whoever comes to customer service by a village's code belongs to that village from then on."""
    group = Group(group_id_of(ChannelName.KF, chat_id), ChannelName.KF, chat_id, "微信客服会话", ctx.now())
    group = await ctx.store.groups.add_or_find(group)
    if VILLAGE_CODE.fullmatch(village_code) and group.village_code != village_code:
        await bind_to_standing(ctx, group, village_code, BY_JOIN_WAY)


async def bind_to_standing(ctx: Context, group: Group, village_code: str, how: str) -> Group | None:
    """Bind to a village that stands; None when there is none such, or somebody was faster."""
    village = await ctx.store.divisions.find(village_code)
    if village is None or village.level is not Level.VILLAGE or village.state is not DivisionState.STANDING:
        return None
    return await ctx.store.groups.bind(group, village.id, how, ctx.now())


async def label_group(ctx: Context, *, staff: Staff, group_id: str, language: str, tags: tuple[str, ...]) -> Group:
    """Say which language is read there, and what sort of village it is.

    Raises: NotFound, NotAllowed.
    """
    check_may_change(staff)
    group = await ctx.store.groups.find(group_id)
    if group is None or not group.village_code or not is_in_region(staff, group.village_code):
        raise NotFound("没有找到这个群。", code="group_not_found")
    await ctx.store.groups.label(group.id, language=language, tags=tags)
    return replace(group, language=language, tags=tags)


async def list_groups(ctx: Context, *, staff: Staff, words: str = "") -> list[GroupTold]:
    """The groups of no village yet, then those of the region; only those in which all the words are found."""
    unbound = [one for one in await ctx.store.groups.list_unbound() if one.channel not in INTERNAL_CHANNELS]
    bound = await ctx.store.groups.list_in_range(*region_range(staff))
    told = [await tell_group(ctx, group=group) for group in (*unbound, *bound)]
    seek = Words(ctx, words)
    return [one for one in told if seek.fit(_texts(one))] if words else told


def _texts(told: GroupTold) -> tuple[str, ...]:
    group = told.group
    village = told.village.full_name if told.village else ""
    return (group.name, group.owner, group.chat_id, CHANNEL_NAMES[group.channel], village, *group.tags)


async def tell_groups(ctx: Context, *, group_ids: Sequence[str]) -> dict[str, GroupTold]:
    """These groups with their villages, by id."""
    found = await ctx.store.groups.find_many(group_ids)
    return {one.id: await tell_group(ctx, group=one) for one in found.values()}


async def tell_group(ctx: Context, *, group: Group) -> GroupTold:
    """The group with its village."""
    return GroupTold(group, await find_village_of(ctx, group=group))


async def find_village_of(ctx: Context, *, group: Group) -> Division | None:
    """The standing village that the group belongs to."""
    village = await ctx.store.divisions.find(group.village_code) if group.village_code else None
    return village if village and village.state is DivisionState.STANDING else None
