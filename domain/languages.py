"""The languages in which one can meet: codes of BCP 47 where there is one, dialects by their Chinese name."""

import re

from domain.errors import BadInput

LANGUAGE_NAMES = {
    "zh": "普通话",
    "mn": "蒙古语",
    "bo": "藏语",
    "ug": "维吾尔语",
    "ii": "彝语",
    "za": "壮语",
    "yue": "粤语",
}
CODES = {name: code for code, name in LANGUAGE_NAMES.items()}
DIALECT = re.compile(r"[\u4e00-\u9fff]{1,9}[话语]")


def language_name(language: str) -> str:
    """What people call it; a dialect is called what it is written as."""
    return LANGUAGE_NAMES.get(language, language)


def checked_language(said: str) -> str:
    """The code of a language, or the name of a dialect.

    Raises: BadInput.
    """
    said = CODES.get(said, said)
    if said not in LANGUAGE_NAMES and not DIALECT.fullmatch(said):
        raise BadInput(fields={"language": "请从列表中选择语言，或填写方言名称，如“大冶话”。"})
    return said
