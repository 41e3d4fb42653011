"""Bookings (预约): their states, and how they hold time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import BadInput, Conflict


class BookingState(StrEnum):
    """Where a booking stands. Only ``BOOKED`` and ``CHECKED_IN`` hold time."""

    BOOKED = "booked"
    CHECKED_IN = "checked_in"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class Nearness(StrEnum):
    """Why this provider: how near to the resident's village."""

    OWN_ADVISOR = "own_advisor"
    SAME_TOWNSHIP = "same_township"
    SAME_COUNTY = "same_county"
    CHOSEN = "chosen"


@dataclass(frozen=True)
class Booking:
    """One booking. While ``active`` the store refuses any other that shares seat and quarter-hour.

    Units: ``quarters`` are quarter-hours counted from 1970, buffers included.
    """

    id: str
    resident_id: str
    provider_id: str
    service_code: str
    village_code: str
    seat: int
    starts_at: datetime
    ends_at: datetime
    quarters: tuple[int, ...]
    state: BookingState
    active: bool
    place: str
    nearness: Nearness
    why: str
    request_key: str
    request_print: str
    created_at: datetime
    matter_number: str | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None


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
    message = "近期没有可约的时间，请过几天再试，或拨打12348法律服务热线。"


class NotCancellable(Conflict):
    """Already over, or already cancelled."""

    code = "not_cancellable"
    message = "这个预约已经结束，不能取消。"


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
