"""The program side of the comparison with the plain model: a small bureau, made ready again for every run."""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from actions.context import Context
from domain.booking_rules import BookingRules
from domain.opening import MeetingWay, OpeningRule, OpeningSpan
from domain.people import Provider, Resident
from tests.booking_model import Office
from tests.builders import (
    NEXT_TOWNSHIP,
    TOWNSHIP,
    SettableClock,
    add_appointment,
    add_divisions,
    add_provider,
    add_resident,
    add_service,
)

START = datetime.fromisoformat("2026-11-23T00:00:00+00:00")
RULES = BookingRules(horizon_days=6, most_held=3, green_extra_a_day=1, no_shows_allowed=1, pause_days=5)
SERVICES = {"quick": 15, "find-lawyer": 30, "long-talk": 75}
PEOPLE = range(5)


def offices() -> list[Office]:
    """Few hours, so that times are soon scarce."""
    nine, usual = 9 * 60, dict(SERVICES)
    return [
        Office("own", 0, [(day, nine, nine + 75) for day in (0, 2, 4)], usual, ("office",)),
        Office(
            "near-a", 1, [(day, nine, nine + 60) for day in (0, 1, 3)], usual, ("office", "phone"), seats=2, after=15
        ),
        Office(
            "near-b", 1, [(1, nine, nine + 150), (3, nine, nine + 90)], usual, ("office",), before=10, after=5, cap=2
        ),
        Office(
            "far",
            2,
            [(day, 14 * 60, 16 * 60) for day in range(5)],
            {"quick": 30, "find-lawyer": 45},
            ("phone",),
            seats=2,
            lead_minutes=600,
            horizon_days=4,
            cap=3,
        ),
    ]


def opening_of(office: Office) -> OpeningRule:
    """The same hours as the program keeps them."""
    return OpeningRule(
        tuple(
            OpeningSpan(day, time(*divmod(opens, 60)), time(*divmod(closes, 60))) for day, opens, closes in office.hours
        ),
        keeps_holidays=False,
        seats=office.seats,
        buffer_before_minutes=office.before,
        buffer_after_minutes=office.after,
        lead_minutes=office.lead_minutes,
        horizon_days=office.horizon_days,
        daily_cap=office.cap,
        ways=tuple(MeetingWay(way) for way in office.ways),
        lengths={code: minutes for code, minutes in office.services.items() if SERVICES[code] != minutes},
    )


class Stage:
    """The program side: the store, made ready again for every run of the machine."""

    def __init__(self, ctx: Context, clock: SettableClock, loop: asyncio.AbstractEventLoop) -> None:
        self.ctx = replace(ctx, settings=replace(ctx.settings, booking=RULES))
        self.clock, self.loop, self.steps, self.people = clock, loop, 0, 0
        self.answers: Counter[str] = Counter()
        self.run(self._build())

    def run(self, doing: Awaitable[Any]) -> Any:
        """Do it to its end."""

        async def done() -> Any:
            return await doing

        return self.loop.run_until_complete(done())

    async def _build(self) -> None:
        await add_divisions(self.ctx)
        for code, minutes in SERVICES.items():
            await add_service(self.ctx, code, duration_minutes=minutes)
        await add_appointment(self.ctx, "own")

    async def begin_run(self) -> tuple[list[Resident], list[Provider]]:
        """Nothing is booked, nobody is away, other people come."""
        self.clock.moment = START
        for name in ("bookings", "waits", "notices", "entries"):
            await self.ctx.store.database[name].delete_many({})
        self.ctx.store.bookings.forget_all_held()
        providers = []
        for number, office in enumerate(offices()):
            township = NEXT_TOWNSHIP if office.near == 2 else TOWNSHIP
            given = {"opening": opening_of(office), "service_codes": tuple(office.services), "township_code": township}
            providers.append(await add_provider(self.ctx, office.id, phone=f"1380000001{number}", **given))
        self.people += len(PEOPLE)
        numbers = range(self.people, self.people + len(PEOPLE))
        return [await add_resident(self.ctx, f"openid-{n}", f"139{n:08d}") for n in numbers], providers
