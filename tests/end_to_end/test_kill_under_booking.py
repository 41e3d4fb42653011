"""Killed while residents book: every booking that was acknowledged is there, none twice, and it serves again soon.

KILL_ROUNDS=10 kills the server that often; without it, twice.
"""

import asyncio
import http.client
import itertools
import json
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from benchmarks.booking_world import BENCH_SETTINGS, add_county, add_residents
from domain.clock import now_utc
from server.configuration_reading import read_configuration
from server.configuration_rules import Purpose
from server.migration_modules import bring_schema_up
from server.wiring import open_store
from store import Store
from store.sealing import Sealer
from tests.booking_invariants import Document, check_store
from tests.server_processes import ServerProcess, environment, running

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and relies on the parent-death signal")

ROUNDS = int(os.environ.get("KILL_ROUNDS", "2"))
CLIENTS, VILLAGES, RESIDENTS_A_ROUND = 8, 200, 800
READY_SECONDS = 10.0
WISH = json.dumps({"service_code": "find-lawyer"})


@dataclass
class Remembered:
    """What the residents' phones know: bookings acknowledged, those given back, and requests without an answer."""

    booked: dict[str, str] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    unsure_cancelled: set[str] = field(default_factory=set)
    unsure: dict[str, str] = field(default_factory=dict)  # request key: token
    refused: Counter[int] = field(default_factory=Counter)


def in_store(folder: Path, do: Callable[[Store], Any]) -> Any:
    """Something done straight to the embedded store, while no server runs."""

    async def work() -> Any:
        configuration = read_configuration(environment(folder), folder / "none", Purpose.SERVE)
        async with open_store(configuration) as opened:
            await bring_schema_up(opened.database, may_migrate=True, say=lambda *_: None)
            return await do(Store.over(opened.database, Sealer("unused"), now_utc))

    return asyncio.run(work())


def fill(rounds: int) -> Callable[[Store], Any]:
    """A county with residents who are signed in, enough for some rounds."""

    async def work(store: Store) -> list[str]:
        await add_county(store, VILLAGES)
        return await add_residents(store, RESIDENTS_A_ROUND * rounds, VILLAGES)

    return work


class Phones(threading.Thread):
    """One resident after another takes out the phone and books; every fourth thinks better of it."""

    def __init__(self, port: int, tokens: Iterator[str], remembered: Remembered) -> None:
        super().__init__(daemon=True)
        self._port, self._tokens, self._remembered = port, tokens, remembered

    def run(self) -> None:
        """Until nobody answers any more."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        for number, token in enumerate(self._tokens):
            if not self._book(connection, token, also_cancel=number % 4 == 3):
                break
        connection.close()

    def _book(self, connection: http.client.HTTPConnection, token: str, *, also_cancel: bool) -> bool:
        key = token[:20]
        self._remembered.unsure[key] = token
        try:
            status, booking = post(connection, "/api/v1/bookings", token, WISH, key)
            if status != 201:
                self._remembered.refused[status] += 1
                return status == 503  # the store is away; the request stays unsure
            self._remembered.booked[key] = booking["id"]
            del self._remembered.unsure[key]
            if also_cancel:
                self._remembered.unsure_cancelled.add(key)
                status, _ = post(connection, f"/api/v1/bookings/{booking['id']}/cancellation", token, "{}")
                if status == 200:
                    self._remembered.cancelled.add(key)
        except (OSError, http.client.HTTPException):
            return False
        return True


def post(
    connection: http.client.HTTPConnection, path: str, token: str, body: str, key: str | None = None
) -> tuple[int, dict[str, Any]]:
    """Status and answer."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection.request("POST", path, body, {**headers, **({"Idempotency-Key": key} if key else {})})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def press_until(
    server: ServerProcess, tokens: Iterator[str], remembered: Remembered, strike: Callable[[], Any]
) -> None:
    """Eight phones at work, then the blow."""
    port = int(server.url.rsplit(":", 1)[1])
    supply = itertools.islice(tokens, RESIDENTS_A_ROUND)
    lock = threading.Lock()

    def shared() -> Iterator[str]:
        while True:
            with lock:
                token = next(supply, None)
            if token is None:
                return
            yield token

    phones = [Phones(port, shared(), remembered) for _ in range(CLIENTS)]
    for one in phones:
        one.start()
    time.sleep(random.uniform(0.8, 2.0))  # noqa: S311 # any moment will do
    strike()
    for one in phones:
        one.join(60)
        assert not one.is_alive()


