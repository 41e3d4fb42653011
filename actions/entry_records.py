"""The entries behind a figure of the overview, a page at a time.

The kept sums say in which villages a page lies, so that no other entries are read: a page costs as much on a hundred
thousand entries as on a hundred.
"""

from dataclasses import dataclass

from actions.context import Context
from actions.regions import region_range
from actions.review_hours import EntryForReview, tell_entries
from domain.divisions import Division, code_range
from domain.figures import ENTRY_FIGURES, Figure, months_of
from domain.hours import Entry
from domain.overview import Period
from domain.people import Staff

ROWS_A_PAGE = 50


@dataclass(frozen=True)
class Asked:
    """Which records: of a division, behind a figure, of a period, on one page of the list.

    ``month`` narrows a figure of the year; ``provider_id`` narrows entries to one advisor's.
    """

    division: Division
    figure: Figure
    period: Period
    month: int | None = None
    provider_id: str | None = None
    page: int = 1


@dataclass(frozen=True)
class EntryRecords:
    """Entries by village and time; ``count`` and ``minutes`` are those of all pages."""

    count: int
    minutes: int
    shown: tuple[EntryForReview, ...]


def page_start(count: int, page: int) -> int:
    """Where a page of a list begins; the last one if there are not so many."""
    last_page = max(1, -(-count // ROWS_A_PAGE))
    return (min(page, last_page) - 1) * ROWS_A_PAGE


async def list_entry_records(ctx: Context, *, staff: Staff, asked: Asked) -> EntryRecords:
    """Raises: NotFound when the division lies elsewhere."""
    codes, months = region_range(staff, asked.division.id), months_of(asked.figure, asked.period, asked.month)
    what = ENTRY_FIGURES[asked.figure].sums
    found = await ctx.store.hour_totals.count_cells(asked.period.year, codes, what, months, asked.provider_id)
    counts = {code: one.entries for code, one in found.items()}
    count, minutes = sum(counts.values()), sum(one.minutes for one in found.values())
    start = page_start(count, asked.page)
    villages, before = villages_of_page(counts, start)
    entries = await _entries_of(ctx, asked, villages)
    shown = entries[start - before :][:ROWS_A_PAGE]
    return EntryRecords(count, minutes, tuple(await tell_entries(ctx, entries=shown)))


def villages_of_page(counts: dict[str, int], start: int, rows: int = ROWS_A_PAGE) -> tuple[list[str], int]:
    """The villages in which a page lies, by code, and how many entries lie in the villages before them."""
    villages: list[str] = []
    before = passed = 0
    for code, count in counts.items():
        if passed + count <= start:
            before = passed + count
        elif count and passed < start + rows:
            villages.append(code)
        passed += count
    return villages, before


async def _entries_of(ctx: Context, asked: Asked, villages: list[str]) -> list[Entry]:
    if not villages:
        return []
    figure, months = ENTRY_FIGURES[asked.figure], months_of(asked.figure, asked.period, asked.month)
    first, beyond = villages[0], code_range(villages[-1])[1]
    found = await ctx.store.entries.list_in_state_and_year(figure.state, asked.period.year, first, beyond)
    whose = asked.provider_id
    kept = [one for one in found if figure.holds(one) and one.on.month in months and whose in (None, one.provider_id)]
    return sorted(kept, key=lambda one: (one.village_code, one.starts_at, one.id))
