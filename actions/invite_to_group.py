"""Ways into a customer group: a code to scan that carries the village, and the words a newcomer is greeted with."""

from dataclasses import dataclass

from actions.context import Context
from actions.regions import check_in_region, speaks_for_all
from domain.errors import BadInput, NotAllowed, NotFound
from domain.groups import ChannelName, Group
from domain.people import Staff
from domain.platform_errors import CallFailed
from domain.staff_sign_in import check_may_change

WELCOME, JOIN_WAY = "welcome_template", "join_way"
SHARED = "入群欢迎语是所有客户群共用的，请由统一管理企业微信的司法局设置。"


@dataclass(frozen=True)
class JoinWay:
    """A code to scan; whoever comes by it, and any group made when this one is full, belongs to the village."""

    config_id: str
    picture_url: str
    village_code: str


async def make_join_way(ctx: Context, *, staff: Staff, group_id: str) -> JoinWay:
    """The code of a bound customer group: the same one again, as long as WeCom has it and the village is the same.

    Raises: NotAllowed, NotFound, PlatformFailure.
    """
    check_may_change(staff)
    group = await ctx.store.groups.find(group_id)
    if group is None or group.channel is not ChannelName.WECOM_CUSTOMER_GROUP or group.village_code is None:
        raise NotFound("没有找到这个客户群，请先绑定到村。", code="group_not_found")
    check_in_region(staff, group.village_code)
    return await _find_join_way(ctx, group, group.village_code) or await _add_join_way(ctx, group, group.village_code)


async def _find_join_way(ctx: Context, group: Group, village_code: str) -> JoinWay | None:
    known = await ctx.store.cursors.find(f"{JOIN_WAY}:{group.id}")
    village, _, config_id = known.value.partition(":") if known else ("", "", "")
    if village != village_code:
        return None
    try:
        return JoinWay(config_id, await ctx.wechat.wecom.invitations.join_way_picture(config_id), village)
    except CallFailed:
        return None  # somebody has deleted it in WeCom


async def _add_join_way(ctx: Context, group: Group, village_code: str) -> JoinWay:
    invitations, name = ctx.wechat.wecom.invitations, f"{JOIN_WAY}:{group.id}"
    made = await invitations.add_join_way(
        chat_ids=[group.chat_id], state=village_code, remark=group.name, room_base_name=group.name
    )
    value = f"{village_code}:{made}"
    known = await ctx.store.cursors.open(name, value, ctx.now())
    if known.value != value:
        await ctx.store.cursors.advance(name, known.value, value, ctx.now())
    return JoinWay(made, await invitations.join_way_picture(made), village_code)


async def set_welcome(ctx: Context, *, staff: Staff, text: str) -> str:
    """The words for newcomers of all customer groups; the owner of each group chooses them once in WeCom.

    Raises: NotAllowed, BadInput, PlatformFailure.
    """
    check_may_change(staff)
    if not await speaks_for_all(ctx, staff=staff):
        raise NotAllowed(SHARED, code="welcome_is_shared")
    if not text.strip():
        raise BadInput(fields={"text": "请填写欢迎语。"})
    known = await ctx.store.cursors.find(WELCOME)
    if known:
        await ctx.wechat.wecom.invitations.edit_welcome_template(known.value, text)
        return known.value
    made = await ctx.wechat.wecom.invitations.add_welcome_template(text)
    await ctx.store.cursors.open(WELCOME, made, ctx.now())
    return made
