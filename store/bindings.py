"""Codes that bind a chat or a person, and the people bound."""

from datetime import datetime

from pymongo.errors import DuplicateKeyError

from domain.bindings import BindingCode, ChatPerson
from store.database import Database
from store.documents import from_document, to_document


class BindingCodes:
    """Each good once and for half an hour; swept afterwards."""

    def __init__(self, database: Database) -> None:
        self._codes = database["binding_codes"]

    async def add_once(self, code: BindingCode) -> bool:
        """Keep a new code; false when it is taken."""
        try:
            await self._codes.insert_one(to_document(code))
        except DuplicateKeyError:
            return False
        return True

    async def use(self, code: str, inbound_id: str, now: datetime) -> BindingCode | None:
        """Use it up for this message; None when there is none, it is too old, or another message was first."""
        guard = {"_id": code, "expires_at": {"$gt": now}, "used_by": {"$in": [None, inbound_id]}}
        if not (await self._codes.update_one(guard, {"$set": {"used_by": inbound_id}})).matched_count:
            return None
        found = await self._codes.find_one({"_id": code})
        return from_document(BindingCode, found) if found else None


class ChatPeople:
    """Senders who are providers, by channel and sender."""

    def __init__(self, database: Database) -> None:
        self._people = database["chat_people"]

    async def put(self, person: ChatPerson) -> None:
        """Bind; the latest word counts."""
        await self._people.replace_one({"_id": person.id}, to_document(person), upsert=True)

    async def find(self, person_id: str) -> ChatPerson | None:
        """Who it is."""
        found = await self._people.find_one({"_id": person_id})
        return from_document(ChatPerson, found) if found else None
