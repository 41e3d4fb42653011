"""Runs the table of jobs: APScheduler says when, a lease says in which process."""

import asyncio
import logging
import time
from collections.abc import Sequence

from apscheduler.events import EVENT_JOB_MISSED
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from prometheus_client import CollectorRegistry, Counter, Histogram

from actions.context import Context
from actions.leases import held_lease
from domain.clock import SHANGHAI
from scheduler.jobs import JOBS, Job

log = logging.getLogger("jobs")


class JobMetrics:
    """How often jobs ran, how they ended, and how much they did."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.runs = Counter("job_runs_total", "Runs of a job", ["job", "outcome"], registry=registry)
        self.done = Counter("job_items_total", "Items a job dealt with", ["job"], registry=registry)
        self.seconds = Histogram("job_seconds", "Time a run took", ["job"], registry=registry)


class JobRunner:
    """The clock's door. Several processes may run one each: a job then runs in whichever gets its lease.

    Every job claims its items one by one, so that even a lease that ran out lets nothing happen twice.
    """

    def __init__(
        self, ctx: Context, *, owner: str, jobs: Sequence[Job] = JOBS, registry: CollectorRegistry | None = None
    ) -> None:
        self._ctx = ctx
        self._owner = owner
        self._jobs = jobs
        self._metrics = JobMetrics(registry or CollectorRegistry())
        self._running: set[asyncio.Task[None]] = set()
        self._scheduler = AsyncIOScheduler(timezone=SHANGHAI)
        self._scheduler.add_listener(_note_missed, EVENT_JOB_MISSED)

    def start(self) -> None:
        """Begin; call it on the running loop."""
        for job in self._jobs:
            self._scheduler.add_job(
                self._launch, "interval", [job], seconds=job.every_seconds, id=job.name, coalesce=True, max_instances=1
            )
        self._scheduler.start()

    async def stop(self) -> None:
        """Start nothing new and let what runs come to its end."""
        self._scheduler.shutdown(wait=False)
        if self._running:
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _launch(self, job: Job) -> None:
        """Run as a task of our own: APScheduler cancels its tasks when it is shut down."""
        task = asyncio.create_task(self.run_once(job))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await asyncio.shield(task)

    async def run_once(self, job: Job) -> None:
        """Run a job now, if no other process does. A failure is logged; the next run finds the work again."""
        started = time.monotonic()
        outcome = "failed"
        try:
            name, seconds = f"job:{job.name}", job.lease_seconds
            async with held_lease(self._ctx, name=name, owner=self._owner, seconds=seconds) as ours:
                outcome = "done" if ours else "elsewhere"
                if ours:
                    self._metrics.done.labels(job.name).inc(await job.work(self._ctx))
        except Exception as failure:  # the clock must go on whatever one job meets
            outcome = "store_away" if self._ctx.store.is_outage(failure) else "failed"
            log.exception("job failed", extra={"job": job.name, "outcome": outcome})
        finally:
            self._metrics.runs.labels(job.name, outcome).inc()
            self._metrics.seconds.labels(job.name).observe(time.monotonic() - started)


def _note_missed(event: object) -> None:
    log.warning("job run missed", extra={"job": getattr(event, "job_id", "")})
