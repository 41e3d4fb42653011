"""Small public files: posters."""

import hashlib
from datetime import timedelta

from actions.context import Context
from domain.errors import NotFound
from domain.pushes import MediaFile

KEPT_FOR = timedelta(days=90)


async def find_file_made_from(ctx: Context, *, key: str) -> MediaFile | None:
    """The file that was made from these things before."""
    return await ctx.store.files.find_by_key(key, ctx.now())


async def keep_file(ctx: Context, *, key: str, content: bytes, content_type: str) -> MediaFile:
    """Keep a file under the hash of its content."""
    file = MediaFile(
        id=hashlib.sha256(content).hexdigest(),
        key=key,
        content_type=content_type,
        content=content,
        created_at=ctx.now(),
        expires_at=ctx.now() + KEPT_FOR,
    )
    await ctx.store.files.add_once(file)
    return file


async def note_media(ctx: Context, *, file: MediaFile, media_id: str, good_for: timedelta) -> None:
    """Remember what WeCom calls the file, or with an empty name forget it."""
    await ctx.store.files.note_media(file, media_id, ctx.now() + good_for if media_id else None)


async def get_file(ctx: Context, *, file_id: str) -> MediaFile:
    """Raises: NotFound."""
    file = await ctx.store.files.find(file_id)
    if file is None:
        raise NotFound()
    return file
