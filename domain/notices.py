"""Notices: what a person is told, once, in the program's inbox and, with their consent, as a WeChat message."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from domain.bookings import Booking

THING_LENGTH = 20


class NoticeKind(StrEnum):
    """What it is about; each kind has its own WeChat template and its own consents."""

    BOOKING_CONFIRMED = "booking_confirmed"
    BOOKING_REMINDER = "booking_reminder"
    ENTRY_RETURNED = "entry_returned"
    BOOKING_MOVED = "booking_moved"
    BOOKING_MISSED = "booking_missed"
    WAIT_OFFERED = "wait_offered"
    WAIT_ENDED = "wait_ended"
    MATERIALS_CHECKED = "materials_checked"
    APPLICATION_ACCEPTED = "application_accepted"
    MATTER_LATE = "matter_late"
    RATING_ASKED = "rating_asked"
    PRIVACY_HINT = "privacy_hint"
    HOURS_REMINDER = "hours_reminder"


class NoticeState(StrEnum):
    """How far the WeChat message has come. Whatever it says, the notice stands in the inbox.

    ``SENDING`` is written before the call: after a crash there it becomes ``UNKNOWN`` and is never sent again.
    """

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    INBOX_ONLY = "inbox_only"
    UNKNOWN = "unknown"
    FAILED = "failed"


@dataclass(frozen=True)
class Notice:
    """One notice; ``id`` names the occasion, so that an occasion is told once.

    ``data`` holds the template's fields by name (``thing1``, ``time2``, ...).
    """

    id: str
    resident_id: str
    kind: NoticeKind
    title: str
    text: str
    page: str
    created_at: datetime
    due_at: datetime
    data: dict[str, str] = field(default_factory=dict)
    booking_id: str | None = None
    state: NoticeState = NoticeState.DUE
    attempts: int = 0
    changed_at: datetime | None = None


def notice_of_booking(
    booking: Booking, kind: NoticeKind, title: str, text: str, *, occasion: str, at: datetime, data: dict[str, str]
) -> Notice:
    """What the resident of a booking is told; it leads to the booking."""
    return Notice(
        id=occasion,
        resident_id=booking.resident_id,
        kind=kind,
        title=title,
        text=text,
        page=f"pages/booking/show?id={booking.id}",
        created_at=at,
        due_at=at,
        data=data,
        booking_id=booking.id,
    )


def fit_thing(text: str) -> str:
    """As much as a template's field of the kind ``thing`` takes."""
    return text[:THING_LENGTH]


MOST_ATTEMPTS = 5


def next_try_after(attempts: int) -> timedelta:
    """How long to wait after the n-th failure: 1, 2, 4, ... minutes, at most an hour."""
    return timedelta(minutes=min(2 ** max(attempts - 1, 0), 60))
