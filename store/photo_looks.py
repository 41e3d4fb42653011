"""How the photos of entries look, by county and band; swept on the day of their photo."""

from collections.abc import Iterable

from domain.photo_looks import PhotoLook, look_alike
from store.database import Database
from store.documents import from_document, to_document
from store.questions import find_all


class PhotoLooks:
    """Looks of photos."""

    def __init__(self, database: Database) -> None:
        self._looks = database["photo_looks"]

    async def put(self, look: PhotoLook) -> None:
        """Keep the look of a photo. Twice is harmless."""
        await self._looks.replace_one({"_id": look.id}, to_document(look), upsert=True)

    async def find_many(self, photo_ids: Iterable[str]) -> list[PhotoLook]:
        """The looks of these photos."""
        return await find_all(self._looks, PhotoLook, {"_id": {"$in": list(photo_ids)}})

    async def list_alike(self, look: PhotoLook) -> list[PhotoLook]:
        """Photos of other entries of the county that look the same; one question for each band."""
        found: dict[str, PhotoLook] = {}
        for band in look.bands:
            documents = await self._looks.find({"county_code": look.county_code, "bands": band}).to_list(None)
            found |= {one["_id"]: from_document(PhotoLook, one) for one in documents}
        others = [one for one in found.values() if one.entry_id != look.entry_id]
        return sorted((one for one in others if look_alike(one.look, look.look)), key=lambda one: one.id)

    async def drop(self, photo_id: str) -> None:
        """The photo is gone."""
        await self._looks.delete_one({"_id": photo_id})
