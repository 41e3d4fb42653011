"""A platform access token as the shelf keeps it."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class StoredToken:
    """One token under one name; the value is a secret and never shows in a repr or a log."""

    name: str
    value: str = field(repr=False)
    expires_at: datetime
