"""What every action is given: the same for a web request, a bot message, a job and a test."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from domain.clock import Now
from domain.identifiers import NewId
from domain.settings import Settings
from store import Store
from store.law_library import LawLibrary
from wechat.platform import WeChat


class FoundArticle(Protocol):
    """An article by its citation."""

    @property
    def citation(self) -> str:
        """As the law library names it."""


class Found(Protocol):
    """What a search gives: articles, best first, and whether to answer with the first."""

    @property
    def articles(self) -> Sequence[FoundArticle]:
        """Best first."""

    @property
    def confidence(self) -> float:
        """From 0 to 1."""

    @property
    def answered(self) -> bool:
        """Whether the confidence suffices."""


class LawSearch(Protocol):
    """Finds the articles that answer a question; blocking, so it is called in a thread."""

    def search(self, question: str, limit: int) -> Found:
        """Raises: Unavailable while no laws are imported."""


@dataclass(frozen=True)
class Context:
    """The store, the platform, the clock, the maker of ids and the bureau's settings. No globals beside it."""

    store: Store
    wechat: WeChat
    now: Now
    new_id: NewId
    settings: Settings
    laws: LawLibrary
    font_path: Path | None = None
    law_search: LawSearch | None = None
