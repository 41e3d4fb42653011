"""A light HTTP load: each client is one kept-alive connection that asks, waits for the answer, and asks again."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass
class Measured:
    """What came of a run. Units: seconds."""

    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    wall: float = 0.0
    processor: float = 0.0

    def per_second(self, status: int) -> float:
        """Answers of one status a second."""
        return self.statuses[status] / self.wall

    @property
    def processor_ms(self) -> float:
        """Milliseconds of the server's processor time for one answer: steady where the machine is busy."""
        return self.processor / len(self.latencies) * 1000

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the requests was answered."""
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000


@dataclass(frozen=True)
class Server:
    """What is put under load."""

    port: int
    pid: int

    def processor_seconds(self) -> float:
        """What it has used of the processor so far, of its own and in the operating system."""
        parts = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) / TICKS_A_SECOND


async def run_clients(server: Server, clients: int, requests: Iterator[bytes]) -> Measured:
    """Send all requests with so many clients."""
    measured = Measured()
    used, started = server.processor_seconds(), time.perf_counter()
    await asyncio.gather(*(_client(server.port, requests, measured) for _ in range(clients)))
    measured.wall = time.perf_counter() - started
    measured.processor = server.processor_seconds() - used
    return measured


async def _client(port: int, requests: Iterator[bytes], measured: Measured) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for request in requests:
            began = time.perf_counter()
            writer.write(request)
            status = await _read_answer(reader)
            measured.latencies.append(time.perf_counter() - began)
            measured.statuses[status] += 1
    finally:
        writer.close()


async def _read_answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    await reader.readexactly(length)
    return int(head[9:12])


def post(path: str, body: bytes, token: str = "", key: str = "") -> bytes:
    """A POST request as bytes."""
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: localhost",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    lines += [f"Authorization: Bearer {token}"] if token else []
    lines += [f"Idempotency-Key: {key}"] if key else []
    return "\r\n".join([*lines, "", ""]).encode() + body


def get(path: str, token: str = "", cookie: str = "") -> bytes:
    """A GET request as bytes."""
    lines = [f"GET {path} HTTP/1.1", "Host: localhost"]
    lines += [f"Authorization: Bearer {token}"] if token else []
    lines += [f"Cookie: {cookie}"] if cookie else []
    return "\r\n".join([*lines, "", ""]).encode()


COLUMNS = ("a second", "of bare", "p50", "p95", "p99", "processor")
HEADING = f"{'clients':>8} {'what':<16} {' '.join(f'{name:>9}' for name in COLUMNS)}  statuses"


def show(clients: int, what: str, measured: Measured, bare: Measured, status: int = 200) -> None:
    """One row below the heading: answers of this status, their ratio to the bare handler's, and milliseconds."""
    rate = measured.per_second(status)
    milliseconds = [*map(measured.percentile, (0.5, 0.95, 0.99)), measured.processor_ms]
    shown = [f"{rate:9.0f}", f"{rate / bare.per_second(status):9.2f}", *(f"{one:9.2f}" for one in milliseconds)]
    print(f"{clients:>8} {what:<16} {' '.join(shown)}  {dict(measured.statuses)}", flush=True)
