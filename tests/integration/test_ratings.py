"""Ratings: once, changeable for seven days; a low one makes a callback check due; the advisor's report has the mean."""

import asyncio
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient

from actions.book_service import Wish, book_service
from actions.context import Context
from actions.desk_access import Desk
from actions.provider_desk import complete_booking
from domain.bookings import Booking
from domain.people import Role
from domain.ratings import HalfYear, RatedKind
from tests.builders import (
    COUNTY,
    NEXT_TOWNSHIP,
    SettableClock,
    add_appointment,
    add_divisions,
    add_provider,
    add_resident,
    add_service,
    add_staff,
)
from tests.callers import advisor_caller, resident_caller, staff_caller

pytestmark = pytest.mark.gen_test(timeout=60)

PAGE = "/console/ratings"


@pytest.fixture
async def booking(ctx: Context, clock: SettableClock) -> Booking:
    """A booking at nine on Monday, and now it is ten; staff of two townships and an auditor."""
    await add_divisions(ctx)
    await add_service(ctx)
    await add_provider(ctx)
    await add_appointment(ctx)
    await add_staff(ctx)
    await add_staff(ctx, "far", division_code=NEXT_TOWNSHIP)
    await add_staff(ctx, "auditor", division_code=COUNTY, role=Role.AUDITOR)
    booked = await book_service(ctx, resident=await add_resident(ctx), wish=Wish("find-lawyer"))
    clock.move(hours=2)
    return booked


async def complete(ctx: Context, booking: Booking) -> str:
    """It is done; the address of its rating."""
    provider = await ctx.store.providers.find("zhang")
    await complete_booking(ctx, desk=Desk(provider=provider), booking_id=booking.id)
    return f"/api/v1/bookings/{booking.id}/rating"


def code(answer: tuple[int, Any]) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer[0], answer[1]["error"]["code"]


async def test_what_is_done_is_rated_once_and_changed_for_seven_days(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, clock: SettableClock, booking: Booking
) -> None:
    call = await resident_caller(ctx, http_client, base_url)
    address = f"/api/v1/bookings/{booking.id}/rating"
    assert code(await call("PUT", address, {"score": 5})) == (409, "not_ratable")
    assert (await call("GET", address))[1]["open"] is False
    await complete(ctx, booking)
    told = await call("GET", "/api/v1/me/notices")
    assert [one["title"] for one in told[1]["items"]] == ["已办结，请您评价"]
    assert (await call("GET", address))[1] == {
        "score": None,
        "score_name": None,
        "words": "",
        "created_at": None,
        "change_until": None,
        "open": True,
    }
    for wrong in (0, 6):
        assert code(await call("PUT", address, {"score": wrong})) == (400, "bad_input")
    status, first = await call("PUT", address, {"score": 4, "words": " 讲得清楚，电话13812345678 "})
    assert (status, first["score_name"], first["words"]) == (200, "满意", "讲得清楚，电话138****5678")
    assert first["change_until"] == "2026-11-30T10:00:00+08:00"
    clock.move(days=6)
    assert (await call("PUT", address, {"score": 5}))[1]["score"] == 5
    assert (await call("GET", address))[1]["created_at"] == first["created_at"], "changing does not buy more days"
    clock.move(days=1, minutes=1)
    assert code(await call("PUT", address, {"score": 1})) == (409, "rating_closed")
    kept = (await call("GET", address))[1]
    assert (kept["score"], kept["open"]) == (5, False)


async def test_nobody_rates_for_another_or_long_after(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, clock: SettableClock, booking: Booking
) -> None:
    address = await complete(ctx, booking)
    await add_resident(ctx, "openid-other", "13900000002")
    other = await resident_caller(ctx, http_client, base_url, "openid-other")
    assert (await other("PUT", address, {"score": 1}))[0] == 404
    assert (await other("GET", address))[0] == 404
    clock.move(days=91)
    call = await resident_caller(ctx, http_client, base_url)
    assert code(await call("PUT", address, {"score": 5})) == (409, "not_ratable")


@pytest.mark.both_stores
async def test_a_rating_sent_many_times_at_once_is_one(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, booking: Booking
) -> None:
    address = await complete(ctx, booking)
    call = await resident_caller(ctx, http_client, base_url)
    told = await asyncio.gather(*(call("PUT", address, {"score": 1 + number % 5}) for number in range(15)))
    assert {status for status, _ in told} == {200}
    [kept] = await ctx.store.database["ratings"].find({}).to_list(None)
    assert kept["_id"] == f"booking:{booking.id}"
    assert kept["check"] == "due", "three of them were low: staff ask what went wrong"


