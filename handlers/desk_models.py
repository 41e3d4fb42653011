"""Models of the desk that a provider's doors and the staff's share."""

from datetime import UTC, date

from pydantic import AwareDatetime, Field

from actions.follow_bookings import BookingTold
from actions.take_leave import Affected
from domain.booking_rules import GREEN_REASON_NAMES
from domain.bookings import BOOKING_STATE_NAMES, BookingState
from domain.desk_rules import LONGEST_RESULT, steps_possible
from domain.opening import MEETING_WAY_NAMES, Leave, MeetingWay
from domain.people import Role, Staff
from domain.walk_ins import LONGEST_MINUTES, SHORTEST_MINUTES, WalkIn
from handlers.hour_models import Day
from handlers.models import DIVISION_CODE, Answer, Request, ShanghaiTime

PHONE = r"^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$"
LEAVE_WAYS = r"^(move|offer)$"


class DeskBookingView(Answer):
    """A booking as the desk sees it: the phone is masked, the green channel has its reasons."""

    id: str
    state: BookingState
    state_name: str
    service_name: str
    provider_id: str
    provider_name: str
    starts_at: ShanghaiTime
    ends_at: ShanghaiTime
    resident_name: str | None
    phone_masked: str | None
    village_name: str
    green: bool
    green_reasons: list[str] = Field(description="绿色通道的原因")
    beneficiary_name: str | None
    way: MeetingWay
    way_name: str
    place: str
    materials: list[str]
    matter_number: str | None
    walked_in: bool
    awaits_answer: bool
    result: str | None
    can: list[str] = Field(description="现在可以办理的：check_in、complete、no_show、phone_reveal")

    @classmethod
    def of(cls, told: BookingTold, now: AwareDatetime) -> "DeskBookingView":
        """The booking as told to its desk."""
        booking, resident = told.booking, told.resident
        reasons = resident.green_reasons if resident else ()
        phone_masked = booking.visitor.phone_masked if booking.visitor else resident.phone_masked if resident else None
        steps = [step.value for step in steps_possible(booking, now)]
        return cls(
            id=booking.id,
            state=booking.state,
            state_name=BOOKING_STATE_NAMES[booking.state],
            service_name=told.service.name if told.service else booking.service_code,
            provider_id=booking.provider_id,
            provider_name=told.provider.name if told.provider else "",
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            resident_name=booking.visitor.name if booking.visitor else resident.name if resident else None,
            phone_masked=phone_masked,
            village_name=told.village.spoken_name if told.village else "",
            green=booking.green or bool(reasons),
            green_reasons=[GREEN_REASON_NAMES[reason] for reason in reasons],
            beneficiary_name=booking.beneficiary.name if booking.beneficiary else None,
            way=booking.way,
            way_name=MEETING_WAY_NAMES[booking.way],
            place=booking.place,
            materials=list(told.service.materials) if told.service else [],
            matter_number=booking.matter_number,
            walked_in=booking.visitor is not None,
            awaits_answer=booking.awaits_answer,
            result=booking.result,
            can=[*steps, "phone_reveal"] if phone_masked else steps,
        )

    @classmethod
    def for_staff(cls, told: BookingTold, now: AwareDatetime, staff: Staff) -> "DeskBookingView":
        """The booking as told to staff: they read no phone numbers here, and auditors do nothing."""
        view = cls.of(told, now)
        steps = [] if staff.role is Role.AUDITOR else [one for one in view.can if one != "phone_reveal"]
        return view.model_copy(update={"can": steps})


class CompletionBody(Request):
    """How it went, if one likes to say."""

    result: str | None = Field(None, max_length=LONGEST_RESULT, description="办理结果，会写进工时草稿")
    minutes: int | None = Field(None, ge=SHORTEST_MINUTES, le=LONGEST_MINUTES, description="实际用时（分钟）")


class WalkInBody(Request):
    """Who stands at the desk: the service and the village are enough."""

    service_code: str = Field(min_length=1, max_length=64)
    village_code: str = Field(pattern=DIVISION_CODE, description="村（社区）的12位区划代码")
    name: str | None = Field(None, max_length=30)
    phone: str | None = Field(None, pattern=PHONE, description="手机号或带区号的座机号")
    starts_at: AwareDatetime | None = Field(None, description="不填即现在")
    minutes: int | None = Field(None, ge=SHORTEST_MINUTES, le=LONGEST_MINUTES, description="不填按事项的常用时长")
    home_visit_reason: str | None = Field(
        None, min_length=2, max_length=100, description="安排上门服务的原因；填写后登记为上门服务，时间可以是今后几天"
    )

    def walk_in(self) -> WalkIn:
        """As the domain knows it."""
        start = self.starts_at.astimezone(UTC) if self.starts_at else None
        return WalkIn(
            self.service_code, self.village_code, self.name, self.phone, start, self.minutes, self.home_visit_reason
        )


class LeaveBody(Request):
    """From when to when, and what becomes of the bookings."""

    first_day: Day
    last_day: Day
    reason: str = Field("", max_length=100, description="只有本人和工作人员看得到")
    move: str = Field("move", pattern=LEAVE_WAYS, description="move 直接改期并通知；offer 先征求居民意见")

    def leave(self) -> Leave:
        """As the domain knows it."""
        return Leave(self.first_day, self.last_day, self.reason, offer=self.move == "offer")


class LeaveView(Answer):
    """A leave."""

    id: str
    first_day: date
    last_day: date
    reason: str
    move: str

    @classmethod
    def of(cls, leave: Leave) -> "LeaveView":
        """The leave as told."""
        return cls(
            id=leave.id,
            first_day=leave.first_day,
            last_day=leave.last_day,
            reason=leave.reason,
            move="offer" if leave.offer else "move",
        )


class LeavesView(Answer):
    """The leaves that are not over."""

    items: list[LeaveView]


class AffectedView(Answer):
    """What became of a booking: moved, asked, cancelled or kept. Whoever walked in must be rung up."""

    booking_id: str
    outcome: str
    old_starts_at: ShanghaiTime
    new_starts_at: ShanghaiTime | None
    call_needed: bool

    @classmethod
    def of(cls, affected: Affected) -> "AffectedView":
        """The outcome as told."""
        before, after = affected.before, affected.after
        moved = after.starts_at != before.starts_at or after.provider_id != before.provider_id
        outcome = "cancelled" if not after.active else "moved" if moved else "asked" if after.awaits_answer else "kept"
        new = {"moved": after.starts_at, "asked": after.proposed_starts_at}.get(outcome)
        return cls(
            booking_id=after.id,
            outcome=outcome,
            old_starts_at=before.starts_at,
            new_starts_at=new,
            call_needed=after.visitor is not None and outcome != "kept",
        )


class LeaveTakenView(Answer):
    """The leave, and every booking that it touched."""

    leave: LeaveView
    bookings: list[AffectedView]

    @classmethod
    def of(cls, leave: Leave, affected: list[Affected]) -> "LeaveTakenView":
        """As told to who takes it."""
        return cls(leave=LeaveView.of(leave), bookings=[AffectedView.of(one) for one in affected])
