"""Opening rules as providers and staff see and set them."""

from collections.abc import Iterable
from datetime import date

from pydantic import Field

from actions.follow_bookings import BookingTold
from domain.opening import MEETING_WAY_NAMES, Leave, MeetingWay, OpeningException, OpeningRule, OpeningSpan
from domain.opening_checks import WEEKDAY_NAMES, Hours, OpeningForm
from domain.opening_preview import PreviewDay
from domain.people import Provider
from handlers.hour_models import ClockTime, Day
from handlers.models import Answer, Request, ShanghaiTime

PLAIN_FIELDS = {
    "keeps_holidays",
    "make_up_weekday",
    "buffer_before_minutes",
    "buffer_after_minutes",
    "lead_minutes",
    "horizon_days",
    "daily_cap",
}


class HoursBody(Request):
    """An open stretch of a day."""

    from_time: ClockTime
    to_time: ClockTime


class WeeklyHoursBody(HoursBody):
    """An open stretch of a weekday."""

    weekday: int = Field(ge=0, le=6, description="0为周一，6为周日")


class ExceptionBody(Request):
    """Other hours on one date; none at all means closed."""

    on: Day
    hours: list[HoursBody] = Field(default_factory=list, max_length=10)


class OpeningBody(Request):
    """The whole rule; leave is set elsewhere."""

    spans: list[WeeklyHoursBody] = Field(max_length=60, description="每周的接待时间")
    exceptions: list[ExceptionBody] = Field(default_factory=list, max_length=400, description="特殊日期")
    keeps_holidays: bool = Field(True, description="法定节假日不接待，调休上班日接待")
    make_up_weekday: int = Field(0, description="调休上班日按星期几的时间接待，0为周一")
    buffer_before_minutes: int = Field(0, description="每次接待前留出的分钟数")
    buffer_after_minutes: int = Field(0, description="每次接待后留出的分钟数")
    lead_minutes: int = Field(0, description="最少提前多少分钟预约")
    horizon_days: int | None = Field(None, description="最多提前多少天预约，不填按全局规则")
    daily_cap: int | None = Field(None, description="每天最多接待多少个预约，不填为不限")
    ways: list[MeetingWay] = Field(description="服务方式，第一种为常用方式")
    lengths: dict[str, int] = Field(default_factory=dict, description="各项服务的分钟数，不填按服务指南")
    languages: list[str] | None = Field(None, max_length=20, description="会说的语言，不填为不变")

    def form(self, seats: int | None = None) -> OpeningForm:
        """As the domain checks it."""
        return OpeningForm(
            spans=tuple(OpeningSpan(one.weekday, one.from_time, one.to_time) for one in self.spans),
            exceptions=tuple(_exception(one) for one in self.exceptions),
            ways=tuple(self.ways),
            lengths=self.lengths,
            languages=tuple(self.languages) if self.languages is not None else None,
            seats=seats,
            **self.model_dump(include=PLAIN_FIELDS),
        )


def _exception(body: ExceptionBody) -> OpeningException:
    return OpeningException(body.on, tuple((one.from_time, one.to_time) for one in body.hours))


class StaffOpeningBody(OpeningBody):
    """The same, with the seats that staff alone set."""

    seats: int | None = Field(None, description="同时接待的人数，不填为不变")


class PreviewBody(StaffOpeningBody):
    """The same, to be looked at for one service before it is kept."""

    service_code: str | None = Field(None, max_length=64, description="看哪项服务，不填为第一项可预约的")


class HoursView(Answer):
    """An open stretch of a day."""

    from_time: str
    to_time: str


class WeeklyHoursView(HoursView):
    """An open stretch of a weekday."""

    weekday: int


class ExceptionView(Answer):
    """Other hours on one date."""

    on: date
    hours: list[HoursView]


class OpeningWayView(Answer):
    """A way of meeting that can be chosen."""

    code: MeetingWay
    name: str


