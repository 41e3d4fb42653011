"""Working through the inbox: list, claim, finish; and what platform events tell of the groups themselves."""

from collections import Counter
from collections.abc import Collection
from datetime import timedelta

from actions.bind_group import bind_by_join_way, find_village_of
from actions.context import Context
from domain.groups import ChannelName, Group, group_id_of
from domain.inbox import MOST_TRIES, InboundMessage, next_try_after

CLAIM_LENGTH = timedelta(seconds=60)
MOST_ROUNDS = 20
LOOK_AGAIN_AFTER = timedelta(minutes=1)
TAKEN_UP_WITHIN = timedelta(days=7)


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


async def let_wait(ctx: Context, *, message: InboundMessage, outcome: str) -> None:
    """It asks for something, and its chat belongs to no village yet: kept until staff have bound the chat."""
    await ctx.store.inbox.wait(message.id, outcome, ctx.now() + LOOK_AGAIN_AFTER)


async def let_wait_after_all(ctx: Context, *, inbound_id: str, outcome: str) -> None:
    """The same of an earlier message, which a yes has just confirmed."""
    await ctx.store.inbox.wait_after_all(inbound_id, outcome, ctx.now() + LOOK_AGAIN_AFTER)


async def take_up_waiting(ctx: Context, *, silent: Collection[str]) -> int:
    """Work anew on requests whose chat has been bound to a village meanwhile; how many.

    Whoever was told that nothing could be done is not answered after a week. On the ``silent`` channels nobody could
    be told: what came there is taken up as long as it is kept.
    """
    taken_up = 0
    for _ in range(MOST_ROUNDS):
        waiting = await ctx.store.inbox.list_waiting(ctx.now())
        if not waiting:
            break
        placed = await _with_a_village(ctx, waiting)
        unbound = [one.id for one in waiting if one not in placed]
        in_time = [one for one in placed if one.channel in silent or one.received_at + TAKEN_UP_WITHIN > ctx.now()]
        await ctx.store.inbox.leave_waiting(unbound, ctx.now() + LOOK_AGAIN_AFTER)
        await ctx.store.inbox.end_waiting([one.id for one in placed if one not in in_time])
        taken_up += await ctx.store.inbox.take_up([one.id for one in in_time], ctx.now())
    return taken_up


async def _with_a_village(ctx: Context, waiting: list[InboundMessage]) -> list[InboundMessage]:
    groups = await ctx.store.groups.find_many(sorted({group_id_of_message(one) for one in waiting}))
    placed = {group.id for group in groups.values() if await find_village_of(ctx, group=group)}
    return [one for one in waiting if group_id_of_message(one) in placed]


async def count_waiting_by_group(ctx: Context) -> Counter[str]:
    """How many requests wait for their group to be bound, by the group's id."""
    return Counter(group_id_of_message(one) for one in await ctx.store.inbox.list_waiting())


def group_id_of_message(message: InboundMessage) -> str:
    """The group that it was written in."""
    return group_id_of(ChannelName(message.channel), message.chat_id)


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
