"""The overview of a region and its year as a workbook, beside a plain aggregation over the entries of the same run.

    python -m benchmarks.reports [--uri MONGODB_URI] [--villages 1040] [--entries 100000] [--pages 200]

20 villages are a township, up to 1,040 a county, more a province. Without --uri it starts an embedded store. While the
workbook is made, one resident after another books; their p99 stands beside that of a calm minute. "processor" is the
server's own time for one answer: steadier than the rest where the machine is busy.
"""

import argparse
import asyncio
import contextlib
import itertools
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from tornado.httpclient import AsyncHTTPClient

from actions.context import Context
from actions.rebuild_hours import list_wrong_totals
from actions.sessions import open_staff_session
from benchmarks.booking import bookings, embedded_store, serving
from benchmarks.booking_world import BENCH_SETTINGS, SECRET, add_residents, migrate
from benchmarks.load import Measured, Server, get, run_clients
from benchmarks.report_world import YEAR, World, add_world, township_of, village_at
from domain.clock import now_utc
from domain.divisions import code_range
from domain.identifiers import new_id
from domain.people import Role, Staff
from handlers.base import STAFF_COOKIE
from store import Store
from store.database import choose_database, open_client
from store.law_library import LawLibrary
from store.sealing import Sealer
from wechat.platform import WeChatConfig, open_wechat

SAMPLE_VILLAGES = 5
LONGEST_WORKBOOK = 550.0


async def main(uri: str, villages: int, entries: int, pages: int, workbook: bool) -> None:
    """Lay the world, measure and print."""
    name = f"bench_{secrets.token_hex(4)}"
    client = open_client(uri)
    store = Store.over(choose_database(client, name), Sealer(SECRET), now_utc)
    world = World(villages)
    try:
        await migrate(store.database)
        began = time.perf_counter()
        await add_world(store, world, entries)
        print(f"{world.top.level}: {villages} villages, {entries} entries, laid in {time.perf_counter() - began:.0f} s")
        ctx = Context(
            store,
            open_wechat(WeChatConfig(), store.tokens, now_utc),
            now_utc,
            new_id,
            BENCH_SETTINGS,
            LawLibrary(Path("none")),
        )
        await check_sums(ctx, world)
        await measure_plain(store, world)
        cookie = await sign_in(ctx, world)
        async with serving(uri, name) as (server, _):
            await measure_pages(server, world, cookie, pages)
            if workbook:
                await measure_workbook(server, store, world, cookie)
    finally:
        await client.drop_database(name)


