"""Imports of rolls when processes die, two come at once, and somebody saves meanwhile."""

import asyncio
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from actions import advisor_roll, import_roster
from actions.context import Context
from actions.import_roster import apply_import, finish_imports
from domain.clock import now_utc
from domain.divisions import Division, Level
from domain.people import Role
from domain.roster_imports import (
    ImportStale,
    ImportState,
    RosterBusy,
    RosterImport,
    Write,
)
from domain.rosters import Roster
from store import Store
from tests.builders import (
    COUNTY,
    TOWNSHIP,
    SettableClock,
    add_staff,
)
from tests.roster_files import ADVISOR
from tests.roster_stage import NOTARY, check, county_staff, find_advisor, put

pytestmark = pytest.mark.gen_test(timeout=60)


async def test_a_preview_that_has_been_overtaken_is_refused_before_anything_is_written(ctx: Context) -> None:
    staff = await county_staff(ctx)
    await put(ctx, staff, ADVISOR)
    advisor = await find_advisor(ctx)
    checked = await check(
        ctx,
        staff,
        ADVISOR | {"organisation": "甲"},
        ADVISOR | {"name": "王新", "phone": "13900000011", "licence_number": "", "organisation": "乙"},
    )
    form = {"name": "李静", "kind": advisor.kind, "organisation": "丙", "licence_number": "", "place": "新址"}
    await advisor_roll.change_advisor(
        ctx, staff=staff, provider_id=advisor.id, form=form, home_code=TOWNSHIP, phone=None
    )
    with pytest.raises(ImportStale):
        await apply_import(ctx, staff=staff, import_id=checked.id)
    assert (await find_advisor(ctx)).organisation == "丙"
    assert await find_advisor(ctx, "13900000011") is None
    with pytest.raises(ImportStale):
        await apply_import(ctx, staff=staff, import_id=checked.id)


async def test_a_change_in_another_county_does_not_overtake_it(ctx: Context) -> None:
    staff = await county_staff(ctx)
    checked = await check(ctx, staff, ADVISOR)
    await ctx.store.divisions.put(Division("420203000000", Level.COUNTY, "西塞山区", None, "黄石市西塞山区"))
    other = await add_staff(ctx, "xi", role=Role.COUNTY, division_code="420203000000")
    await advisor_roll.add_advisor(ctx, staff=other, form=NOTARY, home_code="420203000000", phone="13900000077")
    assert (await apply_import(ctx, staff=staff, import_id=checked.id)).state is ImportState.APPLIED


