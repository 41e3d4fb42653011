"""How the channels fare: one small document each. Success is written at most every few seconds, failure always."""

from datetime import datetime, timedelta

from domain.channel_health import ChannelHealth
from store.database import Database
from store.documents import from_document

SUCCESS_EVERY = timedelta(seconds=20)


class ChannelHealths:
    """Written beside the work, so it must cost next to nothing: what is newly known is remembered in the process."""

    def __init__(self, database: Database) -> None:
        self._health = database["channel_health"]
        self._succeeded: dict[str, datetime] = {}

    async def note_success(self, channel: str, now: datetime) -> None:
        """It worked."""
        last = self._succeeded.get(channel)
        if last and timedelta(0) <= now - last < SUCCESS_EVERY:
            return
        self._succeeded[channel] = now
        await self._health.update_one({"_id": channel}, {"$set": {"last_success_at": now}}, upsert=True)

    async def note_failure(self, channel: str, problem: str, now: datetime) -> None:
        """It did not."""
        self._succeeded.pop(channel, None)
        change = {"last_failure_at": now, "problem": problem}
        await self._health.update_one({"_id": channel}, {"$set": change}, upsert=True)

    async def list_all(self) -> dict[str, ChannelHealth]:
        """Every channel of which something is known."""
        found = await self._health.find({}).to_list(None)
        return {one["_id"]: from_document(ChannelHealth, one) for one in found}
