"""Calendar files, read back as another program would."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from domain.bookings import Beneficiary, Booking, BookingState, Nearness
from domain.calendar_files import CalendarBooking, write_booking_file, write_feed
from domain.people import Provider, ProviderKind
from domain.services import Service, ServiceClass
from tests.builders import COUNTY, TOWNSHIP, VILLAGE, WEEKDAYS_NINE_TO_FIVE

NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
START = NOW + timedelta(days=1, hours=1)
PLACE = "桂花湾社区;公共法律服务室, 二楼\\东侧\n201室" + "很长" * 60
SERVICE = Service(
    id="find-lawyer",
    name="找律师咨询",
    service_class=ServiceClass.LAWYER,
    summary="当面向律师问清楚。",
    provider_kinds=(ProviderKind.LAWYER,),
    duration_minutes=30,
    fee="免费",
    materials=("身份证",),
    position=1,
)
PROVIDER = Provider(
    id="zhang",
    name="张明",
    kind=ProviderKind.LAWYER,
    organisation="湖北正言律师事务所",
    licence_number="1",
    county_code=COUNTY,
    township_code=TOWNSHIP,
    place=PLACE,
    opening=WEEKDAYS_NINE_TO_FIVE,
    service_codes=("find-lawyer",),
    phone_sealed="sealed",
    phone_index="index",
    phone_masked="138****0001",
    address="黄石大道1号",
    latitude=30.2,
    longitude=115.06,
)
BOOKING = Booking(
    id="b1",
    resident_id="r1",
    provider_id="zhang",
    service_code="find-lawyer",
    village_code=VILLAGE,
    seat=0,
    starts_at=START,
    ends_at=START + timedelta(minutes=30),
    on=START.date(),
    quarters=(),
    resident_quarters=(),
    state=BookingState.BOOKED,
    active=True,
    place=PLACE,
    nearness=Nearness.CHOSEN,
    why="",
    request_key="k",
    request_print="",
    created_at=NOW,
    beneficiary=Beneficiary("李桂香", "母亲", True),
    green=True,
)


def told(**changed: object) -> CalendarBooking:
    """The booking with its names."""
    return CalendarBooking(replace(BOOKING, **changed), SERVICE, PROVIDER, "桂花湾社区")  # type: ignore[arg-type]


def read(content: bytes) -> icalendar.Event:
    """The one event of a calendar."""
    [event] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return event


def test_a_booking_is_read_back_with_place_person_materials_and_two_reminders() -> None:
    event = read(write_booking_file(told(), NOW))
    assert event["UID"] == "b1@village-legal-services"
    assert event.decoded("dtstart") == START
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=30)
    assert str(event["LOCATION"]) == f"{PLACE}，黄石大道1号", "semicolons, commas, backslashes and lines survive"
    assert str(event["SUMMARY"]) == "找律师咨询（张明律师）"
    for word in ("湖北正言律师事务所", "请带：身份证", "办理人：李桂香", "到办公地点"):
        assert word in str(event["DESCRIPTION"])
    assert event["GEO"].to_ical() == "30.2;115.06"
    assert event["STATUS"] == "CONFIRMED"
    alarms = [alarm.decoded("trigger") for alarm in event.walk("VALARM")]
    assert alarms == [-timedelta(days=1), -timedelta(hours=2)]


def test_every_line_is_folded_to_75_bytes_and_ends_with_crlf() -> None:
    content = write_booking_file(told(), NOW)
    lines = content.split(b"\r\n")
    assert lines[-1] == b"" and b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no character is torn apart


@pytest.mark.parametrize("state", [BookingState.CANCELLED, BookingState.NO_SHOW, BookingState.EXPIRED])
def test_a_booking_that_will_not_be_is_cancelled_under_the_same_uid_without_reminders(state: BookingState) -> None:
    before, after = read(write_booking_file(told(), NOW)), read(write_booking_file(told(state=state, version=2), NOW))
    assert before["UID"] == after["UID"]
    assert after["STATUS"] == "CANCELLED"
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert not after.walk("VALARM")


def test_the_feed_of_a_provider_names_no_resident_and_no_reason_of_the_green_channel() -> None:
    content = write_feed(PROVIDER, [told(), told(id="b2", matter_number="HS20261123-0001")], NOW)
    calendar = icalendar.Calendar.from_ical(content)
    first, second = calendar.walk("VEVENT")
    assert str(first["SUMMARY"]) == "找律师咨询（桂花湾社区）"
    assert "HS20261123-0001" in str(second["DESCRIPTION"])
    assert "绿色通道" in str(first["DESCRIPTION"])
    unfolded = content.replace(b"\r\n ", b"").decode()
    assert "李桂香" not in unfolded and "139" not in unfolded and "周岁" not in unfolded