async def test_a_low_rating_is_called_back_by_staff_of_the_region(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, booking: Booking
) -> None:
    call = await resident_caller(ctx, http_client, base_url)
    address = await complete(ctx, booking)
    await call("PUT", address, {"score": 2, "words": "<b>等了一小时</b>"})
    await call("PUT", address, {"score": 5, "words": "<b>等了一小时</b>"})
    wu, far = await staff_caller(http_client, base_url), await staff_caller(http_client, base_url, "far-login")
    text = (await wu.fetch("GET", PAGE)).body.decode()
    assert "&lt;b&gt;等了一小时&lt;/b&gt;" in text and "139****0001" in text
    assert "没有要回访的评价" in (await far.fetch("GET", PAGE)).body.decode()
    rating = f"/api/v1/staff/ratings/booking:{booking.id}"
    assert code(await far("POST", f"{rating}/check", {"note": "已说明"})) == (404, "rating_not_found")
    assert code(await far("POST", f"{rating}/phone", {})) == (404, "rating_not_found")
    auditor = await staff_caller(http_client, base_url, "auditor-login")
    assert code(await auditor("POST", f"{rating}/check", {"note": "已说明"})) == (403, "read_only")
    assert "登记回访" not in (await auditor.fetch("GET", PAGE)).body.decode()
    assert (await wu("POST", f"{rating}/phone", {}))[1] == {"phone": "13900000001"}
    [look] = await ctx.store.database["access_log"].find({}).to_list(None)
    assert (look["who"], look["why"], look["granted"]) == ("wu", f"rating:booking:{booking.id}", True)
    assert code(await wu("POST", f"{rating}/check", {"note": " "})) == (400, "bad_input")
    answers = await asyncio.gather(*(wu("POST", f"{rating}/check", {"note": "已道歉并另约时间"}) for _ in range(4)))
    assert sorted(status for status, _ in answers) == [200, 409, 409, 409]
    text = (await wu.fetch("GET", PAGE)).body.decode()
    assert "没有要回访的评价" in text and "已道歉并另约时间" in text


async def test_mean_and_count_reach_the_advisor_and_the_half_year(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, clock: SettableClock, booking: Booking
) -> None:
    call = await resident_caller(ctx, http_client, base_url)
    await call("PUT", await complete(ctx, booking), {"score": 3})
    neighbour = await add_resident(ctx, "openid-wang", "13900000002")
    second = await book_service(ctx, resident=neighbour, wish=Wish("find-lawyer"))
    clock.move(hours=3)
    await (await resident_caller(ctx, http_client, base_url, "openid-wang"))(
        "PUT", await complete(ctx, second), {"score": 4}
    )
    zhang = await advisor_caller(ctx, http_client, base_url)
    assert (await zhang("GET", "/api/v1/advisor/ratings"))[1] == {
        "half_year": "2026年下半年",
        "count": 2,
        "mean": 3.5,
    }
    wu = await staff_caller(http_client, base_url)
    assert '<td class="number">3.5</td>' in (await wu.fetch("GET", PAGE)).body.decode()
    assert "还没有评价" in (await wu.fetch("GET", f"{PAGE}?half=2026-1")).body.decode()
    clock.move(days=60)
    zhang = await advisor_caller(ctx, http_client, base_url)
    assert (await zhang("GET", "/api/v1/advisor/ratings"))[1]["count"] == 0, "another half-year"


async def test_an_answered_matter_is_rated_too_and_a_complaint_goes_past_the_advisor(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, booking: Booking
) -> None:
    call, zhang = await resident_caller(ctx, http_client, base_url), await advisor_caller(ctx, http_client, base_url)
    number = (await call("POST", "/api/v1/matters", {"text": "邻居占了我家的地"}))[1]["number"]
    address = f"/api/v1/matters/{number}/rating"
    assert code(await call("PUT", address, {"score": 5})) == (409, "not_ratable")
    await zhang("POST", f"/api/v1/advisor/matters/{number}/acceptance", {})
    await zhang("POST", f"/api/v1/advisor/matters/{number}/answer", {"text": "可以先调解。"})
    assert (await call("PUT", address, {"score": 5}))[0] == 200
    rated = await ctx.store.ratings.find(f"{RatedKind.MATTER.value}:{number}")
    assert rated
    assert rated.provider_id == "zhang"
    status, complaint = await call("POST", "/api/v1/matters", {"text": "张明态度不好", "complaint": True})
    assert (status, complaint["kind_name"], complaint["owner_name"]) == (201, "投诉反映", None)
    seen = [one["number"] for one in (await zhang("GET", "/api/v1/advisor/matters"))[1]["items"]]
    assert number in seen
    assert complaint["number"] not in seen
    assert code(await call("PUT", f"/api/v1/matters/{complaint['number']}/rating", {"score": 1})) == (
        409,
        "not_ratable",
    )


def test_half_years_are_of_the_civil_calendar() -> None:
    assert [str(HalfYear(2026, half).first_day) for half in (1, 2)] == ["2026-01-01", "2026-07-01"]
    assert [str(HalfYear(2026, half).beyond_day) for half in (1, 2)] == ["2026-07-01", "2027-01-01"]
    assert HalfYear(2026, 1).before == HalfYear(2025, 2)
