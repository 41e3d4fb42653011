"""Chinese numerals as laws print them."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.chinese_numerals import LARGEST, format_numeral, parse_numeral


@pytest.mark.parametrize(
    ("number", "written"),
    [
        *((1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (100, "一百"), (101, "一百零一"), (110, "一百一十")),
        *((111, "一百一十一"), (1000, "一千"), (1042, "一千零四十二"), (1010, "一千零一十"), (1001, "一千零一")),
        *((1260, "一千二百六十"), (9999, "九千九百九十九"), (0, "零")),
    ],
)
def test_numbers_are_written_as_laws_write_them(number: int, written: str) -> None:
    assert format_numeral(number) == written


@given(some.integers(0, LARGEST))
def test_what_is_written_is_read_back(number: int) -> None:
    assert parse_numeral(format_numeral(number)) == number


def test_other_spellings_are_read() -> None:
    assert [parse_numeral(text) for text in ("54", "二〇二六", "两千", "一百〇三")] == [54, 2026, 2000, 103]


@pytest.mark.parametrize("text", ["", "五十x", "第五", "-1", "万"])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a Chinese numeral"):
        parse_numeral(text)


@pytest.mark.parametrize("number", [-1, LARGEST + 1])
def test_numbers_out_of_range_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        format_numeral(number)
