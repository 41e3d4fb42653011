"""How long a county's whole roll takes to be checked and imported, and how long others wait meanwhile.

    python -m benchmarks.import_roster [--uri MONGODB_URI] [--villages 1040] [--advisors 350]

Without --uri it starts an embedded store. Baseline: as many bare inserts, one by one, as the import makes writes.
"stall" is how late a timer of 5 ms rings while the step runs: what every other request waits in addition.
"""

import argparse
import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Awaitable
from typing import Any, TypeVar

from actions.context import Context
from actions.import_roster import apply_import, check_file
from actions.write_rosters import make_export, write_roster
from benchmarks.booking import embedded_store
from benchmarks.booking_world import BENCH_SETTINGS, COUNTY, SECRET, migrate
from benchmarks.free_times import township_code
from domain.clock import now_utc
from domain.divisions import Division, Level
from domain.identifiers import new_id
from domain.people import Role, Staff
from domain.roster_imports import LineAction
from domain.rosters import Roster
from store import Store
from store.database import choose_database, open_client
from store.documents import to_document
from store.law_library import LawLibrary
from store.sealing import Sealer
from wechat.platform import WeChatConfig, open_wechat

TOWNSHIPS = 12
TICK_SECONDS = 0.005
Answer = TypeVar("Answer")


async def build(store: Store, villages: int) -> list[Division]:
    """A county with its townships and villages, and no advisors."""
    await migrate(store.database)
    rows = [Division(COUNTY, Level.COUNTY, "某市", None, "某市")]
    for number in range(TOWNSHIPS):
        code = township_code(number)
        rows.append(Division(code, Level.TOWNSHIP, f"第{number}镇", COUNTY, f"某市第{number}镇"))
    for number in range(villages):
        township = township_code(number % TOWNSHIPS)
        code = f"{township[:9]}{200 + number // TOWNSHIPS:03d}"
        rows.append(Division(code, Level.VILLAGE, f"村{number}", township, f"某市第{number % TOWNSHIPS}镇村{number}"))
    await store.database["divisions"].insert_many([to_document(one) for one in rows])
    return [one for one in rows if one.level is Level.VILLAGE]


def rows_of(villages: list[Division], advisors: int) -> list[dict[str, str]]:
    """A row for every village; the villages are dealt out to the advisors."""
    return [
        {
            "name": f"顾问{number % advisors}",
            "kind": "律师",
            "phone": f"139{number % advisors:08d}",
            "organisation": "某某律师事务所",
            "licence_number": f"1420220151{number % advisors:07d}",
            "place": "司法所二楼",
            "village": village.id,
            "starts_on": "2026-01-01",
            "ends_on": "2026-12-31",
        }
        for number, village in enumerate(villages)
    ]


@contextlib.asynccontextmanager
async def stalls() -> AsyncIterator[list[float]]:
    """How late the timer rang while the block ran. Units: milliseconds."""
    late: list[float] = []

    async def ring() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK_SECONDS)
            late.append((time.perf_counter() - before - TICK_SECONDS) * 1000)

    ringing = asyncio.create_task(ring())
    try:
        yield late
    finally:
        ringing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await ringing


async def measure(name: str, work: Awaitable[Answer]) -> Answer:
    """Run a step and print what it took."""
    async with stalls() as late:
        started = time.perf_counter()
        answer = await work
        seconds = time.perf_counter() - started
    ordered = sorted(late)
    p99 = ordered[int(len(ordered) * 0.99)] if ordered else 0.0
    print(f"{name:<34}{seconds:>8.2f} s   stall p99 {p99:>6.1f} ms   max {max(ordered, default=0):>6.1f} ms")
    return answer


async def insert_bare(store: Store, count: int) -> None:
    """The baseline."""
    for number in range(count):
        await store.database["bare"].insert_one({"_id": number, "text": "x" * 400})


async def run(uri: str, villages: int, advisors: int) -> None:
    """Check and import a roll of nobody, the same again, and a file of changes."""
    client = open_client(uri)
    name = f"bench_{secrets.token_hex(4)}"
    store = Store.over(choose_database(client, name), Sealer(SECRET), now_utc)
    wechat = open_wechat(WeChatConfig(), store.tokens, now_utc)
    ctx = Context(store, wechat, now_utc, new_id, BENCH_SETTINGS, LawLibrary(":memory:"))  # type: ignore[arg-type]
    staff = Staff("bench", "bench", "量", Role.COUNTY, COUNTY, "")
    try:
        rows = rows_of(await build(store, villages), advisors)
        content = write_roster(Roster.ADVISORS, rows)
        print(f"{len(rows)} rows, {advisors} advisors, {len(content) / 1024:.0f} KiB")

        async def check(what: bytes) -> Any:
            return await check_file(ctx, staff=staff, roster=Roster.ADVISORS, file_name="x.xlsx", content=what)

        async def apply(checked: Any) -> Any:
            return await apply_import(ctx, staff=staff, import_id=checked.id)

        await check(write_roster(Roster.ADVISORS, rows[:1]))  # the first file makes what all later ones use
        first = await measure("check, all new", check(content))
        assert not first.faults, first.faults[:3]
        writes = sum(len(line.writes) for line in first.lines)
        await measure(f"baseline: {writes} bare inserts", insert_bare(store, writes))
        await measure(f"apply, {writes} writes", apply(first))
        again = await measure("check, nothing new", check(content))
        assert set(again.counts) == {LineAction.UNCHANGED}
        exported = await measure("export", make_export(ctx, staff=staff, roster=Roster.ADVISORS))
        back = await measure("check, the export", check(exported.content))
        assert set(back.counts) == {LineAction.UNCHANGED}
    finally:
        await client.drop_database(name)
        await wechat.close()
        client.close()


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--uri", default="")
    parser.add_argument("--villages", type=int, default=1040)
    parser.add_argument("--advisors", type=int, default=350)
    given = parser.parse_args()
    with embedded_store() if not given.uri else contextlib.nullcontext(given.uri) as uri:
        asyncio.run(run(uri, given.villages, given.advisors))


if __name__ == "__main__":
    main()
