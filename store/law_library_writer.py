"""Writing the law library: one SQLite file, complete before it is seen, then never changed.

The new file is written beside the old one, flushed to the disk and renamed over it, so a reader meets the
old library or the new one and never a part of either.
"""

import json
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from domain.laws import Law, law_key

SCHEMA_VERSION = "1"
SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE laws (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL, name TEXT NOT NULL, short_name TEXT NOT NULL,
    version_date TEXT NOT NULL, current INTEGER NOT NULL, notes TEXT NOT NULL,
    UNIQUE (key, version_date)
);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY, law_id INTEGER NOT NULL REFERENCES laws, number INTEGER NOT NULL,
    suffix INTEGER NOT NULL, number_text TEXT NOT NULL, path TEXT NOT NULL, text TEXT NOT NULL,
    UNIQUE (law_id, number, suffix)
);
"""
_INSERT_LAW = """
INSERT OR IGNORE INTO laws (key, name, short_name, version_date, current, notes) VALUES (?, ?, ?, ?, ?, ?)
"""
_INSERT_ARTICLE = """
INSERT OR IGNORE INTO articles (law_id, number, suffix, number_text, path, text) VALUES (?, ?, ?, ?, ?, ?)
"""


def write_law_library(path: Path, laws: Iterable[Law], content_hash: str) -> int:
    """Replace the library at ``path`` by these laws; returns how many articles it now holds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        count = _write(unfinished, laws, content_hash)
        _flush_to_disk(unfinished)
        unfinished.replace(path)
        _flush_to_disk(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _write(path: Path, laws: Iterable[Law], content_hash: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")  # an interrupted file is thrown away, not repaired
        connection.execute("PRAGMA synchronous = OFF")  # flushed once, whole, before the rename
        connection.executescript(SCHEMA)
        with connection:
            for law in sorted(laws, key=_reading_order):
                _insert(connection, law)
            facts = {"schema": SCHEMA_VERSION, "content_hash": content_hash}
            connection.executemany("INSERT INTO meta VALUES (?, ?)", facts.items())
        count: int = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
    return count


def _reading_order(law: Law) -> tuple[str, str, int]:
    """Equal input gives equal ids; the books of one law stand in the order of their articles."""
    first = law.articles[0].number if law.articles else 0
    return law_key(law.name), law.version_date, first


def _insert(connection: sqlite3.Connection, law: Law) -> None:
    """Add a law, or a further book of one already there; a second copy of an article is left out."""
    key, notes = law_key(law.name), _json(law.notes)
    connection.execute(
        _INSERT_LAW,
        (key, law.name, law.short_name, law.version_date, law.current, notes),
    )
    found = connection.execute("SELECT id FROM laws WHERE key = ? AND version_date = ?", (key, law.version_date))
    law_id = found.fetchone()[0]
    connection.executemany(
        _INSERT_ARTICLE,
        ((law_id, a.number, a.suffix, a.number_text, _json(a.path), a.text) for a in law.articles),
    )


def _json(texts: tuple[str, ...]) -> str:
    return json.dumps(texts, ensure_ascii=False)


def _flush_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
