"""One gate for each roll: whoever changes the roll goes through it, one at a time, and leaves an edition behind.

An import remembers the editions of the counties that it touches. It goes through only if they are still the same:
one guarded write decides between it and every change made since.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.rosters import Roster
from store.database import Database


@dataclass(frozen=True)
class Held:
    """A gate that an import has gone through and not left."""

    roster: Roster
    import_id: str
    since: datetime


@dataclass(frozen=True)
class Seen:
    """A gate at one moment."""

    import_id: str | None
    editions: dict[str, int]
    free: bool = True

    def edition_of(self, county: str) -> int:
        """How often the roll of a county has been changed."""
        return self.editions.get(county, 0)


class RosterGates:
    """As many documents as there are rolls."""

    def __init__(self, database: Database) -> None:
        self._gates = database["roster_gates"]

    async def enter(self, roster: Roster, holder: str, counties: Iterable[str], now: datetime, until: datetime) -> bool:
        """Go in to change something of these counties; false while somebody else is in.

        Who edits may be put out after ``until``; an import never is: it is finished instead.
        """
        await self._ensure(roster)
        raised = {f"editions.{county}": 1 for county in counties}
        change = {"$set": {"holder": holder, "since": now, "until": until}, **({"$inc": raised} if raised else {})}
        for free in _free(now):
            done = await self._gates.update_one({"_id": roster.value, "import_id": None, **free}, change)
            if done.modified_count:
                return True
        return False

    async def leave(self, roster: Roster, holder: str) -> None:
        """Come out, if one is still in."""
        guard = {"_id": roster.value, "holder": holder}
        await self._gates.update_one(guard, {"$set": {"holder": None, "import_id": None}})

    async def look(self, roster: Roster, now: datetime) -> Seen:
        """Who is in, and the editions of all counties, at one moment."""
        found = await self._gates.find_one({"_id": roster.value}) or {}
        until = found.get("until")
        free = found.get("holder") is None or bool(until and until <= now)
        return Seen(found.get("import_id"), found.get("editions", {}), free)

    async def enter_with_import(
        self, roster: Roster, import_id: str, editions: Mapping[str, int], now: datetime
    ) -> bool:
        """Let an import in, if nobody is in and nothing has changed since it was checked."""
        await self._ensure(roster)
        unchanged = {f"editions.{county}": edition or None for county, edition in editions.items()}
        entered = {"holder": import_id, "import_id": import_id, "since": now, "until": None}
        raised = {f"editions.{county}": 1 for county in editions}
        change = {"$set": entered, **({"$inc": raised} if raised else {})}
        for free in _free(now):
            guard = {"_id": roster.value, "import_id": None, **free, **unchanged}
            if (await self._gates.update_one(guard, change)).modified_count:
                return True
        return False

    async def stay(self, roster: Roster, import_id: str, now: datetime) -> bool:
        """A sign of life of an import that is in; false if it is not in any more, because a job has finished it."""
        guard = {"_id": roster.value, "import_id": import_id}
        return bool((await self._gates.update_one(guard, {"$set": {"since": now}})).matched_count)

    async def list_held(self) -> list[Held]:
        """The gates that imports have gone through and not left."""
        found = await self._gates.find({"import_id": {"$gt": ""}}).to_list(None)
        return [Held(Roster(one["_id"]), one["import_id"], one["since"]) for one in found]

    async def _ensure(self, roster: Roster) -> None:
        if await self._gates.find_one({"_id": roster.value}):
            return
        try:
            await self._gates.insert_one({"_id": roster.value, "holder": None, "import_id": None, "editions": {}})
        except DuplicateKeyError:
            return


def _free(now: datetime) -> tuple[dict[str, Any], ...]:
    """Nobody is in; or somebody who edits has been in for too long."""
    return {"holder": None}, {"holder": {"$gt": ""}, "until": {"$lte": now}}
