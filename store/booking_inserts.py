"""Inserting bookings: what comes at the same moment goes in one journey, and each hears what became of its own."""

import re
from typing import Any

from pymongo.errors import BulkWriteError, DuplicateKeyError, WriteError

from domain.bookings import DayFull, ResidentBusy, TimeTaken, TooManyHeld
from domain.errors import Conflict
from store.database import Collection, Document
from store.gathering import Gathering
from store.questions import DUPLICATE_KEY

INDEX_NAME = re.compile(r"one_\w+")


class RequestRepeated(Conflict):
    """This resident's request with this key has made its booking already."""

    code = "request_repeated"


REFUSALS: dict[str, type[Conflict]] = {
    "one_booking_a_quarter_hour": TimeTaken,
    "one_place_a_resident": ResidentBusy,
    "one_booking_a_request": RequestRepeated,
    "one_booking_a_held_number": TooManyHeld,
    "one_booking_a_day_number": DayFull,
}


def why_refused(message: str) -> Conflict:
    """What it means that one of the indexes refused."""
    names = [name for name in INDEX_NAME.findall(message) if name in REFUSALS]
    return REFUSALS[names[0]]() if names else Conflict()


class BookingInserts:
    """The inserts of one process. An acknowledgement still means that this very document is written."""

    def __init__(self, bookings: Collection) -> None:
        self._bookings = bookings
        self._gathering: Gathering[Document, None] = Gathering(self._insert_all)

    async def add(self, document: Document) -> None:
        """Insert one.

        Raises: the Conflict of the index that refused; the failures of the store.
        """
        await self._gathering.do(document)

    async def _insert_all(self, documents: list[Document]) -> list[Exception | None]:
        if len(documents) == 1:
            return [await self._insert_one(documents[0])]
        try:
            await self._bookings.insert_many(documents, ordered=False)
        except BulkWriteError as failure:
            return _outcomes(failure, len(documents))
        return [None] * len(documents)

    async def _insert_one(self, document: Document) -> Exception | None:
        try:
            await self._bookings.insert_one(document)
        except DuplicateKeyError as refusal:
            return why_refused(str(refusal))
        return None


def _outcomes(failure: BulkWriteError, count: int) -> list[Exception | None]:
    """By place. That a majority did not confirm is said of the whole journey, so nobody may trust in it."""
    told: dict[str, Any] = dict(failure.details or {})
    if told.get("writeConcernErrors"):
        raise failure
    outcomes: list[Exception | None] = [None] * count
    for error in told["writeErrors"]:
        message = str(error.get("errmsg"))
        is_refusal = error["code"] == DUPLICATE_KEY
        outcomes[error["index"]] = why_refused(message) if is_refusal else WriteError(message, error["code"], error)
    return outcomes
