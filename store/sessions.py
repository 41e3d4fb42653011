"""Sessions, found by the hash of their token."""

from datetime import datetime

from domain.sessions import Session, SubjectKind
from store.database import Database
from store.documents import from_document, to_document


class Sessions:
    """Who is signed in. The server sweeps what has expired; ``find`` does not wait for the sweep."""

    def __init__(self, database: Database) -> None:
        self._sessions = database["sessions"]

    async def add(self, session: Session) -> None:
        """Keep a new session."""
        await self._sessions.insert_one(to_document(session))

    async def find(self, session_id: str, kind: SubjectKind, now: datetime) -> Session | None:
        """The session, if it is of this kind and has not expired."""
        found = await self._sessions.find_one({"_id": session_id})
        session = from_document(Session, found) if found else None
        return session if session and session.subject_kind is kind and session.expires_at > now else None

    async def remove(self, session_id: str) -> None:
        """Sign out."""
        await self._sessions.delete_one({"_id": session_id})

    async def remove_of_subject(self, kind: SubjectKind, subject_id: str) -> None:
        """Sign somebody out everywhere."""
        await self._sessions.delete_many({"subject_kind": kind.value, "subject_id": subject_id})
