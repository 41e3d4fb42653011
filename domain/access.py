"""Who looked at personal data, whose, why and when."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Access:
    """One look. It is written down before anything is shown; ``granted`` says whether it was."""

    id: str
    who: str
    who_kind: str
    whose: str
    what: str
    why: str
    at: datetime
    granted: bool = False
