"""Bookings (预约): their states, how they hold time, and every way they can be refused."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.errors import BadInput, Conflict, NotAllowed
from domain.opening import MeetingWay


class BookingState(StrEnum):
    """Where a booking stands. ``OFFERED``, ``BOOKED`` and ``CHECKED_IN`` hold time; the others do not.

    An offered one comes from the waitlist and waits for the resident's yes until ``expires_at``.
    """

    OFFERED = "offered"
    BOOKED = "booked"
    CHECKED_IN = "checked_in"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    EXPIRED = "expired"


BOOKING_STATE_NAMES = {
    BookingState.OFFERED: "待您确认",
    BookingState.BOOKED: "已预约",
    BookingState.CHECKED_IN: "已到场",
    BookingState.COMPLETED: "已办结",
    BookingState.CANCELLED: "已取消",
    BookingState.NO_SHOW: "未到场",
    BookingState.EXPIRED: "已过期",
}


class DeskNews(StrEnum):
    """What the desk did last with a booking; while ``desk_due``, what follows from it is still to be done."""

    MOVED = "moved"
    PROPOSED = "proposed"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    COMPLETED = "completed"
    NO_SHOW = "no_show"


class Nearness(StrEnum):
    """Why this provider: how near to the resident's village."""

    OWN_ADVISOR = "own_advisor"
    SAME_TOWNSHIP = "same_township"
    SAME_COUNTY = "same_county"
    CHOSEN = "chosen"


@dataclass(frozen=True)
class Beneficiary:
    """Somebody for whom a resident books: a parent without a phone, say. ``consent`` says that they agreed."""

    name: str
    relation: str
    consent: bool


@dataclass(frozen=True)
class Visitor:
    """Who walked in without the program; the phone number is sealed."""

    name: str | None = None
    phone_sealed: str | None = None
    phone_masked: str | None = None


@dataclass(frozen=True)
class Booking:
    """One booking. While ``active`` the store refuses any other that shares seat and quarter-hour.

    ``quarters`` hold the provider's time, buffers included; ``resident_quarters`` the resident's. ``held_number``
    counts a resident's bookings from zero and ``day_number`` a provider's of a day where a cap is set (``capped``):
    unique indexes over these numbers are what keeps the caps. ``version`` grows with every change; ``told`` says
    whether the confirmation has been written. While it ``awaits_answer`` the provider will be away, another time is
    proposed, and the old one is kept; ``desk_reason`` says why.
    Units: quarters are quarter-hours counted from 1970.
    """

    id: str
    resident_id: str
    provider_id: str
    service_code: str
    village_code: str
    seat: int
    starts_at: datetime
    ends_at: datetime
    on: date
    quarters: tuple[int, ...]
    resident_quarters: tuple[int, ...]
    state: BookingState
    active: bool
    place: str
    nearness: Nearness
    why: str
    request_key: str
    request_print: str
    created_at: datetime
    way: MeetingWay = MeetingWay.OFFICE
    held_number: int = 0
    day_number: int = 0
    capped: bool = False
    green: bool = False
    beneficiary: Beneficiary | None = None
    matter_number: str | None = None
    told: bool = False
    version: int = 1
    expires_at: datetime | None = None
    waiting_id: str | None = None
    moved_from: datetime | None = None
    changed_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    visitor: Visitor | None = None
    checked_in_at: datetime | None = None
    ended_at: datetime | None = None
    result: str | None = None
    spent_minutes: int | None = None
    desk_news: DeskNews | None = None
    desk_due: bool = False
    desk_reason: str | None = None
    awaits_answer: bool = False
    answer_by: datetime | None = None
    proposed_starts_at: datetime | None = None
    proposed_provider_id: str | None = None


class WrongBookingState(Conflict):
    """The desk cannot do this with the booking now."""

    code = "wrong_booking_state"
    message = "这个预约现在不能这样办理，请刷新后再看。"


class NothingProposed(Conflict):
    """There is no proposal to answer, or no longer."""

    code = "nothing_proposed"
    message = "这个预约没有需要您答复的改期建议，请刷新后查看。"


class TimeTaken(Conflict):
    """Somebody was faster. ``details["alternatives"]`` lists free times."""

    code = "time_taken"
    message = "这个时间刚刚被别人约走了，请换一个时间。"


class ResidentBusy(Conflict):
    """The resident has another booking at that time."""

    code = "resident_busy"
    message = "您在这个时间已有另一个预约，请换一个时间，或先取消原来的预约。"


class NoFreeTime(Conflict):
    """Nobody near has a free time within the horizon."""

    code = "no_free_time"
    message = "近期没有可约的时间。您可以登记候补，有空位时我们会通知您；急事请拨打12348法律服务热线。"


class DayFull(Conflict):
    """The provider takes no more bookings that day."""

    code = "day_full"
    message = "这一天的预约已满，请换一天。"


class TooManyHeld(Conflict):
    """The resident holds as many bookings as one may."""

    code = "too_many_held"
    message = "您未办结的预约已达上限，请先办完或取消一个，再约新的。"


class BookingPaused(NotAllowed):
    """Did not come too often."""

    code = "booking_paused"
    message = "您近期多次预约后未到场，暂时不能在线预约，可以到司法所现场办理，或拨打12348。"


class NotCancellable(Conflict):
    """Already over, already cancelled, or too late."""

    code = "not_cancellable"
    message = "这个预约已经结束，不能取消。"


class NotMovable(Conflict):
    """Already over, already let go, or too late."""

    code = "not_movable"
    message = "这个预约已经结束或取消，不能改期。"


class BookingChanged(Conflict):
    """Somebody changed it since it was read."""

    code = "booking_changed"
    message = "这个预约刚刚有变动，请刷新后再试。"


class KeyReused(Conflict):
    """The same Idempotency-Key came with another request."""

    code = "idempotency_key_reused"
    message = "这个请求编号已用于另一个预约，请重新提交。"


class PhoneNeeded(Conflict):
    """The provider must be able to call back."""

    code = "phone_needed"
    message = "请先授权手机号，方便法律服务人员与您联系。"


class VillageNeeded(Conflict):
    """Nearness needs a village."""

    code = "village_needed"
    message = "请先选择您所在的村（社区）。"


class OutsideOpening(BadInput):
    """The time asked for is not one that can be booked."""

    code = "outside_opening"
    message = "这个时间不在可预约的时段内，请从可约时间中选择。"


class WayNotOffered(BadInput):
    """The provider does not meet people that way."""

    code = "way_not_offered"
    message = "这位法律服务人员不提供这种服务方式，请换一种。"


class NotEntitledToVisit(NotAllowed):
    """Visits at home are for the green channel; the desk may arrange others, saying why."""

    code = "home_visit_not_entitled"
    message = (
        "上门服务面向年满70周岁、残疾、务工受伤和住院治疗的居民：符合的，请先在“我的”里登记绿色通道；"
        "其他情况可以选到场、电话或视频，实在出不了门的，请联系司法所安排。"
    )


class ConsentNeeded(BadInput):
    """One books for another only with their consent."""

    code = "consent_needed"
    message = "为家人预约，须先征得本人同意并勾选确认。"
