"""The console's pages of opening rules: found, shown, looked at before they are kept, by staff of the region alone."""

import re
from datetime import timedelta
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient

from actions.book_service import Wish, book_service
from actions.context import Context
from domain.people import ProviderKind, Role
from tests.builders import (
    COUNTY,
    NEXT_TOWNSHIP,
    TOWNSHIP,
    add_appointment,
    add_divisions,
    add_provider,
    add_resident,
    add_service,
    add_staff,
)
from tests.callers import Caller, staff_caller

pytestmark = pytest.mark.gen_test(timeout=60)

LIST, PAGE = "/console/opening", "/console/opening/zhang"
RULE = "/api/v1/staff/providers/zhang/opening"
PREVIEW = f"{RULE}/preview"
TUESDAYS: dict[str, Any] = {
    "spans": [{"weekday": 1, "from_time": "14:00", "to_time": "15:00"}],
    "exceptions": [{"on": "2026-11-25", "hours": []}],
    "ways": ["phone", "home_visit"],
    "languages": ["zh", "大冶话"],
}


@pytest.fixture(autouse=True)
async def village(ctx: Context) -> None:
    """A lawyer of one township and a notary of the next; an office in each, and an auditor."""
    await add_divisions(ctx)
    await add_service(ctx)
    await add_provider(ctx)
    await add_appointment(ctx)
    notary = {"name": "何静", "kind": ProviderKind.NOTARY, "phone": "13800000002", "place": "公证处"}
    await add_provider(ctx, "he", township_code=NEXT_TOWNSHIP, organisation="公证处", **notary)
    await add_staff(ctx)
    await add_staff(ctx, "next", division_code=NEXT_TOWNSHIP)
    await add_staff(ctx, "auditor", division_code=COUNTY, role=Role.AUDITOR)


async def page(call: Caller, path: str) -> tuple[int, str]:
    """Status and text of a page."""
    answer = await call.fetch("GET", path)
    return answer.code, answer.body.decode()


async def test_a_provider_is_found_by_words_kind_and_township_within_the_region(
    http_client: AsyncHTTPClient, base_url: str
) -> None:
    auditor = await staff_caller(http_client, base_url, "auditor-login")
    for query, found, other in (
        ("?q=%E6%AD%A3%E8%A8%80", "张明", "何静"),
        ("?kind=notary", "何静", "张明"),
        (f"?within={TOWNSHIP}", "张明", "何静"),
    ):
        text = (await page(auditor, LIST + query))[1]
        assert found in text and other not in text, query
    assert "周一至周五 09:00—17:00" in (await page(auditor, LIST))[1]
    next_office = await staff_caller(http_client, base_url, "next-login")
    assert "张明" not in (await page(next_office, LIST))[1]
    assert (await page(next_office, PAGE))[0] == 404
    assert (await page(next_office, f"{LIST}?within={TOWNSHIP}"))[0] == 404


async def test_the_preview_tells_the_fortnight_and_keeps_nothing(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    wish = Wish("find-lawyer", "zhang", ctx.now() + timedelta(hours=30))  # Tuesday at two
    await book_service(ctx, resident=await add_resident(ctx), wish=wish)
    wu = await staff_caller(http_client, base_url)
    status, told = await wu("POST", PREVIEW, TUESDAYS)
    assert (status, len(told["days"])) == (200, 14)
    monday, tuesday, wednesday = told["days"][:3]
    assert (monday["note"], monday["free"]) == ("不接待", [])
    assert (tuesday["hours"], tuesday["free"]) == ([{"from_time": "14:00", "to_time": "15:00"}], ["14:30"])
    assert (tuesday["day_name"], tuesday["booked_count"]) == ("11月24日（周二）", 1)
    assert wednesday["note"] == "特殊日期，不接待"
    assert [one["starts_at"] for one in told["affected"]] == ["2026-11-24T14:00:00+08:00"], "it was to be at the office"
    assert (await wu("GET", RULE))[1]["spans"][0]["from_time"] == "09:00"
    status, refused = await wu("POST", PREVIEW, {**TUESDAYS, "languages": ["Klingon"], "ways": []})
    assert (status, set(refused["error"]["fields"])) == (400, {"languages", "ways"})
    next_office = await staff_caller(http_client, base_url, "next-login")
    assert (await next_office("POST", PREVIEW, TUESDAYS))[0] == 404


async def test_languages_are_kept_with_the_hours_and_left_alone_where_none_are_named(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    wu = await staff_caller(http_client, base_url)
    assert (await wu("PUT", RULE, TUESDAYS))[1]["languages"] == ["zh", "大冶话"]
    unnamed = {name: value for name, value in TUESDAYS.items() if name != "languages"}
    assert (await wu("PUT", RULE, unnamed))[1]["languages"] == ["zh", "大冶话"]
    text = (await page(wu, PAGE))[1]
    assert 'value="大冶话" checked' in text
    assert 'value="14:00"' in text


async def test_an_auditor_looks_and_changes_nothing(http_client: AsyncHTTPClient, base_url: str) -> None:
    auditor = await staff_caller(http_client, base_url, "auditor-login")
    status, text = await page(auditor, PAGE)
    assert status == 200
    for forbidden in ('type="submit"', "data-add", "data-drop", "data-dialog", "<template"):
        assert forbidden not in text, forbidden
    form = text[text.index("<form class") : text.index("<aside")]
    fields = re.findall(r"<(?:input|select) [^>]*>", form)
    assert len(fields) > 20
    assert [field for field in fields if "disabled" not in field] == []
    assert (await auditor("POST", PREVIEW, TUESDAYS))[0] == 200
    assert (await auditor("PUT", RULE, TUESDAYS))[1]["error"]["code"] == "read_only"
