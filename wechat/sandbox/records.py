"""The record of calls: what was asked and answered, with secrets masked."""

import json
from collections import deque
from collections.abc import Mapping
from typing import Any

from domain.clock import Now, iso_shanghai

KEPT_CALLS = 2000
SECRET_FIELDS = {"secret", "corpsecret", "access_token", "session_key", "js_code", "code", "key", "echostr"}
LONGEST_TEXT = 2000


class CallRecords:
    """The last calls, newest last."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._calls: deque[dict[str, Any]] = deque(maxlen=KEPT_CALLS)

    def add(self, *, method: str, path: str, query: Mapping[str, str], body: Any, answer: Any) -> None:
        """Keep one call."""
        self._calls.append(
            {
                "at": iso_shanghai(self._now()),
                "method": method,
                "path": path,
                "query": masked(dict(query)),
                "body": masked(body),
                "answer": masked(answer),
            }
        )

    def listed(self, path: str = "") -> list[dict[str, Any]]:
        """The calls whose path ends so."""
        wanted = path.strip("/")
        return [call for call in self._calls if call["path"].endswith(wanted)]


def masked(value: Any) -> Any:
    """The same JSON with secrets replaced and long texts cut."""
    if isinstance(value, dict):
        return {name: "***" if name in SECRET_FIELDS else masked(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [masked(inner) for inner in value]
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return value[:LONGEST_TEXT] + "…"
    return value


def readable(body: bytes) -> Any:
    """A request's body as JSON, or how long it is."""
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError:
        return f"{len(body)} bytes"
