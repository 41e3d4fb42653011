"""A picture or a recording that goes with an article: for those who want to see it, for those who cannot read it."""

import asyncio
import hashlib

from actions.clean_photo import clean_photo
from actions.context import Context
from actions.push_content import get_article
from domain.audio import Recording, read_recording
from domain.errors import Conflict
from domain.people import Staff
from domain.pushes import Article, MediaFile
from domain.staff_sign_in import check_may_change

PUBLISHED = "已发布的内容不能改，请先停用。"


async def put_recording(ctx: Context, *, staff: Staff, article_id: str, raw: bytes) -> Article:
    """Keep the article read aloud.

    Raises: NotAllowed, NotFound, NotARecording, BadInput, Conflict (it is published).
    """
    check_may_change(staff)
    article = await get_article(ctx, article_id=article_id)
    found: Recording = await asyncio.to_thread(read_recording, raw)
    file = await _keep(ctx, raw, found.content_type)
    await _set(ctx, article, {"audio_file_id": file.id, "audio_seconds": found.seconds})
    return await get_article(ctx, article_id=article_id)


async def put_picture(ctx: Context, *, staff: Staff, article_id: str, raw: bytes) -> Article:
    """Keep a picture that is sent instead of a poster.

    Raises: NotAllowed, NotFound, NotAPhoto, PhotoTooLarge, Conflict (it is published).
    """
    check_may_change(staff)
    article = await get_article(ctx, article_id=article_id)
    picture = await asyncio.to_thread(clean_photo, raw)
    file = await _keep(ctx, picture.content, "image/jpeg")
    await _set(ctx, article, {"image_file_id": file.id})
    return await get_article(ctx, article_id=article_id)


async def _keep(ctx: Context, content: bytes, content_type: str) -> MediaFile:
    """For as long as the article stands: nobody can make it again."""
    digest = hashlib.sha256(content).hexdigest()
    file = MediaFile(digest, f"article:{digest}", content_type, content, ctx.now(), None)
    await ctx.store.files.add_once(file)
    return file


async def _set(ctx: Context, article: Article, facts: dict[str, object]) -> None:
    if not await ctx.store.articles.set_media(article.id, facts):
        raise Conflict(PUBLISHED, code="article_is_published")
