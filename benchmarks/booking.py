"""One-tap bookings a second and their latency, beside a bare handler and a bare loop that do the one insert.

    python -m benchmarks.booking [--uri MONGODB_URI] [--requests 2000] [--past 10000,100000,1000000]
        [--clients 1,8,32,128] [--rounds 1]

Without --uri it starts an embedded store. Each line gives the ratio against the bare handler of the same run, and how
many milliseconds of its processor the server took for one request. p in milliseconds.
"""

import argparse
import asyncio
import contextlib
import itertools
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.booking_world import SECRET, add_county, add_residents, bare_booking, migrate
from benchmarks.load import HEADING, Measured, Server, post, run_clients, show
from domain.clock import now_utc
from domain.quarter_hours import quarters_between
from store import Store
from store.database import choose_database, open_client
from store.sealing import Sealer

VILLAGES = 200
WARM_UP = 300
WISH = b'{"service_code": "find-lawyer"}'


@dataclass(frozen=True)
class Plan:
    """How much is asked, by how many at once; of several rounds the one that took the least processor time is shown."""

    requests: int
    rounds: int
    clients: Sequence[int]

    @property
    def residents(self) -> int:
        """How many are needed: each taps once."""
        return self.requests * self.rounds * len(self.clients) + WARM_UP


async def main(uri: str, past: Sequence[int], plan: Plan) -> None:
    """Measure and print, with ever more bookings of the past."""
    name = f"bench_{secrets.token_hex(4)}"
    client = open_client(uri)
    store = Store.over(choose_database(client, name), Sealer(SECRET), now_utc)
    try:
        await migrate(store.database)
        await add_county(store, VILLAGES)
        async with serving(uri, name) as servers:
            for fewer, count in pairwise([0, *past]):
                await add_past(store, fewer, count)
                print(f"past bookings: {count}; {plan.requests} requests; load average {os.getloadavg()[0]:.1f}")
                await measure(store, servers, plan)
    finally:
        await client.drop_database(name)


async def measure(store: Store, servers: tuple[Server, Server], plan: Plan) -> None:
    """All rows over one number of past bookings; what they book is taken away again."""
    tokens = iter(await add_residents(store, plan.residents, VILLAGES))
    print(HEADING)
    server, bare_server = servers
    await run_clients(server, 8, bookings(tokens, WARM_UP))
    await run_clients(bare_server, 8, itertools.repeat(post("/bare", WISH), WARM_UP))
    for clients in plan.clients:
        bare, ours = [], []
        for _ in range(plan.rounds):
            wishes = itertools.repeat(post("/bare", WISH), plan.requests)
            bare.append(await run_clients(bare_server, clients, wishes))
            ours.append(await run_clients(server, clients, bookings(tokens, plan.requests)))
        best = cheapest(bare)
        show(clients, "handler", best, best, 201)
        show(clients, "one tap", cheapest(ours), best, 201)
        show(clients, "motor", await motor_loop(store, clients, plan.requests), best, 201)
    await store.database["bookings"].delete_many({"active": True})


def cheapest(rounds: Sequence[Measured]) -> Measured:
    """The round in which the server was least disturbed by what else the machine did."""
    return min(rounds, key=lambda one: one.processor_ms)


def bookings(tokens: Iterator[str], count: int) -> Iterator[bytes]:
    """One tap of each of so many residents."""
    return (post("/api/v1/bookings", WISH, token, token[:16]) for token in itertools.islice(tokens, count))


async def motor_loop(store: Store, clients: int, requests: int) -> Measured:
    """The same insert without HTTP, by so many tasks."""
    measured, numbers = Measured(), iter(range(10_000_000, 10_000_000 + requests))

    async def task() -> None:
        for number in numbers:
            began = time.perf_counter()
            document = bare_booking(number)
            await store.database["bare_bookings"].insert_one(
                {**document, "resident_id": document["_id"], "provider_id": document["_id"]}
            )
            measured.latencies.append(time.perf_counter() - began)
            measured.statuses[201] += 1

    started = time.perf_counter()
    await asyncio.gather(*(task() for _ in range(clients)))
    measured.wall = time.perf_counter() - started
    return measured


async def add_past(store: Store, kept: int, count: int) -> None:
    """Bookings of the last two years, over and done, up to this count."""
    for start in range(kept, count, 2000):
        batch = [past_booking(number) for number in range(start, min(start + 2000, count))]
        await store.database["bookings"].insert_many(batch, ordered=False)


def past_booking(number: int) -> dict[str, Any]:
    """One of them, of one of the advisors."""
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(
        hours=48 + number // VILLAGES % 17_000
    )
    times = {"starts_at": start, "ends_at": start + timedelta(minutes=30), "on": start.date().isoformat()}
    quarters = list(quarters_between(start, times["ends_at"]))
    over = {"active": False, "state": "completed", "told": True}
    return {**bare_booking(number), **times, **over, "quarters": quarters, "resident_quarters": quarters}


@contextlib.asynccontextmanager
async def serving(uri: str, database: str) -> AsyncIterator[tuple[Server, Server]]:
    """Our application and the bare handler, in one process of their own."""
    port, bare_port = free_port(), free_port()
    program = [sys.executable, "-m", "benchmarks.booking_server", uri, database, str(port), str(bare_port)]
    child = subprocess.Popen(program)
    try:
        wait_for_port(bare_port)
        yield Server(port, child.pid), Server(bare_port, child.pid)
    finally:
        child.kill()
        child.wait()


@contextlib.contextmanager
def embedded_store() -> Iterator[str]:
    """An embedded store of its own, as the program starts it but without a password."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        flags = ["--host", "127.0.0.1", "--port", str(port), "--sync-on-commit", "--storage-path", f"{folder}/data"]
        with (Path(folder) / "log").open("wb") as log:
            child = subprocess.Popen([sys.executable, "-m", "secantus", *flags], stdout=log, stderr=log)
            try:
                wait_for_port(port)
                yield f"mongodb://127.0.0.1:{port}/?retryWrites=false&maxPoolSize=16"
            finally:
                child.kill()
                child.wait()


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int) -> None:
    """Until somebody listens."""
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start in 30 seconds")


def numbers(text: str) -> list[int]:
    """Whole numbers between commas."""
    return [int(part) for part in text.split(",")]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--uri", help="a MongoDB server; default: an embedded store")
    parser.add_argument("--requests", type=int, default=2000, help="of a row, in each round")
    parser.add_argument("--rounds", type=int, default=1, help="several on a busy machine: the cheapest is shown")
    parser.add_argument("--past", type=numbers, default=[0], help="bookings of the past, fewest first")
    parser.add_argument("--clients", type=numbers, default=[1, 8, 32, 128])
    given = parser.parse_args()
    plan = Plan(given.requests, given.rounds, given.clients)
    with contextlib.nullcontext(given.uri) if given.uri else embedded_store() as uri:
        asyncio.run(main(uri, given.past, plan))
