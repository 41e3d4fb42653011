"""The worker of a fan-out is killed with -9 twice in the middle: every group gets everything once."""

import asyncio
import json
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.push_world import PLAN_ID, add_province, chat_id_of
from benchmarks.pushes import count_states, is_right
from domain.clock import now_utc
from domain.pushes import DeliveryState
from store import Store
from store.database import Database
from store.sealing import Sealer
from tests.server_processes import ROOT, free_port

GROUPS, GROUPS_EACH, KILLS = 12, 4, 2
LIMIT_SECONDS = 120
HURRY = ("--poll-seconds", "1", "--submit-seconds", "3", "--look-seconds", "1")


@contextmanager
def process(module: str, *arguments: object) -> Iterator[subprocess.Popen[bytes]]:
    """One of our modules as a process of its own."""
    child = subprocess.Popen([sys.executable, "-m", module, *map(str, arguments)], cwd=ROOT)
    try:
        yield child
    finally:
        child.kill()
        child.wait()


def summary_of(url: str) -> dict[str, list[int]]:
    """Every room as the platform knows it."""
    with urllib.request.urlopen(f"{url}/summary", timeout=10) as answer:  # noqa: S310 -- our own address
        return dict(json.load(answer)["rooms"])


async def wait_for(store: Store, reached: DeliveryState, at_least: int) -> Counter[str]:
    """Until so many deliveries stand there."""
    deadline = time.monotonic() + LIMIT_SECONDS
    while (states := await count_states(store))[reached] < at_least:
        assert time.monotonic() < deadline, states
        await pause()
    return states


async def pause() -> None:
    """A moment."""
    await asyncio.sleep(0.05)


@pytest.mark.gen_test(timeout=2 * LIMIT_SECONDS)
async def test_nothing_is_lost_and_nothing_comes_twice(database: Database, store_uri: str, tmp_path: Path) -> None:
    store = Store.over(database, Sealer("a secret that only tests know"), now_utc)
    await add_province(store, GROUPS, GROUPS_EACH)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    worker = ("benchmarks.push_worker", store_uri, database.name, url, tmp_path / "report.json", *HURRY)
    with process("benchmarks.push_platform", port, GROUPS, GROUPS_EACH, 0, "--delay-seconds", 0.5):
        for _ in range(KILLS):
            with process(*worker):
                await wait_for(store, DeliveryState.SUBMITTING, 1)  # ended in the middle of it, without a word
        with process(*worker):
            await wait_for(store, DeliveryState.SENT, GROUPS)
        rooms = summary_of(url)
    plan = await store.push_plans.find(PLAN_ID)
    assert plan is not None
    assert plan.run_count == 1
    wrong = {
        number: rooms[chat_id_of(number)] for number in range(GROUPS) if not is_right(rooms[chat_id_of(number)], number)
    }
    assert wrong == {}
