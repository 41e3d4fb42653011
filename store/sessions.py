"""Sessions, found by the hash of their token."""

from datetime import datetime

from domain.sessions import Session, SubjectKind
from store.database import Database
from store.documents import to_document
from store.questions import find_one
from store.short_memory import ShortMemory

MEMORY_SECONDS = 2.0


class Sessions:
    """Who is signed in. The server sweeps what has expired; ``find`` does not wait for the sweep.

    A sign-out in another process is seen here two seconds later at the latest.
    """

    def __init__(self, database: Database) -> None:
        self._sessions = database["sessions"]
        self._memory: ShortMemory[str, Session | None] = ShortMemory(MEMORY_SECONDS)

    async def add(self, session: Session) -> None:
        """Keep a new session."""
        await self._sessions.insert_one(to_document(session))

    async def find(self, session_id: str, kind: SubjectKind, now: datetime) -> Session | None:
        """The session, if it is of this kind and has not expired."""
        session = await self._memory.get(session_id, lambda: self._find(session_id))
        return session if session and session.subject_kind is kind and session.expires_at > now else None

    async def _find(self, session_id: str) -> Session | None:
        return await find_one(self._sessions, Session, {"_id": session_id})

    async def remove(self, session_id: str) -> None:
        """Sign out."""
        await self._sessions.delete_one({"_id": session_id})
        self._memory.forget(session_id)

    async def remove_of_subject(self, kind: SubjectKind, subject_id: str) -> None:
        """Sign somebody out everywhere."""
        await self._sessions.delete_many({"subject_kind": kind.value, "subject_id": subject_id})
        self._memory.forget_all()
