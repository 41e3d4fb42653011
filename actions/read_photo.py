"""The content of a kept photo, whatever it belongs to."""

from actions.context import Context
from domain.materials import Photo, PhotoNotFound


async def read_photo(ctx: Context, *, photo: Photo) -> bytes:
    """The photo as JPEG. That the asker may see it has been checked.

    Raises: PhotoNotFound when it is deleted.
    """
    content = await ctx.store.attachments.read(photo)
    if content is None:
        raise PhotoNotFound()
    return content
