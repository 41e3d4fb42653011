"""The mini-program was opened from a card in a group: which group, and which village."""

from actions.bind_group import BY_SAME_CHAT, bind_to_standing, find_village_of
from actions.context import Context
from domain.divisions import Division
from domain.errors import PlatformFailure
from domain.groups import ChannelName, Group, group_id_of
from domain.people import Resident
from wechat.user_data import open_user_data


async def enter_from_group(ctx: Context, *, resident: Resident, code: str, encrypted: str, iv: str) -> Division | None:
    """The village of the group whose card was opened, if it is known; an unknown group is noted for staff to bind.

    The session key is asked for with a fresh login code, used, and forgotten: it is nowhere kept.
    Raises: BadInput (unreadable, of another program, or too old), CodeRefused.
    """
    identity = await ctx.wechat.mini_program.code_to_session(code)
    if identity.openid != resident.openid:
        return None
    app_id = ctx.settings.callbacks.mini_program_app_id
    data = open_user_data(session_key=identity.session_key, encrypted=encrypted, iv=iv, app_id=app_id, now=ctx.now())
    opengid = str(data.get("opengid") or "")
    if not opengid:
        return None  # opened from a chat of two
    await ctx.store.channel_health.note_success(ChannelName.MINI_PROGRAM_CARD.value, ctx.now())
    return await find_village_of(ctx, group=await _group_of(ctx, opengid))


async def _group_of(ctx: Context, opengid: str) -> Group:
    group_id = group_id_of(ChannelName.MINI_PROGRAM_CARD, opengid)
    newcomer = Group(group_id, ChannelName.MINI_PROGRAM_CARD, opengid, "微信群（由卡片打开）", ctx.now())
    group = await ctx.store.groups.find(group_id) or await ctx.store.groups.add_or_find(newcomer)
    if group.village_code is not None:
        return group
    same = await _same_customer_group(ctx, opengid)
    if same is None:
        return group
    await ctx.store.groups.note_same(same.id, opengid)
    if same.village_code is None:
        return group
    return await bind_to_standing(ctx, group, same.village_code, BY_SAME_CHAT) or group


async def _same_customer_group(ctx: Context, opengid: str) -> Group | None:
    """The WeCom customer group behind the id; ordinary groups have none, and then WeCom refuses."""
    if not ctx.settings.channels.customer_groups:
        return None
    try:
        chat_id = await ctx.wechat.wecom.chat_id_of_opengid(opengid)
    except PlatformFailure:
        return None
    return await ctx.store.groups.find(group_id_of(ChannelName.WECOM_CUSTOMER_GROUP, chat_id))
