"""What a screen may show of personal data."""

import re
from collections.abc import Callable


def mask_phone(phone: str) -> str:
    """``13812345678`` as ``138****5678``; anything shorter keeps only its last two digits."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else f"****{phone[-2:]}"


def mask_name(name: str) -> str:
    """``李桂香`` as ``李**``: the family name stays."""
    return name[:1] + "*" * (len(name) - 1)


# What people type for a digit. One character stands for one digit, so that places in the text stay the same. Chinese
# numerals are looked at apart: 「13812345678二十四小时开机」 holds a number of eleven digits, not of twelve.
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘ", "0123456789X")
_CHINESE = str.maketrans("〇零○一壹幺二两贰三叁四肆五伍六陆七柒八捌九玖", "00011122233445566778899")
_ALL_DIGITS = {**_FULL_WIDTH, **_CHINESE}
# And what they put between digits: blanks of any width, dashes of any length, dots, slashes; nothing that ends a
# clause.
_GAP = r"[\s\u200b-\u200d\ufeff·.•*_/\\\-‐‑–—－]{0,3}"


def _digits(*groups: str) -> str:
    """A pattern of digits with gaps between them."""
    return _GAP.join(groups)


_D = "[0-9]"
_IDENTITY_NUMBER = re.compile(
    rf"(?<!\d){_digits('[1-9]', *[_D] * 5, f'(?:1{_GAP}9|2{_GAP}0)', *[_D] * 9, '[0-9Xx]')}(?!\d)"
)
_OLD_IDENTITY_NUMBER = re.compile(r"(?<!\d)[1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)")
_BANK_CARD = re.compile(rf"(?<!\d){_digits(*[_D] * 16)}(?:{_GAP}{_D}){{0,3}}(?!\d)")
_MOBILE = re.compile(rf"(?<!\d)(?:\+?86{_GAP})?{_digits('1', '[3-9]', *[_D] * 9)}(?!\d)")
_NOT_A_DIGIT = re.compile(r"[^0-9Xx]")
_ANY_DIGIT = re.compile(rf"[\d{''.join(map(chr, _ALL_DIGITS))}]")
FEWEST_DIGITS = 11  # of a mobile phone number, the shortest of all


def mask_numbers_in_text(text: str) -> str:
    """The text with phone, identity and bank card numbers masked; everything else stays as written.

    However they are typed: in full width, with gaps, in Chinese numerals.
    """
    if len(_ANY_DIGIT.findall(text)) < FEWEST_DIGITS:
        return text  # almost every text: a report looks through hundreds of thousands
    for digits in (_FULL_WIDTH, _ALL_DIGITS):
        text = _replace(_IDENTITY_NUMBER, text, digits, _ends_only)
        text = _replace(_BANK_CARD, text, digits, _ends_only)
        text = _replace(_OLD_IDENTITY_NUMBER, text, digits, _ends_only)
        text = _replace(_MOBILE, text, digits, lambda plain: mask_phone(plain[-11:]))
    return text


def _replace(pattern: re.Pattern[str], text: str, digits: dict[int, int], mask: Callable[[str], str]) -> str:
    """Look with all digits alike, replace in the text as it was written."""
    parts, end = [], 0
    for found in pattern.finditer(text.translate(digits)):
        parts += [text[end : found.start()], mask(_NOT_A_DIGIT.sub("", found[0]))]
        end = found.end()
    return "".join([*parts, text[end:]])


def _ends_only(plain: str) -> str:
    return f"{plain[:3]}{'*' * (len(plain) - 5)}{plain[-2:]}"
