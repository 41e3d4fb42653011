"""Migrations: in order, once, by one process at a time; a newer schema is refused."""

import asyncio
from datetime import timedelta

import pytest

from domain.clock import now_utc
from server.database_kinds import check_demo_only, check_no_demo
from server.migration_modules import load_migrations
from store.database import Database
from store.leases import Leases
from store.migrating import (
    LEASE,
    Migration,
    SchemaBehind,
    SchemaTooNew,
    check_schema,
    list_pending,
    newest_known,
    run_pending,
)
from tests.builders import SettableClock

SILENT = lambda _sentence: None  # noqa: E731 -- nobody listens


def make(number: int, done: list[int], *, fails: int = 0) -> Migration:
    """A migration that notes its run, failing the first times."""
    left = [fails]

    async def up(_database: Database) -> None:
        await asyncio.sleep(0)
        if left[0]:
            left[0] -= 1
            raise RuntimeError("cut short")
        done.append(number)

    return Migration(number, f"m{number:04d}_test", up)


@pytest.mark.gen_test
async def test_each_runs_once_and_in_order(database: Database, clock: SettableClock) -> None:
    done: list[int] = []
    steps = [make(903, done), make(901, done), make(902, done)]
    said: list[str] = []
    ran = await run_pending(database, steps, owner="a", now=clock, say=said.append)
    assert done == [901, 902, 903] == [one.number for one in ran]
    assert len(said) == 3
    assert await run_pending(database, steps, owner="a", now=clock, say=said.append) == []
    assert done == [901, 902, 903]


@pytest.mark.gen_test
async def test_one_that_was_cut_short_runs_again(database: Database, clock: SettableClock) -> None:
    done: list[int] = []
    steps = [make(901, done), make(902, done, fails=1)]
    with pytest.raises(RuntimeError):
        await run_pending(database, steps, owner="a", now=clock, say=SILENT)
    assert [one.number for one in await list_pending(database, steps)] == [902]
    await run_pending(database, steps, owner="b", now=clock, say=SILENT)
    assert done == [901, 902]


@pytest.mark.gen_test
async def test_two_processes_at_once_run_each_once(database: Database, clock: SettableClock) -> None:
    done: list[int] = []
    steps = [make(number, done) for number in range(901, 906)]
    both = (run_pending(database, steps, owner=owner, now=clock, say=SILENT) for owner in ("a", "b"))
    await asyncio.gather(*both)
    assert done == [901, 902, 903, 904, 905]


@pytest.mark.gen_test
async def test_a_dead_migrator_is_taken_over(database: Database, clock: SettableClock) -> None:
    done: list[int] = []
    await Leases(database).take(LEASE, "dead", clock(), timedelta(seconds=30))
    waiting = asyncio.create_task(run_pending(database, [make(901, done)], owner="b", now=clock, say=SILENT))
    await asyncio.sleep(0.2)
    assert done == []
    clock.move(seconds=31)
    await waiting
    assert done == [901]


@pytest.mark.gen_test
async def test_a_newer_schema_is_refused_and_an_older_one_named(database: Database, clock: SettableClock) -> None:
    done: list[int] = []
    with pytest.raises(SchemaBehind, match="migrate"):
        await check_schema(database, [make(901, done)])
    await run_pending(database, [make(901, done), make(902, done)], owner="a", now=clock, say=SILENT)
    await check_schema(database, [make(901, done), make(902, done)])
    for refusing in (check_schema(database, [make(901, done)]), list_pending(database, [make(901, done)])):
        with pytest.raises(SchemaTooNew, match="902"):
            await refusing


@pytest.mark.gen_test(timeout=60)
async def test_each_real_one_can_be_run_again_after_it_was_cut_short(database: Database) -> None:
    known = load_migrations()
    assert [one.number for one in known] == sorted({one.number for one in known})
    assert newest_known(known) >= 4
    fresh = database.client[f"{database.name}_fresh"]
    try:
        for migration in known:
            await migration.up(fresh)  # it ended, but the process died before it was recorded
            so_far = [one for one in known if one.number <= migration.number]
            await run_pending(fresh, so_far, owner="a", now=now_utc, say=SILENT)
        assert await list_pending(fresh, known) == []
    finally:
        await database.client.drop_database(fresh.name)


@pytest.mark.gen_test
async def test_demo_and_real_databases_never_mix(database: Database) -> None:
    await check_no_demo(database)
    await check_demo_only(database)
    await check_demo_only(database)
    with pytest.raises(Exception, match="demo_database"):
        await check_no_demo(database)


@pytest.mark.gen_test
async def test_a_demo_refuses_a_database_with_content(database: Database) -> None:
    await database["residents"].insert_one({"_id": "somebody", "openid": "o1"})
    with pytest.raises(Exception, match="real_database"):
        await check_demo_only(database)
    await check_no_demo(database)
