"""The template 问答卡: a question as a villager would ask it, the answer, what to do next."""

from village_groups.poster_blocks import (
    CARD,
    INK,
    SOFT_INK,
    Block,
    Colour,
    badge_beside,
    gap,
    on_card,
    running_text,
    stacked,
    text_block,
)
from village_groups.poster_parts import PosterContent, Sheet, Theme, band, citation_lines
from village_groups.poster_text import fit, wrap, wrap_title

NAVY: Colour = (24, 60, 108)
BLUE: Colour = (40, 104, 172)
SKY: Colour = (228, 239, 251)
AMBER: Colour = (186, 106, 14)
CREAM: Colour = (255, 244, 222)
QUESTION_THEME = Theme(deep=NAVY, bright=BLUE, pale=(205, 223, 245), mist=SKY, paper=(245, 248, 252))
MOST_ARTICLE_LINES = 5
HOW_TO = "怎么办："


def question_band(content: PosterContent, sheet: Sheet) -> Block:
    """The coloured band."""
    over = f"{content.village_name} · {content.occasion or '有问有答'}"
    return band(over, "乡亲问，法律答", 56, sheet)


def question_parts(content: PosterContent, sheet: Sheet) -> list[Block]:
    """Question and answer with the law, and what to do."""
    parts = [_question(content, sheet), _answer(content, sheet)]
    return [*parts, _steps(content, sheet)] if content.steps else parts


def _question(content: PosterContent, sheet: Sheet) -> Block:
    strong = sheet.lettering(46, 66, NAVY, bold=True)
    padding, left, width = _bubble(sheet)
    said = content.question or content.title
    inside = text_block(wrap_title(said, width, strong.measure), strong, left, width)
    card = on_card(inside, left - padding, sheet.right, padding, CREAM)
    return badge_beside("问", sheet.lettering(40, 40, CARD, bold=True), card, sheet.left, sheet.px(76), AMBER)


def _answer(content: PosterContent, sheet: Sheet) -> Block:
    plain, name = sheet.lettering(36, 62, INK), sheet.lettering(30, 46, BLUE, bold=True)
    body = sheet.lettering(28, 48, SOFT_INK)
    padding, left, width = _bubble(sheet)
    article = fit(content.article_text, width, body.measure, most_lines=MOST_ARTICLE_LINES)
    inside = stacked(
        [
            running_text(wrap(content.summary, width, plain.measure), plain, left, width),
            gap(sheet.px(24)),
            text_block(citation_lines(content, width, name), name, left, width),
            gap(sheet.px(6)),
            running_text(article, body, left, width),
        ]
    )
    card = on_card(inside, left - padding, sheet.right, padding, CARD)
    return badge_beside("答", sheet.lettering(40, 40, CARD, bold=True), card, sheet.left, sheet.px(76), BLUE)


def _steps(content: PosterContent, sheet: Sheet) -> Block:
    label, plain = sheet.lettering(34, 52, AMBER, bold=True), sheet.lettering(34, 58, INK)
    padding = sheet.px(32)
    left, width = sheet.left + padding, sheet.inner_width - 2 * padding
    words = wrap(content.steps.removeprefix(HOW_TO), width, plain.measure)
    inside = stacked([text_block(["怎么办"], label, left, width), running_text(words, plain, left, width)])
    return on_card(inside, sheet.left, sheet.right, padding, CARD, stripe=AMBER)


def _bubble(sheet: Sheet) -> tuple[int, int, int]:
    """Padding, left edge and width of the words in a bubble."""
    padding = sheet.px(30)
    left = sheet.left + sheet.px(76 + 20) + padding
    return padding, left, sheet.right - padding - left
