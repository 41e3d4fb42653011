"""Resident reports are polled: every order is stored once, and the cursor moves only after its page is stored."""

import json
from datetime import UTC, datetime, timedelta

from actions.channel_health import watched
from actions.context import Context
from actions.keep_inbound import MESSAGE, keep_once, masked_text
from domain.channel_health import PullCursor
from domain.groups import ChannelName
from domain.inbox import SenderRole, inbound_id_of
from domain.masking import mask_name
from wechat.reports import OrderPage, ReportOrder

NAME = ChannelName.RESIDENT_REPORT.value
FIRST_LOOK_BACK = timedelta(days=1)
OVERLAP = timedelta(minutes=1)  # an order may show a little after the moment it bears


async def poll_resident_reports(ctx: Context) -> int:
    """Store what was reported since the last poll; how many orders were new."""
    if not ctx.settings.channels.resident_reports:
        return 0
    async with watched(ctx, ChannelName.RESIDENT_REPORT):
        return await _poll(ctx)


async def _poll(ctx: Context) -> int:
    kept = 0
    begin = _cursor_value(ctx.now() - FIRST_LOOK_BACK, "")
    cursor = await ctx.store.cursors.open(NAME, begin, ctx.now())
    while True:
        since, page_cursor = _read_cursor(cursor)
        page = await ctx.wechat.wecom.reports.orders_since(since, cursor=page_cursor)
        for order in page.orders:
            kept += await _keep(ctx, order)
        after = _value_after(since, page)
        if not await ctx.store.cursors.advance(NAME, cursor.value, after, ctx.now()) or not page.next_cursor:
            return kept
        cursor = PullCursor(NAME, after, ctx.now(), ctx.now())


async def _keep(ctx: Context, order: ReportOrder) -> bool:
    about = f"{order.case_name}：{order.description}" if order.case_name else order.description
    return await keep_once(
        ctx,
        inbound_id_of(NAME, order.order_id),
        channel=NAME,
        event=MESSAGE,
        chat_id=order.grid_id,
        chat_name=order.grid_name,
        sender_id=order.order_id,
        sender_name=mask_name(order.reporter_name),
        sender_role=SenderRole.VILLAGER,
        is_called=True,
        **masked_text(about),
    )


def _value_after(since: datetime, page: OrderPage) -> str:
    """Within the pages of one span the span stays; after its last page the next begins just before the latest order.

    What comes twice is known by its id.
    """
    if page.next_cursor:
        return _cursor_value(since, page.next_cursor)
    latest = max((one.created_at - OVERLAP for one in page.orders), default=since)
    return _cursor_value(max(since, latest), "")


def _cursor_value(since: datetime, page_cursor: str) -> str:
    return json.dumps([int(since.timestamp()), page_cursor])


def _read_cursor(cursor: PullCursor) -> tuple[datetime, str]:
    seconds, page_cursor = json.loads(cursor.value)
    return datetime.fromtimestamp(seconds, UTC), page_cursor
