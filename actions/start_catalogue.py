"""The catalogue that a new bureau starts with."""

import json
from pathlib import Path

from pydantic import TypeAdapter

from actions.context import Context
from domain.services import Service

_services = TypeAdapter(list[Service])


def read_services(path: Path) -> list[Service]:
    """The services of a JSON file."""
    return _services.validate_python(json.loads(path.read_text("utf-8")))


async def ensure_catalogue(ctx: Context, *, services: list[Service]) -> int:
    """Add the services that are not there; what the bureau has changed is left as it is. How many were added."""
    added = 0
    for service in services:
        added += await ctx.store.services.add_missing(service)
    return added
