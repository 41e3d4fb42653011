"""Carrying out migrations: in order, each recorded, by one process at a time; a newer schema is never touched.

The callers hand over the migrations they found; nothing is discovered here. No transactions: a migration
that was cut short is run again from its start, so each must be rerunnable.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from domain.clock import Now
from domain.errors import Unavailable
from store.database import Database
from store.leases import Leases

LEASE = "migrations"
LEASE_LENGTH = timedelta(seconds=30)
WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 600.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Migration:
    """One numbered step of the schema."""

    number: int
    name: str
    up: Callable[[Any], Awaitable[None]]


class SchemaTooNew(Unavailable):
    """The database was migrated by a newer version of the program."""

    code = "schema_too_new"


class SchemaBehind(Unavailable):
    """Migrations are waiting."""

    code = "schema_behind"


def newest_known(migrations: Sequence[Migration]) -> int:
    """The highest number that this version of the program has; 0 with none."""
    return max((one.number for one in migrations), default=0)


async def list_pending(database: Database, migrations: Sequence[Migration]) -> list[Migration]:
    """Those not yet recorded, in order.

    Raises: SchemaTooNew when the database is ahead of us.
    """
    recorded = {int(one["_id"]) for one in await database["migrations"].find({}).to_list(None)}
    known = newest_known(migrations)
    if recorded and max(recorded) > known:
        sentence = f"数据库的结构（第{max(recorded)}号）比程序认识的（第{known}号）新，请换用更新的程序版本。"
        raise SchemaTooNew(sentence)
    waiting = [one for one in migrations if one.number not in recorded]
    return sorted(waiting, key=lambda one: one.number)


async def check_schema(database: Database, migrations: Sequence[Migration]) -> None:
    """Raises: SchemaTooNew, or SchemaBehind while migrations are waiting."""
    pending = await list_pending(database, migrations)
    if pending:
        raise SchemaBehind(f"数据库还有{len(pending)}个迁移没有运行，请先运行 python -m server migrate。")


async def run_pending(
    database: Database, migrations: Sequence[Migration], *, owner: str, now: Now, say: Say
) -> list[Migration]:
    """Run what is waiting and return it; while another process migrates, wait for it.

    Raises: SchemaTooNew; Unavailable when the other process takes too long.
    """
    if not await list_pending(database, migrations):
        return []
    async with _lease(Leases(database), owner, now):
        pending = await list_pending(database, migrations)
        for done, migration in enumerate(pending, start=1):
            say(f"迁移{done}/{len(pending)}：{migration.name}")
            await migration.up(database)
            record = {"name": migration.name, "applied_at": now()}
            await database["migrations"].update_one({"_id": migration.number}, {"$set": record}, upsert=True)
    return pending


@contextlib.asynccontextmanager
async def _lease(leases: Leases, owner: str, now: Now) -> AsyncIterator[None]:
    waited = 0.0
    while not await leases.take(LEASE, owner, now(), LEASE_LENGTH):
        if waited >= LONGEST_WAIT_SECONDS:
            raise Unavailable("另一个进程一直在运行迁移，请稍后再试。", code="migrations_busy")
        await asyncio.sleep(WAIT_SECONDS)
        waited += WAIT_SECONDS
    renewing = asyncio.create_task(_renew(leases, owner, now))
    try:
        yield
    finally:
        renewing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await renewing
        await leases.release(LEASE, owner)


async def _renew(leases: Leases, owner: str, now: Now) -> None:
    while True:
        await asyncio.sleep(LEASE_LENGTH.total_seconds() / 3)
        await leases.take(LEASE, owner, now(), LEASE_LENGTH)
