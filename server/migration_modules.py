"""Finding the migrations of this version of the program."""

import importlib
import pkgutil
import re

import migrations
from store.migrating import Migration

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
