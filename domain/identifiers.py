"""Identifiers: short, unguessable, sorted by the moment they were made."""

import secrets
import time
from collections.abc import Callable

NewId = Callable[[], str]


def new_id() -> str:
    """28 hexadecimal digits: 48 bits of milliseconds, then 64 random bits."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(8)}"
