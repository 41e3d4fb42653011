"""Notices, and the consents by which they may be sent."""

from datetime import datetime
from typing import Any

from domain.notices import Notice, NoticeKind, NoticeState
from store.database import Database
from store.documents import from_document
from store.questions import insert_once

BATCH = 200


class Notices:
    """The inbox of every resident, which is also the queue of messages to send."""

    def __init__(self, database: Database) -> None:
        self._notices = database["notices"]

    async def add_once(self, notice: Notice) -> bool:
        """Keep the notice; false if its occasion was told before."""
        return await insert_once(self._notices, notice)

    async def list_of_resident(self, resident_id: str, since: datetime) -> list[Notice]:
        """What a resident was told since a moment, latest first."""
        question = {"resident_id": resident_id, "created_at": {"$gte": since}}
        found = await self._notices.find(question).sort("created_at", -1).to_list(None)
        return [from_document(Notice, document) for document in found]

    async def list_due(self, now: datetime) -> list[Notice]:
        """A batch of what should be sent by now."""
        question = {"state": NoticeState.DUE.value, "due_at": {"$lte": now}}
        found = await self._notices.find(question).limit(BATCH).to_list(None)
        return [from_document(Notice, document) for document in found]

    async def claim(self, notice: Notice, now: datetime) -> bool:
        """Become the one who sends it."""
        return await self._move(notice.id, NoticeState.DUE, NoticeState.SENDING, {"changed_at": now})

    async def settle(self, notice: Notice, state: NoticeState, now: datetime) -> bool:
        """Write down how the sending ended."""
        return await self._move(notice.id, NoticeState.SENDING, state, {"changed_at": now})

    async def put_back(self, notice: Notice, due_at: datetime, now: datetime) -> bool:
        """Send it later: the platform is known not to have taken it."""
        change = {"changed_at": now, "due_at": due_at, "attempts": notice.attempts + 1}
        return await self._move(notice.id, NoticeState.SENDING, NoticeState.DUE, change)

    async def give_up_stuck(self, before: datetime, now: datetime) -> int:
        """Whoever was sending these is gone: whether they arrived is unknown, so they are not sent again."""
        question = {"state": NoticeState.SENDING.value, "changed_at": {"$lt": before}}
        change = {"state": NoticeState.UNKNOWN.value, "changed_at": now}
        done = await self._notices.update_many(question, {"$set": change})
        return int(done.modified_count)

    async def drop_due(self, notice_id: str, now: datetime) -> None:
        """The occasion is gone (a cancelled booking): keep it out of WeChat."""
        await self._move(notice_id, NoticeState.DUE, NoticeState.INBOX_ONLY, {"changed_at": now})

    async def _move(self, notice_id: str, before: NoticeState, after: NoticeState, change: dict[str, Any]) -> bool:
        guard = {"_id": notice_id, "state": before.value}
        done = await self._notices.update_one(guard, {"$set": {**change, "state": after.value}})
        return bool(done.modified_count)


class Subscriptions:
    """The consent ledger: one accepted consent allows one message (the platform has no way to ask it)."""

    def __init__(self, database: Database) -> None:
        self._subscriptions = database["subscriptions"]

    async def add(self, resident_id: str, kind: NoticeKind, now: datetime) -> None:
        """One more message may be sent."""
        change = {"$inc": {"count": 1}, "$set": {"changed_at": now}}
        await self._subscriptions.update_one({"_id": _key(resident_id, kind)}, change, upsert=True)

    async def take(self, resident_id: str, kind: NoticeKind) -> bool:
        """Use one consent up; false when there is none."""
        guard = {"_id": _key(resident_id, kind), "count": {"$gt": 0}}
        return bool((await self._subscriptions.update_one(guard, {"$inc": {"count": -1}})).modified_count)

    async def clear(self, resident_id: str, kind: NoticeKind) -> None:
        """The platform says there is no consent: believe it."""
        await self._subscriptions.update_one({"_id": _key(resident_id, kind)}, {"$set": {"count": 0}})


def _key(resident_id: str, kind: NoticeKind) -> str:
    return f"{resident_id}:{kind.value}"