def retry_unsure(server: ServerProcess, remembered: Remembered) -> None:
    """Whoever got no answer taps again; with the same key that is the same booking."""
    connection = http.client.HTTPConnection("127.0.0.1", int(server.url.rsplit(":", 1)[1]), timeout=20)
    for key, token in list(remembered.unsure.items()):
        status, booking = post(connection, "/api/v1/bookings", token, WISH, key)
        assert status == 201, booking
        remembered.booked[key] = booking["id"]
        del remembered.unsure[key]
    connection.close()


async def documents_of(store: Store) -> list[Document]:
    """All bookings, none of which contradict each other."""
    await check_store(store, BENCH_SETTINGS.booking)
    found: list[Document] = await store.database["bookings"].find({}).to_list(None)
    return found


def check_kept(remembered: Remembered, documents: list[Document]) -> None:
    """What the phones know and what is kept are the same."""
    kept = {one["request_key"]: one for one in documents}
    assert len(kept) == len(documents) == len(remembered.booked), "a booking twice, lost, or made up"
    for key, booking_id in remembered.booked.items():
        assert kept[key]["_id"] == booking_id
        state = kept[key]["state"]
        if key in remembered.cancelled:
            assert state == "cancelled"
        elif key not in remembered.unsure_cancelled:
            assert state == "booked"


def wait_until_ready(server: ServerProcess) -> float:
    """How long that takes."""
    began = time.monotonic()
    server.wait_for_status("/readyz", 200)
    return time.monotonic() - began


def test_the_server_is_killed_again_and_again(tmp_path: Path) -> None:
    tokens, remembered = iter(in_store(tmp_path, fill(ROUNDS))), Remembered()
    for number in range(ROUNDS + 1):
        with running(tmp_path, "serve", "--no-jobs") as server:
            seconds = wait_until_ready(server)
            known = f"{len(remembered.booked)} acknowledged, {len(remembered.unsure)} without an answer"
            print(f"round {number}: ready in {seconds:.1f} s, {known}")  # noqa: T201 # shown with -s
            assert seconds < READY_SECONDS
            retry_unsure(server, remembered)
            if number < ROUNDS:
                press_until(server, tokens, remembered, server.process.kill)
    assert len(remembered.booked) > 20 * ROUNDS, "there must have been a load"
    check_kept(remembered, in_store(tmp_path, documents_of))
    assert set(remembered.refused) <= {503}, remembered.refused


def test_the_store_is_killed_under_load(tmp_path: Path) -> None:
    tokens, remembered = iter(in_store(tmp_path, fill(1))), Remembered()
    with running(tmp_path, "serve", "--no-jobs") as server:
        wait_until_ready(server)
        struck: list[float] = []

        def strike() -> None:
            first = server.store_pid()
            os.kill(first, signal.SIGKILL)
            struck.append(time.monotonic())
            server.wait_for_store(but=first, seconds=30)
            server.wait_for_status("/readyz", 200, seconds=30)
            struck.append(time.monotonic())

        press_until(server, tokens, remembered, strike)
        print(f"ready again in {struck[1] - struck[0]:.1f} s; {remembered.refused}")  # noqa: T201 # shown with -s
        assert struck[1] - struck[0] < READY_SECONDS
        retry_unsure(server, remembered)
    assert len(remembered.booked) > 20
    check_kept(remembered, in_store(tmp_path, documents_of))
