"""What the platforms pushed. The id names channel and message, so a message is kept once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from domain.inbox import InboundMessage, InboundState
from store.database import Database
from store.documents import from_document
from store.questions import find_one, insert_once

BATCH = 100
MOST_WAITING = 500


class Inbox:
    """Messages and events to be worked on; swept when their time is over."""

    def __init__(self, database: Database) -> None:
        self._inbox = database["inbox"]

    async def add_once(self, message: InboundMessage) -> bool:
        """Keep the message; false when it was delivered before."""
        return await insert_once(self._inbox, message)

    async def find(self, inbound_id: str) -> InboundMessage | None:
        """One message."""
        return await find_one(self._inbox, InboundMessage, {"_id": inbound_id})

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

    async def wait(self, inbound_id: str, outcome: str, until: datetime) -> None:
        """A request of a chat that belongs to no village: looked at again then."""
        await self._set(inbound_id, {"state": InboundState.WAITING.value, "outcome": outcome, "due_at": until})

    async def wait_after_all(self, inbound_id: str, outcome: str, until: datetime) -> None:
        """The same of one that was held for done."""
        change = {"state": InboundState.WAITING.value, "outcome": outcome, "due_at": until, "tries": 0}
        await self._inbox.update_one({"_id": inbound_id, "state": InboundState.DONE.value}, {"$set": change})

    async def list_waiting(self, now: datetime | None = None) -> list[InboundMessage]:
        """Requests of chats that belong to no village, those to be looked at by now if a moment is given."""
        question: dict[str, Any] = {"state": InboundState.WAITING.value}
        if now:
            question["due_at"] = {"$lte": now}
        found = await self._inbox.find(question).limit(MOST_WAITING).to_list(None)
        return [from_document(InboundMessage, document) for document in found]

    async def leave_waiting(self, inbound_ids: Sequence[str], until: datetime) -> None:
        """Still of no village: look again then."""
        await self._move_waiting(inbound_ids, {"due_at": until})

    async def take_up(self, inbound_ids: Sequence[str], now: datetime) -> int:
        """To be worked on anew; how many. What it came to before stays written down."""
        return await self._move_waiting(inbound_ids, {"state": InboundState.NEW.value, "due_at": now, "tries": 0})

    async def end_waiting(self, inbound_ids: Sequence[str]) -> None:
        """Too late for it."""
        await self._move_waiting(inbound_ids, {"state": InboundState.DONE.value})

    async def forget_before(self, moment: datetime) -> int:
        """Forget what came before then and has been worked on, or still has no village; how many. The rest stays."""
        gone = 0
        for state in (InboundState.WAITING, InboundState.DONE, InboundState.FAILED):
            question = {"state": state.value, "received_at": {"$lt": moment}}
            gone += int((await self._inbox.delete_many(question)).deleted_count)
        return gone

    async def put_back(self, inbound_id: str, due_at: datetime) -> None:
        """Try again later."""
        await self._set(inbound_id, {"due_at": due_at})

    async def give_up(self, inbound_id: str, outcome: str) -> None:
        """No more tries; a person has to look."""
        await self._set(inbound_id, {"state": InboundState.FAILED.value, "outcome": outcome})

    async def _move_waiting(self, inbound_ids: Sequence[str], change: dict[str, Any]) -> int:
        if not inbound_ids:
            return 0
        question = {"_id": {"$in": list(inbound_ids)}, "state": InboundState.WAITING.value}
        return int((await self._inbox.update_many(question, {"$set": change})).modified_count)

    async def _set(self, inbound_id: str, change: dict[str, Any]) -> None:
        await self._inbox.update_one({"_id": inbound_id, "state": InboundState.NEW.value}, {"$set": change})
