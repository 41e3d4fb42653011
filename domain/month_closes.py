"""封账: a month of a village's hours is closed; what is in it never changes again, unless the county unlocks it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from domain.clock import at_civil
from domain.entry_words import say_date
from domain.errors import BadInput, Conflict, NotAllowed
from domain.hour_chain import chain_of
from domain.hours import (
    LONGEST_ENTRY_MINUTES,
    STEP_MINUTES,
    ActorKind,
    Entry,
    EntryEvent,
    EntryState,
)
from domain.people import Role, Staff
from domain.settings import ClosingOffice

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


class CloseState(StrEnum):
    """Where a month of a village stands; one that nobody ever closed is not kept."""

    CLOSING = "closing"
    CLOSED = "closed"
    UNLOCKING = "unlocking"
    OPEN = "open"


CLOSE_STATE_NAMES = {
    CloseState.CLOSING: "正在封账",
    CloseState.CLOSED: "已封账",
    CloseState.UNLOCKING: "正在解封",
    CloseState.OPEN: "未封账",
}


@dataclass(frozen=True)
class MonthClose:
    """A village's month. ``month`` is ``2026-03``; ``reason`` is why it was last unlocked."""

    id: str
    month: str
    village_code: str
    state: CloseState
    changed_by: str
    changed_at: datetime
    reason: str = ""
    version: int = 1

    @property
    def year_and_month(self) -> tuple[int, int]:
        """As numbers."""
        return int(self.month[:4]), int(self.month[5:])


class MonthClosed(Conflict):
    """The month is closed."""

    code = "month_closed"
    message = "这个月已封账，不能再改动。"


class MonthAwaits(Conflict):
    """Entries of the month await review. ``details["villages"]`` says where and how many."""

    code = "month_awaits_review"


class NotClosed(Conflict):
    """Only what is closed can be unlocked or adjusted."""

    code = "not_closed"
    message = "这个月还没有封账。"


def close_id(month: str, village_code: str) -> str:
    """The name under which a village's month is kept."""
    return f"{month}:{village_code}"


def month_closed(year: int, months: Iterable[int]) -> MonthClosed:
    """The refusal that names the month."""
    named = "、".join(f"{month}月" for month in sorted(set(months)))
    words = f"{year}年{named}已封账，不能再改动。如有差错，请司法所登记调整，或请县（市、区）司法局解封。"
    return MonthClosed(words)


def check_month(text: str, today: date) -> tuple[int, int]:
    """The year and month of a text, of a month that is over.

    Raises: BadInput.
    """
    found = MONTH.fullmatch(text)
    if not found:
        raise BadInput("月份请写成“2026-03”。", code="month_not_valid", fields={"month": "月份请写成“2026-03”。"})
    year, month = int(found[1]), int(found[2])
    if (year, month) >= (today.year, today.month):
        raise BadInput("只能对已经过完的月份封账。", code="month_not_over", fields={"month": "这个月还没有过完。"})
    return year, month


def may_close(staff: Staff, office: ClosingOffice) -> bool:
    """Whether they may close months."""
    return may_unlock(staff) or (office is ClosingOffice.TOWNSHIP and staff.role is Role.TOWNSHIP)


def may_unlock(staff: Staff) -> bool:
    """Whether they may unlock months."""
    return staff.role in (Role.COUNTY, Role.CITY)


def check_may_close(staff: Staff, office: ClosingOffice) -> None:
    """Raises: NotAllowed."""
    if not may_close(staff, office):
        raise NotAllowed("月度封账由县（市、区）司法局办理。", code="county_closes")


def check_may_unlock(staff: Staff) -> None:
    """Raises: NotAllowed."""
    if not may_unlock(staff):
        raise NotAllowed("解封由县（市、区）司法局办理。", code="county_unlocks")


def adjustment_of(
    entry: Entry, earlier: Iterable[Entry], *, minutes: int, reason: str, staff: Staff, now: datetime, today: date
) -> Entry:
    """The entry in the open month that corrects a closed one by some minutes; it holds no time of the advisor's.

    Raises: NotClosed, BadInput.
    """
    if not entry.closed or entry.corrects:
        raise NotClosed("只有已封账的原始记录才能调整；没有封账的，请退回给顾问修改。")
    former = list(earlier)
    _check_minutes(entry, former, minutes)
    what = f"封账后调整{minutes:+d}分钟：{reason}"
    number = len(former) + 1
    return replace(
        entry,
        id=f"{entry.id}-{number}",
        client_id=f"adjust:{entry.id}:{number}",
        request_print="",
        corrects=entry.id,
        on=today,
        year=today.year,
        starts_at=at_civil(today, entry.from_time),
        ends_at=at_civil(today, entry.to_time),
        steps=(),
        minutes=minutes,
        summary=f"调整{say_date(entry.on)}的工时{minutes:+d}分钟：{reason}",
        people_count=0,
        state=EntryState.APPROVED,
        counts=False,
        late=False,
        late_month=None,
        late_slots=(),
        late_held=False,
        closed=False,
        revision=1,
        return_reason=None,
        photo_ids=(),
        village_confirmed_by=None,
        village_confirmed_at=None,
        created_at=now,
        submitted_at=now,
        reviewed_by=staff.id,
        reviewed_at=now,
        chain=chain_of(entry.county_code, today.year),
        last_link=None,
        history=(EntryEvent(now, staff.id, ActorKind.STAFF, what),),
    )


def _check_minutes(entry: Entry, earlier: Iterable[Entry], minutes: int) -> None:
    counted = (entry.minutes if entry.state is EntryState.APPROVED else 0) + sum(one.minutes for one in earlier)
    problem = None
    if minutes == 0 or minutes % STEP_MINUTES:
        problem = f"调整的分钟数不能为0，并按{STEP_MINUTES}分钟取整。"
    elif counted + minutes < 0:
        problem = f"这条记录现计{counted}分钟，最多减去{counted}分钟。"
    elif counted + minutes > LONGEST_ENTRY_MINUTES:
        problem = f"这条记录现计{counted}分钟，调整后不能超过{LONGEST_ENTRY_MINUTES}分钟。"
    if problem:
        raise BadInput(problem, code="adjustment_not_valid", fields={"minutes": problem})