class OpeningLeaveView(Answer):
    """Days away."""

    first_day: date
    last_day: date

    @classmethod
    def of(cls, leave: Leave) -> "OpeningLeaveView":
        """The leave as told."""
        return cls(first_day=leave.first_day, last_day=leave.last_day)


class OutsideView(Answer):
    """A booking that stands although the rule would not offer its time any more."""

    id: str
    service_name: str
    starts_at: ShanghaiTime
    ends_at: ShanghaiTime
    phone_masked: str | None

    @classmethod
    def of(cls, told: BookingTold) -> "OutsideView":
        """The booking as told."""
        booking = told.booking
        person = booking.visitor or told.resident
        return cls(
            id=booking.id,
            service_name=told.service.name if told.service else booking.service_code,
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            phone_masked=person.phone_masked if person else None,
        )


class OpeningView(Answer):
    """The rule, what there is to choose from, and which bookings lie outside of it."""

    provider_id: str
    provider_name: str
    spans: list[WeeklyHoursView]
    exceptions: list[ExceptionView]
    leaves: list[OpeningLeaveView]
    keeps_holidays: bool
    make_up_weekday: int
    seats: int
    buffer_before_minutes: int
    buffer_after_minutes: int
    lead_minutes: int
    horizon_days: int | None
    daily_cap: int | None
    ways: list[MeetingWay]
    lengths: dict[str, int]
    languages: list[str]
    service_codes: list[str]
    way_choices: list[OpeningWayView]
    affected: list[OutsideView] = Field(description="不在接待时间内的已有预约，仍然有效")

    @classmethod
    def of(cls, provider: Provider, outside: list[BookingTold]) -> "OpeningView":
        """The rule as told."""
        rule = provider.opening
        return cls(
            provider_id=provider.id,
            provider_name=provider.name,
            spans=_weekly(rule),
            exceptions=[ExceptionView(on=one.on, hours=_hours(one)) for one in rule.exceptions],
            leaves=[OpeningLeaveView.of(one) for one in rule.leaves],
            keeps_holidays=rule.keeps_holidays,
            make_up_weekday=rule.make_up_weekday,
            seats=rule.seats,
            buffer_before_minutes=rule.buffer_before_minutes,
            buffer_after_minutes=rule.buffer_after_minutes,
            lead_minutes=rule.lead_minutes,
            horizon_days=rule.horizon_days,
            daily_cap=rule.daily_cap,
            ways=list(rule.ways),
            lengths=dict(rule.lengths or {}),
            languages=list(provider.languages),
            service_codes=list(provider.service_codes),
            way_choices=[OpeningWayView(code=way, name=name) for way, name in MEETING_WAY_NAMES.items()],
            affected=[OutsideView.of(one) for one in outside],
        )


class PreviewDayView(Answer):
    """One day to come."""

    on: date
    day_name: str
    hours: list[HoursView]
    free: list[str] = Field(description="可约的开始时间")
    booked_count: int
    note: str

    @classmethod
    def of(cls, day: PreviewDay) -> "PreviewDayView":
        """The day as told."""
        return cls(
            on=day.on,
            day_name=f"{day.on.month}月{day.on.day}日（{WEEKDAY_NAMES[day.on.weekday()]}）",
            hours=_told(day.hours),
            free=[f"{one:%H:%M}" for one in day.free],
            booked_count=day.booked_count,
            note=day.note,
        )


class PreviewView(Answer):
    """What residents would find in the fortnight, and the bookings that would lie outside."""

    service_name: str
    days: list[PreviewDayView]
    affected: list[OutsideView]


def _weekly(rule: OpeningRule) -> list[WeeklyHoursView]:
    return [
        WeeklyHoursView(weekday=one.weekday, from_time=f"{one.from_time:%H:%M}", to_time=f"{one.to_time:%H:%M}")
        for one in rule.spans
    ]


def _hours(exception: OpeningException) -> list[HoursView]:
    return _told(exception.hours)


def _told(hours: Iterable[Hours]) -> list[HoursView]:
    return [HoursView(from_time=f"{opens:%H:%M}", to_time=f"{closes:%H:%M}") for opens, closes in hours]
