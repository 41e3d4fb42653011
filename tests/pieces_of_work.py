"""What of the tests is done by one process when several run them (pytest-xdist)."""

from functools import cache
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parents[1]
OVER_ALL_LAWS = ("test_ask_real", "test_content_articles", "test_laws_real")
LONGEST_FIRST = (
    "browser",
    "kill",
    "test_import_divisions",
    "laws",
    "test_booking_machine",
    "test_booking_races",
    "test_serve",
    "test_embedded_store",
    "test_waiting",
    "test_leave",
)


class ByPiece(LoadScopeScheduling):  # type: ignore[misc] # xdist's own class
    """Each module is one piece of work, since its tests share servers and data; some modules are one piece together.

    xdist's marks for the same (``--dist loadgroup``) are lost on pytest 9.2, which keeps the names of tests elsewhere.
    """

    def __init__(self, config: pytest.Config, log: object) -> None:
        config.option.loadscopereorder = False  # the order is that of ``arrange``
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return piece_of(nodeid.partition("::")[0])


@cache
def piece_of(path: str) -> str:
    """The piece to which a module belongs.

    All that drive a browser are one, so that browsers do not starve each other; so are the kills, which keep time,
    and whatever reads all laws.
    """
    name = Path(path).stem
    if name in OVER_ALL_LAWS:
        return "laws"
    if name.startswith("test_kill"):
        return "kill"
    return "browser" if "from tests.end_to_end.browser import" in (ROOT / path).read_text("utf-8") else name


def arrange(items: list[pytest.Item]) -> None:
    """The longest pieces first, so that no process is left with one at the end while the others have nothing to do."""
    items.sort(key=lambda item: _rank(piece_of(item.nodeid.partition("::")[0])))


def _rank(piece: str) -> int:
    return LONGEST_FIRST.index(piece) if piece in LONGEST_FIRST else len(LONGEST_FIRST)
