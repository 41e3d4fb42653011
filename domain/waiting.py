"""Waits (候补): who stands in line for a time, in which order, and what an offer and its answer make of a wait."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.booking_rules import BookingRules
from domain.bookings import Booking, BookingState, DeskNews
from domain.clock import SHANGHAI, at_civil, civil_date
from domain.errors import BadInput, Conflict
from domain.opening import MeetingWay

MOST_DECLINED = 2
LONGEST_DAYS = 60
SHORTEST_ANSWER = timedelta(minutes=15)
LOOK_AGAIN_AFTER = timedelta(minutes=1)
NIGHT_FROM, NIGHT_TO = time(21), time(8)


class WaitState(StrEnum):
    """Where a wait stands. ``WAITING`` and ``OFFERED`` stand in line; the others are over."""

    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


WAIT_STATE_NAMES = {
    WaitState.WAITING: "候补中",
    WaitState.OFFERED: "有空位，待您确认",
    WaitState.TAKEN: "已约到",
    WaitState.EXPIRED: "已过期",
    WaitState.CANCELLED: "已取消",
}


@dataclass(frozen=True)
class Wait:
    """Somebody's place in line for a service, on days of their choice, with one provider or with anybody near.

    While ``standing`` the store refuses another wait of the same resident for the same service. ``offer_number``
    counts the offers that came to nothing, ``declined_count`` those that the resident refused; ``refused_quarters``
    are the times refused, which are not offered again. It is passed over before ``look_at``.
    Units: quarters are quarter-hours counted from 1970.
    """

    id: str
    resident_id: str
    service_code: str
    village_code: str
    county_code: str
    first_day: date
    last_day: date
    created_at: datetime
    look_at: datetime
    provider_id: str | None = None
    way: MeetingWay | None = None
    state: WaitState = WaitState.WAITING
    standing: bool = True
    green: bool = False
    offered_booking_id: str | None = None
    offer_number: int = 0
    declined_count: int = 0
    refused_quarters: tuple[int, ...] = ()
    changed_at: datetime | None = None

    @property
    def request_key(self) -> str:
        """The same for every try at the same offer: the store makes one booking of it, whoever tries."""
        return f"wait:{self.id}:{self.offer_number}"

    @property
    def place(self) -> tuple[bool, datetime, str]:
        """Smaller goes first: the green channel, then whoever came earlier."""
        return not self.green, self.created_at, self.id

    def earliest(self, rules: BookingRules, now: datetime) -> datetime:
        """The first start worth offering: one that can still be thought over and refused in time."""
        cutoff = timedelta(minutes=rules.cancel_cutoff_minutes)
        return max(at_civil(self.first_day, time()), now + cutoff + SHORTEST_ANSWER)

    @property
    def latest(self) -> datetime:
        """The last start that suits."""
        return at_civil(self.last_day + timedelta(days=1), time()) - timedelta(minutes=1)


def in_line(waits: Iterable[Wait]) -> list[Wait]:
    """Who goes first."""
    return sorted(waits, key=lambda wait: wait.place)


def offered_until(starts_at: datetime, rules: BookingRules, now: datetime) -> datetime:
    """Until when an offer made now may be accepted: nights do not count, and the time to cancel must be left."""
    local = now.astimezone(SHANGHAI)
    counted_from = now
    if local.time() >= NIGHT_FROM:
        counted_from = at_civil(civil_date(now) + timedelta(days=1), NIGHT_TO)
    elif local.time() < NIGHT_TO:
        counted_from = at_civil(civil_date(now), NIGHT_TO)
    cutoff = timedelta(minutes=rules.cancel_cutoff_minutes)
    return min(counted_from + timedelta(minutes=rules.offer_minutes), starts_at - cutoff)


def after_offer(wait: Wait, booking: Booking, now: datetime) -> Wait:
    """What becomes of a wait, given the booking that was offered to it. The booking decides; the wait follows."""
    wait = replace(wait, offered_booking_id=booking.id, changed_at=now)
    if booking.state is BookingState.OFFERED:
        return replace(wait, state=WaitState.OFFERED)
    if booking.state is BookingState.EXPIRED:
        return ended(wait, WaitState.EXPIRED, now)
    if booking.state is BookingState.CANCELLED and booking.expires_at is not None:
        return _after_cancelled_offer(wait, booking, now)
    return ended(wait, WaitState.TAKEN, now)  # accepted, whatever became of the booking since


def ended(wait: Wait, state: WaitState, now: datetime) -> Wait:
    """The wait is over."""
    return replace(wait, state=state, standing=False, changed_at=now)


def was_withdrawn(booking: Booking) -> bool:
    """Whether the desk took an offer back before it was answered."""
    cancelled_offer = booking.state is BookingState.CANCELLED and booking.expires_at is not None
    return cancelled_offer and booking.desk_news is DeskNews.CANCELLED


def _after_cancelled_offer(wait: Wait, booking: Booking, now: datetime) -> Wait:
    """Back into the old place, without this time; too many refusals end the wait, what the desk does is no refusal."""
    refused = not was_withdrawn(booking)
    back = replace(
        wait,
        state=WaitState.WAITING,
        offered_booking_id=None,
        offer_number=wait.offer_number + 1,
        declined_count=wait.declined_count + refused,
        refused_quarters=tuple(sorted({*wait.refused_quarters, *booking.resident_quarters})),
    )
    return ended(back, WaitState.CANCELLED, now) if back.declined_count >= MOST_DECLINED else back


def choose_days(first_day: date | None, last_day: date | None, rules: BookingRules, today: date) -> tuple[date, date]:
    """The days that suit: from today to the horizon if nothing is said.

    Raises: BadInput.
    """
    first = first_day or today
    last = last_day or max(first, today + timedelta(days=rules.horizon_days))
    if first < today:
        raise BadInput(fields={"first_day": "不能早于今天。"})
    if last < first:
        raise BadInput(fields={"last_day": "不能早于开始日期。"})
    if last > today + timedelta(days=LONGEST_DAYS):
        raise BadInput(fields={"last_day": f"最晚为{LONGEST_DAYS}天以后。"})
    return first, last


class AlreadyWaiting(Conflict):
    """One waits once for a service."""

    code = "already_waiting"
    message = "您已登记这项服务的候补，请勿重复登记；要改日期或人员，请先取消原来的候补。"


class WaitOver(Conflict):
    """The wait has ended already."""

    code = "wait_over"
    message = "这个候补已经结束。"


class OfferOver(Conflict):
    """The offer was answered already, or its time has run out."""

    code = "offer_over"
    message = "这个候补名额已过确认时间或已处理，请刷新后查看。"
