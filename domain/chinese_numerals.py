"""Chinese numerals below ten thousand, as the laws count their articles: 一千零四十二 <-> 1042."""

import re

DIGITS = "零一二三四五六七八九"
UNITS = {"十": 10, "百": 100, "千": 1000}
WRITTEN_ALIKE = str.maketrans({"〇": "零", "○": "零", "两": "二"})
NUMERAL_PATTERN = r"[零〇○一二三四五六七八九十百千两]+"
LARGEST = 9999


def parse_numeral(text: str) -> int:
    """The number written as 五十四, 一千零四十二, 二〇二六 or 54.

    Raises: ValueError when the text is no such numeral.
    """
    if text.isascii() and text.isdigit():
        return int(text)
    plain = text.translate(WRITTEN_ALIKE)
    if not re.fullmatch(NUMERAL_PATTERN, plain):
        raise ValueError(f"not a Chinese numeral: {text!r}")
    if len(plain) > 1 and not any(unit in plain for unit in UNITS):
        return int("".join(str(DIGITS.index(digit)) for digit in plain))
    return _sum_of_units(plain)


def _sum_of_units(plain: str) -> int:
    total, digit = 0, 0
    for character in plain:
        if character in UNITS:
            total += (digit or 1) * UNITS[character]
            digit = 0
        else:
            digit = DIGITS.index(character)
    return total + digit


def format_numeral(number: int) -> str:
    """The numeral that a law would print: 10 is 十, 110 is 一百一十, 1042 is 一千零四十二.

    Raises: ValueError outside 0 to 9999.
    """
    if not 0 <= number <= LARGEST:
        raise ValueError(f"outside 0 to {LARGEST}: {number}")
    if number == 0:
        return DIGITS[0]
    written, skipped = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit == 0:
            skipped = bool(written)
            continue
        written += (DIGITS[0] if skipped else "") + DIGITS[digit] + name
        skipped = False
    return written.removeprefix("一") if 10 <= number < 20 else written
