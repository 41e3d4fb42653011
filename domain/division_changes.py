"""What an import of divisions changes: who is new, renamed, gone or back. Nothing is ever deleted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.division_files import DivisionRow
from domain.divisions import Division, DivisionState, FormerName, Level

UNVANISHING_LEVELS = (Level.PROVINCE, Level.CITY, Level.COUNTY)


@dataclass(frozen=True)
class Changes:
    """The divisions to write, each as it shall be; ``refitted`` ones only get another full name."""

    added: tuple[Division, ...] = ()
    renamed: tuple[Division, ...] = ()
    vanished: tuple[Division, ...] = ()
    returned: tuple[Division, ...] = ()
    refitted: tuple[Division, ...] = ()
    unchanged: int = 0

    @property
    def rewritten(self) -> tuple[Division, ...]:
        """All that stand in the store already."""
        return (*self.renamed, *self.vanished, *self.returned, *self.refitted)


def plan_changes(
    existing: Iterable[Division], rows: Sequence[DivisionRow], *, parents: Mapping[str, Division], now: datetime
) -> Changes:
    """Compare a checked file with what is kept of its level.

    A file of townships or villages covers its counties entirely: who stands there and is not in it has vanished.
    A file of counties says nothing of those that it leaves out.
    """
    kept = {division.id: division for division in existing}
    planned: dict[str, list[Division]] = {"added": [], "renamed": [], "returned": [], "refitted": []}
    unchanged = 0
    for row in rows:
        parent = parents.get(row.parent_code or "")
        change, division = _plan_row(kept.get(row.code), row, full_name_of(row.level, row.name, parent), now)
        if change:
            planned[change].append(division)
        else:
            unchanged += 1
    vanished = _vanished(kept.values(), rows, now)
    return Changes(
        **{change: tuple(found) for change, found in planned.items()}, vanished=vanished, unchanged=unchanged
    )


def plan_full_names(uppers: Mapping[str, Division], below: Iterable[Division]) -> tuple[Division, ...]:
    """Those below whose full name no longer follows from their parents'.

    ``below`` goes level by level from the top; ``uppers`` are divisions as they shall be, by code.
    """
    known, refitted = dict(uppers), []
    for division in below:
        parent = known.get(division.parent_code or "")
        full_name = full_name_of(division.level, division.name, parent) if parent else division.full_name
        fitted = replace(division, full_name=full_name)
        known[division.id] = fitted
        if fitted != division:
            refitted.append(fitted)
    return tuple(refitted)


def full_name_of(level: Level, name: str, parent: Division | None) -> str:
    """The name as an address says it, from the city down: the province goes without saying."""
    if parent is None or level in (Level.PROVINCE, Level.CITY):
        return name
    return parent.full_name + name


def _plan_row(kept: Division | None, row: DivisionRow, full_name: str, now: datetime) -> tuple[str, Division]:
    """The kind of change ("" for none) and the division as it shall be."""
    if kept is None:
        return "added", Division(row.code, row.level, row.name, row.parent_code, full_name)
    fresh = replace(kept, name=row.name, full_name=full_name, state=DivisionState.STANDING, vanished_at=None)
    if kept.name != row.name:
        fresh = replace(fresh, former_names=(*kept.former_names, FormerName(kept.name, now)))
    if kept.state is DivisionState.VANISHED:
        return "returned", fresh
    if kept.name != row.name:
        return "renamed", fresh
    return ("refitted" if fresh != kept else ""), fresh


def _vanished(kept: Iterable[Division], rows: Sequence[DivisionRow], now: datetime) -> tuple[Division, ...]:
    codes = {row.code for row in rows}
    counties = {row.county_code for row in rows if row.level not in UNVANISHING_LEVELS}
    return tuple(
        replace(division, state=DivisionState.VANISHED, vanished_at=now)
        for division in kept
        if division.county_code in counties and division.id not in codes and division.state is DivisionState.STANDING
    )
