"""What a subscribe message's fields may hold; the field's type is the letters of its name (``thing1``).

Source: mp subscribe message sendMessage, table of parameter limits.
"""

import re
from collections.abc import Mapping

from domain.platform_errors import TemplateDataWrong

# Types of free words: cutting them does no harm. Units: characters.
CUT_AT = {"thing": 20, "phrase": 5, "name": 10}

_RULES = {
    "thing": r".{1,20}",
    "number": r"-?\d{1,32}(\.\d{1,32})?",
    "letter": r"[A-Za-z]{1,32}",
    "symbol": r"[^\w\s]{1,5}",
    "character_string": r"[\x20-\x7e]{1,32}",
    "time": r".*\d{1,2}:\d{2}.*",
    "date": r".*\d{4}.*\d{1,2}.*\d{1,2}.*",
    "amount": r"[^\w\s]?\d{1,10}(\.\d+)?[^\w\s]?元?",
    "phone_number": r"[\d+\-() ]{1,17}",
    "car_number": r"[一-鿿]?[A-Za-z0-9一-鿿]{1,7}",
    "name": r"[一-鿿·]{1,10}|[A-Za-z·. ]{1,20}",
    "phrase": r"[一-鿿]{1,5}",
}


def kind_of(field: str) -> str:
    """``character_string12`` is a ``character_string``."""
    return re.sub(r"\d+$", "", field)


def is_fitting(field: str, value: str) -> bool:
    """Whether the platform will take this value; an unknown type of field is left to the platform."""
    rule = _RULES.get(kind_of(field))
    return rule is None or re.fullmatch(rule, value, re.DOTALL) is not None


def fitted(data: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The data as the wire wants it, words cut to length.

    Raises: TemplateDataWrong naming the field that cannot be made to fit.
    """
    return {field: {"value": _fit(field, value)} for field, value in data.items()}


def _fit(field: str, value: str) -> str:
    limit = CUT_AT.get(kind_of(field))
    text = value.strip()
    if limit and len(text) > limit and not is_fitting(field, text):
        text = text[:limit] if limit <= 10 else text[: limit - 1] + "…"
    if not is_fitting(field, text):
        raise TemplateDataWrong(errmsg=f"data.{field}.value does not fit", outcome="not_sent")
    return text
