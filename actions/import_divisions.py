"""Importing the statistical division codes from CSV files."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from actions.context import Context
from domain.division_changes import Changes, plan_changes, plan_full_names
from domain.division_files import (
    BadDivisionFile,
    BadRow,
    DivisionRow,
    FileKind,
    check_parents,
    decode,
    find_kind,
    read_rows,
)
from domain.divisions import PREFIX_DIGITS, Division, DivisionState, Level, code_range, pad_code

Progress = Callable[[str], None]
LEVELS = list(Level)
TELL_EVERY = 5_000


@dataclass(frozen=True)
class DivisionFile:
    """A file's name and its bytes, unpacked."""

    name: str
    content: bytes


@dataclass(frozen=True)
class FileReport:
    """What became of one file, or of the names given by hand; ``followed`` counts lower ones with a new full name."""

    name: str
    changes: Changes
    followed: int
    by_hand: bool = False


@dataclass(frozen=True)
class ImportOutcome:
    """The files imported, and those refused whole with their bad rows."""

    reports: tuple[FileReport, ...]
    refused: dict[str, BadDivisionFile] = field(default_factory=dict)


@dataclass(frozen=True)
class _CheckedFile:
    name: str
    kind: FileKind
    rows: tuple[DivisionRow, ...]


async def import_divisions(
    ctx: Context, *, files: Sequence[DivisionFile], named: Sequence[DivisionRow] = (), progress: Progress
) -> ImportOutcome:
    """Bring the store to what the files say: counties first, then townships, then villages.

    A file is checked whole before its first write, so a bad row leaves nothing of it behind; the other files go on.
    There is no transaction around the writes, and none is needed: each of them is right by itself, and a run that was
    cut off is healed by running again, because the second run compares with whatever the first had reached.
    ``named`` are provinces and cities, which no file lists.
    """
    reports = []
    for level in (Level.PROVINCE, Level.CITY):
        rows = [row for row in named if row.level is level]
        if rows:
            reports.append(await _import_rows(ctx, "省市名称", rows, progress, by_hand=True))
    checked, refused = await asyncio.to_thread(_check_all, files)
    for file in sorted(checked, key=lambda one: LEVELS.index(one.kind.level)):
        try:
            reports.append(await _import_rows(ctx, file.name, file.rows, progress))
        except BadDivisionFile as problem:
            refused[file.name] = problem
    return ImportOutcome(tuple(reports), refused)


def _check_all(files: Sequence[DivisionFile]) -> tuple[list[_CheckedFile], dict[str, BadDivisionFile]]:
    good: list[_CheckedFile] = []
    refused: dict[str, BadDivisionFile] = {}
    covered: dict[tuple[FileKind, str], str] = {}
    for file in files:
        try:
            checked = _check(file)
            _check_overlap(checked, covered)
        except BadDivisionFile as problem:
            refused[file.name] = problem
        else:
            good.append(checked)
    return good, refused


def _check(file: DivisionFile) -> _CheckedFile:
    text = decode(file.content)
    kind = find_kind(file.name, text)
    if kind is None:
        raise BadDivisionFile([BadRow(1, "看不出是哪一级的文件：表头应有 cityCode、areaCode 或 streetCode 列")])
    return _CheckedFile(file.name, kind, read_rows(text, kind))


def _check_overlap(file: _CheckedFile, covered: dict[tuple[FileKind, str], str]) -> None:
    """Two files over one county would each declare the other's villages vanished."""
    first_rows = {row.county_code: row for row in reversed(file.rows)}
    bad = [
        BadRow(row.line, f"{county}在本次导入的另一文件{covered[file.kind, county]}中已有")
        for county, row in first_rows.items()
        if (file.kind, county) in covered
    ]
    if bad:
        raise BadDivisionFile(bad)
    covered.update({(file.kind, county): file.name for county in first_rows})


async def _import_rows(
    ctx: Context, name: str, rows: Sequence[DivisionRow], progress: Progress, *, by_hand: bool = False
) -> FileReport:
    """Rows of one level. Those below a new name are written before it, so that a cut-off run shows and is healed."""
    level = rows[0].level
    parents = await _read_around(ctx, rows, LEVELS[LEVELS.index(level) - 1]) if level is not Level.PROVINCE else []
    parents_by_code = {division.id: division for division in parents}
    check_parents(rows, parents_by_code)
    existing = await _read_around(ctx, rows, level)
    changes = await asyncio.to_thread(plan_changes, existing, rows, parents=parents_by_code, now=ctx.now())
    followed = await _fit_full_names_below(ctx, changes, level)
    await ctx.store.divisions.add_all(changes.added, _teller(progress, f"{name}：已新增", len(changes.added)))
    await ctx.store.divisions.put_all(changes.rewritten, _teller(progress, f"{name}：已更新", len(changes.rewritten)))
    return FileReport(name, changes, followed, by_hand)


def _teller(progress: Progress, beginning: str, total: int) -> Callable[[int], None]:
    def tell(done: int) -> None:
        if done % TELL_EVERY == 0 or done == total:
            progress(f"{beginning}{done}/{total}个。")

    return tell


async def _read_around(ctx: Context, rows: Sequence[DivisionRow], level: Level) -> list[Division]:
    """All kept divisions of a level that may matter to the rows: one question for each province they lie in."""
    found: list[Division] = []
    for province in sorted({row.code[: PREFIX_DIGITS[Level.PROVINCE]] for row in rows}):
        counties = [row.county_code for row in rows if row.code.startswith(province)]
        narrowest = min(level, Level.COUNTY, key=LEVELS.index)
        first = pad_code(min(counties)[: PREFIX_DIGITS[narrowest]])
        beyond = code_range(max(counties))[1]
        found += await ctx.store.divisions.list_kept(level, first, beyond)
    return found


async def _fit_full_names_below(ctx: Context, changes: Changes, level: Level) -> int:
    """Let the full names of everything below follow a new name; a new city may have counties already."""
    uppers = [*changes.renamed, *changes.returned, *changes.refitted]
    if level is Level.CITY:
        uppers += changes.added
    followed = 0
    for upper in uppers:
        below = []
        for lower in LEVELS[LEVELS.index(level) + 1 :]:
            below += await ctx.store.divisions.list_kept(lower, *code_range(upper.id))
        standing = [division for division in below if division.state is DivisionState.STANDING]
        refitted = await asyncio.to_thread(plan_full_names, {upper.id: upper}, standing)
        await ctx.store.divisions.put_all(refitted, lambda done: None)
        followed += len(refitted)
    return followed
