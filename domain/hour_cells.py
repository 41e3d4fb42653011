"""Cells of hours: what one advisor's entries of one month add up to in one village. All sums are made of cells."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from domain.hours import Entry, EntryKind, EntryState, EntryWay

MONTHS = range(1, 13)


@dataclass(frozen=True)
class HourCell:
    """The entries of an advisor and month in a village, summed up.

    ``on_site`` and ``lecture`` count approved entries only. An adjustment of a closed entry changes minutes; it is an
    entry to be listed, and no lecture of its own.
    """

    provider_id: str
    month: int
    approved_minutes: int = 0
    approved_count: int = 0
    awaiting_minutes: int = 0
    awaiting_count: int = 0
    returned_minutes: int = 0
    returned_count: int = 0
    on_site_minutes: int = 0
    on_site_count: int = 0
    lecture_minutes: int = 0
    lecture_count: int = 0


def is_on_site(entry: Entry) -> bool:
    """Whether it counts for the month's hours in the village."""
    return entry.state is EntryState.APPROVED and entry.way is EntryWay.ON_SITE


def is_lecture(entry: Entry) -> bool:
    """Whether it is one of the quarter's lectures."""
    return entry.state is EntryState.APPROVED and entry.kind is EntryKind.LECTURE and not entry.corrects


def cells_of(entries: Iterable[Entry]) -> tuple[HourCell, ...]:
    """The cells of the entries of one village and year, by advisor and month; drafts are in none."""

    def key(entry: Entry) -> tuple[str, int]:
        return entry.provider_id, entry.on.month

    shown = sorted((one for one in entries if one.state is not EntryState.DRAFT), key=key)
    return tuple(_cell(*where, list(group)) for where, group in groupby(shown, key=key))


def by_month(cells: Iterable[HourCell], what: str) -> tuple[int, ...]:
    """One of the sums of cells for each month of the year."""
    take = attrgetter(what)
    months = [0] * len(MONTHS)
    for cell in cells:
        months[cell.month - 1] += take(cell)
    return tuple(months)


def _cell(provider_id: str, month: int, entries: list[Entry]) -> HourCell:
    def of(state: EntryState) -> list[Entry]:
        return [one for one in entries if one.state is state]

    groups = {
        "approved": of(EntryState.APPROVED),
        "awaiting": of(EntryState.SUBMITTED),
        "returned": of(EntryState.RETURNED),
        "on_site": [one for one in entries if is_on_site(one)],
        "lecture": [one for one in entries if is_lecture(one)],
    }
    return HourCell(provider_id, month, **dict(_sums(groups)))


def _sums(groups: dict[str, list[Entry]]) -> Iterator[tuple[str, int]]:
    for name, entries in groups.items():
        yield f"{name}_minutes", sum(one.minutes for one in entries)
        yield f"{name}_count", len(entries)
