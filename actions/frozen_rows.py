"""Rows of a report as frozen bytes: a line of JSON for the head and foot, then one for each row, compressed."""

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from domain.report_rows import COLUMNS, MINUTES_COLUMN, Cells
from domain.reports import FootRow, ReportFoot, ReportHead
from store.breathing import in_breaths

PIECE_BYTES = 1_000_000
NamedRow = tuple[str, Cells]
"""An entry's id and its row."""


class Freezer:
    """Takes rows; gives pieces as they fill up. Blocking: use it in a thread."""

    def __init__(self, head: ReportHead, foot: ReportFoot) -> None:
        self._zip = zlib.compressobj(6)
        self._hash = hashlib.sha256()
        self.row_count = self.minutes = 0
        frame = {"columns": [column.key for column in COLUMNS], "head": asdict(head), "foot": asdict(foot)}
        self._held = self._zip.compress(_line(frame))

    def add(self, rows: Sequence[NamedRow]) -> list[bytes]:
        """Freeze rows; the pieces that are full."""
        self.row_count += len(rows)
        self.minutes += sum(int(cells[MINUTES_COLUMN]) for _, cells in rows)
        lines = b"".join(_line([key, *cells]) for key, cells in in_breaths(rows))
        self._hash.update(lines)
        self._held += self._zip.compress(lines)
        full = len(self._held) // PIECE_BYTES
        pieces = [self._held[number * PIECE_BYTES : (number + 1) * PIECE_BYTES] for number in range(full)]
        self._held = self._held[full * PIECE_BYTES :]
        return pieces

    def finish(self) -> tuple[bytes, str]:
        """The last piece, and the hash of all rows."""
        return self._held + self._zip.flush(), self._hash.hexdigest()


class Thawer:
    """Takes pieces; gives rows as they become whole. ``head`` and ``foot`` are known after the first piece."""

    head: ReportHead
    foot: ReportFoot

    def __init__(self) -> None:
        self._unzip = zlib.decompressobj()
        self._begun = False
        self._rest = b""

    def add(self, piece: bytes) -> list[NamedRow]:
        """The rows that end in this piece."""
        *lines, self._rest = (self._rest + self._unzip.decompress(piece)).split(b"\n")
        if lines and not self._begun:
            self._begin(json.loads(lines.pop(0)))
        return [_row(json.loads(line)) for line in in_breaths(lines)]

    def _begin(self, frame: dict[str, Any]) -> None:
        self._begun = True
        self.head = ReportHead(**frame["head"])
        foot = frame["foot"]
        rows = tuple(FootRow(**one) for one in foot["rows"])
        self.foot = ReportFoot(rows, tuple(foot["lines"]), foot["sign_line"])


def digests_of(rows: Sequence[NamedRow]) -> dict[str, str]:
    """A short digest of each row without its number, by entry."""
    return {key: hashlib.sha256(_line(cells[1:])).hexdigest()[:16] for key, cells in in_breaths(rows)}


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _row(values: Sequence[str | int]) -> NamedRow:
    return str(values[0]), tuple(values[1:])
