"""How fast free times are told in a whole city, beside a bare handler that asks the store one question.

    python -m benchmarks.free_times [--uri MONGODB_URI] [--villages 1040] [--providers 600] [--bookings 100000]
        [--requests 2000] [--profile]

Without --uri it starts an embedded store. All of it is one county, which is the worst case: the last tier has all
providers. A twelfth of the townships is booked out, so that their villages need that tier. p in milliseconds.
"""

import argparse
import asyncio
import cProfile
import itertools
import os
import pstats
import random
import secrets
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as wall_time
from pathlib import Path
from typing import Any

from actions.book_service import get_service
from actions.context import Context
from actions.free_times import list_offers
from benchmarks.booking import embedded_store, serving
from benchmarks.booking_world import (
    BENCH_SETTINGS,
    COUNTY,
    SECRET,
    SERVICE_CODE,
    add_county,
    add_residents,
    bare_booking,
    migrate,
    provider_of,
    village_of,
)
from benchmarks.load import HEADING, get, run_clients, show
from domain.clock import civil_date, now_utc
from domain.divisions import Division
from domain.identifiers import new_id
from domain.opening import OpeningRule, OpeningSpan, open_starts
from domain.people import Appointment, Provider
from domain.quarter_hours import quarters_between
from store import Store
from store.database import choose_database, open_client
from store.documents import to_document
from store.law_library import LawLibrary
from store.sealing import Sealer
from wechat.platform import WeChatConfig, open_wechat

TOWNSHIPS = 12
FULL_TOWNSHIP = 0
CLIENTS = (1, 8, 32)
HALF_HOUR = timedelta(minutes=30)
OPEN_SHARE = 0.16  # of the time that is open, so much is booked on an ordinary calendar
HOURS = ((9, 12), (14, 17))
OPENING = OpeningRule(
    tuple(OpeningSpan(day, wall_time(opens), wall_time(closes)) for day in range(5) for opens, closes in HOURS)
)


def township_code(number: int) -> str:
    """One of the townships."""
    return f"420281{100 + number:03d}000"


async def build(store: Store, villages: int, providers: int, bookings: int) -> None:
    """A county, its advisors, who has booked them, and who booked them before."""
    await migrate(store.database)
    await add_county(store, 1)
    for name, of_it in (("divisions", {"level": "village"}), ("providers", {}), ("appointments", {})):
        await store.database[name].delete_many(of_it)  # its one village and advisor make room for ours
    rows = [village_at(number) for number in range(villages)]
    await store.database["divisions"].insert_many([to_document(one) for one in rows])
    everybody = [provider_at(number, store) for number in range(providers)]
    await store.database["providers"].insert_many([to_document(one) for one in everybody])
    today = datetime.now(UTC).date()
    terms = [
        Appointment(f"a{n}", f"p{n % providers}", village_at(n).id, today - timedelta(9), today + timedelta(99))
        for n in range(villages)
    ]
    await store.database["appointments"].insert_many([to_document(one) for one in terms])
    standing = list(itertools.chain.from_iterable(map(standing_of, everybody)))
    past = (over(number) for number in range(max(0, bookings - len(standing))))
    print(f"{len(standing)} standing bookings of {bookings}")
    documents = itertools.chain(standing, past)
    while batch := list(itertools.islice(documents, 2000)):
        await store.database["bookings"].insert_many(batch, ordered=False)


def village_at(number: int) -> Division:
    """One of the villages, in one of the townships."""
    township = township_code(number % TOWNSHIPS)
    code = f"{township[:9]}{number // TOWNSHIPS + 100:03d}"
    return replace(village_of(number), id=code, parent_code=township)


def provider_at(number: int, store: Store) -> Provider:
    """An advisor of one of the townships."""
    return replace(provider_of(number, store), township_code=township_code(number % TOWNSHIPS), opening=OPENING)


def standing_of(provider: Provider) -> Iterator[dict[str, Any]]:
    """What is booked of somebody: all of it in one township, some of it elsewhere."""
    full = provider.township_code == township_code(FULL_TOWNSHIP)
    now = now_utc()
    dice = random.Random(provider.id)  # noqa: S311 # the same calendars every time
    for start in open_starts(OPENING, HALF_HOUR, now, now + timedelta(days=BENCH_SETTINGS.booking.horizon_days)):
        if start.minute in (0, 30) and (full or dice.random() < OPEN_SHARE):
            yield booked(provider.id, start)


