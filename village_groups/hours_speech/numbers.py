"""Numerals as people write and dictate them: 3, 三, 两, 十来, 三十多."""

from domain.chinese_numerals import parse_numeral

NUMBER = r"(?:\d{1,3}|[零〇一二两俩三四五六七八九十百]{1,5})"


def read_number(text: str) -> int:
    """The number; 俩 is two.

    Raises: ValueError.
    """
    return parse_numeral(text.replace("俩", "二"))
