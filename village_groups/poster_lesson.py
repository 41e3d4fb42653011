"""The template 普法课堂: a lesson in plain words, then the article it rests on."""

from village_groups.poster_blocks import (
    CARD,
    DEEP,
    INK,
    MIST,
    PALE,
    PAPER,
    SOFT_INK,
    TEAL,
    Block,
    gap,
    on_card,
    running_text,
    stacked,
    text_block,
)
from village_groups.poster_parts import PosterContent, Sheet, Theme, band, citation_lines
from village_groups.poster_text import fit, wrap

LESSON_THEME = Theme(deep=DEEP, bright=TEAL, pale=PALE, mist=MIST, paper=PAPER)
MOST_ARTICLE_LINES = 8


def lesson_band(content: PosterContent, sheet: Sheet) -> Block:
    """The coloured band."""
    over = f"{content.village_name} · {content.occasion or '普法课堂'}"
    return band(over, content.title, 64, sheet)


def lesson_parts(content: PosterContent, sheet: Sheet) -> list[Block]:
    """The lesson and the law."""
    return [_summary(content, sheet), _law(content, sheet)]


def _summary(content: PosterContent, sheet: Sheet) -> Block:
    plain = sheet.lettering(36, 62, INK)
    return running_text(wrap(content.summary, sheet.inner_width, plain.measure), plain, sheet.left, sheet.inner_width)


def _law(content: PosterContent, sheet: Sheet) -> Block:
    padding = sheet.px(36)
    left, width = sheet.left + padding, sheet.inner_width - 2 * padding
    label, name = sheet.lettering(26, 36, TEAL), sheet.lettering(32, 48, DEEP, bold=True)
    body = sheet.lettering(30, 52, SOFT_INK)
    article = fit(content.article_text, width, body.measure, most_lines=MOST_ARTICLE_LINES)
    inside = stacked(
        [
            *(text_block(["法律怎么说"], label, left, width), gap(sheet.px(8))),
            *(text_block(citation_lines(content, width, name), name, left, width), gap(sheet.px(12))),
            running_text(article, body, left, width),
        ]
    )
    return on_card(inside, sheet.left, sheet.right, padding, CARD, stripe=TEAL)
