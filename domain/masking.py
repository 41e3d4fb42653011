"""What a screen may show of personal data."""

import re


def mask_phone(phone: str) -> str:
    """``13812345678`` as ``138****5678``; anything shorter keeps only its last two digits."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else f"****{phone[-2:]}"


def mask_name(name: str) -> str:
    """``李桂香`` as ``李**``: the family name stays."""
    return name[:1] + "*" * (len(name) - 1)


# Digits people type into a group, also with spaces or dashes between them: 18 with a check letter, then 11.
_IDENTITY_NUMBER = re.compile(r"(?<!\d)[1-9]\d{5}[\s-]?(?:19|20)\d{2}[\s-]?\d{4}[\s-]?\d{3}[\dXx](?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)")
_BANK_CARD = re.compile(r"(?<!\d)\d(?:[\s-]?\d){15,18}(?!\d)")
_NOT_A_DIGIT = re.compile(r"[^\dXx]")


def mask_numbers_in_text(text: str) -> str:
    """The text with phone, identity and bank card numbers masked; everything else stays as written."""
    text = _IDENTITY_NUMBER.sub(_ends_only, text)
    text = _BANK_CARD.sub(_ends_only, text)
    return _MOBILE.sub(lambda found: mask_phone(_NOT_A_DIGIT.sub("", found[0])[-11:]), text)


def _ends_only(found: re.Match[str]) -> str:
    plain = _NOT_A_DIGIT.sub("", found[0])
    return f"{plain[:3]}{'*' * (len(plain) - 5)}{plain[-2:]}"
