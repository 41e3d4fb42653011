"""Customer groups that no callback told us of: the list is compared once an hour."""

from actions.channel_health import watched
from actions.context import Context
from actions.inbox_work import follow_customer_group
from domain.errors import PlatformFailure
from domain.groups import ChannelName, group_id_of

TOO_MANY_VISIBLE = 81017


async def sync_customer_groups(ctx: Context) -> int:
    """Note the groups that are new to us; how many there were."""
    if not ctx.settings.channels.customer_groups:
        return 0
    async with watched(ctx, ChannelName.WECOM_CUSTOMER_GROUP):
        new = 0
        for chat_id in await _list_chats(ctx):
            if await ctx.store.groups.find(group_id_of(ChannelName.WECOM_CUSTOMER_GROUP, chat_id)) is None:
                await follow_customer_group(ctx, chat_id=chat_id, change="create")
                new += 1
        return new


async def _list_chats(ctx: Context) -> list[str]:
    """All; above a thousand the platform wants to be asked owner by owner."""
    try:
        return await ctx.wechat.wecom.group_chat_ids()
    except PlatformFailure as refusal:
        if refusal.errcode != TOO_MANY_VISIBLE:
            raise
    found: list[str] = []
    for owner in await ctx.store.groups.list_owners(ChannelName.WECOM_CUSTOMER_GROUP):
        found += await ctx.wechat.wecom.group_chat_ids([owner])
    return found
