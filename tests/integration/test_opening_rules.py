"""Providers and staff set when somebody can be booked; what is booked already stays."""

from datetime import date, timedelta
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient

from actions.book_service import Wish, book_service
from actions.context import Context
from actions.take_leave import take_leave
from domain.bookings import BookingState, OutsideOpening
from domain.opening import Leave, MeetingWay
from domain.people import Role
from tests.builders import (
    COUNTY,
    NEXT_TOWNSHIP,
    add_appointment,
    add_divisions,
    add_provider,
    add_resident,
    add_service,
    add_staff,
)
from tests.callers import advisor_caller, staff_caller

pytestmark = pytest.mark.gen_test(timeout=60)

MINE = "/api/v1/advisor/opening"
THEIRS = "/api/v1/staff/providers/zhang/opening"
TUESDAYS: dict[str, Any] = {
    "spans": [{"weekday": 1, "from_time": "14:00", "to_time": "16:00"}],
    "exceptions": [{"on": "2026-11-25", "hours": [{"from_time": "09:00", "to_time": "10:00"}]}],
    "ways": ["office", "phone"],
    "lengths": {"find-lawyer": 60},
    "buffer_after_minutes": 15,
    "daily_cap": 4,
    "lead_minutes": 120,
    "horizon_days": 10,
}


@pytest.fixture(autouse=True)
async def village(ctx: Context) -> None:
    """A village with its advisor, staff of three offices and an auditor."""
    await add_divisions(ctx)
    await add_service(ctx)
    await add_provider(ctx)
    await add_appointment(ctx)
    await add_staff(ctx)
    await add_staff(ctx, "county", division_code=COUNTY, role=Role.COUNTY)
    await add_staff(ctx, "far", division_code=NEXT_TOWNSHIP, role=Role.COUNTY)
    await add_staff(ctx, "auditor", division_code=COUNTY, role=Role.AUDITOR)


async def test_what_a_provider_sets_is_what_can_be_booked_and_what_stands_stays(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    resident = await add_resident(ctx)
    wish = Wish("find-lawyer", "zhang", ctx.now() + timedelta(hours=25))
    standing = await book_service(ctx, resident=resident, wish=wish)
    zhang = await advisor_caller(ctx, http_client, base_url)
    status, before = await zhang("GET", MINE)
    assert (status, before["affected"], before["spans"][0]["from_time"]) == (200, [], "09:00")
    status, after = await zhang("PUT", MINE, TUESDAYS)
    assert status == 200, after
    assert {name: after[name] for name in TUESDAYS} == TUESDAYS
    assert [(one["id"], one["starts_at"]) for one in after["affected"]] == [(standing.id, "2026-11-24T09:00:00+08:00")]
    assert after["affected"][0]["phone_masked"] == "139****0001"
    assert (await zhang("GET", MINE))[1] == after
    kept = await ctx.store.bookings.find(standing.id)
    assert kept
    assert (kept.state, kept.starts_at) == (BookingState.BOOKED, standing.starts_at)
    booking = await book_service(ctx, resident=resident, wish=Wish("find-lawyer"))
    assert booking.starts_at == ctx.now() + timedelta(hours=30), "Tuesday at two"
    assert booking.ends_at - booking.starts_at == timedelta(hours=1)
    with pytest.raises(OutsideOpening):
        await book_service(ctx, resident=resident, wish=wish)


async def test_leave_is_kept_when_the_hours_change(ctx: Context, http_client: AsyncHTTPClient, base_url: str) -> None:
    provider = await ctx.store.providers.find("zhang")
    assert provider
    await take_leave(ctx, provider=provider, leave=Leave(date(2026, 11, 24), date(2026, 11, 24)))
    zhang = await advisor_caller(ctx, http_client, base_url)
    status, after = await zhang("PUT", MINE, TUESDAYS)
    assert (status, after["leaves"]) == (200, [{"first_day": "2026-11-24", "last_day": "2026-11-24"}])
    booking = await book_service(ctx, resident=await add_resident(ctx), wish=Wish("find-lawyer"))
    assert booking.on == date(2026, 11, 25), "the exception, since Tuesday is away"


async def test_mistakes_are_named_by_field_and_change_nothing(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    zhang = await advisor_caller(ctx, http_client, base_url)
    before = (await zhang("GET", MINE))[1]
    wrong = {**TUESDAYS, "lead_minutes": -5, "spans": [{"weekday": 1, "from_time": "14:10", "to_time": "16:00"}]}
    status, refused = await zhang("PUT", MINE, wrong)
    assert (status, refused["error"]["code"]) == (400, "opening_not_valid")
    assert refused["error"]["fields"] == {
        "spans.1": "周二：时间须为整刻钟，如09:00、09:15。",
        "lead_minutes": "最短提前时间为0分钟到14天。",
    }
    assert (await zhang("PUT", MINE, {**TUESDAYS, "seats": 3}))[0] == 400, "seats are for staff to set"
    assert (await zhang("PUT", MINE, {"ways": ["office"]}))[0] == 400
    assert (await zhang("GET", MINE))[1] == before


async def test_staff_set_seats_and_hours_of_the_providers_of_their_region_alone(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    county = await staff_caller(http_client, base_url, "county-login")
    status, after = await county("PUT", THEIRS, {**TUESDAYS, "seats": 2})
    assert (status, after["seats"], after["ways"]) == (200, 2, ["office", "phone"])
    assert (await county("PUT", THEIRS, TUESDAYS))[1]["seats"] == 2, "left as they are where none are named"
    provider = await ctx.store.providers.find_fresh("zhang")
    assert provider
    assert provider.opening.ways == (MeetingWay.OFFICE, MeetingWay.PHONE)
    for login, status in (("auditor-login", 403), ("far-login", 404)):
        caller = await staff_caller(http_client, base_url, login)
        assert (await caller("PUT", THEIRS, TUESDAYS))[0] == status, login
    wu = await staff_caller(http_client, base_url)
    assert (await wu("PUT", THEIRS, {**TUESDAYS, "seats": 3}))[1]["seats"] == 3, "so does the township's office"
    await add_provider(ctx, "zhang", township_code=NEXT_TOWNSHIP)
    assert (await wu("GET", THEIRS))[0] == 404
    assert (await wu("PUT", THEIRS, TUESDAYS))[0] == 404
