"""Types shared by the models of the API: times with +08:00, pages with a cursor."""

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer

from domain.clock import iso_shanghai
from domain.errors import BadInput

DIVISION_CODE = r"^\d{12}$"
"""A division, from city to village, by its twelve digits."""

ANY_DIVISION_CODE = r"^(\d{12})?$"
"""The same in a filter of a page, where nothing stands for all."""

LONGEST_KEY = 100
"""Characters of an Idempotency-Key."""

ShanghaiTime = Annotated[AwareDatetime, PlainSerializer(iso_shanghai, return_type=str)]

Item = TypeVar("Item")


class Request(BaseModel):
    """A body or query of a request: nothing unknown is let in."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Answer(BaseModel):
    """What we answer."""

    model_config = ConfigDict(frozen=True)


class PageQuery(Request):
    """Which page of a list."""

    cursor: str | None = Field(None, description="上一页给出的 next_cursor", max_length=200)
    limit: int = Field(20, ge=1, le=100, description="每页条数")


class Page(Answer, Generic[Item]):
    """One page of a list, and the cursor of the next one if there is more."""

    items: list[Item]
    next_cursor: str | None = None


class Done(Answer):
    """Nothing more to tell."""

    done: bool = True


def cut_page(all_items: Sequence[Item], query: PageQuery) -> tuple[list[Item], str | None]:
    """One page of a list that is bounded by its question and read whole; the cursor names a position.

    Raises: BadInput when the cursor is not one of ours.
    """
    start = _position(query.cursor)
    end = start + query.limit
    return list(all_items[start:end]), _cursor(end) if end < len(all_items) else None


def _cursor(position: int) -> str:
    return base64.urlsafe_b64encode(f"p{position}".encode()).decode()


def _position(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        return int(base64.urlsafe_b64decode(cursor).decode().removeprefix("p"))
    except (binascii.Error, ValueError):
        raise BadInput(fields={"cursor": "这个翻页标记无效，请从第一页重新查看。"}) from None
