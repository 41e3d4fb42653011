"""A token shelf in memory, with the same promises as the store's."""

from datetime import datetime, timedelta

from domain.clock import Now
from domain.tokens import StoredToken


class MemoryTokenShelf:
    """One shelf; hand the same one to several keepers to play several processes."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self.tokens: dict[str, StoredToken] = {}
        self.leases: dict[str, tuple[str, datetime]] = {}

    async def find(self, name: str) -> StoredToken | None:
        return self.tokens.get(name)

    async def put(self, token: StoredToken) -> None:
        self.tokens[token.name] = token

    async def drop(self, name: str, value: str) -> None:
        if name in self.tokens and self.tokens[name].value == value:
            del self.tokens[name]

    async def try_lease(self, name: str, owner: str, seconds: float) -> bool:
        holder = self.leases.get(name)
        if holder and holder[0] != owner and holder[1] > self._now():
            return False
        self.leases[name] = (owner, self._now() + timedelta(seconds=seconds))
        return True

    async def release_lease(self, name: str, owner: str) -> None:
        if name in self.leases and self.leases[name][0] == owner:
            del self.leases[name]
