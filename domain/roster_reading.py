"""Reading the rows of a roll: every problem is noted where it is, and reading goes on, so that all are told at once."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

from domain.roster_cells import (
    Cell,
    CellProblem,
    Row,
    read_choice,
    read_count,
    read_day,
    read_phone,
    read_public_phone,
    read_word,
)
from domain.roster_imports import Change, Fault, Line, LineAction
from domain.rosters import COLUMNS, Roster

Value = TypeVar("Value")

CLEAR_WORD = "无"  # typed where a text is to be emptied; an empty cell leaves what is there


class RowReader:
    """The cells of one row as values; what cannot be read is noted as a fault and read as nothing."""

    def __init__(self, roster: Roster, row: Row, faults: list[Fault]) -> None:
        self._columns = {column.key: column for column in COLUMNS[roster]}
        self._row = row
        self._faults = faults
        self.line = row.line
        self.good = True

    def note(self, key: str | None, message: str) -> None:
        """Something is wrong here."""
        self.good = False
        self._faults.append(Fault(self.line, key, message))

    def word(self, key: str, most: int) -> str:
        """A short text."""
        return self._read(key, lambda cell: read_word(cell, most)) or ""

    def phone(self, key: str) -> str:
        """A mobile number."""
        return self._read(key, read_phone) or ""

    def public_phone(self, key: str) -> str:
        """Any number that everybody may see, or the word that clears it."""
        if self.word(key, 40) == CLEAR_WORD:
            return CLEAR_WORD
        return self._read(key, read_public_phone) or ""

    def day(self, key: str) -> date | None:
        """A date."""
        return self._read(key, read_day)

    def count(self, key: str, least: int, most: int) -> int | None:
        """A whole number."""
        return self._read(key, lambda cell: read_count(cell, least, most))

    def choice(self, key: str) -> str:
        """One of the column's choices."""
        return self._read(key, lambda cell: read_choice(cell, self._columns[key].choices)) or ""

    def found(self, key: str, find: Callable[[], Value]) -> Value | None:
        """What ``find`` gives, unless it cannot."""
        try:
            return find()
        except CellProblem as problem:
            self.note(key, str(problem))
            return None

    def has_noted(self, key: str) -> bool:
        """Whether something is wrong with this cell already."""
        return any(fault.line == self.line and fault.key == key for fault in self._faults[-20:])

    def _read(self, key: str, read: Callable[[Cell], Value]) -> Value | None:
        value = self.found(key, lambda: read(self._row[key]))
        if self._columns[key].required and value in ("", None) and not self.has_noted(key):
            self.note(key, f"请填写{self._columns[key].title}。")
        return value


def new_text(typed: str, kept: str) -> str:
    """What a text becomes: an empty cell leaves it, the clearing word empties it."""
    return "" if typed == CLEAR_WORD else typed or kept


def changes_between(titles: dict[str, str], before: dict[str, Any], after: dict[str, Any]) -> tuple[Change, ...]:
    """The fields that differ, as people read them, in the order of the titles."""
    return tuple(
        Change(title, str(before.get(key) or ""), str(after.get(key) or ""))
        for key, title in titles.items()
        if (before.get(key) or "") != (after.get(key) or "")
    )


def action_of(new: bool, ended: bool, changed: bool) -> LineAction:
    """What a row does, by the strongest word that fits."""
    if ended:
        return LineAction.ENDED
    if new:
        return LineAction.NEW
    return LineAction.CHANGED if changed else LineAction.UNCHANGED


def note_doubles(keys: Iterable[tuple[RowReader, object]], column: str) -> None:
    """The same thing must not stand in two rows."""
    first: dict[object, int] = {}
    for reader, key in keys:
        line = first.setdefault(key, reader.line)
        if line != reader.line:
            reader.note(column, f"与第{line}行重复。")


def sorted_lines(lines: Iterable[Line]) -> tuple[Line, ...]:
    """As the file has them."""
    return tuple(sorted(lines, key=lambda one: one.line))
