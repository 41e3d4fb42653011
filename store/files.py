"""Small public files (posters), kept by the hash of their content."""

from datetime import datetime

from pymongo.errors import DuplicateKeyError

from domain.pushes import MediaFile
from store.database import Database
from store.documents import from_document, to_document


class Files:
    """Swept when they expire; whoever needs one again makes it again."""

    def __init__(self, database: Database) -> None:
        self._files = database["files"]

    async def add_once(self, file: MediaFile) -> None:
        """Keep the file; one with the same content or made from the same things is as good."""
        try:
            await self._files.insert_one(to_document(file))
        except DuplicateKeyError:
            return

    async def find(self, file_id: str) -> MediaFile | None:
        """One file by its hash."""
        found = await self._files.find_one({"_id": file_id})
        return from_document(MediaFile, found) if found else None

    async def find_by_key(self, key: str, now: datetime) -> MediaFile | None:
        """The file made from these things, unless it is about to be swept."""
        found = await self._files.find_one({"key": key, "expires_at": {"$gt": now}})
        return from_document(MediaFile, found) if found else None