@pytest.mark.both_stores
async def test_a_crash_in_the_middle_is_finished_by_the_job(
    ctx: Context, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = await county_staff(ctx)
    people = [ADVISOR | {"name": f"李{n}", "phone": f"1390000010{n}", "licence_number": ""} for n in range(5)]
    checked = await check(ctx, staff, *people)
    done: list[Write] = []
    write = ctx.store.roster_imports.write

    async def die_at_the_fourth(one: Write) -> None:
        if len(done) == 4:
            raise ConnectionResetError("the process was killed")
        await write(one)
        done.append(one)

    monkeypatch.setattr(ctx.store.roster_imports, "write", die_at_the_fourth)
    with pytest.raises(ConnectionResetError):
        await apply_import(ctx, staff=staff, import_id=checked.id)
    monkeypatch.undo()
    monkeypatch.setattr("actions.roster_gate.TRIES", 2)
    with pytest.raises(RosterBusy):  # half a roll is changed by nobody
        await advisor_roll.add_advisor(ctx, staff=staff, form=NOTARY, home_code=COUNTY, phone="13900000077")
    assert await finish_imports(ctx) == 0  # perhaps it is still at work
    clock.move(seconds=30)
    assert await finish_imports(ctx) == 1
    found = [await find_advisor(ctx, f"1390000010{n}") for n in range(5)]
    assert [one.name for one in found] == [f"李{n}" for n in range(5)]
    for one in found:
        assert len(await ctx.store.appointments.list_kept_of_provider(one.id)) == 1
    assert (await apply_import(ctx, staff=staff, import_id=checked.id)).state is ImportState.APPLIED
    assert await finish_imports(ctx) == 0


@pytest.mark.both_stores
async def test_two_who_apply_the_same_import_at_once_apply_it_once(ctx: Context) -> None:
    staff = await county_staff(ctx)
    checked = await check(ctx, staff, ADVISOR)
    stores = [Store.over(ctx.store.database, ctx.store.sealer, ctx.now) for _ in range(6)]
    both = [apply_import(replace(ctx, store=store), staff=staff, import_id=checked.id) for store in stores]
    ends = {one.state for one in await asyncio.gather(*both)}
    assert ends <= {ImportState.CHECKED, ImportState.APPLYING, ImportState.APPLIED}
    advisor = await find_advisor(ctx)
    assert len(await ctx.store.appointments.list_kept_of_provider(advisor.id)) == 1
    assert (await import_roster.get_import(ctx, staff=staff, import_id=checked.id)).state is ImportState.APPLIED


@pytest.mark.both_stores
async def test_of_two_files_about_the_same_people_only_one_comes_in(ctx: Context) -> None:
    staff = await county_staff(ctx)
    files = [await check(ctx, staff, ADVISOR | {"organisation": name}) for name in ("甲", "乙", "丙")]
    ends = await asyncio.gather(
        *(apply_import(ctx, staff=staff, import_id=one.id) for one in files), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in ends if isinstance(one, Exception)) in (
        ["ImportStale", "ImportStale"],
        ["ImportStale", "RosterBusy"],
        ["RosterBusy", "RosterBusy"],
    )
    county = await ctx.store.providers.list_kept_in_counties(COUNTY, "420203000000")
    assert len(county) == 1


DIE_AT = """
import asyncio, os, sys
from types import SimpleNamespace
from actions.import_roster import apply_import
from domain.clock import now_utc
from store import Store
from store.database import choose_database, open_client
from store.sealing import Sealer

async def main(uri, name, staff_id, import_id, left):
    store = Store.over(choose_database(open_client(uri), name), Sealer("a secret that only tests know"), now_utc)
    write = store.roster_imports.write
    async def write_or_die(one):
        nonlocal left
        if left == 0:
            os._exit(9)
        left -= 1
        await write(one)
    store.roster_imports.write = write_or_die
    ctx = SimpleNamespace(store=store, now=now_utc)
    await apply_import(ctx, staff=await store.staff.find(staff_id), import_id=import_id)

asyncio.run(main(*sys.argv[1:5], int(sys.argv[5])))
"""


async def test_a_process_that_dies_between_two_writes_leaves_nothing_half_done(
    ctx: Context, store_uri: str, clock: SettableClock
) -> None:
    staff = await county_staff(ctx)
    people = [ADVISOR | {"name": f"李{n}", "phone": f"1390000010{n}", "licence_number": ""} for n in range(5)]
    checked = await check(ctx, staff, *people)
    name = ctx.store.database.name
    program = [sys.executable, "-c", DIE_AT, store_uri, name, staff.id, checked.id, "5"]
    child = await asyncio.create_subprocess_exec(*program, cwd=Path(__file__).parents[2])
    assert await child.wait() == 9
    there = [bool(await find_advisor(ctx, f"1390000010{n}")) for n in range(5)]
    assert True in there and False in there
    clock.moment = now_utc() + timedelta(seconds=30)  # the child lived by the real clock
    assert await finish_imports(ctx) == 1
    for n in range(5):
        advisor = await find_advisor(ctx, f"1390000010{n}")
        assert len(await ctx.store.appointments.list_kept_of_provider(advisor.id)) == 1


@pytest.mark.both_stores
async def test_whoever_was_told_that_it_is_saved_finds_it_saved(ctx: Context) -> None:
    """An import and somebody at the form at the same moment: the one goes before the other, or is refused."""
    staff = await county_staff(ctx)
    await put(ctx, staff, ADVISOR)
    advisor = await find_advisor(ctx)
    stores = [Store.over(ctx.store.database, ctx.store.sealer, ctx.now) for _ in range(2)]
    for turn in range(8):
        checked = await check(ctx, staff, ADVISOR | {"organisation": f"文件{turn}"})
        form = NOTARY | {"name": "李静", "licence_number": "", "organisation": f"表单{turn}"}
        saving = advisor_roll.change_advisor(
            replace(ctx, store=stores[0]),
            staff=staff,
            provider_id=advisor.id,
            form=form,
            home_code=TOWNSHIP,
            phone=None,
        )
        applying = apply_import(replace(ctx, store=stores[1]), staff=staff, import_id=checked.id)
        jobs = (saving, applying) if turn % 2 else (applying, saving)
        ends = await asyncio.gather(*jobs, return_exceptions=True)
        saved, applied = ends if turn % 2 else reversed(ends)
        assert not isinstance(saved, Exception), saved
        assert isinstance(applied, RosterImport | ImportStale | RosterBusy), applied
        kept = await ctx.store.providers.find_fresh(advisor.id)
        assert kept is not None
        # The file saw the record before the form did: had it come in after the form, it would have undone it unseen.
        assert kept.organisation == f"表单{turn}"


@pytest.mark.both_stores
async def test_who_died_at_the_form_stands_in_nobodys_way_for_long(ctx: Context, clock: SettableClock) -> None:
    staff = await county_staff(ctx)
    checked = await check(ctx, staff, ADVISOR)
    gates, moment = ctx.store.roster_gates, ctx.now()
    assert await gates.enter(Roster.ADVISORS, "edit:dead", [], moment, moment + timedelta(seconds=30))
    with pytest.raises(RosterBusy):
        await apply_import(ctx, staff=staff, import_id=checked.id)
    clock.move(seconds=31)
    assert (await apply_import(ctx, staff=staff, import_id=checked.id)).state is ImportState.APPLIED
