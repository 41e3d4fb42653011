"""Two processes with a clock each never do one thing twice."""

import asyncio
from datetime import timedelta

import pytest

from actions.context import Context
from scheduler.jobs import JOBS, Job
from scheduler.runner import JobRunner
from tests.builders import SettableClock

pytestmark = pytest.mark.gen_test(timeout=60)


class Counted:
    """A job that notes each run and lasts until it is released."""

    def __init__(self) -> None:
        self.started, self.released = asyncio.Event(), asyncio.Event()
        self.runs = 0
        self.job = Job("counted", self.work, every_seconds=1, lease_seconds=5)

    async def work(self, _: Context) -> int:
        """Runs until it is released."""
        self.runs += 1
        self.started.set()
        await self.released.wait()
        return 1


@pytest.mark.both_stores
async def test_of_two_runners_one_works_while_the_other_looks_on(ctx: Context) -> None:
    counted = Counted()
    first, second = (JobRunner(ctx, owner=name, jobs=[counted.job]) for name in ("first", "second"))
    working = asyncio.create_task(first.run_once(counted.job))
    await counted.started.wait()
    await second.run_once(counted.job)
    assert counted.runs == 1
    counted.released.set()
    await working
    await second.run_once(counted.job)
    assert counted.runs == 2, "the lease was given back"


@pytest.mark.both_stores
async def test_a_dead_process_keeps_its_lease_only_until_it_runs_out(ctx: Context, clock: SettableClock) -> None:
    counted = Counted()
    counted.released.set()
    assert await ctx.store.leases.take("job:counted", "dead", ctx.now(), timedelta(seconds=5))
    runner = JobRunner(ctx, owner="alive", jobs=[counted.job])
    await runner.run_once(counted.job)
    assert counted.runs == 0
    clock.move(seconds=6)
    await runner.run_once(counted.job)
    assert counted.runs == 1


async def test_a_failing_job_does_not_stop_the_clock(ctx: Context, caplog: pytest.LogCaptureFixture) -> None:
    async def fail(_: Context) -> int:
        raise RuntimeError("broken")

    runner = JobRunner(ctx, owner="me", jobs=[])
    await runner.run_once(Job("fails", fail, every_seconds=1))
    assert "job failed" in caplog.text
    assert await ctx.store.leases.take("job:fails", "other", ctx.now(), timedelta(seconds=1)), "its lease is free"


async def test_stopping_lets_what_runs_come_to_its_end(ctx: Context) -> None:
    counted = Counted()
    runner = JobRunner(ctx, owner="me", jobs=[counted.job])
    runner.start()
    await counted.started.wait()
    stopping = asyncio.create_task(runner.stop())
    await asyncio.sleep(0.1)
    assert not stopping.done()
    counted.released.set()
    await stopping
    await asyncio.sleep(1.2)
    assert counted.runs == 1, "nothing new is started"


@pytest.mark.both_stores
async def test_every_job_of_the_table_runs_on_an_empty_store(ctx: Context) -> None:
    for job in JOBS:
        assert await job.work(ctx) == 0, job.name


@pytest.mark.both_stores
async def test_a_race_for_a_mark_has_one_winner(ctx: Context) -> None:
    until = ctx.now() + timedelta(hours=1)
    won = await asyncio.gather(*(ctx.store.leases.mark_once("roll-up:2026-11-23", until) for _ in range(50)))
    assert won.count(True) == 1
