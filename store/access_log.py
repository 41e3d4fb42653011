"""The log of looks at personal data. Lines are added; only whether a look was granted is filled in."""

from datetime import datetime

from domain.access import Access
from store.database import Database
from store.documents import to_document
from store.questions import find_all


class AccessLog:
    """Who looked, whose, why and when."""

    def __init__(self, database: Database) -> None:
        self._log = database["access_log"]

    async def add(self, access: Access) -> None:
        """Write a look down."""
        await self._log.insert_one(to_document(access))

    async def count_since(self, who: str, what: str, since: datetime) -> int:
        """How many looks at one sort of data somebody has asked for since a moment."""
        return int(await self._log.count_documents({"who": who, "at": {"$gte": since}, "what": what}))

    async def grant(self, access: Access) -> None:
        """It is shown."""
        await self._log.update_one({"_id": access.id}, {"$set": {"granted": True}})

    async def list_of(self, whose: str, since: datetime) -> list[Access]:
        """Who looked at somebody's data since a moment, latest first."""
        found = await find_all(self._log, Access, {"whose": whose, "at": {"$gte": since}})
        return sorted(found, key=lambda one: one.at, reverse=True)
