"""A worker of a fan-out: lays out, submits, polls, until it is killed. Writes how long its loop was ever held up."""

import argparse
import asyncio
import json
import logging
import resource
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from actions import deliveries
from actions.context import Context
from benchmarks.booking_world import BENCH_SETTINGS, SECRET
from domain.clock import now_utc
from domain.identifiers import new_id
from domain.pushes import next_try_after
from store import Store
from store.database import choose_database, open_client
from store.law_library import LawLibrary
from store.sealing import Sealer
from village_groups import outbox, outbox_lost, outbox_waiting
from village_groups.pushes import deliver_due, poll_deliveries, run_due_plans
from wechat.platform import WeChatConfig, open_wechat
from wechat.sandbox import SandboxSettings

TICK_SECONDS = 0.02
SETTINGS = replace(BENCH_SETTINGS, push_quiet_from_hour=0, push_quiet_until_hour=0)


def shorten_waits(poll_seconds: float, submit_seconds: float, look_seconds: float) -> None:
    """What waits for minutes in the field waits for seconds here; nothing else differs. Nought leaves it as it is."""
    outbox.POLL_EVERY = outbox_waiting.POLL_EVERY = timedelta(seconds=poll_seconds)
    outbox.next_try_after = outbox_lost.next_try_after = lambda tries: next_try_after(tries) / 10
    if submit_seconds:
        deliveries.SUBMIT_WITHIN = timedelta(seconds=submit_seconds)
    if look_seconds:
        outbox_lost.FIRST_LOOK_AFTER = outbox_lost.NEXT_LOOK_AFTER = timedelta(seconds=look_seconds)


def open_worker(uri: str, database: str, platform_url: str) -> Context:
    """The context that the program's own jobs get."""
    store, accounts = (
        Store.over(choose_database(open_client(uri), database), Sealer(SECRET), now_utc),
        SandboxSettings(),
    )
    config = WeChatConfig(
        wechat_api_base=f"{platform_url}/wechat",
        wecom_api_base=f"{platform_url}/wecom",
        app_id=accounts.app_id,
        app_secret=accounts.app_secret,
        corp_id=accounts.corp_id,
        corp_secret=accounts.corp_secrets[0],
        simulator_base=f"{platform_url}/simulator",
        simulator_token=accounts.simulator_token,
    )
    wechat = open_wechat(config, store.tokens, now_utc, rates=store.send_rates)
    return Context(store, wechat, now_utc, new_id, SETTINGS, LawLibrary(Path("none")))


async def watch_loop(report: Path) -> None:
    """Write the longest stall, the most memory and the processor time so far, twice a second."""
    longest, written = 0.0, 0.0
    while True:
        before = time.monotonic()
        await asyncio.sleep(TICK_SECONDS)
        longest = max(longest, time.monotonic() - before - TICK_SECONDS)
        if before - written > 0.5:
            used = resource.getrusage(resource.RUSAGE_SELF)
            processor = round(used.ru_utime + used.ru_stime, 1)
            memory = used.ru_maxrss // 1024
            told = json.dumps({"stall_ms": round(longest * 1000), "memory_mb": memory, "processor_seconds": processor})
            await asyncio.to_thread(report.write_text, told)
            written = before


async def work(ctx: Context, report: Path) -> None:
    """All jobs side by side, each again as soon as it has ended."""

    async def again(job: object, pause_seconds: float) -> None:
        while True:
            await job(ctx)  # type: ignore[operator] # one of the three jobs
            await asyncio.sleep(pause_seconds)

    await asyncio.gather(
        again(run_due_plans, 1), again(deliver_due, 0.5), again(poll_deliveries, 1), watch_loop(report)
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("uri")
    parser.add_argument("database")
    parser.add_argument("platform_url")
    parser.add_argument("report", type=Path)
    parser.add_argument("--poll-seconds", type=float, default=5)
    parser.add_argument("--submit-seconds", type=float, default=0)
    parser.add_argument("--look-seconds", type=float, default=0)
    given = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    shorten_waits(given.poll_seconds, given.submit_seconds, given.look_seconds)
    asyncio.run(work(open_worker(given.uri, given.database, given.platform_url), given.report))
