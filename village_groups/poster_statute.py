"""The template 条文卡: one article of law, set like a page of the book, and what it means."""

from village_groups.poster_blocks import (
    CARD,
    GOLD,
    INK,
    Block,
    Colour,
    bar,
    centred_text,
    framed,
    gap,
    on_card,
    running_text,
    stacked,
    tagged,
)
from village_groups.poster_parts import PosterContent, Sheet, Theme, band
from village_groups.poster_text import fit, wrap, wrap_title

CRIMSON: Colour = (122, 26, 32)
RED: Colour = (168, 44, 44)
BLUSH: Colour = (250, 236, 226)
STATUTE_THEME = Theme(deep=CRIMSON, bright=RED, pale=(246, 216, 204), mist=BLUSH, paper=(252, 248, 241))
MOST_ARTICLE_LINES = 10


def statute_band(content: PosterContent, sheet: Sheet) -> Block:
    """The coloured band."""
    over = f"{content.village_name} · {content.occasion or '一条一讲'}"
    return band(over, content.title, 52, sheet)


def statute_parts(content: PosterContent, sheet: Sheet) -> list[Block]:
    """The page of the law, and its plain words."""
    return [_page(content, sheet), _plain_words(content, sheet)]


def _page(content: PosterContent, sheet: Sheet) -> Block:
    padding = sheet.px(52)
    left, width = sheet.left + padding, sheet.inner_width - 2 * padding
    name, number = sheet.lettering(34, 50, RED, bold=True), sheet.lettering(60, 84, CRIMSON, bold=True)
    body = sheet.lettering(34, 60, INK)
    article = fit(content.article_text, width, body.measure, most_lines=MOST_ARTICLE_LINES)
    rule = sheet.px(96)
    inside = stacked(
        [
            centred_text(wrap_title(f"《{content.law_name}》", width, name.measure), name, left, width),
            gap(sheet.px(6)),
            centred_text(wrap_title(content.article_number_text, width, number.measure), number, left, width),
            *(gap(sheet.px(16)), bar(left + (width - rule) // 2, rule, sheet.px(6), GOLD), gap(sheet.px(28))),
            running_text(article, body, left, width),
        ]
    )
    page = on_card(inside, sheet.left, sheet.right, padding, CARD)
    return framed(page, sheet.left, sheet.right, inset=sheet.px(18), line=max(sheet.px(2), 1), colour=GOLD)


def _plain_words(content: PosterContent, sheet: Sheet) -> Block:
    label, plain = sheet.lettering(30, 52, CARD, bold=True), sheet.lettering(36, 62, INK)
    words = wrap(content.summary, sheet.inner_width, plain.measure)
    return stacked(
        [
            tagged("大白话", label, sheet.left, sheet.px(24), RED),
            gap(sheet.px(18)),
            running_text(words, plain, sheet.left, sheet.inner_width),
        ]
    )
