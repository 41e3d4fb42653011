"""The history of hours as a chain: every change of an entry is one link that holds the hash of the link before it.

There is one chain for each county and year. A link is written before the entry changes and says what will be; if the
change then does not come about, another link voids it. Links are only ever added, so whatever was edited, deleted or
inserted behind the program's back shows: in a hash, in a missing number, or in an entry that differs from its links.
A chain whose end was cut off together with the entries can only be told from a hash noted elsewhere
(``verify-hours --seen``).
"""

import hashlib
import json
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from itertools import takewhile
from typing import Any

from domain.hours import ActorKind, Entry, EntryEvent

FIRST_HASH = "0" * 64
# Kept apart from the content: the history and the name of the link follow from the chain, the steps from the times.
OLDER_HISTORY = "older_history"
LEFT_OUT = frozenset({"history", "last_link", "steps"})


class ChangeKind(StrEnum):
    """What happened to an entry."""

    SUBMITTED = "submitted"
    CORRECTED = "corrected"
    APPROVED = "approved"
    RETURNED = "returned"
    TAKEN_BACK = "taken_back"
    CLOSED = "closed"
    UNLOCKED = "unlocked"
    ADJUSTED = "adjusted"
    EVIDENCE = "evidence"
    CONFIRMED = "confirmed"
    ADOPTED = "adopted"
    VOIDED = "voided"


@dataclass(frozen=True)
class Link:
    """One link. ``old`` holds what the changed fields were, ``new`` the whole entry afterwards, as canonical JSON.

    ``settled`` (whether the entry is known to have followed, or the link to be void) is no part of the hash.
    """

    id: str
    chain: str
    seq: int
    prev_hash: str
    hash: str
    at: datetime
    by: str
    by_kind: ActorKind
    entry_id: str
    change: ChangeKind
    old: str
    new: str
    why: str
    voids: str | None = None
    settled: bool = False


@dataclass(frozen=True)
class Head:
    """The end of a chain."""

    seq: int = 0
    hash: str = FIRST_HASH


def chain_of(county_code: str, year: int) -> str:
    """The name of a chain."""
    return f"{county_code}:{year}"


def link_id(chain: str, seq: int) -> str:
    """The name of a link; names sort as numbers do."""
    return f"{chain}:{seq:09d}"


def content_of(entry: Entry) -> dict[str, Any]:
    """What a link says of an entry; also the part of its history that is older than its first link."""
    said = {one.name: plain_value(getattr(entry, one.name)) for one in fields(entry) if one.name not in LEFT_OUT}
    older = [
        [plain_value(one.at), one.by, one.by_kind.value, one.what]
        for one in takewhile(lambda event: event.link is None, entry.history)
    ]
    return {**said, OLDER_HISTORY: older}


def canonical(value: Any) -> str:
    """JSON that is the same for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def describe(before: Entry | None, after: Entry, change: ChangeKind, event: EntryEvent) -> Link:
    """A link that has no place in the chain yet."""
    new = content_of(after)
    former = content_of(before) if before else {}
    new[OLDER_HISTORY] = former.get(OLDER_HISTORY, [])
    old = {name: value for name, value in former.items() if new[name] != value}
    return _unplaced(after.chain, after.id, change, event, old=canonical(old) if before else "", new=canonical(new))


def describe_void(link: Link, at: datetime, why: str) -> Link:
    """A link that says of another that its change did not come about."""
    event = EntryEvent(at, link.by, link.by_kind, why)
    return replace(_unplaced(link.chain, link.entry_id, ChangeKind.VOIDED, event, old="", new=""), voids=link.id)


def place(link: Link, head: Head) -> Link:
    """The link as the next one of its chain."""
    seq = head.seq + 1
    placed = replace(link, id=link_id(link.chain, seq), seq=seq, prev_hash=head.hash)
    return replace(placed, hash=hash_of(placed))


def hash_of(link: Link) -> str:
    """SHA-256 over all that the link says."""
    said = {
        one.name: plain_value(getattr(link, one.name)) for one in fields(link) if one.name not in ("hash", "settled")
    }
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def _unplaced(chain: str, entry_id: str, change: ChangeKind, event: EntryEvent, *, old: str, new: str) -> Link:
    return Link("", chain, 0, "", "", event.at, event.by, event.by_kind, entry_id, change, old, new, event.what)


def plain_value(value: Any) -> Any:
    """A value as links write it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return list(value) if isinstance(value, tuple) else value
