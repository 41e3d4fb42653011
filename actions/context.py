"""What every action is given: the same for a web request, a bot message, a job and a test."""

from dataclasses import dataclass
from pathlib import Path

from wechat.platform import WeChat

from domain.clock import Now
from domain.identifiers import NewId
from domain.settings import Settings
from store import Store
from store.law_library import LawLibrary


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
