"""Talks about hours: one for a person in a chat, swept after two days."""

from domain.hour_talks import HoursTalk
from store.database import Database
from store.documents import to_document
from store.questions import find_one


class HourTalks:
    """What advisors are saying of their hours."""

    def __init__(self, database: Database) -> None:
        self._talks = database["hour_talks"]

    async def find(self, talk_id: str) -> HoursTalk | None:
        """One talk, open or over."""
        return await find_one(self._talks, HoursTalk, {"_id": talk_id})

    async def put(self, talk: HoursTalk) -> None:
        """Keep how the talk stands now."""
        await self._talks.replace_one({"_id": talk.id}, to_document(talk), upsert=True)
