"""Importing a roll from a file: checked and shown first, then applied as a whole or not at all.

What makes it whole without transactions: one guarded write on the roll's gate lets the import in, only if nothing it
looked at has changed since. From then on nobody else may change the roll, every write is harmless when made again, and
a job finishes what a crash has cut off.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from actions.context import Context
from actions.plan_advisors import plan_advisors
from actions.plan_staff import plan_staff
from actions.plan_villages import plan_groups, plan_villages
from actions.read_workbook import read_sheet
from actions.regions import is_in_region, region_range
from actions.roster_gate import county_key, look_until_free
from actions.roster_plan import Plan
from domain.errors import NotFound
from domain.people import Staff
from domain.roster_cells import Row
from domain.roster_imports import (
    KEPT_FOR,
    MOST_FAULTS,
    MOST_SEALED_BYTES,
    ImportNotReady,
    ImportStale,
    ImportState,
    RosterBusy,
    RosterImport,
)
from domain.roster_reading import sorted_lines
from domain.rosters import COLUMNS, Roster
from domain.staff_roles import check_may_keep_rolls
from domain.staff_sign_in import check_may_change

CUT_OFF_AFTER = timedelta(seconds=20)
BEAT_SECONDS = 3
PLANS_TRIED = 3
SHOWN_FOR = timedelta(days=30)
LONGEST_FILE_NAME = 100

PLANNERS: dict[Roster, Callable[..., Awaitable[Plan]]] = {
    Roster.ADVISORS: plan_advisors,
    Roster.VILLAGES: plan_villages,
    Roster.GROUPS: plan_groups,
    Roster.STAFF: plan_staff,
}


def check_may_import(staff: Staff, roster: Roster) -> None:
    """Advisors are the bureau's; the other rolls everybody's who may change anything.

    Raises: NotAllowed.
    """
    if roster is Roster.ADVISORS:
        check_may_keep_rolls(staff)
    check_may_change(staff)


async def check_file(ctx: Context, *, staff: Staff, roster: Roster, file_name: str, content: bytes) -> RosterImport:
    """Look at a file and keep what it would change; nothing of the roll is written.

    Raises: NotAllowed, FileNotReadable, RosterBusy.
    """
    check_may_import(staff, roster)
    sheet = await asyncio.to_thread(read_sheet, content, COLUMNS[roster])
    plan, editions = await _plan_undisturbed(ctx, staff, roster, sheet.rows)
    faults = sorted(plan.faults, key=lambda one: one.line)[:MOST_FAULTS]
    made = RosterImport(
        id=ctx.new_id(),
        roster=roster,
        division_code=staff.division_code,
        staff_id=staff.id,
        staff_name=staff.name,
        file_name=file_name[-LONGEST_FILE_NAME:] or "名册.xlsx",
        state=ImportState.FAULTY if faults else ImportState.CHECKED,
        created_at=ctx.now(),
        expires_at=ctx.now() + KEPT_FOR,
        lines=() if faults else sorted_lines(plan.lines),
        faults=tuple(faults),
        editions=editions,
        sealed_rows=await asyncio.to_thread(_seal, ctx, sheet.rows) if faults else "",
        ignored_titles=sheet.ignored_titles,
    )
    await ctx.store.roster_imports.add(made)
    return made


async def _plan_undisturbed(
    ctx: Context, staff: Staff, roster: Roster, rows: Sequence[Row]
) -> tuple[Plan, dict[str, int]]:
    """Plan, and again if somebody has changed the roll of one of its counties meanwhile; nobody has to wait for us.

    Raises: RosterBusy.
    """
    for _ in range(PLANS_TRIED):
        before = await look_until_free(ctx, roster)
        plan = await PLANNERS[roster](ctx, staff=staff, rows=rows)
        counties = sorted({county_key(code) for code in plan.codes})
        after = await ctx.store.roster_gates.look(roster, ctx.now())
        editions = {county: before.edition_of(county) for county in counties}
        if editions == {county: after.edition_of(county) for county in counties}:
            return plan, editions
    raise RosterBusy()


async def get_import(ctx: Context, *, staff: Staff, import_id: str) -> RosterImport:
    """Raises: NotFound, also when it belongs to another region or a level above."""
    found = await ctx.store.roster_imports.find(import_id)
    if found is None or not is_in_region(staff, found.division_code):
        raise NotFound("没有找到这次导入，或已过期。", code="import_not_found")
    return found


async def list_imports(ctx: Context, *, staff: Staff) -> list[RosterImport]:
    """The imports of the region in the last month, latest first, without their rows."""
    return await ctx.store.roster_imports.list_since(*region_range(staff), ctx.now() - SHOWN_FOR)


async def apply_import(ctx: Context, *, staff: Staff, import_id: str) -> RosterImport:
    """Write everything that the file changes. Again is harmless.

    Raises: NotFound, NotAllowed, ImportNotReady, ImportStale, RosterBusy.
    """
    found = await get_import(ctx, staff=staff, import_id=import_id)
    check_may_import(staff, found.roster)
    if found.state is ImportState.APPLIED:
        return found
    if found.state not in (ImportState.CHECKED, ImportState.APPLYING):
        raise ImportStale() if found.state is ImportState.STALE else ImportNotReady()
    gates = ctx.store.roster_gates
    if not await gates.enter_with_import(found.roster, found.id, found.editions, ctx.now()):
        return await _tell_why_not(ctx, found)
    facts = {"state": ImportState.APPLYING.value, "applied_by": staff.id}
    await ctx.store.roster_imports.change(found.id, (ImportState.CHECKED,), **facts)
    return await _carry_on(ctx, found)


async def finish_imports(ctx: Context) -> int:
    """Carry on with imports that were cut off; how many."""
    held = await ctx.store.roster_gates.list_held()
    left = [one for one in held if one.since <= ctx.now() - CUT_OFF_AFTER]
    for one in left:
        found = await ctx.store.roster_imports.find(one.import_id)
        if found:
            await _carry_on(ctx, found)
        else:
            await ctx.store.roster_gates.leave(one.roster, one.import_id)
    return len(left)


async def _carry_on(ctx: Context, found: RosterImport) -> RosterImport:
    beat = _Beat(ctx, found)
    for write in (write for line in found.lines for write in line.writes):
        if not await beat.still_in():
            return await ctx.store.roster_imports.find(found.id) or found
        await ctx.store.roster_imports.write(write)
    ctx.store.providers.forget()
    ctx.store.appointments.forget()
    facts = {"state": ImportState.APPLIED.value, "applied_at": ctx.now()}
    await ctx.store.roster_imports.change(found.id, (ImportState.CHECKED, ImportState.APPLYING), **facts)
    await ctx.store.roster_gates.leave(found.roster, found.id)
    return await ctx.store.roster_imports.find(found.id) or found


class _Beat:
    """Tells the gate every few seconds that we are alive. Who was held up for long looks first whether still in."""

    def __init__(self, ctx: Context, found: RosterImport) -> None:
        self._ctx, self._found = ctx, found
        self._last: float | None = None

    async def still_in(self) -> bool:
        now = time.monotonic()
        if self._last is not None and now - self._last < BEAT_SECONDS:
            return True
        still = await self._ctx.store.roster_gates.stay(self._found.roster, self._found.id, self._ctx.now())
        self._last = time.monotonic()
        return still


async def _tell_why_not(ctx: Context, found: RosterImport) -> RosterImport:
    """The gate was shut: we are in already, somebody else is in, or something has changed since the file was checked.

    The gate is looked at before the import: who is not in, and was not in before, with other editions never will be.

    Raises: ImportStale, RosterBusy.
    """
    gate = await ctx.store.roster_gates.look(found.roster, ctx.now())
    state = await ctx.store.roster_imports.find_state(found.id)
    if gate.import_id == found.id or state in (ImportState.APPLIED, ImportState.APPLYING):
        return await ctx.store.roster_imports.find(found.id) or found
    if found.editions == {county: gate.edition_of(county) for county in found.editions}:
        raise RosterBusy()
    await ctx.store.roster_imports.change(found.id, (ImportState.CHECKED,), state=ImportState.STALE.value)
    raise ImportStale()


def _seal(ctx: Context, rows: Sequence[Row]) -> str:
    """The rows as they were typed; nothing if they are too many to be kept: the page tells the faults in any case."""
    shown = [[row.line, {key: cell.shown for key, cell in row.cells.items() if cell.shown}] for row in rows]
    sealed = ctx.store.sealer.seal(json.dumps(shown, ensure_ascii=False))
    return sealed if len(sealed) <= MOST_SEALED_BYTES else ""
