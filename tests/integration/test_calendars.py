"""Bookings in people's own calendars, and the way there."""

from dataclasses import replace

import icalendar
import pytest
from tornado.httpclient import AsyncHTTPClient

from actions.book_service import Wish, book_service
from actions.context import Context
from actions.follow_bookings import cancel_booking
from tests.builders import add_appointment, add_divisions, add_provider, add_resident, add_service
from tests.callers import Caller, advisor_caller
from tests.integration.test_desk import resident_caller

pytestmark = pytest.mark.gen_test(timeout=60)


async def prepare(ctx: Context) -> str:
    """A booking with somebody whose place is on the map; its id."""
    await add_divisions(ctx)
    await add_service(ctx)
    await add_provider(ctx, address="黄石大道1号", latitude=30.2, longitude=115.06)
    await add_appointment(ctx)
    return (await book_service(ctx, resident=await add_resident(ctx), wish=Wish("find-lawyer"))).id


async def test_a_resident_gets_the_file_and_a_cancelled_one_replaces_it(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    booking_id = await prepare(ctx)
    me = await resident_caller(ctx, http_client, base_url)
    answer = await me.fetch("GET", f"/api/v1/bookings/{booking_id}/calendar")
    assert (answer.code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    [first] = icalendar.Calendar.from_ical(answer.body).walk("VEVENT")
    resident = await ctx.store.residents.find_by_openid("openid-li")
    assert resident
    await cancel_booking(ctx, resident=resident, booking_id=booking_id, reason=None)
    answer = await me.fetch("GET", f"/api/v1/bookings/{booking_id}/calendar")
    [second] = icalendar.Calendar.from_ical(answer.body).walk("VEVENT")
    assert (first["STATUS"], second["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert first["UID"] == second["UID"] and second["SEQUENCE"] > first["SEQUENCE"]
    await add_resident(ctx, "openid-stranger", "13900000008")
    stranger = await resident_caller(ctx, http_client, base_url, "openid-stranger")
    assert (await stranger.fetch("GET", f"/api/v1/bookings/{booking_id}/calendar")).code == 404


async def test_directions_are_what_open_location_takes_where_one_goes_there(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    booking_id = await prepare(ctx)
    me = await resident_caller(ctx, http_client, base_url)
    _, booking = await me("GET", f"/api/v1/bookings/{booking_id}")
    assert booking["directions"] == {
        "latitude": 30.2,
        "longitude": 115.06,
        "name": "桂花湾社区公共法律服务室",
        "address": "黄石大道1号",
    }
    provider = await ctx.store.providers.find("zhang")
    assert provider
    await ctx.store.providers.put(replace(provider, latitude=None))
    _, booking = await me("GET", f"/api/v1/bookings/{booking_id}")
    assert booking["directions"] is None


async def test_a_providers_feed_is_secret_told_once_and_ends_when_it_is_changed(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await prepare(ctx)
    call = await advisor_caller(ctx, http_client, base_url)
    status, feed = await call("GET", "/api/v1/advisor/calendar-feed")
    assert (status, feed["active"]) == (200, False)
    status, first = await call("POST", "/api/v1/advisor/calendar-feed", {})
    assert status == 201 and first["url"].startswith("http://127.0.0.1/calendars/")
    _, feed = await call("GET", "/api/v1/advisor/calendar-feed")
    assert feed["active"] and feed["url"] is None, "only its hash is kept"
    anybody = Caller(http_client, base_url)
    path = first["url"].removeprefix("http://127.0.0.1")
    answer = await anybody.fetch("GET", path)
    assert (answer.code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    calendar = icalendar.Calendar.from_ical(answer.body)
    assert [str(one["SUMMARY"]) for one in calendar.walk("VEVENT")] == ["找律师咨询（桂花湾社区）"]
    assert b"139" not in answer.body
    _, second = await call("POST", "/api/v1/advisor/calendar-feed", {})
    assert (await anybody.fetch("GET", path)).code == 404
    path = second["url"].removeprefix("http://127.0.0.1")
    assert (await anybody.fetch("GET", path)).code == 200
    await call("DELETE", "/api/v1/advisor/calendar-feed")
    assert (await anybody.fetch("GET", path)).code == 404
