"""What nearly every collection is asked: one thing, all that fit, to keep something unless it is there."""

from collections.abc import Sequence
from typing import Any, TypeVar

from pymongo.errors import BulkWriteError, DuplicateKeyError

from store.database import Collection, Document
from store.documents import from_document, to_document

Thing = TypeVar("Thing")

DUPLICATE_KEY = 11_000


async def find_one(collection: Collection, kind: type[Thing], question: Document) -> Thing | None:
    """The domain object that answers the question; none where there is none."""
    found = await collection.find_one(question)
    return from_document(kind, found) if found else None


async def find_all(collection: Collection, kind: type[Thing], question: Document) -> list[Thing]:
    """All that answer it, in no order."""
    return [from_document(kind, one) for one in await collection.find(question).to_list(None)]


async def insert_once(collection: Collection, thing: Any) -> bool:
    """Keep it; false when what must be unique about it is taken."""
    try:
        await collection.insert_one(to_document(thing))
    except DuplicateKeyError:
        return False
    return True


async def insert_missing(collection: Collection, documents: Sequence[Document]) -> int:
    """Keep those that are not there yet, also while another process adds them; how many were new."""
    if not documents:
        return 0
    try:
        return len((await collection.insert_many(documents, ordered=False)).inserted_ids)
    except BulkWriteError as failure:
        if not only_duplicates(failure):
            raise
        return int((failure.details or {}).get("nInserted", 0))


def only_duplicates(failure: BulkWriteError) -> bool:
    """Whether nothing else went wrong than that some were there."""
    return all(one.get("code") == DUPLICATE_KEY for one in (failure.details or {}).get("writeErrors", ()))
