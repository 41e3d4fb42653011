"""Lists as a form sends them, in one text; a program sends lists, which stay as they are."""

import re


def split_words(given: object) -> object:
    """Commas and spaces part it."""
    return [part for part in re.split(r"[,，、\s]+", given) if part] if isinstance(given, str) else given


def split_lines(given: object) -> object:
    """Each of its lines is an entry."""
    return [line.strip() for line in given.splitlines() if line.strip()] if isinstance(given, str) else given
