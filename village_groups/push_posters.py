"""The poster of a push: one for each article, village and day, drawn once and kept."""

import asyncio
import hashlib
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from actions.context import Context
from actions.media import find_file_made_from, get_file, keep_file
from actions.push_content import find_article, find_division
from actions.take_matter import find_advisor_of
from domain.clock import civil_date
from domain.errors import NotFound, ServiceError
from domain.groups import PLAIN_CHINESE
from domain.people import PROVIDER_KIND_NAMES
from domain.platform_errors import ConfigurationFault, TokenRefused
from domain.pushes import Article, Delivery, MediaFile, PosterTemplate
from domain.reach import push_scene
from village_groups.fonts import Fonts
from village_groups.poster_parts import PosterContent
from village_groups.poster_question import HOW_TO
from village_groups.posters import draw_poster, print_poster
from village_groups.replies import BOOKING_PAGE

JPEG = "image/jpeg"
CODE_WIDTH_PX, PRINT_CODE_WIDTH_PX = 430, 1280
DRAWING = ThreadPoolExecutor(max_workers=2, thread_name_prefix="poster")
KEPT_FONTS = threading.local()
"""A typeface is costly to open and not made for two threads at once: each of the two keeps its own."""


async def get_poster(ctx: Context, delivery: Delivery, *, village_code: str | None) -> MediaFile | None:
    """The poster that goes with a delivery, for a village or for several (None).

    Raises: NotFound (no such article), Unavailable (no font), platform errors from asking for the code.
    """
    article = await find_article(ctx, article_id=delivery.article_id or "")
    if article is None:
        raise NotFound("要推送的普法内容已不存在。", code="article_not_found")
    if article.image_file_id:
        return await get_file(ctx, file_id=article.image_file_id)
    if article.language != PLAIN_CHINESE:
        return None  # our typeface is Chinese; for other scripts staff put their own picture to the article
    scene = push_scene(delivery.plan_id or "", delivery.run_key, village_code)
    return await make_poster(ctx, article=article, village_code=village_code, scene=scene, occasion=delivery.occasion)


async def make_poster(
    ctx: Context, *, article: Article, village_code: str | None, scene: str = "", occasion: str = ""
) -> MediaFile:
    """The poster of an article for a village, or for none (a preview, or several villages)."""
    content = await _content(ctx, article, village_code, occasion)
    scene = scene or (f"v={village_code}" if village_code else "v=")
    key = _key(content, article.template, scene)
    made = await find_file_made_from(ctx, key=key)
    if made:
        return made
    code = await find_code(ctx, scene, CODE_WIDTH_PX)
    drawn = await _in_thread(_draw, content, code, ctx.font_path, article.template)
    return await keep_file(ctx, key=key, content=drawn, content_type=JPEG)


async def make_print(ctx: Context, *, article: Article, village_code: str | None) -> bytes:
    """The poster as a page to be printed, for a village's notice board."""
    content = await _content(ctx, article, village_code, "")
    code = await find_code(ctx, f"v={village_code}" if village_code else "v=", PRINT_CODE_WIDTH_PX)
    return await _in_thread(_print, content, code, ctx.font_path, article.template)


async def preview_poster(ctx: Context, *, article: Article, occasion: str = "") -> tuple[MediaFile | None, str]:
    """The poster of an article without a village's name, or the sentence that says why there is none."""
    try:
        return await make_poster(ctx, article=article, village_code=None, occasion=occasion), ""
    except ServiceError as failure:
        return None, failure.message


async def _content(ctx: Context, article: Article, village_code: str | None, occasion: str) -> PosterContent:
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
        occasion=occasion,
        question=article.question,
        steps=next((line for line in reversed(article.body) if line.startswith(HOW_TO)), ""),
    )


def _key(content: PosterContent, template: PosterTemplate, scene: str) -> str:
    plain = json.dumps([asdict(content), template, scene], default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


async def find_code(ctx: Context, scene: str, width_px: int = CODE_WIDTH_PX) -> bytes | None:
    """The mini-program code; a bureau whose mini-program is not set up yet gets posters without one."""
    try:
        return await ctx.wechat.mini_program.unlimited_code(scene, BOOKING_PAGE, width_px)
    except TokenRefused:
        raise  # it passes: better later with the code than now without
    except ConfigurationFault:
        return None


async def _in_thread(work: Callable[..., bytes], *given: object) -> bytes:
    return await asyncio.get_running_loop().run_in_executor(DRAWING, work, *given)


def _draw(content: PosterContent, code: bytes | None, font_path: Path | None, template: PosterTemplate) -> bytes:
    return draw_poster(content, code, _fonts(font_path), template=template)


def _print(content: PosterContent, code: bytes | None, font_path: Path | None, template: PosterTemplate) -> bytes:
    return print_poster(content, code, _fonts(font_path), template=template)


def _fonts(font_path: Path | None) -> Fonts:
    """The typeface of this thread."""
    kept: dict[Path | None, Fonts] = KEPT_FONTS.__dict__.setdefault("fonts", {})
    if font_path not in kept:
        kept[font_path] = Fonts(font_path)
    return kept[font_path]
