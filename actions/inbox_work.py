"""Working through the inbox: list, claim, finish; and what platform events tell of the groups themselves."""

from datetime import timedelta

from actions.bind_group import bind_by_join_way
from actions.context import Context
from domain.groups import ChannelName, Group, group_id_of
from domain.inbox import MOST_TRIES, InboundMessage, next_try_after

CLAIM_LENGTH = timedelta(seconds=60)


async def list_due_messages(ctx: Context) -> list[InboundMessage]:
    """What is to be worked on now, the oldest first."""
    return await ctx.store.inbox.list_due(ctx.now())


async def find_message(ctx: Context, *, inbound_id: str) -> InboundMessage | None:
    """One message, unless its days are over."""
    return await ctx.store.inbox.find(inbound_id)


async def claim_message(ctx: Context, *, message: InboundMessage) -> bool:
    """Become the one who works on it for a minute; a worker that dies lets another take over after that."""
    return await ctx.store.inbox.claim(message, ctx.now() + CLAIM_LENGTH)


async def finish_message(ctx: Context, *, message: InboundMessage, outcome: str, keep_text: bool) -> None:
    """Done, once and for all."""
    await ctx.store.inbox.settle(message.id, outcome, keep_text=keep_text)


async def retry_message(ctx: Context, *, message: InboundMessage, outcome: str) -> None:
    """Something failed: again later, or never after many tries."""
    if message.tries + 1 >= MOST_TRIES:
        await ctx.store.inbox.give_up(message.id, outcome)
    else:
        await ctx.store.inbox.put_back(message.id, ctx.now() + next_try_after(message.tries + 1))


async def forget_old_messages(ctx: Context) -> int:
    """Forget raw messages whose days are over; how many. What belongs to a matter stands in the matter."""
    return await ctx.store.inbox.forget_before(ctx.now() - timedelta(days=ctx.settings.inbox_keep_days))


async def find_or_note_group(ctx: Context, *, channel: ChannelName, chat_id: str, name: str = "") -> Group:
    """The group of a chat; one nobody has registered is noted, so that staff find it among the unbound."""
    group_id = group_id_of(channel, chat_id)
    newcomer = Group(group_id, channel, chat_id, name=name or f"未命名群 {chat_id}", created_at=ctx.now())
    return await ctx.store.groups.find(newcomer.id) or await ctx.store.groups.add_or_find(newcomer)


async def follow_customer_group(ctx: Context, *, chat_id: str, change: str) -> None:
    """A WeCom customer group was created, changed or dismissed.

    Raises: platform errors, when WeCom does not tell us about the group.
    """
    group = await find_or_note_group(ctx, channel=ChannelName.WECOM_CUSTOMER_GROUP, chat_id=chat_id)
    if change == "dismiss":
        await ctx.store.groups.dismiss(group.id, ctx.now())
        return
    told = await ctx.wechat.wecom.group_chat(chat_id)
    await ctx.store.groups.describe(group.id, name=told.name or group.name, owner=told.owner)
    await bind_by_join_way(ctx, group=group, states=told.join_states)
