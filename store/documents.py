"""Between the domain's frozen dataclasses and the store's documents: ``id`` is ``_id``, dates are ISO text."""

from dataclasses import fields
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

from store.database import Document

Thing = TypeVar("Thing")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def to_document(thing: Any) -> Document:
    """The document to keep for a domain object that has an ``id``."""
    plain = {part.name: _plain(getattr(thing, part.name)) for part in fields(thing)}
    plain["_id"] = plain.pop("id")
    return plain


def from_document(kind: type[Thing], document: Document) -> Thing:
    """The domain object kept in a document; keys it does not know are left aside."""
    known = {part.name for part in fields(kind)}  # type: ignore[arg-type]
    values = {key: value for key, value in document.items() if key in known}
    values["id"] = document["_id"]
    found: Thing = _adapter(kind).validate_python(values)  # type: ignore[arg-type] # mypy asks whether a class is hashable; it is
    return found


def to_plain(value: Any) -> Any:
    """A part of a domain object as documents keep it."""
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value
    if isinstance(value, date | time):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__"):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, tuple | list | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
