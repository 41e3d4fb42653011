"""The keys of webhook addresses, sealed: whoever has one may write into the group."""

from store.database import Database
from store.sealing import Sealer


class ChannelSecrets:
    """One secret for each group that needs one; the id is the group's."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._secrets = database["channel_secrets"]
        self._sealer = sealer

    async def put(self, group_id: str, secret: str) -> None:
        """Keep it, or replace the one before."""
        change = {"$set": {"sealed": self._sealer.seal(secret)}}
        await self._secrets.update_one({"_id": group_id}, change, upsert=True)

    async def find(self, group_id: str) -> str | None:
        """The secret in the open."""
        found = await self._secrets.find_one({"_id": group_id})
        return self._sealer.unseal(found["sealed"]) if found else None
