"""What somebody types into the search above a list."""

import re
from collections.abc import Iterable

from actions.context import Context


class Words:
    """What is searched for: all words must be found; a whole phone number is looked up without being read."""

    def __init__(self, ctx: Context, text: str) -> None:
        self._words = text.casefold().split()
        digits = re.sub(r"[\s-]", "", text)
        self._index = ctx.store.sealer.blind_index(digits) if re.fullmatch(r"1\d{10}", digits) else None

    def fit(self, texts: Iterable[str | None], phone_index: str = "") -> bool:
        """Whether they stand in the texts, or are the phone number."""
        if self._index and self._index == phone_index:
            return True
        told = " ".join(text or "" for text in texts).casefold()
        return all(word in told for word in self._words)
