"""Small public files (posters), kept by the hash of their content."""

from collections import OrderedDict
from dataclasses import replace
from datetime import datetime

from domain.pushes import MediaFile
from store.database import Database
from store.documents import from_document
from store.questions import find_one, insert_once

KEPT_AT_HAND = 8


class Files:
    """Swept when they expire; whoever needs one again makes it again."""

    def __init__(self, database: Database) -> None:
        self._files = database["files"]
        self._lately: OrderedDict[str, MediaFile] = OrderedDict()  # a shared poster is asked for by every task of a run

    async def add_once(self, file: MediaFile) -> None:
        """Keep the file; one with the same content or made from the same things is as good."""
        await insert_once(self._files, file)

    async def find(self, file_id: str) -> MediaFile | None:
        """One file by its hash."""
        return await find_one(self._files, MediaFile, {"_id": file_id})

    async def find_by_key(self, key: str, now: datetime) -> MediaFile | None:
        """The file made from these things, unless it is about to be swept."""
        known = self._lately.get(key)
        if known and known.expires_at and known.expires_at > now:
            return known
        found = await self._files.find_one({"key": key, "expires_at": {"$gt": now}})
        return self._remember(from_document(MediaFile, found)) if found else None

    async def note_media(self, file: MediaFile, media_id: str, until: datetime | None) -> None:
        """What the platform calls it; empty when it does not know it any more."""
        await self._files.update_one({"_id": file.id}, {"$set": {"media_id": media_id, "media_until": until}})
        if file.key in self._lately:
            self._remember(replace(file, media_id=media_id, media_until=until))

    def _remember(self, file: MediaFile) -> MediaFile:
        self._lately[file.key] = file
        self._lately.move_to_end(file.key)
        while len(self._lately) > KEPT_AT_HAND:
            self._lately.popitem(last=False)
        return file
