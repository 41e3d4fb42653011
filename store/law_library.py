"""Reading the law library: one read-only SQLite file that ``import-laws`` compiles and replaces.

The methods block for a moment; callers on the event loop use a thread. One library may be shared by threads.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from domain.errors import Unavailable
from domain.laws import LawArticle, law_key, parse_article_number, parse_citation

_ARTICLE_COLUMNS = (
    "laws.name, laws.short_name, number_text, number, suffix, path, text, version_date, current, articles.id"
)
_FROM_ARTICLES = f"SELECT {_ARTICLE_COLUMNS} FROM articles JOIN laws ON laws.id = articles.law_id"  # noqa: S608 -- constant
_NEWEST_FIRST = "ORDER BY current DESC, version_date DESC"
_FIND = f"{_FROM_ARTICLES} WHERE key = ? AND number = ? AND suffix = ? {_NEWEST_FIRST} LIMIT 1"


class LawLibrary:
    """The compiled laws. A library replaced on disk is noticed at the next question.

    Raises: Unavailable from every method while no library has been imported.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._opened: tuple[int, int, int] | None = None

    def find_article(self, citation: str) -> LawArticle | None:
        """The article cited; the current version before any older one (``current`` says which it is)."""
        found = parse_citation(citation)
        return self._find(*found) if found else None

    def find_article_by(self, law_name: str, number_text: str) -> LawArticle | None:
        """The article of a law by the law's full or short name and 第五十四条 or 第54条."""
        numbers = parse_article_number(number_text)
        return self._find(law_key(law_name), *numbers) if numbers else None

    def find_article_by_id(self, article_id: int) -> LawArticle | None:
        """The article with this id; ids hold until the library is replaced."""
        rows = self._rows(f"{_FROM_ARTICLES} WHERE articles.id = ?", (article_id,))
        return _article(rows[0]) if rows else None

    def articles(self, *, current_only: bool = True) -> Iterator[tuple[int, LawArticle]]:
        """Every article with its id, in order; what a retrieval index is built from."""
        chosen = " WHERE current = 1" if current_only else ""
        for row in self._rows(f"{_FROM_ARTICLES}{chosen} ORDER BY articles.id", ()):
            yield row[9], _article(row)

    def count(self) -> int:
        """How many articles there are, older versions included."""
        counted: int = self._rows("SELECT count(*) FROM articles", ())[0][0]
        return counted

    def content_hash(self) -> str:
        """The hash of what was imported: equal for equal sources."""
        found: str = self._rows("SELECT value FROM meta WHERE name = 'content_hash'", ())[0][0]
        return found

    def close(self) -> None:
        """Let go of the file; a later question opens it again."""
        with self._lock:
            self._close()

    def _find(self, key: str, number: int, suffix: int) -> LawArticle | None:
        rows = self._rows(_FIND, (key, number, suffix))
        return _article(rows[0]) if rows else None

    def _rows(self, query: str, parameters: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._current_connection().execute(query, parameters).fetchall()

    def _current_connection(self) -> sqlite3.Connection:
        try:
            state = self._path.stat()
        except FileNotFoundError:
            self._close()
            raise Unavailable("法律条文库还没有导入，请管理员先运行 import-laws。", code="laws_not_imported") from None
        seen = (state.st_ino, state.st_mtime_ns, state.st_size)
        if self._connection is None or seen != self._opened:
            self._close()
            address = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
            self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
            self._opened = seen
        return self._connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _article(row: tuple[Any, ...]) -> LawArticle:
    name, short_name, number_text, number, suffix, path, text, version_date, current, _ = row
    return LawArticle(
        name,
        short_name,
        number_text,
        number,
        suffix,
        tuple(json.loads(path)),
        text,
        version_date,
        bool(current),
    )
