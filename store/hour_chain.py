"""The chain of hours: links under a unique number, never changed but for the mark that their entry has followed."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict
from domain.hour_chain import Head, Link
from store.database import Database
from store.documents import read_if_whole, to_document
from store.questions import find_all

HEAD_NOTED_EVERY = 16
"""How many links may follow the noted head: that many are read to find the true one."""


class LinkTaken(Conflict):
    """Another link has this number: read the head again."""

    code = "link_taken"


class HourChain:
    """Every link of every chain."""

    def __init__(self, database: Database) -> None:
        self._links = database["hour_chain"]
        self._heads = database["hour_chain_heads"]

    async def find_head(self, chain: str) -> Head:
        """The end of the chain."""
        noted = await self.noted_seq(chain)
        last = await self._last(chain, noted)
        if last is None and noted:  # somebody cut the end off: go on from what is left
            last = await self._last(chain, 0)
        return last or Head()

    async def noted_seq(self, chain: str) -> int:
        """A number that the chain had reached some time ago."""
        noted = await self._heads.find_one({"_id": chain})
        return int(noted["seq"]) if noted else 0

    async def add(self, link: Link) -> None:
        """Raises: LinkTaken."""
        try:
            await self._links.insert_one(to_document(link))
        except DuplicateKeyError as taken:
            raise LinkTaken() from taken
        if link.seq % HEAD_NOTED_EVERY == 0:
            await self._note_head(link)

    async def settle(self, link_id: str) -> None:
        """The entry has followed, or the link was voided."""
        await self._links.update_one({"_id": link_id}, {"$set": {"settled": True}})

    async def list_unsettled(self, before: datetime) -> list[Link]:
        """Links older than a moment of which it is not known whether their entry has followed."""
        found = await find_all(self._links, Link, {"settled": False, "at": {"$lte": before}})
        return sorted(found, key=lambda one: (one.chain, one.seq))

    async def list_of_entry(self, entry_id: str) -> list[Link]:
        """The links of an entry, in order."""
        found = await find_all(self._links, Link, {"entry_id": entry_id})
        return sorted(found, key=lambda one: one.seq)

    async def scan_of_entry(self, entry_id: str) -> list[Link] | None:
        """The links of an entry, in order; none when one of them cannot be read."""
        found = [read_if_whole(Link, one) async for one in self._links.find({"entry_id": entry_id})]
        links = [one for one in found if one]
        return sorted(links, key=lambda one: one.seq) if len(links) == len(found) else None

    async def walk(self, chain: str) -> AsyncIterator[Link | int]:
        """All links of a chain in order, a bounded number at a time; of one that cannot be read its number."""
        first, step = 1, 1_000
        last = (await self.find_head(chain)).seq
        while first <= last:
            numbers = {"$gte": first, "$lt": first + step}
            found: list[dict[str, Any]] = await self._links.find({"chain": chain, "seq": numbers}).to_list(None)
            for one in sorted(found, key=lambda document: int(document["seq"])):
                yield read_if_whole(Link, one) or int(one["seq"])
            first += step

    async def list_chains(self) -> list[str]:
        """The names of all chains."""
        return sorted(await self._links.distinct("chain"))

    async def _last(self, chain: str, since_seq: int) -> Head | None:
        newer = {"chain": chain, "seq": {"$gte": since_seq}}
        found = await self._links.find(newer, {"seq": 1, "hash": 1}).to_list(None)
        last = max(found, key=lambda one: int(one["seq"]), default=None)
        return Head(last["seq"], last["hash"]) if last else None

    async def _note_head(self, link: Link) -> None:
        behind = {"_id": link.chain, "seq": {"$lt": link.seq}}
        if (await self._heads.update_one(behind, {"$set": {"seq": link.seq}})).matched_count:
            return
        try:
            await self._heads.insert_one({"_id": link.chain, "seq": link.seq})
        except DuplicateKeyError:
            return  # it is there, and no longer behind
