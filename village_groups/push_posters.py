"""The poster of a push: one for each article, village and day, drawn once and kept."""

import asyncio
import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from actions.context import Context
from actions.media import find_file_made_from, keep_file
from actions.push_content import find_article, find_division
from actions.take_matter import find_advisor_of
from domain.clock import civil_date
from domain.errors import NotFound, ServiceError
from domain.people import PROVIDER_KIND_NAMES
from domain.platform_errors import ConfigurationFault
from domain.pushes import Article, Delivery, MediaFile
from village_groups.fonts import Fonts
from village_groups.posters import PosterContent, draw_poster
from village_groups.replies import BOOKING_PAGE

JPEG = "image/jpeg"
CODE_WIDTH_PX = 430


async def get_poster(ctx: Context, delivery: Delivery, *, village_code: str | None) -> MediaFile:
    """The poster that goes with a delivery, for a village or for several (None).

    Raises: NotFound (no such article), Unavailable (no font), platform errors from asking for the code.
    """
    article = await find_article(ctx, article_id=delivery.article_id or "")
    if article is None:
        raise NotFound("要推送的普法内容已不存在。", code="article_not_found")
    return await make_poster(ctx, article=article, village_code=village_code)


async def make_poster(ctx: Context, *, article: Article, village_code: str | None) -> MediaFile:
    """The poster of an article for a village, or for none (a preview)."""
    content = await _content(ctx, article, village_code)
    scene = f"v={village_code}" if village_code else "v="
    key = _key(content, scene)
    made = await find_file_made_from(ctx, key=key)
    if made:
        return made
    code = await _code(ctx, scene)
    drawn = await asyncio.to_thread(_draw, content, code, ctx.font_path)
    return await keep_file(ctx, key=key, content=drawn, content_type=JPEG)


async def preview_poster(ctx: Context, *, article: Article) -> tuple[MediaFile | None, str]:
    """The poster of an article without a village's name, or the sentence that says why there is none."""
    try:
        return await make_poster(ctx, article=article, village_code=None), ""
    except ServiceError as failure:
        return None, failure.message


async def _content(ctx: Context, article: Article, village_code: str | None) -> PosterContent:
    village = await find_division(ctx, code=village_code) if village_code else None
    advisor = await find_advisor_of(ctx, village_code=village_code) if village_code else None
    return PosterContent(
        title=article.title,
        summary=article.summary,
        law_name=article.law_name,
        article_number_text=article.article_number_text,
        article_text=article.article_text,
        village_name=village.spoken_name if village else "本村（社区）",
        advisor_name=f"{advisor.name}{PROVIDER_KIND_NAMES[advisor.kind]}" if advisor else None,
        bureau_name=ctx.settings.bureau_name,
        date=civil_date(ctx.now()),
    )


def _key(content: PosterContent, scene: str) -> str:
    plain = json.dumps([asdict(content), scene], default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


async def _code(ctx: Context, scene: str) -> bytes | None:
    """The mini-program code; a bureau whose mini-program is not set up yet gets posters without one."""
    try:
        return await ctx.wechat.mini_program.unlimited_code(scene, BOOKING_PAGE, CODE_WIDTH_PX)
    except ConfigurationFault:
        return None


def _draw(content: PosterContent, code: bytes | None, font_path: Path | None) -> bytes:
    return draw_poster(content, code, Fonts(font_path))
