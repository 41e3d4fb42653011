"""The channel without a platform: staff carry words into a group and back by hand."""

import hashlib
from datetime import timedelta

from actions.context import Context
from actions.keep_inbound import MESSAGE, keep_once, masked_text
from actions.regions import check_in_region, region_range
from domain.clock import civil_date
from domain.errors import NotFound
from domain.groups import ChannelName, Group
from domain.inbox import SenderRole, inbound_id_of
from domain.masking import mask_numbers_in_text
from domain.people import Staff
from domain.pushes import Delivery, DeliveryState, NotWaiting
from domain.staff_sign_in import check_may_change

SHOWN_FOR = timedelta(days=7)


async def list_manual_groups(ctx: Context, *, staff: Staff) -> list[Group]:
    """The groups of the region that are served by hand."""
    bound = await ctx.store.groups.list_in_range(*region_range(staff))
    return [one for one in bound if one.channel is ChannelName.MANUAL]


async def list_to_copy(ctx: Context, *, staff: Staff) -> list[Delivery]:
    """What waits to be copied into a group, the oldest first."""
    now = ctx.now()
    found = await ctx.store.deliveries.list_in_range(*region_range(staff), now - SHOWN_FOR, now + timedelta(days=1))
    waiting = [one for one in found if one.channel is ChannelName.MANUAL]
    waiting = [one for one in waiting if one.state is DeliveryState.AWAITING_CONFIRM]
    return sorted(waiting, key=lambda one: one.created_at)


async def confirm_copied(ctx: Context, *, staff: Staff, delivery_id: str) -> Delivery:
    """Staff say that it stands in the group.

    Raises: NotAllowed, NotFound, NotWaiting.
    """
    check_may_change(staff)
    delivery = await ctx.store.deliveries.find(delivery_id)
    if delivery is None or delivery.channel is not ChannelName.MANUAL:
        raise NotFound("没有找到这条待转发的内容。", code="delivery_not_found")
    check_in_region(staff, delivery.village_code or "")
    change = {"state": DeliveryState.SENT.value, "settled_at": ctx.now()}
    if not await ctx.store.deliveries.move(delivery, DeliveryState.AWAITING_CONFIRM, change):
        raise NotWaiting()
    return await ctx.store.deliveries.find(delivery_id) or delivery


async def paste_in(ctx: Context, *, staff: Staff, group_id: str, sender_name: str, text: str) -> bool:
    """Keep what somebody wrote in a group; false when just this was pasted today already.

    Raises: NotAllowed, NotFound.
    """
    check_may_change(staff)
    group = await ctx.store.groups.find(group_id)
    if group is None or group.channel is not ChannelName.MANUAL or group.village_code is None:
        raise NotFound("没有找到这个群，请先登记并绑定到村。", code="group_not_found")
    check_in_region(staff, group.village_code)
    name = mask_numbers_in_text(sender_name)[:40]
    told = f"{civil_date(ctx.now())}|{group.id}|{name}|{text}"
    return await keep_once(
        ctx,
        inbound_id_of(ChannelName.MANUAL, hashlib.sha256(told.encode()).hexdigest()[:32]),
        channel=ChannelName.MANUAL.value,
        event=MESSAGE,
        chat_id=group.chat_id,
        sender_id=name,
        sender_name=name,
        sender_role=SenderRole.VILLAGER,
        is_called=True,  # staff paste what they hold for a request
        **masked_text(text),
    )
