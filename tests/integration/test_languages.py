"""Whoever speaks the resident's language comes first among those who are equally near."""

from datetime import timedelta

import pytest
from tornado.httpclient import AsyncHTTPClient

from actions.book_service import Wish, book_service
from actions.context import Context
from actions.languages import keep_language
from domain.people import Resident
from tests.builders import (
    NEXT_TOWNSHIP,
    SettableClock,
    add_appointment,
    add_divisions,
    add_provider,
    add_resident,
    add_service,
)
from tests.callers import advisor_caller

pytestmark = pytest.mark.gen_test(timeout=60)

BAO = "13800000002"


@pytest.fixture
async def resident(ctx: Context) -> Resident:
    """Of a village whose township has two lawyers, of whom Bao speaks Mongolian but has promised more."""
    await add_divisions(ctx)
    await add_service(ctx)
    await add_provider(ctx, "an", name="安宁", phone="13800000003")
    await add_provider(ctx, "bao", name="包山", phone=BAO, languages=("zh", "mn"))
    await add_provider(ctx, "far", name="远方", phone="13800000004", township_code=NEXT_TOWNSHIP, languages=("大冶话",))
    other = await add_resident(ctx, "openid-zhao", "13900000002")
    await book_service(ctx, resident=other, wish=Wish("find-lawyer", "bao"))
    return await add_resident(ctx)


async def test_the_chosen_language_goes_before_the_sooner_time(ctx: Context, resident: Resident) -> None:
    usual = await book_service(ctx, resident=resident, wish=Wish("find-lawyer"))
    assert (usual.provider_id, usual.why.endswith("。")) == ("an", True)
    assert "会说" not in usual.why
    mongolian = await keep_language(ctx, resident=resident, language="mn")
    booking = await book_service(ctx, resident=mongolian, wish=Wish("find-lawyer"))
    assert booking.provider_id == "bao"
    assert booking.why.endswith("最早可约的时间是11月23日（周一）上午9:30。包山会说蒙古语。"), booking.why


async def test_a_wish_goes_before_the_profile_and_nearness_before_language(ctx: Context, resident: Resident) -> None:
    mongolian = await keep_language(ctx, resident=resident, language="蒙古语")
    booking = await book_service(ctx, resident=mongolian, wish=Wish("find-lawyer", language="大冶话"))
    assert booking.provider_id == "an", "the one who speaks it is in another township"
    assert booking.why.endswith("近处暂时没有会说大冶话的人员可约，安宁不会说大冶话，可以请亲友陪同翻译。")


async def test_two_who_look_at_once_with_different_languages_see_their_own_order(
    ctx: Context, resident: Resident
) -> None:
    other = await keep_language(ctx, resident=await add_resident(ctx, "o-qian", "13900000003"), language="mn")
    assert (await book_service(ctx, resident=other, wish=Wish("find-lawyer"))).provider_id == "bao"
    booking = await book_service(ctx, resident=resident, wish=Wish("find-lawyer"))
    assert booking.provider_id == "an"
    assert "蒙古语" not in booking.why


async def test_one_who_was_chosen_by_name_is_told_of_too(
    ctx: Context, resident: Resident, clock: SettableClock
) -> None:
    start = clock() + timedelta(hours=3)
    wish = Wish("find-lawyer", "an", start, language="bo")
    booking = await book_service(ctx, resident=resident, wish=wish)
    assert (
        booking.why == "按您的选择，安宁律师在11月23日（周一）上午11:00为您服务。安宁不会说藏语，可以请亲友陪同翻译。"
    )


async def test_the_phone_sets_the_language_and_sees_who_speaks_what(
    ctx: Context, resident: Resident, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await add_appointment(ctx, "bao")
    li = await advisor_caller(ctx, http_client, base_url, phone="13900000009")
    assert (await li("GET", "/api/v1/me/language"))[1]["language"] is None
    status, chosen = await li("PUT", "/api/v1/me/language", {"language": "mn"})
    assert (status, chosen["language"]) == (200, {"code": "mn", "name": "蒙古语"})
    assert {"code": "bo", "name": "藏语"} in chosen["choices"]
    assert (await li("GET", "/api/v1/me/language"))[1] == chosen
    status, refused = await li("PUT", "/api/v1/me/language", {"language": "klingon"})
    assert (status, list(refused["error"]["fields"])) == (400, ["language"])
    free = (await li("GET", "/api/v1/services/find-lawyer/free-times"))[1]["items"]
    assert free[0]["languages"] == [{"code": "zh", "name": "普通话"}, {"code": "mn", "name": "蒙古语"}]
    assert (await li("GET", "/api/v1/services/find-lawyer/free-times?language=xx"))[0] == 400
    status, booking = await li("POST", "/api/v1/bookings", {"service_code": "find-lawyer", "language": "yue"})
    assert (status, booking["provider"]["id"]) == (201, "bao")
    assert booking["provider"]["languages"][1]["name"] == "蒙古语"
    assert (await li("PUT", "/api/v1/me/language", {}))[1]["language"] is None
