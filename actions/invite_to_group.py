"""Ways into a customer group: a code to scan that carries the village, and the words a newcomer is greeted with."""

from dataclasses import dataclass

from actions.bind_group import check_may_change
from actions.context import Context
from actions.regions import check_in_region, speaks_for_all
from domain.errors import BadInput, NotAllowed, NotFound
from domain.groups import ChannelName
from domain.people import Staff

WELCOME = "welcome_template"
SHARED = "入群欢迎语是所有客户群共用的，请由统一管理企业微信的司法局设置。"


@dataclass(frozen=True)
class JoinWay:
    """A code to scan; whoever comes by it, and any group made when this one is full, belongs to the village."""

    config_id: str
    picture_url: str
    village_code: str


async def make_join_way(ctx: Context, *, staff: Staff, group_id: str) -> JoinWay:
    """The code of a bound customer group.

    Raises: NotAllowed, NotFound, PlatformFailure.
    """
    check_may_change(staff)
    group = await ctx.store.groups.find(group_id)
    if group is None or group.channel is not ChannelName.WECOM_CUSTOMER_GROUP or group.village_code is None:
        raise NotFound("没有找到这个客户群，请先绑定到村。", code="group_not_found")
    check_in_region(staff, group.village_code)
    made = await ctx.wechat.wecom.invitations.add_join_way(
        chat_ids=[group.chat_id], state=group.village_code, remark=group.name, room_base_name=group.name
    )
    picture_url = await ctx.wechat.wecom.invitations.join_way_picture(made)
    return JoinWay(made, picture_url, group.village_code)


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
