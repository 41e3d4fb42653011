"""Answers of the smart bot in the making; swept after an hour."""

from datetime import datetime

from domain.bot_streams import BotStream
from store.database import Database
from store.questions import find_one, insert_once


class BotStreams:
    """One for each message to the bot."""

    def __init__(self, database: Database) -> None:
        self._streams = database["bot_streams"]

    async def open(self, stream: BotStream) -> BotStream:
        """Begin an answer; a message that was delivered again finds the one begun."""
        if await insert_once(self._streams, stream):
            return stream
        return await self.find(stream.id) or stream

    async def find(self, stream_id: str) -> BotStream | None:
        """One answer."""
        return await find_one(self._streams, BotStream, {"_id": stream_id})

    async def finish(self, stream_id: str, content: str) -> None:
        """The whole of it is said."""
        change = {"content": content, "finished": True}
        await self._streams.update_one({"_id": stream_id, "finished": False}, {"$set": change})

    async def note_fetched(self, stream_id: str, now: datetime) -> None:
        """The platform has taken the finished answer."""
        guard = {"_id": stream_id, "finished": True, "fetched_at": None}
        await self._streams.update_one(guard, {"$set": {"fetched_at": now}})

    async def count_open(self, user_id: str, since: datetime) -> int:
        """How many answers to somebody are being worked on."""
        question = {"user_id": user_id, "finished": False, "started_at": {"$gte": since}}
        return int(await self._streams.count_documents(question))

    async def take_response_code(self, stream_id: str) -> bool:
        """Use the one-time address up; false when there is none or it is used."""
        guard = {"_id": stream_id, "response_code": {"$gt": ""}, "response_used": False}
        return bool((await self._streams.update_one(guard, {"$set": {"response_used": True}})).modified_count)
