"""Codes that bind a chat or a person, and the people bound."""

from datetime import datetime

from domain.bindings import BindingCode, ChatPerson
from store.database import Database
from store.documents import to_document
from store.questions import find_one, insert_once


class BindingCodes:
    """Each good once and for half an hour; swept afterwards."""

    def __init__(self, database: Database) -> None:
        self._codes = database["binding_codes"]

    async def add_once(self, code: BindingCode) -> bool:
        """Keep a new code; false when it is taken."""
        return await insert_once(self._codes, code)

    async def use(self, code: str, inbound_id: str, now: datetime) -> BindingCode | None:
        """Use it up for this message; None when there is none, it is too old, or another message was first."""
        guard = {"_id": code, "expires_at": {"$gt": now}, "used_by": {"$in": [None, inbound_id]}}
        if not (await self._codes.update_one(guard, {"$set": {"used_by": inbound_id}})).matched_count:
            return None
        return await find_one(self._codes, BindingCode, {"_id": code})


class ChatPeople:
    """Senders who are providers, by channel and sender."""

    def __init__(self, database: Database) -> None:
        self._people = database["chat_people"]

    async def put(self, person: ChatPerson) -> None:
        """Bind; the latest word counts."""
        await self._people.replace_one({"_id": person.id}, to_document(person), upsert=True)

    async def find(self, person_id: str) -> ChatPerson | None:
        """Who it is."""
        return await find_one(self._people, ChatPerson, {"_id": person_id})
