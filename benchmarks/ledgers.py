"""The ledger (台账) of a county's year: a page of it, its workbook, and freezing it; without HTTP.

    python -m benchmarks.ledgers [--uri MONGODB_URI] [--villages 1040] [--entries 100000]

Without --uri it starts an embedded store. Baselines of the same run: one plain aggregation over the entries for the
sums, and for the workbook all entries read at once and written by xlsxwriter. Bookings while a workbook is made are
measured by benchmarks/reports.py. Times in milliseconds.
"""

import argparse
import asyncio
import resource
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from actions.context import Context
from actions.make_workbook import make_report_workbook
from actions.reports import ROWS_A_PAGE, ReportWish, tell_report_page
from actions.send_reports import send_report
from benchmarks.booking import embedded_store
from benchmarks.booking_world import BENCH_SETTINGS, SECRET, migrate
from benchmarks.report_world import YEAR, World, add_world, county_of, village_at
from domain.clock import now_utc
from domain.identifiers import new_id
from domain.people import Role, Staff
from domain.report_periods import PeriodKind
from domain.report_rows import COLUMNS
from store import Store
from store.database import choose_database, open_client
from store.law_library import LawLibrary
from store.sealing import Sealer
from wechat.platform import WeChatConfig, open_wechat

PAGES = 20
WISH = ReportWish(PeriodKind.YEAR, date(YEAR, 1, 5))


async def main(uri: str, villages: int, entries: int) -> None:
    """Measure and print."""
    name = f"bench_{secrets.token_hex(4)}"
    client = open_client(uri)
    store = Store.over(choose_database(client, name), Sealer(SECRET), now_utc)
    ctx = Context(
        store,
        open_wechat(WeChatConfig(), store.tokens, now_utc),
        now_utc,
        new_id,
        BENCH_SETTINGS,
        LawLibrary(Path("none")),
    )
    await migrate(store.database)
    world = World(villages)
    await add_world(store, world, entries)
    staff = Staff("bench", "bench", "测试", Role.CITY, world.top.id, "")
    await ctx.store.staff.add(staff)
    print(f"{villages} villages, {entries} entries of one year")
    await measure_pages(ctx, staff, entries)
    await measure_workbook(ctx, staff)
    await client.drop_database(name)


async def measure_pages(ctx: Context, staff: Staff, entries: int) -> None:
    """Pages spread over the report, beside one plain aggregation."""
    collection = ctx.store.database["entries"]
    match = {"$match": {"county_code": county_of(0).id, "year": YEAR, "state": "approved"}}
    steps: list[dict[str, Any]] = [match, {"$group": {"_id": "$village_code", "minutes": {"$sum": "$minutes"}}}]
    plain = [await timed(lambda: collection.aggregate(steps).to_list(None)) for _ in range(5)]
    last = max(1, entries // ROWS_A_PAGE)
    pages = []
    for number in range(PAGES):
        page = 1 + number * (last - 1) // (PAGES - 1)
        pages.append(await timed(partial(tell_report_page, ctx, staff=staff, wish=WISH, page=page)))
    month = ReportWish(PeriodKind.MONTH, date(YEAR, 3, 5), village_at(0).parent_code)
    months = [await timed(lambda: tell_report_page(ctx, staff=staff, wish=month)) for _ in range(PAGES)]
    show("plain aggregation", plain)
    show("page of the county's year", pages, plain)
    show("page of a township's month", months, plain)


async def measure_workbook(ctx: Context, staff: Staff) -> None:
    """The whole workbook, and how long the loop was kept waiting; beside reading all and writing by xlsxwriter."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    waits: list[float] = []
    watching = asyncio.create_task(watch_loop(waits))
    began, worked = time.perf_counter(), time.process_time()
    made = await make_report_workbook(ctx, staff=staff, wish=WISH)
    taken, worked = time.perf_counter() - began, time.process_time() - worked
    watching.cancel()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    size = made.content.seek(0, 2) / 1e6
    made.content.close()
    print(
        f"workbook: {taken:.2f} s ({worked:.2f} s of the processor), {size:.1f} MB, {grown} MiB more memory at the peak"
    )
    show("  loop kept waiting", waits)
    frozen = await timed(lambda: send_report(ctx, staff=staff, wish=WISH))
    print(f"sent and frozen: {frozen:.2f} s")
    plain = await timed(lambda: plain_workbook(ctx))
    print(f"plain (read all, xlsxwriter): {plain:.2f} s; ours is {plain / taken:.1f} times as fast")


async def plain_workbook(ctx: Context) -> None:
    """What one would write first."""
    found = await ctx.store.database["entries"].find({"county_code": county_of(0).id, "year": YEAR}).to_list(None)
    await asyncio.to_thread(_write_plainly, found)


def _write_plainly(found: list[dict[str, Any]]) -> None:
    with xlsxwriter.Workbook(BytesIO(), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        names = ("village_code", "provider_id", "on", "from_time", "minutes", "kind", "way", "summary", "people_count")
        for row, one in enumerate(found):
            for column in range(len(COLUMNS)):
                sheet.write(row, column, one[names[column % len(names)]])


async def watch_loop(waits: list[float]) -> None:
    """How much later than asked for a pause of two milliseconds ends."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.002)
        waits.append(time.perf_counter() - began - 0.002)


async def timed(make: Callable[[], Awaitable[Any]]) -> float:
    """Seconds."""
    began = time.perf_counter()
    await make()
    return time.perf_counter() - began


def show(what: str, seconds: list[float], plain: list[float] | None = None) -> None:
    """One row; with the ratio of the medians against the baseline."""
    p50, p95, p99 = (percentile(seconds, share) for share in (0.5, 0.95, 0.99))
    ratio = f"  {p50 / percentile(plain, 0.5):.2f} of plain" if plain else ""
    print(f"{what:<28} p50 {p50:8.1f}  p95 {p95:8.1f}  p99 {p99:8.1f}{ratio}")


def percentile(seconds: list[float], share: float) -> float:
    """Milliseconds."""
    ordered = sorted(seconds)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--uri", help="a MongoDB server; default: an embedded store")
    parser.add_argument("--villages", type=int, default=1040)
    parser.add_argument("--entries", type=int, default=100_000)
    given = parser.parse_args()
    if given.uri:
        asyncio.run(main(given.uri, given.villages, given.entries))
    else:
        with embedded_store() as own:
            asyncio.run(main(own, given.villages, given.entries))
