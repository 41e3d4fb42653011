"""The fan-out of one push to all groups of a region, through a platform that fails, drops, delays and forgets tokens.

    python -m benchmarks.pushes [--uri MONGODB_URI] [--groups 1040] [--fail-percent 10] [--kills 10]

A process of its own plays the platform over HTTP: nine groups of ten are WeCom customer groups whose owners (five
groups each) tap within a second, the tenth is a simulated group that takes picture, words and card. Of 100 calls
``--fail-percent`` fail: four fifths are refused as busy, one fifth is carried out but never answered; as many are
delayed, and now and then all tokens expire. With ``--kills`` the worker is killed with -9 that often while it works,
and started again.

At the end every room on the platform's side is compared with the store: nothing lost, nothing twice; and the busiest
minute of the platform with the rates. What waits for minutes in the field (polls, repeats of failed tries; with --kills
also the time until a dead worker's claims are looked up) waits for seconds here. Beside it, in the same run, a bare
loop posts as many calls to the same platform without store, rates or posters.
"""

import argparse
import asyncio
import contextlib
import json
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tornado.httpclient import AsyncHTTPClient

from benchmarks.booking import embedded_store, free_port, wait_for_port
from benchmarks.booking_world import SECRET, migrate
from benchmarks.push_world import PLAN_ID, add_province, chat_id_of, is_simulated
from domain.clock import now_utc
from domain.pushes import DeliveryState
from store import Store
from store.database import choose_database, open_client
from store.sealing import Sealer
from village_groups.channels.descriptor import SIMULATOR, WECOM_CUSTOMER_GROUP, RateScope

LIMIT_SECONDS = 3600
HURRY = ("--submit-seconds", "40", "--look-seconds", "5")
WECOM_PARTS, SIMULATOR_PARTS = 2, 3
UNSETTLED = (
    DeliveryState.DRAFT,
    DeliveryState.SUBMITTING,
    DeliveryState.AWAITING_CONFIRM,
    DeliveryState.UNKNOWN,
)


async def main(uri: str, given: argparse.Namespace) -> int:
    """Run and compare; the number of rooms that are wrong."""
    name = f"bench_pushes_{secrets.token_hex(4)}"
    store = Store.over(choose_database(open_client(uri), name), Sealer(SECRET), now_utc)
    await migrate(store.database)
    await add_province(store, given.groups, given.groups_each)
    port = free_port()
    platform_url = f"http://127.0.0.1:{port}"
    platform = ["benchmarks.push_platform", port, given.groups, given.groups_each, given.fail_percent]
    with tempfile.TemporaryDirectory() as folder, child(*platform):
        await asyncio.to_thread(wait_for_port, port)
        report = Path(folder) / "report.json"
        command = ["benchmarks.push_worker", uri, name, platform_url, report, *(HURRY if given.kills else [])]
        times = await drive(store, given, command)
        wrong = await compare(store, given.groups, platform_url)
        tell(times, json.loads(report.read_text()), given.groups)
        if not given.kills:
            await bare_loop(platform_url, given.groups)
    await store.database.client.drop_database(name)
    return wrong


async def drive(store: Store, given: argparse.Namespace, command: list[Any]) -> dict[str, float]:
    """Let the worker work, kill it if asked, until everything is settled; when what was reached."""
    began, times, kills_left, seen = time.monotonic(), dict[str, float](), given.kills, -1
    worker = start(*command)
    try:
        while time.monotonic() - began < LIMIT_SECONDS:
            await asyncio.sleep(1)
            states = await count_states(store)
            passed, total = time.monotonic() - began, sum(states.values())
            note(times, states, passed, given.groups)
            if total != seen and passed // 30 != (passed - 1) // 30:
                print(f"  {passed:5.0f} s  {dict(states)}", flush=True)
            if total >= given.groups and not any(states[one] for one in UNSETTLED):
                return times
            if kills_left and random.random() < 0.4:  # noqa: S311 -- when to kill is no secret
                worker.kill()
                worker.wait()
                kills_left -= 1
                times["kills"] = given.kills - kills_left
                worker = start(*command)
        raise SystemExit(f"not settled in {LIMIT_SECONDS} s: {dict(await count_states(store))}")
    finally:
        worker.kill()
        worker.wait()


