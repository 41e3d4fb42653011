"""A light HTTP load: each client is one kept-alive connection that asks, waits for the answer, and asks again."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Measured:
    """What came of a run. Units: seconds."""

    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    wall: float = 0.0

    def per_second(self, status: int) -> float:
        """Answers of one status a second."""
        return self.statuses[status] / self.wall

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the requests was answered."""
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000


async def run_clients(port: int, clients: int, requests: Iterator[bytes]) -> Measured:
    """Send all requests with so many clients."""
    measured = Measured()
    started = time.perf_counter()
    await asyncio.gather(*(_client(port, requests, measured) for _ in range(clients)))
    measured.wall = time.perf_counter() - started
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
