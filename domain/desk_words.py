"""What residents are told when the desk changes their booking."""

from domain.booking_rules import BookingRules
from domain.bookings import Booking
from domain.wording import say_moment

HOW_TO_CHANGE = "时间不合适的话，可以在“我的预约”里改期或取消。"

Words = tuple[str, str]


def words_of_move(booking: Booking, service_name: str, who: str) -> Words:
    """Title and text after a booking was moved. ``who`` receives the resident now."""
    now = say_moment(booking.starts_at)
    if booking.moved_from in (None, booking.starts_at):
        when = f"时间不变，仍是{now}，改在{booking.place}，由{who}接待"
    else:
        when = f"原定{say_moment(booking.moved_from)}，现改到{now}，在{booking.place}，由{who}接待"
    return "预约有变动", f"{booking.desk_reason}。您预约的“{service_name}”{when}。{HOW_TO_CHANGE}"


def words_of_proposal(booking: Booking, service_name: str, who: str) -> Words:
    """Title and text when another time is proposed and the old one kept. ``who`` would receive the resident."""
    old, proposed = say_moment(booking.starts_at), booking.proposed_starts_at or booking.starts_at
    wish = "建议时间不变" if proposed == booking.starts_at else f"建议改到{say_moment(proposed)}"
    until = say_moment(booking.answer_by) if booking.answer_by else "预约开始前"
    return "请确认预约变动", (
        f"{booking.desk_reason}。您预约的“{service_name}”原定{old}，{wish}，改由{who}接待。"
        f"请在{until}前到“我的预约”里同意、另选时间或取消；没有答复的，我们会为您改到最近的时间并再通知您。"
    )


def words_of_withdrawal(booking: Booking, service_name: str) -> Words:
    """Title and text when a proposal is taken back."""
    return "预约照常", (
        f"您预约的“{service_name}”照常在{say_moment(booking.starts_at)}办理，地点是{booking.place}，不用改期了。"
    )


def words_of_cancellation(booking: Booking, service_name: str, alternatives: list[str]) -> Words:
    """Title and text when no other time was found."""
    others = f"现在可以约：{'；'.join(alternatives)}。" if alternatives else ""
    return "预约已取消，请重新预约", (
        f"{booking.desk_reason}。您预约的“{service_name}”（{say_moment(booking.starts_at)}）近期没有合适的时间可改，"
        f"只好取消，非常抱歉。{others}请在小程序里重新预约，急事可以到司法所现场办理，或拨打12348。"
    )


def words_of_completion(booking: Booking, service_name: str, who: str) -> Words:
    """Title and text when it is done, with the wish to hear how it was."""
    return "已办结，请您评价", (
        f"您预约的“{service_name}”（{say_moment(booking.starts_at)}）已由{who}办结。满意不满意，都请在“我的预约”里点一下；"
        "评价只有司法局的工作人员看得到，不满意的会有人打电话问您情况。"
    )


def words_of_absence(booking: Booking, service_name: str, rules: BookingRules) -> Words:
    """Title and text when nobody came, with how the rule works."""
    return "预约未到场", (
        f"您预约的“{service_name}”（{say_moment(booking.starts_at)}）登记为未到场。临时有事没关系，"
        f"下次请提前在“我的预约”里取消，好让别人能约上。{rules.no_show_window_days}天内有{rules.no_shows_allowed}次"
        f"未到场，会暂停在线预约{rules.pause_days}天，到司法所现场办理不受影响。如登记有误，请联系接待人员更正。"
    )
