"""The secret addresses of providers' calendars; only their hashes are kept."""

from datetime import datetime

from store.database import Database


class CalendarFeeds:
    """One address a provider."""

    def __init__(self, database: Database) -> None:
        self._feeds = database["calendar_feeds"]

    async def put(self, provider_id: str, token_hash: str, now: datetime) -> None:
        """Make or replace the address; the old one ends."""
        kept = {"token_hash": token_hash, "created_at": now}
        await self._feeds.replace_one({"_id": provider_id}, kept, upsert=True)

    async def remove(self, provider_id: str) -> None:
        """End the address."""
        await self._feeds.delete_one({"_id": provider_id})

    async def find_created_at(self, provider_id: str) -> datetime | None:
        """Since when a provider has an address."""
        found = await self._feeds.find_one({"_id": provider_id})
        return found["created_at"] if found else None

    async def find_provider_id(self, token_hash: str) -> str | None:
        """Whose address it is."""
        found = await self._feeds.find_one({"token_hash": token_hash})
        return str(found["_id"]) if found else None
