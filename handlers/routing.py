"""Routes as the OpenAPI document writes them: ``/api/v1/bookings/{booking_id}``."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tornado.web import RequestHandler, URLSpec

from actions.context import Context

PATH_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Route:
    """A path template, who handles it, and under which heading the document lists it."""

    path: str
    handler: type[RequestHandler]
    tag: str = ""


def to_specs(routes: Iterable[Route], ctx: Context) -> list[URLSpec]:
    """The routes as Tornado wants them; a parameter is one path segment."""
    specs = []
    for route in routes:
        pattern = PATH_PARAMETER.sub(r"(?P<\1>[^/]+)", route.path.replace(".", r"\."))
        handler = type(route.handler.__name__, (route.handler,), {"route_path": route.path})
        specs.append(URLSpec(f"{pattern}$", handler, {"ctx": ctx}))
    return specs
