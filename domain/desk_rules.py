"""The rules of the desk: what can be done with a booking and when, and what an entry of it would say."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.booking_rules import BookingRules
from domain.bookings import BOOKING_STATE_NAMES, Booking, BookingState, WrongBookingState
from domain.clock import SHANGHAI, at_civil, civil_date
from domain.errors import BadInput, Conflict
from domain.hours import STEP_MINUTES, EntryDraft, EntryKind, EntryWay
from domain.opening import Leave, MeetingWay
from domain.services import Service, ServiceClass

LATE_COMPLETION = timedelta(days=7)
LONGEST_LEAVE_DAYS = 366
LONGEST_RESULT = 400


class DeskStep(StrEnum):
    """What is done at the desk."""

    CHECK_IN = "check_in"
    COMPLETE = "complete"
    NO_SHOW = "no_show"


DESK_STEP_NAMES = {DeskStep.CHECK_IN: "登记到场", DeskStep.COMPLETE: "办结", DeskStep.NO_SHOW: "登记未到场"}
STATE_AFTER = {
    DeskStep.CHECK_IN: BookingState.CHECKED_IN,
    DeskStep.COMPLETE: BookingState.COMPLETED,
    DeskStep.NO_SHOW: BookingState.NO_SHOW,
}
ENTRY_KINDS = {
    ServiceClass.LAWYER: EntryKind.CONSULTATION,
    ServiceClass.ADVICE: EntryKind.CONSULTATION,
    ServiceClass.LEGAL_AID: EntryKind.LEGAL_AID,
    ServiceClass.MEDIATION: EntryKind.MEDIATION,
}
ENTRY_WAYS = {MeetingWay.PHONE: EntryWay.PHONE, MeetingWay.VIDEO: EntryWay.ONLINE}


class TooEarly(Conflict):
    """It is not time for this step yet."""

    code = "too_early"
    message = "还没到预约时间，请到时再办理。"


def find_obstacle(booking: Booking, step: DeskStep, now: datetime) -> Conflict | None:
    """Why a step cannot be taken; None when it can.

    Whoever was marked as absent or forgotten can still be written down as served for a week.
    """
    if booking.state not in _states_before(step) or _was_never_taken(booking):
        state = BOOKING_STATE_NAMES[booking.state]
        return WrongBookingState(f"这个预约的状态是“{state}”，不能再{DESK_STEP_NAMES[step]}。")
    if step is DeskStep.NO_SHOW:
        return TooEarly("预约时间到了以后，才能登记未到场。") if now <= booking.starts_at else None
    if civil_date(now) < booking.on:
        return TooEarly(f"预约在{booking.on.month}月{booking.on.day}日，请当天再{DESK_STEP_NAMES[step]}。")
    if step is DeskStep.CHECK_IN and civil_date(now) > booking.on:
        return WrongBookingState("预约那天已过，不能再登记到场；如已接待，请直接办结。")
    if not booking.active and now > booking.starts_at + LATE_COMPLETION:
        return WrongBookingState(f"预约已过{LATE_COMPLETION.days}天，不能再更改。")
    return None


def check_step(booking: Booking, step: DeskStep, now: datetime) -> None:
    """Raises: WrongBookingState, TooEarly."""
    obstacle = find_obstacle(booking, step, now)
    if obstacle:
        raise obstacle


def steps_possible(booking: Booking, now: datetime) -> list[DeskStep]:
    """What can be done with the booking now."""
    return [step for step in DeskStep if find_obstacle(booking, step, now) is None]


def _states_before(step: DeskStep) -> frozenset[BookingState]:
    if step is DeskStep.COMPLETE:
        late = {BookingState.NO_SHOW, BookingState.EXPIRED}
        return frozenset({BookingState.BOOKED, BookingState.CHECKED_IN, *late})
    return frozenset({BookingState.BOOKED})


def _was_never_taken(booking: Booking) -> bool:
    """An offer from the waitlist that ran out was nobody's appointment."""
    return booking.state is BookingState.EXPIRED and booking.expires_at is not None


def entry_draft_of(booking: Booking, service: Service | None) -> EntryDraft | None:
    """What the hours entry of a completed booking would say; None for one over midnight.

    It ends by the time it was written down and lasts as long as was said, or as was booked.
    """
    booked = (booking.ends_at - booking.starts_at) // timedelta(minutes=1)
    wanted = booking.spent_minutes or booked
    length = timedelta(minutes=max(STEP_MINUTES, -(-wanted // STEP_MINUTES) * STEP_MINUTES))
    ends_at = _whole_step(min(booking.starts_at + length, booking.ended_at or booking.ends_at))
    start, end = (ends_at - length).astimezone(SHANGHAI), ends_at.astimezone(SHANGHAI)
    if start.date() != end.date():
        return None
    name = service.name if service else booking.service_code
    return EntryDraft(
        village_code=booking.village_code,
        on=end.date(),
        from_time=start.time(),
        to_time=end.time(),
        kind=ENTRY_KINDS.get(service.service_class, EntryKind.OTHER) if service else EntryKind.OTHER,
        way=ENTRY_WAYS.get(booking.way, EntryWay.ON_SITE),
        summary=f"接待预约：{name}。{booking.result or ''}",
        people_count=1,
    )


def _whole_step(moment: datetime) -> datetime:
    """The whole step that has begun by the moment."""
    return moment - timedelta(minutes=moment.minute % STEP_MINUTES, seconds=moment.second) - _part_of_second(moment)


def _part_of_second(moment: datetime) -> timedelta:
    return timedelta(microseconds=moment.microsecond)


def answer_deadline(booking: Booking, rules: BookingRules) -> datetime:
    """Until when a resident may answer a proposal: the cut-off."""
    return booking.starts_at - timedelta(minutes=rules.cancel_cutoff_minutes)


def check_leave(leave: Leave, today: date) -> None:
    """Raises: BadInput."""
    fields = {}
    if leave.last_day < leave.first_day:
        fields["last_day"] = "最后一天不能早于第一天。"
    elif leave.last_day < today:
        fields["last_day"] = "这段日子已经过去。"
    elif (leave.last_day - leave.first_day).days >= LONGEST_LEAVE_DAYS:
        fields["last_day"] = "一次请假最长一年。"
    if fields:
        raise BadInput(fields["last_day"], code="leave_not_valid", fields=fields)


def end_of_day(day: date) -> datetime:
    """The UTC moment at which a civil date is over."""
    return at_civil(day + timedelta(days=1), time.min)


def say_leave(name: str, leave: Leave) -> str:
    """``张明11月24日至11月26日请假``: why a booking is moved, without the private reason."""
    first, last = leave.first_day, leave.last_day
    days = f"{first.month}月{first.day}日"
    return f"{name}{days if first == last else f'{days}至{last.month}月{last.day}日'}不能接待"
