"""The shelf of platform tokens: shared by all processes, refreshed by one."""

from datetime import timedelta

from domain.clock import Now
from domain.tokens import StoredToken
from store.database import Database
from store.leases import Leases


class Tokens:
    """Access tokens by name, and the lease under which one process fetches a new one."""

    def __init__(self, database: Database, now: Now) -> None:
        self._tokens = database["tokens"]
        self._leases = Leases(database)
        self._now = now

    async def find(self, name: str) -> StoredToken | None:
        """The token on the shelf, expired or not."""
        found = await self._tokens.find_one({"_id": name})
        return StoredToken(name, found["value"], found["expires_at"]) if found else None

    async def put(self, token: StoredToken) -> None:
        """Put a fresh token on the shelf in place of the old one."""
        kept = {"value": token.value, "expires_at": token.expires_at}
        await self._tokens.replace_one({"_id": token.name}, kept, upsert=True)

    async def drop(self, name: str, value: str) -> None:
        """Take a refused token off the shelf, unless somebody has replaced it already."""
        await self._tokens.delete_one({"_id": name, "value": value})

    async def try_lease(self, name: str, owner: str, seconds: float) -> bool:
        """Become the one refresher of this token for a while."""
        return await self._leases.take(f"token:{name}", owner, self._now(), timedelta(seconds=seconds))

    async def release_lease(self, name: str, owner: str) -> None:
        """Let another process refresh."""
        await self._leases.release(f"token:{name}", owner)
