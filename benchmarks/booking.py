"""One-tap bookings a second and their latency, beside a bare handler and a bare loop that do the one insert.

    python -m benchmarks.booking [--uri MONGODB_URI] [--requests 2000] [--past 0]

Without --uri it starts an embedded store. Each line gives the ratio against the bare handler of the same run.
"""

import argparse
import asyncio
import contextlib
import itertools
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from benchmarks.booking_world import SECRET, add_county, add_residents, bare_booking, migrate
from benchmarks.load import Measured, post, run_clients
from domain.clock import now_utc
from store import Store
from store.database import choose_database, open_client
from store.sealing import Sealer

CLIENTS = (1, 8, 32, 128)
VILLAGES = 200
WISH = b'{"service_code": "find-lawyer"}'


async def main(uri: str, requests: int, past: int) -> None:
    """Measure and print."""
    name = f"bench_{secrets.token_hex(4)}"
    client = open_client(uri)
    store = Store.over(choose_database(client, name), Sealer(SECRET), now_utc)
    await migrate(store.database)
    await add_county(store, VILLAGES)
    await add_past(store, past)
    tokens = iter(await add_residents(store, requests * (len(CLIENTS) + 1), VILLAGES))
    print(f"past bookings: {past}; {requests} requests a row; p in milliseconds")
    print(f"{'clients':>8} {'what':<10} {'a second':>9} {'of bare':>8} {'p50':>7} {'p95':>7} {'p99':>7}  statuses")
    async with serving(uri, name) as port:
        await run_clients(port, 8, bookings(tokens, min(300, requests)))
        await run_clients(port, 8, itertools.repeat(post("/bare", WISH), 300))
        for clients in CLIENTS:
            bare = await run_clients(port, clients, itertools.repeat(post("/bare", WISH), requests))
            ours = await run_clients(port, clients, bookings(tokens, requests))
            show(clients, "handler", bare, bare)
            show(clients, "one tap", ours, bare)
            show(clients, "motor", await motor_loop(store, clients, requests), bare)
    await client.drop_database(name)


def bookings(tokens: Iterator[str], count: int) -> Iterator[bytes]:
    """One tap of each of so many residents."""
    return (post("/api/v1/bookings", WISH, token, token[:16]) for token in itertools.islice(tokens, count))


def show(clients: int, what: str, measured: Measured, bare: Measured) -> None:
    """One row."""
    rate = measured.per_second(201)
    points = " ".join(f"{measured.percentile(share):7.1f}" for share in (0.5, 0.95, 0.99))
    print(f"{clients:>8} {what:<10} {rate:9.0f} {rate / bare.per_second(201):8.2f} {points}  {dict(measured.statuses)}")


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


async def add_past(store: Store, past: int) -> None:
    """Bookings of long ago, over and done."""
    for start in range(0, past, 2000):
        batch = [
            {**bare_booking(number), "active": False, "state": "completed", "told": True}
            for number in range(-start - 2000, -start)
        ]
        await store.database["bookings"].insert_many(batch, ordered=False)


@contextlib.asynccontextmanager
async def serving(uri: str, database: str) -> AsyncIterator[int]:
    """The server in a process of its own."""
    port = free_port()
    program = [sys.executable, "-m", "benchmarks.booking_server", uri, database, str(port)]
    child = subprocess.Popen(program)
    try:
        wait_for_port(port)
        yield port
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


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--uri", help="a MongoDB server; default: an embedded store")
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--past", type=int, default=0, help="bookings of the past to begin with")
    given = parser.parse_args()
    if given.uri:
        asyncio.run(main(given.uri, given.requests, given.past))
    else:
        with embedded_store() as own:
            asyncio.run(main(own, given.requests, given.past))
