"""The request's id, known to everything that logs while it is served."""

import re
from contextvars import ContextVar
from dataclasses import dataclass

from domain.identifiers import NewId

ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")

_request_id: ContextVar[str] = ContextVar("request_id", default="")


@dataclass(frozen=True)
class RequestScope:
    """What is known of the request beside its content."""

    request_id: str


def open_scope(offered_id: str | None, new_id: NewId) -> RequestScope:
    """Take the id that the proxy gave, if it looks like one; else make one."""
    chosen = offered_id if offered_id and ACCEPTABLE_ID.fullmatch(offered_id) else new_id()
    _request_id.set(chosen)
    return RequestScope(chosen)


def current_request_id() -> str:
    """The id of the request being served here, empty outside of requests."""
    return _request_id.get()
