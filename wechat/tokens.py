"""Access tokens: shared on a shelf in the store, fetched by one refresher at a time under a lease.

A token is dropped only while the shelf still holds that very value, so a late "your token is bad" cannot
throw away the new one that somebody else has just fetched.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from domain.clock import Now
from domain.platform_errors import PlatformUnreachable
from domain.tokens import StoredToken
from wechat.calls import Sleep

# stable_token hands out a new token within the last 5 minutes only; asking a moment later gets the new one.
REFRESH_BEFORE = timedelta(seconds=290)
LEASE_SECONDS = 20
POLL_SECONDS = 0.1
WAIT_LIMIT_SECONDS = 30.0


class TokenShelf(Protocol):
    """Where all processes keep their tokens (store/tokens.py)."""

    async def find(self, name: str) -> StoredToken | None: ...

    async def put(self, token: StoredToken) -> None: ...

    async def drop(self, name: str, value: str) -> None: ...

    async def try_lease(self, name: str, owner: str, seconds: float) -> bool: ...

    async def release_lease(self, name: str, owner: str) -> None: ...


@dataclass(frozen=True)
class FetchedToken:
    """A platform's answer to a token request."""

    value: str = field(repr=False)
    expires_in_seconds: int = 7200


# The argument asks for a new token even when the platform thinks the old one is good.
Fetch = Callable[[bool], Awaitable[FetchedToken]]


class TokenKeeper:
    """Gives out one platform's token and sees to it that one refresher renews it."""

    def __init__(self, name: str, shelf: TokenShelf, fetch: Fetch, now: Now, sleep: Sleep = asyncio.sleep) -> None:
        self._name = name
        self._shelf = shelf
        self._fetch = fetch
        self._now = now
        self._sleep = sleep
        self._owner = secrets.token_hex(8)
        self._cached: StoredToken | None = None
        self._refused = ""
        self._short_lived = ""
        self._renewing = asyncio.Lock()

    async def current(self) -> str:
        """A token that is good for some minutes yet.

        Raises: CallFailed when the platform gives none.
        """
        if self._cached and self._is_fresh(self._cached):
            return self._cached.value
        async with self._renewing:
            return (await self._renewed()).value

    async def refuse(self, value: str) -> None:
        """The platform said that this value is bad: forget it here and, if still there, on the shelf."""
        if self._cached and self._cached.value == value:
            self._cached = None
        self._refused = value
        await self._shelf.drop(self._name, value)

    def _is_fresh(self, token: StoredToken) -> bool:
        spare = timedelta(0) if token.value == self._short_lived else REFRESH_BEFORE
        return token.expires_at - self._now() > spare and token.value != self._refused

    async def _renewed(self) -> StoredToken:
        waited_seconds = 0.0
        while waited_seconds < WAIT_LIMIT_SECONDS:
            token = await self._shelf.find(self._name)
            if token and self._is_fresh(token):
                self._cached = token
                return token
            if await self._shelf.try_lease(self._name, self._owner, LEASE_SECONDS):
                return await self._fetch_under_lease()
            if token and self._still_works(token):
                return token  # another process renews ahead of time: no need to wait for it
            await self._sleep(POLL_SECONDS)
            waited_seconds += POLL_SECONDS
        raise PlatformUnreachable(path=self._name, errmsg="no token within the wait limit")

    def _still_works(self, token: StoredToken) -> bool:
        return token.expires_at - self._now() > timedelta(seconds=30) and token.value != self._refused

    async def _fetch_under_lease(self) -> StoredToken:
        try:
            token = await self._shelf.find(self._name)  # perhaps put there just before we got the lease
            if not (token and self._is_fresh(token)):
                token = await self._fetch_new()
                await self._shelf.put(token)
            self._cached = token
            return token
        finally:
            await self._shelf.release_lease(self._name, self._owner)

    async def _fetch_new(self) -> StoredToken:
        fetched = await self._fetch(False)
        if fetched.value == self._refused:
            fetched = await self._fetch(True)
        lifetime = timedelta(seconds=fetched.expires_in_seconds)
        if lifetime <= REFRESH_BEFORE:
            # gettoken gives the same token until it ends: use it up rather than ask again on each call.
            self._short_lived = fetched.value
        expires_at = self._now() + lifetime
        return StoredToken(self._name, fetched.value, expires_at)
