"""Calendar files (.ics) of bookings: one for the resident's calendar, a feed of all for the provider's.

Escaping and folding are icalendar's. Source: RFC 5545, RFC 7986 (REFRESH-INTERVAL).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard, vDuration

from domain.bookings import Booking, BookingState
from domain.clock import SHANGHAI
from domain.opening import MEETING_WAY_NAMES
from domain.people import PROVIDER_KIND_NAMES, Provider
from domain.services import Service
from domain.wording import say_moment

PRODUCT = "-//village-legal-services//booking//ZH"
UID_HOST = "village-legal-services"
ALARMS = (timedelta(days=1), timedelta(hours=2))
REFRESH = timedelta(hours=1)
CHINA_STANDARD_TIME = timedelta(hours=8)
NOT_COMING = frozenset({BookingState.CANCELLED, BookingState.EXPIRED, BookingState.NO_SHOW})


@dataclass(frozen=True)
class CalendarBooking:
    """A booking with the names that stand in a calendar."""

    booking: Booking
    service: Service | None
    provider: Provider | None
    village_name: str = ""


def write_booking_file(told: CalendarBooking, now: datetime) -> bytes:
    """The resident's file: where, who, what to bring, reminders a day and two hours before."""
    calendar = _new_calendar("公共法律服务预约")
    event = _new_event(told, now)
    event.add("summary", f"{_service_name(told)}（{_provider_name(told)}）")
    event.add("description", _words_for_resident(told))
    if told.booking.state not in NOT_COMING:
        for before in ALARMS:
            event.add_component(_new_alarm(told, before))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def write_feed(provider: Provider, bookings: Iterable[CalendarBooking], now: datetime) -> bytes:
    """The provider's feed. It names no resident: calendars live on other companies' servers."""
    calendar = _new_calendar(f"{provider.name}的接待预约")
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for told in bookings:
        event = _new_event(told, now)
        event.add("summary", f"{_service_name(told)}（{told.village_name}）")
        event.add("description", _words_for_provider(told))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _new_calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add_component(_china())
    return calendar


def _china() -> Timezone:
    """China has had one time without summer time since 1992."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1992, 1, 1))  # noqa: DTZ001 # a zone's own beginning is written without a zone
    standard.add("tzoffsetfrom", CHINA_STANDARD_TIME)
    standard.add("tzoffsetto", CHINA_STANDARD_TIME)
    standard.add("tzname", "CST")
    zone = Timezone()
    zone.add("tzid", SHANGHAI.key)
    zone.add_component(standard)
    return zone


def _new_event(told: CalendarBooking, now: datetime) -> Event:
    """What the files of both sides share. UID stays; SEQUENCE grows with every change of the booking."""
    booking, provider = told.booking, told.provider
    event = Event()
    event.add("uid", f"{booking.id}@{UID_HOST}")
    event.add("sequence", booking.version)
    event.add("dtstamp", now)
    event.add("created", booking.created_at)
    event.add("last-modified", booking.changed_at or booking.created_at)
    event.add("dtstart", booking.starts_at.astimezone(SHANGHAI))
    event.add("dtend", booking.ends_at.astimezone(SHANGHAI))
    event.add("status", "CANCELLED" if booking.state in NOT_COMING else "CONFIRMED")
    address = provider.address if provider else None
    event.add("location", "，".join(part for part in (booking.place, address) if part))
    if provider and provider.latitude is not None and provider.longitude is not None:
        event.add("geo", (provider.latitude, provider.longitude))
    return event


def _new_alarm(told: CalendarBooking, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -before)
    alarm.add("description", f"{say_moment(told.booking.starts_at)}：{_service_name(told)}，{told.booking.place}")
    return alarm


def _words_for_resident(told: CalendarBooking) -> str:
    booking, service = told.booking, told.service
    organisation = f"，{told.provider.organisation}" if told.provider else ""
    lines = [
        f"事项：{_service_name(told)}",
        f"接待：{_provider_name(told)}{organisation}",
        f"方式：{MEETING_WAY_NAMES[booking.way]}",
    ]
    if booking.beneficiary:
        lines.append(f"办理人：{booking.beneficiary.name}")
    if service and service.materials:
        lines.append(f"请带：{'、'.join(service.materials)}")
    return "\n".join([*lines, "改期或取消请到小程序的“我的预约”。"])


def _words_for_provider(told: CalendarBooking) -> str:
    booking = told.booking
    lines = [f"方式：{MEETING_WAY_NAMES[booking.way]}"]
    if booking.green:
        lines.append("绿色通道")
    if booking.matter_number:
        lines.append(f"诉求编号：{booking.matter_number}")
    return "\n".join([*lines, "联系方式请到小程序的“今日接待”查看。"])


def _service_name(told: CalendarBooking) -> str:
    return told.service.name if told.service else told.booking.service_code


def _provider_name(told: CalendarBooking) -> str:
    provider = told.provider
    return f"{provider.name}{PROVIDER_KIND_NAMES[provider.kind]}" if provider else "值班人员"
