"""The catalogue that a new bureau starts with."""

import asyncio
import json
from pathlib import Path

from pydantic import TypeAdapter

from actions.context import Context
from domain.catalogue_versions import CatalogueVersion, VersionState
from domain.guides import CatalogueClass, ServiceItem

START = "start"  # stands where the name of a member of staff would
_class = TypeAdapter(CatalogueClass)
_items = TypeAdapter(list[ServiceItem])


def read_catalogue(folder: Path) -> tuple[list[CatalogueClass], list[ServiceItem]]:
    """The classes and services of a folder with one JSON file for each class."""
    raw = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]
    classes = [_class.validate_python(one["service_class"]) for one in raw]
    return classes, [item for one in raw for item in _items.validate_python(one["items"])]


async def ensure_catalogue(ctx: Context, *, folder: Path) -> int:
    """Add the services whose code is not there, for all counties; how many were added.

    What is there is left as it is, whoever wrote it.
    """
    classes, items = await asyncio.to_thread(read_catalogue, folder)
    versions = [CatalogueVersion(item, 1, VersionState.PUBLISHED, START, ctx.now()) for item in items]
    return await ctx.store.catalogue.add_missing(versions, classes)
