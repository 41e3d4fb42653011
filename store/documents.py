"""Between the domain's frozen dataclasses and the store's documents: ``id`` is ``_id``, dates are ISO text."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from store.database import Document

Thing = TypeVar("Thing")


AS_THEY_ARE = frozenset({str, int, float, bool, datetime, bytes, type(None)})


def _list_names(kind: Any) -> tuple[str, ...]:
    return tuple(part.name for part in fields(kind))


_names: Callable[[Any], tuple[str, ...]] = cache(_list_names)
_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


def to_document(thing: Any) -> Document:
    """The document to keep for a domain object that has an ``id``."""
    values = vars(thing)
    plain = {name: one if type(one := values[name]) in AS_THEY_ARE else _plain(one) for name in _names(type(thing))}
    plain["_id"] = plain.pop("id")
    return plain


def from_document(kind: type[Thing], document: Document) -> Thing:
    """The domain object kept in a document; keys it does not know are left aside."""
    values = {name: document[name] for name in _names(kind) if name in document}
    values["id"] = document["_id"]
    found: Thing = _adapter(kind).validate_python(values)
    return found


def read_if_whole(kind: type[Thing], document: Document) -> Thing | None:
    """The domain object; none when the document was changed into something that is no such thing."""
    try:
        return from_document(kind, document)
    except ValidationError:
        return None


def to_plain(value: Any) -> Any:
    """A part of a domain object as documents keep it."""
    return _plain(value)


def _plain(value: Any) -> Any:
    if type(value) in AS_THEY_ARE:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value
    if isinstance(value, date | time):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in _names(type(value))}
    if isinstance(value, tuple | list | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