async def count_states(store: Store) -> Counter[str]:
    """How many deliveries stand where."""
    stages: list[dict[str, Any]] = [
        {"$match": {"plan_id": PLAN_ID}},
        {"$group": {"_id": "$state", "count": {"$sum": 1}}},
    ]
    rows = await store.database["deliveries"].aggregate(stages).to_list(None)
    return Counter({row["_id"]: row["count"] for row in rows})


def note(times: dict[str, float], states: Counter[str], passed: float, groups: int) -> None:
    """When everything was ordered, taken by the platform, settled."""
    total = sum(states.values())
    open_states = states[DeliveryState.DRAFT] + states[DeliveryState.SUBMITTING]
    if total >= groups:
        times.setdefault("ordered", passed)
        if not open_states:
            times.setdefault("taken", passed)
        times["settled"] = passed


async def compare(store: Store, groups: int, platform_url: str) -> int:
    """Every room against the store, and the busiest minute against the rates."""
    answer = await AsyncHTTPClient().fetch(f"{platform_url}/summary", request_timeout=120)
    summary = json.loads(answer.body)
    states = await count_states(store)
    wrong = [number for number in range(groups) if not is_right(summary["rooms"][chat_id_of(number)], number)]
    tasks = {
        rate.scope: rate.messages for rate in (*WECOM_CUSTOMER_GROUP.rate, *SIMULATOR.rate) if rate.per.seconds == 60
    }
    print(f"{groups} groups: {dict(states)}; rooms with something lost or twice: {len(wrong)} {wrong[:5]}")
    print(f"busiest minute at the platform: {summary['most']}; allowed a room {tasks[RateScope.CONVERSATION]}")
    print(f"taps by owners: {summary['confirmations']}; calls: {sum(summary['calls'].values())}")
    broken = summary["most"]["one room"] > tasks[RateScope.CONVERSATION]
    return len(wrong) + int(states[DeliveryState.SENT] != groups) + int(broken)


def is_right(room: list[int], number: int) -> bool:
    """All parts once, and in a WeCom group from one task only."""
    messages, different, tasks = room
    if is_simulated(number):
        return messages == different == SIMULATOR_PARTS
    return messages == different == WECOM_PARTS and tasks == 1


def tell(times: dict[str, float], report: dict[str, Any], groups: int) -> None:
    """The figures."""
    taken = times.get("taken", times["settled"])
    print(
        f"ordered after {times['ordered']:.0f} s, taken by the platform after {taken:.0f} s "
        f"({groups / taken:.1f} groups a second), settled after {times['settled']:.0f} s; "
        f"kills {times.get('kills', 0):.0f}"
    )
    print(f"the worker: {report['memory_mb']} MB at most, its loop never held up longer than {report['stall_ms']} ms,")
    each = report["processor_seconds"] * 1000 / groups
    print(f"{report['processor_seconds']} s of processor time since it was started last: {each:.1f} ms a group")


async def bare_loop(platform_url: str, groups: int) -> None:
    """As many calls to the platform as there are groups, by eight at once, with nothing around them."""
    began, client = time.monotonic(), AsyncHTTPClient(force_instance=True, max_clients=8)
    gate = asyncio.Semaphore(8)

    async def ask() -> None:
        async with gate:
            await client.fetch(f"{platform_url}/control/login-code", method="POST", body='{"user": "nobody"}')

    await asyncio.gather(*(ask() for _ in range(groups)))
    print(f"bare calls to the same platform: {groups / (time.monotonic() - began):.0f} a second")


def start(module: str, *arguments: object) -> subprocess.Popen[bytes]:
    """A module of ours as a process of its own."""
    return subprocess.Popen([sys.executable, "-m", module, *map(str, arguments)])


@contextlib.contextmanager
def child(module: str, *arguments: object) -> Iterator[None]:
    """The same, ended with the block."""
    process = start(module, *arguments)
    try:
        yield
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--uri", help="a MongoDB server; default: an embedded store")
    parser.add_argument("--groups", type=int, default=1040)
    parser.add_argument("--groups-each", type=int, default=5, help="groups of one owner")
    parser.add_argument("--fail-percent", type=float, default=10)
    parser.add_argument("--kills", type=int, default=0, help="how often to kill the worker with -9")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the children are ended too
    if chosen.uri:
        raise SystemExit(asyncio.run(main(chosen.uri, chosen)))
    with embedded_store() as own:
        raise SystemExit(asyncio.run(main(own, chosen)))
