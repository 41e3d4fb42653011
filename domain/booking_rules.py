"""The bureau's rules of booking: lead, horizon, caps, cut-off, no-shows, the green channel. All configurable."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.bookings import Booking, BookingPaused, BookingState, NotCancellable, NotMovable
from domain.wording import say_minutes, say_moment


class GreenReason(StrEnum):
    """Why somebody goes first (绿色通道)."""

    AGED_70 = "aged_70"
    DISABLED = "disabled"
    HURT_AT_WORK = "hurt_at_work"
    IN_HOSPITAL = "in_hospital"


GREEN_REASON_NAMES = {
    GreenReason.AGED_70: "年满70周岁",
    GreenReason.DISABLED: "残疾人",
    GreenReason.HURT_AT_WORK: "务工受伤",
    GreenReason.IN_HOSPITAL: "住院治疗",
}


@dataclass(frozen=True)
class BookingRules:
    """Units: as the names say. ``green_extra_a_day`` may be booked above a daily cap, by the green channel alone."""

    horizon_days: int = 14
    lead_minutes: int = 30
    most_held: int = 3
    cancel_cutoff_minutes: int = 60
    no_shows_allowed: int = 3
    no_show_window_days: int = 90
    pause_days: int = 30
    green_extra_a_day: int = 2
    offer_minutes: int = 120
    reminder_lead_minutes: int = 24 * 60


def check_cancellable(booking: Booking, rules: BookingRules, now: datetime) -> None:
    """Raises: NotCancellable, saying why."""
    if not booking.active or booking.starts_at <= now:
        raise NotCancellable()
    if booking.state is BookingState.OFFERED:
        return  # nobody counts on an offer that was not accepted
    cutoff = timedelta(minutes=rules.cancel_cutoff_minutes)
    if now > booking.starts_at - cutoff and now > booking.created_at + cutoff:
        raise NotCancellable(_too_late("取消", rules), code="cancel_too_late")


def check_movable(booking: Booking, rules: BookingRules, now: datetime) -> None:
    """Raises: NotMovable, saying why."""
    if not booking.active or booking.starts_at <= now:
        raise NotMovable()
    if booking.state is BookingState.OFFERED:
        raise NotMovable("这个时间是候补名额，请先确认接受，再办理改期。", code="offer_not_accepted")
    if now > booking.starts_at - timedelta(minutes=rules.cancel_cutoff_minutes):
        raise NotMovable(_too_late("改期", rules), code="move_too_late")


def pause_until(no_show_times: tuple[datetime, ...], rules: BookingRules, now: datetime) -> datetime | None:
    """Until when online booking is paused after not coming too often; None when it is not."""
    recent = sorted(one for one in no_show_times if one > now - timedelta(days=rules.no_show_window_days))
    if len(recent) < rules.no_shows_allowed:
        return None
    until = recent[-1] + timedelta(days=rules.pause_days)
    return until if until > now else None


def check_not_paused(no_show_times: tuple[datetime, ...], rules: BookingRules, now: datetime) -> None:
    """Raises: BookingPaused, saying since when and how it ends."""
    until = pause_until(no_show_times, rules, now)
    if until:
        raise BookingPaused(
            f"您近{rules.no_show_window_days}天内有{rules.no_shows_allowed}次预约后未到场，"
            f"{say_moment(until)}以后可以再在线预约；现在可以到司法所现场办理，或拨打12348。"
        )


def _too_late(what: str, rules: BookingRules) -> str:
    return (
        f"距离预约时间已不足{say_minutes(rules.cancel_cutoff_minutes)}，不能在线{what}，"
        "请打电话告诉接待人员，免得别人空等。"
    )
