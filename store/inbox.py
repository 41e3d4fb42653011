"""What the platforms pushed. The id names channel and message, so a message is kept once."""

from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.inbox import InboundMessage, InboundState
from store.database import Database
from store.documents import from_document, to_document

BATCH = 100


class Inbox:
    """Messages and events to be worked on; swept when their time is over."""

    def __init__(self, database: Database) -> None:
        self._inbox = database["inbox"]

    async def add_once(self, message: InboundMessage) -> bool:
        """Keep the message; false when it was delivered before."""
        try:
            await self._inbox.insert_one(to_document(message))
        except DuplicateKeyError:
            return False
        return True

    async def find(self, inbound_id: str) -> InboundMessage | None:
        """One message."""
        found = await self._inbox.find_one({"_id": inbound_id})
        return from_document(InboundMessage, found) if found else None

    async def list_due(self, now: datetime) -> list[InboundMessage]:
        """A batch of what is to be worked on by now, the oldest first."""
        question = {"state": InboundState.NEW.value, "due_at": {"$lte": now}}
        found = await self._inbox.find(question).limit(BATCH).to_list(None)
        kept = [from_document(InboundMessage, document) for document in found]
        return sorted(kept, key=lambda one: (one.received_at, one.id))

    async def count_waiting(self) -> dict[str, int]:
        """How many wait to be worked on, by channel."""
        asked: list[dict[str, Any]] = [
            {"$match": {"state": InboundState.NEW.value}},
            {"$group": {"_id": "$channel", "count": {"$sum": 1}}},
        ]
        return {one["_id"]: one["count"] async for one in self._inbox.aggregate(asked)}

    async def claim(self, message: InboundMessage, until: datetime) -> bool:
        """Become the one who works on it; a claim not kept by then lets another try."""
        guard = {"_id": message.id, "state": InboundState.NEW.value, "due_at": message.due_at}
        change = {"$set": {"due_at": until}, "$inc": {"tries": 1}}
        return bool((await self._inbox.update_one(guard, change)).modified_count)

    async def settle(self, inbound_id: str, outcome: str, *, keep_text: bool) -> None:
        """Done; what was no concern of ours is forgotten at once."""
        forgotten = {} if keep_text else {"text": "", "sender_id": "", "sender_name": ""}
        await self._set(inbound_id, {"state": InboundState.DONE.value, "outcome": outcome, **forgotten})

    async def forget_before(self, moment: datetime) -> int:
        """Forget what came before then and has been worked on; how many. What is still to be done stays."""
        gone = 0
        for state in (InboundState.DONE, InboundState.FAILED):
            question = {"state": state.value, "received_at": {"$lt": moment}}
            gone += int((await self._inbox.delete_many(question)).deleted_count)
        return gone

    async def put_back(self, inbound_id: str, due_at: datetime) -> None:
        """Try again later."""
        await self._set(inbound_id, {"due_at": due_at})

    async def give_up(self, inbound_id: str, outcome: str) -> None:
        """No more tries; a person has to look."""
        await self._set(inbound_id, {"state": InboundState.FAILED.value, "outcome": outcome})

    async def _set(self, inbound_id: str, change: dict[str, Any]) -> None:
        await self._inbox.update_one({"_id": inbound_id, "state": InboundState.NEW.value}, {"$set": change})
