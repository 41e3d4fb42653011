"""A word in private to somebody who typed personal numbers into a group."""

from datetime import timedelta

from actions.context import Context
from domain.inbox import InboundMessage
from domain.notices import Notice, NoticeKind, NoticeState

KNOWN_SINCE = timedelta(days=92)


async def leave_privacy_hint(ctx: Context, *, message: InboundMessage, group_id: str, text: str) -> bool:
    """Into the inbox of the resident behind the sender, once a message; false when we do not know who it is.

    We know them by the matters that they raised in this group and claimed in the mini-program.
    """
    resident_id = await _resident_behind(ctx, message, group_id)
    if resident_id is None:
        return False
    notice = Notice(
        id=f"{NoticeKind.PRIVACY_HINT.value}:{message.id}",
        resident_id=resident_id,
        kind=NoticeKind.PRIVACY_HINT,
        title="请保护好您的个人信息",
        text=text,
        page="pages/matters/index",
        created_at=ctx.now(),
        due_at=ctx.now(),
        state=NoticeState.INBOX_ONLY,
    )
    await ctx.store.notices.add_once(notice)
    return True


async def _resident_behind(ctx: Context, message: InboundMessage, group_id: str) -> str | None:
    if not message.sender_id:
        return None
    since = ctx.now() - KNOWN_SINCE
    raised = await ctx.store.matters.list_of_sender(group_id, message.sender_id, since)
    return next((one.resident_id for one in raised if one.resident_id), None)
