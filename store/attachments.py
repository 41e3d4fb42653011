"""Private photos: sealed, in pieces well below the store's limit, named after their owner, place and content.

The one interface behind which they are kept: whoever wants them on a disk or in an object store changes this file.
The pieces are written before the entry that makes a photo exist; what a crash leaves behind is swept on its day.
"""

import asyncio
import hashlib
import secrets
from datetime import datetime

from pymongo.errors import DuplicateKeyError

from domain.materials import MOST_PHOTOS, CleanPhoto, Photo, TooManyPhotos
from store.database import Database
from store.documents import from_document, to_document
from store.questions import find_one
from store.sealing import Sealer

CHUNK_BYTES = 1_000_000


class Attachments:
    """Photos of materials."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._photos = database["attachments"]
        self._chunks = database["attachment_chunks"]
        self._sealer = sealer

    async def put(
        self, made: CleanPhoto, *, owner_id: str, booking_id: str, number: int, now: datetime, expires_at: datetime
    ) -> Photo:
        """Keep a photo of a material; the same photo again is the same.

        Raises: TooManyPhotos.
        """
        name = _name(owner_id, booking_id, number, made.content)
        kept = await self.find(name)
        if kept:
            return kept
        upload, chunk_count = await self._write_chunks(name, made.content, expires_at)
        taken = {one.slot for one in await self.list_of(booking_id) if one.number == number}
        for slot in (one for one in range(MOST_PHOTOS) if one not in taken):
            photo = Photo(
                name, owner_id, booking_id, number, slot, len(made.content), made.width, made.height, now, expires_at
            )
            try:
                await self._photos.insert_one({**to_document(photo), "upload": upload, "chunk_count": chunk_count})
            except DuplicateKeyError:
                kept = await self.find(name)
                if kept:
                    await self._delete_chunks(upload)
                    return kept
                continue  # another photo took the slot a moment ago
            return photo
        await self._delete_chunks(upload)
        raise TooManyPhotos()

    async def find(self, photo_id: str) -> Photo | None:
        """One photo, without its content."""
        return await find_one(self._photos, Photo, {"_id": photo_id})

    async def list_of(self, booking_id: str) -> list[Photo]:
        """The photos of a booking, by material, oldest first."""
        found = await self._photos.find({"booking_id": booking_id}).to_list(None)
        photos = [from_document(Photo, one) for one in found]
        return sorted(photos, key=lambda one: (one.number, one.created_at, one.slot))

    async def read(self, photo: Photo) -> bytes | None:
        """The content as JPEG; None when it was deleted a moment ago."""
        return await self.read_content(photo.id)

    async def read_content(self, photo_id: str) -> bytes | None:
        """The same, by the id alone."""
        found = await self._photos.find_one({"_id": photo_id})
        if found is None:
            return None
        names = [_chunk_name(found["upload"], position) for position in range(found["chunk_count"])]
        pieces = [await self._chunks.find_one({"_id": name}) for name in names]
        sealed = b"".join(piece["content"] for piece in pieces if piece)
        if not all(pieces):
            return None
        return await asyncio.to_thread(self._sealer.unseal_bytes, sealed, photo_id)

    async def write_content(self, photo_id: str, content: bytes) -> None:
        """Seal the content anew: its new pieces are written first, then take the place of the old ones in one write."""
        found = await self._photos.find_one({"_id": photo_id})
        if found is None:
            return
        upload, chunk_count = await self._write_chunks(photo_id, content, found["expires_at"])
        change = {"$set": {"upload": upload, "chunk_count": chunk_count}}
        done = await self._photos.update_one({"_id": photo_id, "upload": found["upload"]}, change)
        await self._delete_chunks(found["upload"] if done.modified_count else upload)

    async def delete(self, photo: Photo) -> None:
        """The photo is gone, content first out of reach, then out of the store."""
        found = await self._photos.find_one({"_id": photo.id})
        await self._photos.delete_one({"_id": photo.id})
        if found:
            await self._delete_chunks(found["upload"])

    async def _write_chunks(self, name: str, content: bytes, expires_at: datetime) -> tuple[str, int]:
        """Each upload has pieces of its own: two at once never mix."""
        upload = secrets.token_hex(16)
        sealed = await asyncio.to_thread(self._sealer.seal_bytes, content, name)
        pieces = [sealed[start : start + CHUNK_BYTES] for start in range(0, len(sealed), CHUNK_BYTES)]
        documents = [
            {"_id": _chunk_name(upload, position), "upload": upload, "content": piece, "expires_at": expires_at}
            for position, piece in enumerate(pieces)
        ]
        for document in documents:
            await self._chunks.insert_one(document)
        return upload, len(pieces)

    async def _delete_chunks(self, upload: str) -> None:
        await self._chunks.delete_many({"upload": upload})


def _name(owner_id: str, booking_id: str, number: int, content: bytes) -> str:
    place = f"{owner_id}:{booking_id}:{number}:".encode()
    return hashlib.sha256(place + hashlib.sha256(content).digest()).hexdigest()


def _chunk_name(upload: str, position: int) -> str:
    return f"{upload}:{position}"
