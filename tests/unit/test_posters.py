"""Posters are drawn, are as wide as asked, tall enough, and carry a code that a phone can read."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import segno
from PIL import Image

from domain.errors import BadInput, Unavailable
from village_groups import fonts as fonts_module
from village_groups.fonts import Fonts, Typeface, find_typeface
from village_groups.poster_blocks import CARD, DEEP, PAPER
from village_groups.posters import LEAST_HEIGHT_PX, PosterContent, PosterFormat, draw_poster

CONTENT = PosterContent(
    title="出嫁女的承包地，不能随意收",
    summary="姑娘出嫁了，婆家那边还没有分到承包地，娘家村里就不能把她原来的承包地收回去。",
    law_name="农村土地承包法",
    article_number_text="第三十一条",
    article_text="承包期内，妇女结婚，在新居住地未取得承包地的，发包方不得收回其原承包地。",
    village_name="金湖街道上冯村",
    advisor_name="张建国",
    bureau_name="大冶市司法局",
    date=date(2026, 1, 3),
)


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    try:
        return Fonts()
    except Unavailable:
        pytest.skip("no Chinese font is installed here")


@pytest.fixture(scope="module")
def qr_png() -> bytes:
    file = BytesIO()
    segno.make("https://example.org/v/420281003201", error="m").save(file, kind="png", scale=6, border=0)
    return file.getvalue()


def drawn(content: PosterContent, qr_png: bytes | None, fonts: Fonts, width_px: int = 750) -> Image.Image:
    return Image.open(BytesIO(draw_poster(content, qr_png, fonts, width_px, file_format=PosterFormat.PNG)))


def test_a_poster_is_a_jpeg_of_the_asked_width_and_light_enough_for_a_group(fonts: Fonts, qr_png: bytes) -> None:
    file = draw_poster(CONTENT, qr_png, fonts)
    with Image.open(BytesIO(file)) as poster:
        assert (poster.format, poster.width) == ("JPEG", 750)
        assert poster.height >= LEAST_HEIGHT_PX
    assert len(file) < 600_000


def test_a_short_poster_keeps_the_least_height(fonts: Fonts) -> None:
    bare = replace(CONTENT, title="短", summary="短。", article_text="短。", advisor_name=None)
    assert LEAST_HEIGHT_PX - 5 <= drawn(bare, None, fonts).height <= LEAST_HEIGHT_PX


def test_the_height_follows_the_text_but_the_article_is_shortened(fonts: Fonts) -> None:
    usual = drawn(CONTENT, None, fonts).height
    assert drawn(replace(CONTENT, summary=CONTENT.summary * 4), None, fonts).height > usual + 300
    long, longer = (drawn(replace(CONTENT, article_text="这一条说得很长。" * n), None, fonts) for n in (60, 600))
    assert long.height == longer.height


def test_the_code_stands_on_the_poster_module_by_module(fonts: Fonts, qr_png: bytes) -> None:
    """Every module of the code has its colour where the poster shows the code."""
    poster = drawn(CONTENT, qr_png, fonts).convert("L")
    matrix = segno.make("https://example.org/v/420281003201", error="m").matrix
    side = 290 - 2 * 18
    left = 750 - 48 - 36 - 290 + 18
    top = _first_dark_row(poster, left + 3)
    step = side / len(matrix)
    for row, modules in enumerate(matrix):
        for column, dark in enumerate(modules):
            seen = darkness(poster, left + int((column + 0.5) * step), top + int((row + 0.5) * step))
            assert (seen > 128) == bool(dark)


def darkness(poster: Image.Image, x: int, y: int) -> int:
    """From 0, white, to 255, black."""
    seen = poster.getpixel((x, y))
    assert isinstance(seen, int)
    return 255 - seen


def _first_dark_row(poster: Image.Image, x: int) -> int:
    """The top of the code: the first black run of two pixels in the lower half, where no letter is black."""
    return next(
        y
        for y in range(poster.height // 2, poster.height)
        if darkness(poster, x, y) > 245 and darkness(poster, x, y + 1) > 245
    )


def test_nothing_is_drawn_into_the_margins(fonts: Fonts, qr_png: bytes) -> None:
    crowded = replace(
        CONTENT,
        summary="请看https://example.org/a-very-long-address-that-does-not-fit-on-one-line/index.html，" * 3,
        bureau_name="某某省某某市某某区司法局公共法律服务管理科" * 3,
        advisor_name="很长很长很长很长的名字" * 4,
        village_name="很长很长的村名" * 8,
        title="标题" * 30,
    )
    poster = drawn(crowded, qr_png, fonts).convert("RGB")
    header_bottom = next(y for y in range(poster.height) if poster.getpixel((0, y)) == PAPER)
    margin = poster.crop((750 - 44, header_bottom, 750, poster.height))
    assert margin.getcolors() == [(margin.width * margin.height, PAPER)]
    for x in (20, 730):  # inside the band's margins there is no white letter
        assert all(poster.getpixel((x, y)) != CARD for y in range(header_bottom))
    assert poster.getpixel((0, 0)) == DEEP


def test_a_poster_scales_with_its_width(fonts: Fonts, qr_png: bytes) -> None:
    usual, double = drawn(CONTENT, qr_png, fonts), drawn(CONTENT, qr_png, fonts, 1500)
    assert double.width == 1500
    assert double.height == pytest.approx(usual.height * 2, rel=0.05)


def test_what_is_no_picture_is_refused(fonts: Fonts) -> None:
    with pytest.raises(BadInput, match="二维码"):
        draw_poster(CONTENT, b'{"errcode":41030}', fonts)


def test_bold_is_bolder_and_each_font_is_loaded_once(fonts: Fonts) -> None:
    regular, bold = (fonts.get(60, bold=bold).getmask("法律顾问") for bold in (False, True))
    assert sum(bold) > sum(regular) * 1.15
    assert fonts.get(60) is fonts.get(60)


def test_without_a_font_the_refusal_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nowhere = Typeface(tmp_path / "none.ttf", tmp_path / "none.ttf")
    monkeypatch.setattr(fonts_module, "installed_typefaces", lambda: [nowhere])
    with pytest.raises(Unavailable, match=r"fonts-noto-cjk.*install") as refused:
        find_typeface()
    assert refused.value.code == "font_missing"
    with pytest.raises(Unavailable, match=r"设置中的字体文件不存在：mine\.ttf"):
        find_typeface(tmp_path / "mine.ttf")


def test_a_chosen_font_wins_and_brings_its_bold_neighbour(tmp_path: Path) -> None:
    regular, bold = tmp_path / "My-Regular.ttf", tmp_path / "My-Bold.ttf"
    regular.touch()
    assert find_typeface(regular) == Typeface(regular, regular)
    bold.touch()
    assert find_typeface(regular) == Typeface(regular, bold)


def test_debian_fonts_serve_as_well(qr_png: bytes) -> None:
    debian = fonts_module.DEBIAN_FOLDER / "NotoSansCJK-Regular.ttc"
    if not debian.is_file():
        pytest.skip("fonts-noto-cjk is not installed here")
    assert drawn(CONTENT, qr_png, Fonts(debian)).width == 750