def booked(provider_id: str, start: datetime) -> dict[str, Any]:
    """One booking."""
    quarters = list(quarters_between(start, start + HALF_HOUR))
    document = {**bare_booking(0), "provider_id": provider_id, "resident_id": secrets.token_hex(14), "told": True}
    when = {"starts_at": start, "ends_at": start + HALF_HOUR, "on": civil_date(start).isoformat()}
    return {**document, **when, "quarters": quarters, "resident_quarters": quarters}


def over(number: int) -> dict[str, Any]:
    """One booking of the last year."""
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=48 + number % 8000)
    return {**booked(f"p{number % 600}", start), "active": False, "state": "completed"}


async def main(uri: str, villages: int, providers: int, bookings: int, requests: int, profile: bool) -> None:
    """Measure and print."""
    name, client = f"bench_{secrets.token_hex(4)}", open_client(uri)
    store = Store.over(choose_database(client, name), Sealer(SECRET), now_utc)
    await build(store, villages, providers, bookings)
    tokens = await add_residents(store, villages, villages, village_at)  # one in each village
    full, near = tokens[FULL_TOWNSHIP::TOWNSHIPS], tokens[FULL_TOWNSHIP + 1 :: TOWNSHIPS]
    print(
        f"{villages} villages, {providers} providers, {requests} requests a row, load average {os.getloadavg()[0]:.1f}"
    )
    print(HEADING)
    async with serving(uri, name) as (server, bare_server):
        await run_clients(server, 8, ask(near, 200))
        for clients in CLIENTS:
            bare = await run_clients(bare_server, clients, itertools.repeat(get("/bare"), requests))
            show(clients, "bare find", bare, bare)
            show(clients, "near", await run_clients(server, clients, ask(near, requests)), bare)
            show(clients, "booked out", await run_clients(server, clients, ask(full, requests)), bare)
            show(
                clients,
                "one provider",
                await run_clients(server, clients, ask(near, requests, "?provider_id=p1")),
                bare,
            )
    async with context_over(store) as ctx:
        await measure_action(ctx, "near", 1, profile=False)
        await measure_action(ctx, "booked out", FULL_TOWNSHIP, profile=profile)
    await client.drop_database(name)


def ask(tokens: list[str], count: int, query: str = "") -> Iterator[bytes]:
    """So many requests of these residents in turn."""
    path = f"/api/v1/services/{SERVICE_CODE}/free-times{query}"
    return (get(path, token) for token in itertools.islice(itertools.cycle(tokens), count))


async def measure_action(ctx: Context, what: str, village: int, *, profile: bool) -> None:
    """The action alone: when nothing is remembered of the calendars, and when all is."""
    service = await get_service(ctx, code=SERVICE_CODE, where=COUNTY)
    home = await ctx.store.divisions.find(village_at(village).id)
    assert home
    for memory in ("cold", "warm"):
        took, processor = [], []
        profiler = cProfile.Profile() if profile else None
        for _ in range(12):
            if memory == "cold":
                ctx.store.bookings.forget_all_held()
            began, used = time.perf_counter(), time.process_time()
            found = await (
                _profiled(profiler, ctx, home, service) if profiler else list_offers(ctx, village=home, service=service)
            )
            took.append((time.perf_counter() - began) * 1000)
            processor.append((time.process_time() - used) * 1000)
        ordered = sorted(took)
        spread = f"median {ordered[6]:.1f} ms, most {ordered[-1]:.1f} ms, processor at least {min(processor):.1f} ms"
        print(f"list_offers, {what}, {memory}: {spread}, {len(found)} offers")
        if profiler:
            pstats.Stats(profiler).sort_stats("tottime").print_stats(14)


async def _profiled(profiler: cProfile.Profile, ctx: Context, home: Any, service: Any) -> Any:
    profiler.enable()
    try:
        return await list_offers(ctx, village=home, service=service)
    finally:
        profiler.disable()


@asynccontextmanager
async def context_over(store: Store) -> AsyncIterator[Context]:
    """A context in this process."""
    wechat = open_wechat(WeChatConfig(), store.tokens, now_utc)
    yield Context(store, wechat, now_utc, new_id, BENCH_SETTINGS, LawLibrary(Path("none")))
    await wechat.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--uri", help="a MongoDB server; default: an embedded store")
    parser.add_argument("--villages", type=int, default=1040)
    parser.add_argument("--providers", type=int, default=600)
    parser.add_argument("--bookings", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--profile", action="store_true")
    given = vars(parser.parse_args())
    if given["uri"]:
        asyncio.run(main(**given))
    else:
        with embedded_store() as own:
            asyncio.run(main(**{**given, "uri": own}))
