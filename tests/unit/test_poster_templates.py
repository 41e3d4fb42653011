"""Every piece of the start pack on every template: no line leaves its box, and a page of A4 holds it whole."""

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import segno
from PIL import Image

from domain.errors import Unavailable
from domain.pushes import PosterTemplate
from village_groups import poster_blocks
from village_groups.fonts import Fonts
from village_groups.poster_blocks import Block, Lettering
from village_groups.poster_parts import PosterContent, Sheet
from village_groups.poster_text import NEVER_ENDS, NEVER_STARTS
from village_groups.posters import (
    A4_HEIGHT_PX,
    A4_WIDTH_PX,
    TEMPLATES,
    PosterFormat,
    _compose,
    draw_poster,
    print_poster,
)

FOLDER = Path(__file__).resolve().parents[2] / "server/start_data/articles"
PIECES = [piece for file in sorted(FOLDER.glob("*.json")) for piece in json.loads(file.read_text("utf-8"))]
LONGEST_VILLAGE = "新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县爱新色里镇依拉齐牛录村"


def content_of(piece: dict[str, Any], **given: Any) -> PosterContent:
    """The piece for a village with a long name."""
    facts: dict[str, Any] = {
        "village_name": LONGEST_VILLAGE,
        "advisor_name": "张建国律师",
        "bureau_name": "大冶市司法局",
        "date": date(2026, 12, 4),
        "question": piece.get("question", ""),
        "steps": piece["body"][-1],
        **{name: piece[name] for name in ("title", "summary", "law_name", "article_number_text", "article_text")},
    }
    return PosterContent(**{**facts, **given})


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    try:
        return Fonts()
    except Unavailable:
        pytest.skip("no Chinese font is installed here")


@pytest.mark.parametrize("template", PosterTemplate)
def test_no_line_of_any_piece_leaves_its_box(
    template: PosterTemplate, fonts: Fonts, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet, lines = Sheet(750, fonts, TEMPLATES[template][0]), list[tuple[str, float]]()

    def record(text: str, lettering: Lettering, left: int, width: int | None) -> Block:
        lines.append((text, left + lettering.measure(text)))
        return Block(lettering.line_height, lambda image, top: None)

    monkeypatch.setattr(poster_blocks, "_line_block", record)
    for piece in PIECES:
        _compose(content_of(piece, occasion="国际消除对妇女暴力日"), None, sheet, template, 1100)
    assert len(lines) > 10 * len(PIECES)
    assert [(text, right) for text, right in lines if right > sheet.right] == []
    assert [text for text, _ in lines if text[0] in NEVER_STARTS - {"…"} or text[-1] in NEVER_ENDS] == []


@pytest.mark.parametrize("template", PosterTemplate)
def test_a_printed_poster_is_one_page_of_a4_and_loses_nothing(template: PosterTemplate, fonts: Fonts) -> None:
    longest = max(PIECES, key=lambda piece: len(piece["summary"]) + len(piece["article_text"]))
    page = print_poster(content_of(longest), None, fonts, template=template)
    assert page.startswith(b"%PDF")
    wide = A4_WIDTH_PX * 72 / 300
    high = A4_HEIGHT_PX * 72 / 300
    assert f"{wide:g}".split(".")[0].encode() in page
    assert f"{high:g}".split(".")[0].encode() in page


def test_the_same_middle_serves_every_village_but_each_bears_its_own_name_and_code(fonts: Fonts) -> None:
    def drawn(village: str, address: str) -> Image.Image:
        code = io.BytesIO()
        segno.make(address, error="m").save(code, kind="png", scale=6, border=0)
        content = replace(content_of(PIECES[0]), village_name=village)
        file = draw_poster(content, code.getvalue(), fonts, file_format=PosterFormat.PNG)
        return Image.open(io.BytesIO(file)).convert("RGB")

    one, same, other = drawn("桂花湾", "https://a"), drawn("桂花湾", "https://a"), drawn("师院", "https://b")
    assert one.tobytes() == same.tobytes()
    assert one.size == other.size
    differing = [
        y
        for y in range(0, one.height, 5)
        if one.crop((0, y, 750, y + 1)).tobytes() != other.crop((0, y, 750, y + 1)).tobytes()
    ]
    assert min(differing) < 100, "the village's name"
    assert max(differing) > one.height // 2, "its code"
    assert not [y for y in differing if one.height * 0.3 < y < one.height * 0.5], "the lesson is the same"