async def check_sums(ctx: Context, world: World) -> None:
    """The sums that were laid are those of the entries; of some villages, because this reads entries."""
    step = max(1, world.villages // SAMPLE_VILLAGES)
    for number in range(0, world.villages, step):
        assert await list_wrong_totals(ctx, year=YEAR, within=village_at(number).id) == (1, [])


async def sign_in(ctx: Context, world: World) -> str:
    """The cookie of staff who see the whole world."""
    staff = Staff("bench", "bench", "测试", Role.CITY, world.top.id, "")
    await ctx.store.staff.add(staff)
    return f"{STAFF_COOKIE}={(await open_staff_session(ctx, staff=staff)).token}"


async def measure_plain(store: Store, world: World) -> None:
    """What it takes to find the same sums of hours in the entries, and in the kept sums."""
    first, beyond = code_range(world.top.id)
    of_year = {"year": YEAR, "village_code": {"$gte": first, "$lt": beyond}}
    states = {"$in": ["approved", "submitted", "returned"]}
    groups = {
        "_id": {"village": "$village_code", "month": {"$substrBytes": ["$on", 5, 2]}, "state": "$state", "way": "$way"},
        "minutes": {"$sum": "$minutes"},
        "count": {"$sum": 1},
    }

    async def plainly() -> None:
        await (
            store.database["entries"]
            .aggregate([{"$match": {"state": states, **of_year}}, {"$group": groups}], allowDiskUse=True)
            .to_list(None)
        )

    async def kept() -> None:
        await store.hour_totals.tell_region(YEAR, first, beyond)

    plain = await best_of(plainly, 3)
    ours = await best_of(kept, 10)
    print(f"sums of hours: over the entries {plain * 1000:.0f} ms, kept {ours * 1000:.1f} ms, ratio {ours / plain:.4f}")


async def best_of(work: Callable[[], Awaitable[None]], times: int) -> float:
    """The median of so many runs, in seconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        await work()
        taken.append(time.perf_counter() - began)
    return sorted(taken)[times // 2]


async def measure_pages(server: Server, world: World, cookie: str, pages: int) -> None:
    """Pages as one member of staff opens them, then four at once."""
    top, township, village = world.top.id, township_of(0).id, village_at(0).id
    places = {
        "overview": f"/console/overview/{top}",
        "one township": f"/console/overview/{township}",
        "one village": f"/console/overview/{village}",
        "records, page 1": f"/console/overview/{top}/records/approved?year={YEAR}",
        "records, a late page": f"/console/overview/{top}/records/approved?year={YEAR}&page=1500",
        "villages behind": f"/console/overview/{top}/records/behind?year={YEAR}",
    }
    print(f"{'page':<22} {'clients':>7} {'p50':>8} {'p95':>8} {'p99':>8} {'processor':>9} ms  statuses")
    for (name, path), clients in itertools.product(places.items(), (1, 4)):
        await run_clients(server, 1, itertools.repeat(get(path, cookie=cookie), 3))
        measured = await run_clients(server, clients, itertools.repeat(get(path, cookie=cookie), pages))
        print(f"{name:<22} {clients:>7} {points(measured)} {measured.processor_ms:9.1f} ms  {dict(measured.statuses)}")


def points(measured: Measured) -> str:
    """Three percentiles."""
    return " ".join(f"{measured.percentile(share):8.1f}" for share in (0.5, 0.95, 0.99))


async def measure_workbook(server: Server, store: Store, world: World, cookie: str) -> None:
    """The year's ledger of the whole region, and bookings before and meanwhile."""
    tokens = iter(await add_residents(store, 2_000, world.villages, village_at))
    await run_clients(server, 1, bookings(tokens, 50))
    calm = await run_clients(server, 1, bookings(tokens, 300))
    path = f"http://127.0.0.1:{server.port}/api/v1/staff/reports/workbook?kind=year&within={world.top.id}"
    client = AsyncHTTPClient(force_instance=True, max_body_size=2**31)
    done = asyncio.Event()
    booking = asyncio.create_task(book_until(server, tokens, done))
    began = time.perf_counter()
    answer = await client.fetch(path, headers={"Cookie": cookie}, request_timeout=LONGEST_WORKBOOK)
    taken = time.perf_counter() - began
    done.set()
    busy = await booking
    print(f"the year's workbook: {taken:.2f} s, {len(answer.body) / 1e6:.1f} MB, status {answer.code}")
    print(f"{'bookings':<22} {'count':>7} {'p50':>8} {'p95':>8} {'p99':>8} ms")
    print(f"{'before':<22} {len(calm.latencies):>7} {points(calm)} ms  {dict(calm.statuses)}")
    print(f"{'meanwhile':<22} {len(busy.latencies):>7} {points(busy)} ms  {dict(busy.statuses)}")


async def book_until(server: Server, tokens: Iterator[str], done: asyncio.Event) -> Measured:
    """One resident after another, until it is done."""
    return await run_clients(server, 1, itertools.takewhile(lambda _: not done.is_set(), bookings(tokens, 1_600)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--uri", help="a MongoDB server; default: an embedded store")
    parser.add_argument("--villages", type=int, default=1_040)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--no-workbook", action="store_true", help="only the pages")
    given = parser.parse_args()
    with embedded_store() if not given.uri else contextlib.nullcontext(given.uri) as where:
        asyncio.run(main(where, given.villages, given.entries, given.pages, not given.no_workbook))
