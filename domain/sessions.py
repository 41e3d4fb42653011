"""Sessions: who is signed in, and until when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SubjectKind(StrEnum):
    """Whose session it is."""

    RESIDENT = "resident"
    STAFF = "staff"


@dataclass(frozen=True)
class Session:
    """One sign-in; ``id`` is the SHA-256 of the token, which itself is never kept."""

    id: str
    subject_kind: SubjectKind
    subject_id: str
    created_at: datetime
    expires_at: datetime
