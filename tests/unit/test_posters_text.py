"""Chinese line breaking: nothing lost, nothing too wide, no line begins with a comma."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from village_groups.poster_text import (
    NEVER_ENDS,
    NEVER_STARTS,
    fit,
    spread,
    squeezed_pairs,
    wrap,
    wrap_title,
)


def em_measure(text: str) -> float:
    """Chinese characters and marks are one wide, ASCII a half, accents nothing."""
    return sum(0.0 if mark == "\u0301" else 0.5 if mark.isascii() else 1.0 for mark in text)


def texts(text: str, width: float) -> list[str]:
    return [line.text for line in wrap(text, width, em_measure)]


def without_space(text: str) -> str:
    return re.sub(r"\s+", "", text)


ALPHABET = "土地补偿一二三村民权" * 2 + "，。、；：？！）》」』”’（《「“‘…—·％" + "abcZ019.,%:()- \n" + "e\u0301"
ANY_TEXT = some.one_of(some.text(some.sampled_from(ALPHABET), max_size=120), some.text(max_size=60))
WIDTHS = some.floats(2, 30)


@given(ANY_TEXT, WIDTHS)
def test_no_line_is_wider_than_its_box_and_no_text_is_lost(text: str, width: float) -> None:
    lines = texts(text, width)
    assert all(em_measure(line) <= width for line in lines)
    assert without_space("".join(lines)) == without_space(text)
    assert all(line == line.strip() and line for line in lines)


@given(
    some.lists(some.sampled_from(["土地", "补", "，", "。", "《法》", "（一）", "“好”", "12348", "……"]), max_size=60),
    WIDTHS,
)
def test_lines_begin_and_end_well_wherever_the_box_allows(parts: list[str], width: float) -> None:
    text = "".join(parts)
    for before, after in zip(lines := texts(text, width), lines[1:], strict=False):
        if after[0] in NEVER_STARTS or before[-1] in NEVER_ENDS:
            assert em_measure(_glued_around(before, after)) > width  # could not have been kept together


def _glued_around(before: str, after: str) -> str:
    """The unbreakable run across a break: what the rules would have kept on one line."""
    whole, at = before + after, len(before)
    start, end = at - 1, at
    while start > 0 and (whole[start] in NEVER_STARTS or whole[start - 1] in NEVER_ENDS or _in_word(whole, start)):
        start -= 1
    while end < len(whole) and (whole[end] in NEVER_STARTS or whole[end - 1] in NEVER_ENDS or _in_word(whole, end)):
        end += 1
    return whole[start:end]


def _in_word(text: str, at: int) -> bool:
    return text[at].isascii() and text[at - 1].isascii()


@given(ANY_TEXT, WIDTHS)
def test_titles_fit_and_lose_nothing(text: str, width: float) -> None:
    lines = wrap_title(text, width, em_measure)
    assert all(em_measure(line) <= width for line in lines)
    assert without_space("".join(lines)) == without_space(text)


@given(ANY_TEXT, some.floats(4, 30), some.integers(1, 6))
def test_shortened_text_fits_its_lines_and_says_that_it_is_shortened(text: str, width: float, most: int) -> None:
    lines = fit(text, width, em_measure, most_lines=most)
    assert len(lines) <= most
    assert all(em_measure(line.text) <= width for line in lines)
    laid = without_space("".join(line.text for line in lines))
    assert laid == without_space(text) or laid.endswith("……")


def test_punctuation_takes_the_character_before_it_along() -> None:
    assert texts("借条上写清利息，很要紧。", 7) == ["借条上写清利", "息，很要紧。"]
    assert texts("依照我国《民法典》的规定办理", 5) == ["依照我国", "《民法典》", "的规定办理"]


def test_numbers_words_and_double_marks_stay_whole() -> None:
    assert texts("请拨打电话12348咨询", 7) == ["请拨打电话", "12348咨询"]
    assert texts("他说到这里……就停了", 6) == ["他说到这", "里……就停了"]


def test_a_word_longer_than_the_box_is_broken_rather_than_overflowing() -> None:
    assert texts("abcdefghij", 2) == ["abcd", "efgh", "ij"]


def test_a_run_too_wide_for_the_box_is_cut_without_leaving_an_opening_mark_behind() -> None:
    assert texts("土地土地《法》……", 3) == ["土地土", "地", "《法》", "……"]


def test_a_box_narrower_than_a_character_is_refused() -> None:
    with pytest.raises(ValueError, match="narrower"):
        wrap("国", 0.5, em_measure)


def test_a_paragraph_does_not_end_in_one_lonely_character() -> None:
    assert texts("赡养人不得要求老人干重活。", 11) == ["赡养人不得要求老人干", "重活。"]


def test_paragraph_ends_are_marked() -> None:
    assert [(line.text, line.ends_paragraph) for line in wrap("一二三四五六\n\n七八", 4, em_measure)] == [
        *(("一二三四", False), ("五六", True), ("七八", True)),
    ]


def test_titles_break_after_punctuation_or_in_the_middle() -> None:
    assert wrap_title("征地补偿，这几笔钱要看清", 10, em_measure) == ["征地补偿，", "这几笔钱要看清"]
    assert wrap_title("一二三四五六七八九十百千", 10, em_measure) == ["一二三四五六", "七八九十百千"]
    assert wrap_title("短标题", 10, em_measure) == ["短标题"]


def test_shortening_prefers_the_end_of_a_sentence() -> None:
    text = "第一句话说完了。第二句也说完了。第三句话很长很长很长很长很长很长。"
    assert [line.text for line in fit(text, 10, em_measure, most_lines=2)] == ["第一句话说完了。第二", "句也说完了。……"]
    endless = "这句话一直没有说完" * 9
    assert [line.text for line in fit(endless, 10, em_measure, most_lines=1)] == ["这句话一直没有说……"]


def test_spread_units_reach_the_right_edge() -> None:
    placed = list(spread("共12个村", 8, em_measure))
    assert [unit for unit, _ in placed] == ["共", "12", "个", "村"]
    assert placed[0][1] == 0
    assert placed[-1][1] == pytest.approx(7)


def test_neighbouring_marks_are_counted_for_squeezing() -> None:
    assert squeezed_pairs("他说：“好。”") == 2
    assert squeezed_pairs("好，不好？“好”") == 0
