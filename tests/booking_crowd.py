"""A crowd of residents who all press at the same moment, over HTTP, and remember what they were told and when."""

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tornado.httpclient import AsyncHTTPClient
from tornado.simple_httpclient import SimpleAsyncHTTPClient

from actions import sessions
from actions.context import Context
from domain.clock import iso_shanghai
from domain.opening import OpeningRule
from domain.people import Resident
from domain.sessions import SubjectKind
from tests.booking_invariants import Document
from tests.builders import VILLAGE

MOST_AT_ONCE = 200
numbers = itertools.count(1)


@dataclass(frozen=True)
class Told:
    """One answer. Units: seconds of the monotonic clock."""

    resident_id: str
    asked_at: float
    told_at: float
    status: int
    body: Any

    @property
    def code(self) -> str:
        """Why it was refused."""
        return str(self.body["error"]["code"])

    @property
    def alternatives(self) -> list[dict[str, str]]:
        """What else was offered."""
        offered: list[dict[str, str]] = self.body["error"]["alternatives"]
        return offered


class Tally:
    """What a race came to: told on standard output, for whoever runs it with ``-s``."""

    def __init__(self, name: str) -> None:
        self._name, self._began, self._rounds = name, time.monotonic(), 0
        self._answers: Counter[str] = Counter()

    def count(self, answers: Iterable[Told]) -> None:
        """One round more."""
        self._rounds += 1
        for one in answers:
            self._answers["won" if one.status in (200, 201) else f"{one.status} {one.code}"] += 1

    def tell(self) -> None:
        """One line."""
        answers = ", ".join(f"{count} {what}" for what, count in sorted(self._answers.items()))
        seconds = time.monotonic() - self._began
        print(f"\n{self._name}: {self._rounds} rounds in {seconds:.0f} s, {answers}")  # noqa: T201


class Presser:
    """One resident's phone."""

    def __init__(self, client: AsyncHTTPClient, base_url: str, resident: Resident, token: str) -> None:
        self.resident = resident
        self._client, self._base_url = client, base_url
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    async def press(self, path: str, body: dict[str, Any]) -> Told:
        """POST, whatever comes of it."""
        asked_at = time.monotonic()
        answer = await self._client.fetch(
            f"{self._base_url}{path}",
            method="POST",
            body=json.dumps(body),
            headers=self._headers,
            raise_error=False,
            request_timeout=120,
        )
        return Told(self.resident.id, asked_at, time.monotonic(), answer.code, json.loads(answer.body))

    async def book(self, service_code: str, provider_id: str, start: datetime) -> Told:
        """Ask for this very time."""
        wish = {"service_code": service_code, "provider_id": provider_id, "starts_at": iso_shanghai(start)}
        return await self.press("/api/v1/bookings", wish)

    async def move(self, booking_id: str, provider_id: str, start: datetime) -> Told:
        """Ask to be moved to this very time."""
        to = {"provider_id": provider_id, "starts_at": iso_shanghai(start)}
        return await self.press(f"/api/v1/bookings/{booking_id}/reschedule", to)


@asynccontextmanager
async def crowd(ctx: Context, base_url: str, count: int) -> AsyncIterator[list[Presser]]:
    """So many residents, each with a connection of their own (pytest-tornado's client lets ten through at a time)."""
    client = SimpleAsyncHTTPClient(force_instance=True, max_clients=MOST_AT_ONCE)
    try:
        yield list(await asyncio.gather(*(_presser(ctx, client, base_url) for _ in range(count))))
    finally:
        client.close()


async def _presser(ctx: Context, client: AsyncHTTPClient, base_url: str) -> Presser:
    number = next(numbers)
    newcomer = Resident(id=ctx.new_id(), openid=f"openid-{number}", created_at=ctx.now())
    resident = await ctx.store.residents.add_or_find(newcomer)
    await ctx.store.residents.set_phone(resident, f"139{number:08d}")
    await ctx.store.residents.set_village(resident, VILLAGE)
    opened = await sessions._open_session(ctx, SubjectKind.RESIDENT, resident.id, timedelta(days=1))
    return Presser(client, base_url, resident, opened.token)


def is_free(rule: OpeningRule, start: datetime, length: timedelta, standing: list[Document]) -> bool:
    """Whether a seat of this provider, with these bookings of it, has room for one more. Buffers touch nobody's."""
    before, after = timedelta(minutes=rule.buffer_before_minutes), timedelta(minutes=rule.buffer_after_minutes)
    return any(
        all(
            one["ends_at"] + after <= start - before or start + length + after <= one["starts_at"] - before
            for one in standing
            if one["seat"] == seat
        )
        for seat in range(rule.seats)
    )
