"""Finding the migrations of this version of the program."""

import importlib
import pkgutil
import re

import migrations
from domain.clock import now_utc
from server.identity import process_name
from store.database import Database
from store.migrating import Migration, Say, check_schema, run_pending

NAME = re.compile(r"m(\d{4})_\w+")


def load_migrations() -> list[Migration]:
    """Every ``migrations.mNNNN_*`` by number."""
    names = [module.name for module in pkgutil.iter_modules(migrations.__path__) if NAME.fullmatch(module.name)]
    found = [Migration(_number(name), name, importlib.import_module(f"migrations.{name}").up) for name in names]
    numbers = [one.number for one in found]
    if len(set(numbers)) != len(numbers):
        raise AssertionError("two migrations have the same number")
    return sorted(found, key=lambda one: one.number)


def _number(name: str) -> int:
    return int(name[1:5])


async def bring_schema_up(database: Database, *, may_migrate: bool, say: Say) -> None:
    """Run what is waiting, if that is allowed here.

    Raises: SchemaTooNew; SchemaBehind when something waits and is not ours to run.
    """
    known = load_migrations()
    if may_migrate:
        await run_pending(database, known, owner=process_name(), now=now_utc, say=say)
    await check_schema(database, known)
