"""Which part of a long list a page shows."""

from pydantic import Field

from handlers.models import Request


class ListQuery(Request):
    """Which part of a list."""

    page: int = Field(1, ge=1, le=10_000)
