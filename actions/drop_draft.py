"""An advisor throws a draft away."""

from actions.context import Context
from domain.errors import NotFound
from domain.hours import EntryNotReturned, EntryState
from domain.people import Provider


async def drop_draft(ctx: Context, *, provider: Provider, entry_id: str) -> None:
    """A draft that is not wanted; its photos go with it. What was submitted once stays. Twice is harmless.

    Raises: NotFound when it is somebody else's, EntryNotReturned when it is no draft.
    """
    entry = await ctx.store.entries.find(entry_id)
    if entry is None:
        return
    if entry.provider_id != provider.id:
        raise NotFound("没有找到这条工时。", code="entry_not_found")
    if entry.state is not EntryState.DRAFT or not await ctx.store.entries.drop_draft(entry):
        raise EntryNotReturned("只有草稿可以不要；提交过的会留痕。")
    for photo_id in entry.photo_ids:
        photo = await ctx.store.attachments.find(photo_id)
        await ctx.store.photo_looks.drop(photo_id)
        if photo:
            await ctx.store.attachments.delete(photo)
