"""Stream replies (流式回复) of the smart bot: what is being said, until the platform has fetched it."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class BotStream:
    """One answer in the making. ``response_code`` allows one late answer within an hour."""

    id: str
    chat_id: str
    user_id: str
    started_at: datetime
    expires_at: datetime
    content: str = ""
    finished: bool = False
    fetched_at: datetime | None = None
    response_code: str = field(default="", repr=False)
    response_used: bool = False
