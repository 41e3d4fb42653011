"""Village groups. The id is made of channel and chat, so a chat cannot be kept twice."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.groups import ChannelName, Group
from store.database import Database, Document
from store.documents import from_document
from store.questions import find_one, insert_once

PRIVATE = f"{ChannelName.KF.value}:"


class Groups:
    """Which chat belongs to which village. There are some thousands at most.

    Chats with one person (customer service) grow with the residents: they are kept apart and stand in no list.
    """

    def __init__(self, database: Database) -> None:
        self._groups = database["groups"]
        self._private = database["private_chats"]

    async def add_or_find(self, newcomer: Group) -> Group:
        """The group of this chat: the newcomer, unless the chat is known."""
        if await insert_once(self._of(newcomer.id), newcomer):
            return newcomer
        return await self.find(newcomer.id) or newcomer

    async def find(self, group_id: str) -> Group | None:
        """One group, dismissed or not."""
        return await find_one(self._of(group_id), Group, {"_id": group_id})

    async def find_many(self, group_ids: Sequence[str]) -> dict[str, Group]:
        """Standing groups by id."""
        found: list[Document] = []
        for kept in (self._groups, self._private):
            wanted = [one for one in group_ids if self._of(one) is kept]
            if wanted:
                found += await kept.find({"_id": {"$in": wanted}, "dismissed_at": None}).to_list(None)
        return {one["_id"]: from_document(Group, one) for one in found}

    async def bind(self, group: Group, village_code: str, staff_id: str, now: datetime) -> Group | None:
        """Bind to a village, provided that nobody has bound it otherwise meanwhile."""
        change = {"village_code": village_code, "bound_by": staff_id, "bound_at": now}
        guard = {"_id": group.id, "village_code": group.village_code}
        done = await self._of(group.id).update_one(guard, {"$set": change})
        if not done.matched_count:
            return None
        return replace(group, village_code=village_code, bound_by=staff_id, bound_at=now)

    async def describe(self, group_id: str, *, name: str, owner: str) -> None:
        """Keep what the platform says of the group now."""
        await self._groups.update_one({"_id": group_id}, {"$set": {"name": name, "owner": owner}})

    async def label(self, group_id: str, *, language: str, tags: tuple[str, ...]) -> None:
        """Keep the language that is read there, and its tags."""
        await self._groups.update_one({"_id": group_id}, {"$set": {"language": language, "tags": list(tags)}})

    async def note_same(self, group_id: str, opengid: str) -> None:
        """The mini-program knows this chat under another id."""
        await self._groups.update_one({"_id": group_id}, {"$set": {"opengid": opengid}})

    async def list_owners(self, channel: ChannelName) -> list[str]:
        """Whoever owns a standing group of a channel."""
        found = await self._list({"channel": channel.value, "dismissed_at": None})
        return sorted({one.owner for one in found if one.owner})

    async def dismiss(self, group_id: str, now: datetime) -> None:
        """The chat is gone; old records still point at it."""
        await self._groups.update_one({"_id": group_id}, {"$set": {"dismissed_at": now}})

    async def list_unbound(self) -> list[Group]:
        """Standing groups of no village yet, by name."""
        return await self._list({"village_code": None, "dismissed_at": None})

    async def list_in_range(self, first_code: str, beyond_code: str) -> list[Group]:
        """Standing groups of the villages from one code up to another, by village."""
        return await self._list({"village_code": {"$gte": first_code, "$lt": beyond_code}, "dismissed_at": None})

    async def walk_range(self, first_code: str, beyond_code: str, size: int = 500) -> AsyncIterator[list[Group]]:
        """The same in portions, in no order: a province has too many to hold at once."""
        question = {"village_code": {"$gte": first_code, "$lt": beyond_code}, "dismissed_at": None}
        cursor = self._groups.find(question, batch_size=size)
        while portion := await cursor.to_list(size):
            yield [from_document(Group, document) for document in portion]

    async def list_of_division(self, code: str) -> list[Group]:
        """Standing groups bound to just this division."""
        return await self._list({"village_code": code, "dismissed_at": None})

    async def list_of_channel(self, channel: ChannelName) -> list[Group]:
        """Standing groups of a channel."""
        return await self._list({"channel": channel.value, "dismissed_at": None})

    def _of(self, group_id: str) -> Any:
        return self._private if group_id.startswith(PRIVATE) else self._groups

    async def _list(self, question: dict[str, Any]) -> list[Group]:
        found = await self._groups.find(question).to_list(None)
        kept = [from_document(Group, document) for document in found]
        return sorted(kept, key=lambda one: (one.village_code or "", one.name, one.id))
