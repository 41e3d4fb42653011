"""Residents, by openid and by id."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.booking_rules import GreenReason
from domain.people import Resident
from domain.sessions import Session
from store.database import Database, Document
from store.documents import from_document
from store.gathering import Gathering
from store.questions import find_one, insert_once
from store.sealing import Sealer
from store.short_memory import ShortMemory

MEMORY_SECONDS = 2.0
MOST_SESSIONS = 8


@dataclass(frozen=True)
class SignedIn:
    """A resident, and until when the session lasts."""

    resident: Resident
    expires_at: datetime


class Residents:
    """Everybody who opened the mini-program. Phone numbers are sealed here and nowhere else."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._residents = database["residents"]
        self._sealer = sealer
        self._memory: ShortMemory[str, Resident | None] = ShortMemory(MEMORY_SECONDS)
        self._signed_in: ShortMemory[str, SignedIn | None] = ShortMemory(MEMORY_SECONDS)
        self._looking_up = Gathering(self._find_all_signed_in)
        self._remembered: defaultdict[str, set[str]] = defaultdict(set)

    async def find(self, resident_id: str) -> Resident | None:
        """One resident; another process's change may show two seconds late."""
        return await self._memory.get(resident_id, lambda: self._find_by({"_id": resident_id}))

    async def find_fresh(self, resident_id: str) -> Resident | None:
        """One resident, as kept at this moment."""
        self._memory.forget(resident_id)
        return await self.find(resident_id)

    async def add_session(self, session: Session) -> None:
        """Keep a sign-in with its resident, so that one question tells both; of many only the latest stay."""
        kept = {"id": session.id, "expires_at": session.expires_at}
        change = {"$push": {"sessions": {"$each": [kept], "$slice": -MOST_SESSIONS}}}
        await self._change(session.subject_id, change)

    async def find_by_session(self, session_id: str, now: datetime) -> Resident | None:
        """The resident signed in by this session; a sign-out in another process may show two seconds late."""
        found = await self._signed_in.get(session_id, lambda: self._looking_up.do(session_id))
        return found.resident if found and found.expires_at > now else None

    async def remove_session(self, session_id: str) -> None:
        """Sign out."""
        gone = {"$pull": {"sessions": {"id": session_id}}}
        await self._residents.update_one({"sessions.id": session_id}, gone)
        self._signed_in.forget(session_id)

    async def _find_all_signed_in(self, session_ids: list[str]) -> list[SignedIn | None]:
        found = await self._find_with_sessions(session_ids)
        by_session = {one["id"]: (resident, one["expires_at"]) for resident in found for one in resident["sessions"]}
        return [self._signed_in_by(session_id, *by_session.get(session_id, (None, None))) for session_id in session_ids]

    async def _find_with_sessions(self, session_ids: list[str]) -> list[Document]:
        if len(session_ids) > 1:
            found: list[Document] = await self._residents.find({"sessions.id": {"$in": session_ids}}).to_list(None)
            return found
        alone = await self._residents.find_one({"sessions.id": session_ids[0]})  # a good deal cheaper than a cursor
        return [alone] if alone else []

    def _signed_in_by(self, session_id: str, found: Document | None, expires_at: datetime | None) -> SignedIn | None:
        if found is None or expires_at is None:
            return None
        self._remembered[found["_id"]].add(session_id)
        return SignedIn(from_document(Resident, found), expires_at)

    async def find_by_openid(self, openid: str) -> Resident | None:
        """The resident whom the platform knows by this openid."""
        return await self._find_by({"openid": openid})

    async def list_by_phone_index(self, phone_index: str) -> list[Resident]:
        """The residents who bear this phone number and have not left."""
        found = await self._residents.find({"phone_index": phone_index}).to_list(None)
        kept = [from_document(Resident, document) for document in found]
        return [resident for resident in kept if resident.deleted_at is None]

    async def add_or_find(self, newcomer: Resident) -> Resident:
        """The resident with this openid: the newcomer, unless a request beside this one was faster."""
        if await insert_once(self._residents, newcomer):
            return newcomer
        return await self.find_by_openid(newcomer.openid) or newcomer

    async def set_phone(self, resident: Resident, phone: str) -> Resident:
        """Keep the phone number, sealed."""
        sealed = self._sealer.sealed_phone(phone)
        await self._change(resident.id, {"$set": sealed})
        return replace(
            resident,
            phone_sealed=sealed["phone_sealed"],
            phone_index=sealed["phone_index"],
            phone_masked=sealed["phone_masked"],
        )

    async def set_village(self, resident: Resident, village_code: str) -> Resident:
        """Keep where the resident lives."""
        await self._change(resident.id, {"$set": {"village_code": village_code}})
        return replace(resident, village_code=village_code)

    async def set_language(self, resident: Resident, language: str | None) -> Resident:
        """Keep in which language a resident likes to be met."""
        await self._change(resident.id, {"$set": {"language": language}})
        return replace(resident, language=language)

    async def add_consent(self, resident: Resident, scope: str, version: str, given_at: datetime) -> None:
        """Keep what was agreed to, and when."""
        kept = {"scope": scope, "version": version, "given_at": given_at}
        await self._change(resident.id, {"$push": {"consents": kept}})

    async def set_green_reasons(self, resident: Resident, reasons: tuple[GreenReason, ...]) -> Resident:
        """Keep why a resident goes first."""
        await self._change(resident.id, {"$set": {"green_reasons": [reason.value for reason in reasons]}})
        return replace(resident, green_reasons=reasons)

    async def add_no_show(self, resident_id: str, starts_at: datetime) -> None:
        """The resident did not come; the same booking is noted once."""
        await self._change(resident_id, {"$addToSet": {"no_show_times": starts_at}})

    async def remove_no_show(self, resident_id: str, starts_at: datetime) -> None:
        """The resident had come after all."""
        await self._change(resident_id, {"$pull": {"no_show_times": starts_at}})

    async def remove_consent(self, resident: Resident, scope: str) -> None:
        """The resident takes a consent back."""
        await self._change(resident.id, {"$pull": {"consents": {"scope": scope}}})

    def reveal_phone(self, person: Any) -> str | None:
        """The phone number in clear, of a resident or provider. Whoever calls this logs who looked."""
        return self._sealer.unseal(person.phone_sealed) if person.phone_sealed else None

    async def _change(self, resident_id: str, change: dict[str, Any]) -> None:
        await self._residents.update_one({"_id": resident_id}, change)
        self._memory.forget(resident_id)
        for session_id in self._remembered.pop(resident_id, ()):
            self._signed_in.forget(session_id)

    async def _find_by(self, question: dict[str, Any]) -> Resident | None:
        return await find_one(self._residents, Resident, question)
