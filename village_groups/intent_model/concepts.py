"""Words that mean the same to us, gathered under one name (concepts.txt), so that few examples teach much."""

import re
from functools import cache
from pathlib import Path

WORDS_PATH = Path(__file__).parent / "concepts.txt"


def find_concepts(text: str) -> list[str]:
    """The names of the concepts that a plain text speaks of, in a fixed order."""
    return [name for name, pattern in load_concepts() if pattern.search(text)]


@cache
def load_concepts() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Every name with its words; read at the first message, kept from then on."""
    words: dict[str, list[str]] = {}
    name = ""
    for line in WORDS_PATH.read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            words[name].append(line.strip())
        elif line and not line.startswith("#"):
            name = line
            words[name] = []
    return tuple((name, re.compile("|".join(alternatives))) for name, alternatives in words.items())
