"""Staff sign in, see their region's hours, approve, return, and take a village's year home as a workbook."""

import json
from dataclasses import replace
from datetime import time
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook
from tornado.httpclient import AsyncHTTPClient

from actions.context import Context
from actions.log_hours import log_entry
from actions.review_hours import approve_entry, return_entry
from domain.hours import Entry
from domain.people import Role
from tests.builders import (
    COUNTY,
    NEXT_TOWNSHIP,
    VILLAGE,
    add_appointment,
    add_divisions,
    add_provider,
    add_staff,
)
from tests.callers import Caller, staff_caller
from tests.integration.test_hours import DRAFT

pytestmark = pytest.mark.gen_test(timeout=60)

YEAR_PATH = f"/api/v1/staff/villages/{VILLAGE}/years/2026"


async def prepare(ctx: Context, **change: Any) -> Entry:
    """A village with an advisor who has logged once, and its township's staff."""
    await add_divisions(ctx)
    provider = await add_provider(ctx)
    await add_appointment(ctx)
    await add_staff(ctx)
    return await log_entry(ctx, provider=provider, draft=replace(DRAFT, **change), client_id=None)


async def test_signing_in_sets_a_cookie_that_scripts_cannot_read(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await prepare(ctx)
    call = Caller(http_client, base_url)
    answer = await call.fetch(
        "POST", "/api/v1/staff/sessions", {"login": "wu-login", "password": "a password of staff"}
    )
    told = json.loads(answer.body)
    assert (answer.code, told["name"], told["role_name"], told["division_name"]) == (
        201,
        "吴芳",
        "司法所",
        "沈家营街道",
    )
    cookies = {line.split("=")[0]: line for line in answer.headers.get_list("Set-Cookie")}
    assert "HttpOnly" in cookies["staff_session"]
    assert "SameSite=Lax" in cookies["staff_session"]
    assert "HttpOnly" not in cookies["_xsrf"]
    status, refused = await call("POST", "/api/v1/staff/sessions", {"login": "wu-login", "password": "wrong"})
    assert (status, refused["error"]["code"]) == (401, "sign_in_refused")


async def test_signing_out_ends_the_session(ctx: Context, http_client: AsyncHTTPClient, base_url: str) -> None:
    await prepare(ctx)
    call = await staff_caller(http_client, base_url)
    assert (await call("GET", "/api/v1/staff/me"))[0] == 200
    assert (await call("DELETE", "/api/v1/staff/sessions/current"))[0] == 200
    assert (await call("GET", "/api/v1/staff/me"))[0] == 401


async def test_a_change_without_the_xsrf_token_is_refused(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    entry = await prepare(ctx)
    call = await staff_caller(http_client, base_url)
    del call.headers["X-Xsrftoken"]
    status, answer = await call("POST", f"/api/v1/staff/entries/{entry.id}/approval", {})
    assert (status, answer["error"]["code"]) == (403, "forbidden")


async def test_staff_see_what_waits_and_approve_it(ctx: Context, http_client: AsyncHTTPClient, base_url: str) -> None:
    entry = await prepare(ctx)
    call = await staff_caller(http_client, base_url)
    _, queue = await call("GET", "/api/v1/staff/entries")
    [shown] = queue["items"]
    assert (shown["id"], shown["provider_name"], shown["village_name"]) == (entry.id, "张明", "桂花湾社区")
    status, approved = await call("POST", f"/api/v1/staff/entries/{entry.id}/approval", {"revision": 1})
    assert (status, approved["state_name"], approved["reviewed_by_name"]) == (200, "已通过", "吴芳")
    assert (await call("GET", "/api/v1/staff/entries"))[1]["items"] == []
    _, year = await call("GET", YEAR_PATH)
    assert (year["approved_minutes"], year["target_minutes"]) == (150, 6000)
    assert year["approved_by_month"][10] == 150
    assert year["sentence"] == ("按天数折算，到今天应完成5,375分钟，已通过150分钟，还差5,225分钟（87小时5分钟）。")
    _, villages = await call("GET", "/api/v1/staff/villages")
    assert [(one["name"], one["approved_minutes"]) for one in villages["items"]] == [
        ("桂花湾社区", 150),
        ("师院社区", 0),
    ]


@pytest.mark.parametrize("reason", ["", " ", "错", "字" * 201])
async def test_a_return_needs_a_reason(ctx: Context, http_client: AsyncHTTPClient, base_url: str, reason: str) -> None:
    entry = await prepare(ctx)
    call = await staff_caller(http_client, base_url)
    status, answer = await call("POST", f"/api/v1/staff/entries/{entry.id}/return", {"reason": reason})
    assert (status, answer["error"]["code"]) == (400, "reason_needed")
    assert answer["error"]["message"] == "请写明退回原因，2到200个字。"


async def test_other_regions_are_not_found(ctx: Context, http_client: AsyncHTTPClient, base_url: str) -> None:
    entry = await prepare(ctx)
    await add_staff(ctx, "sun", division_code=NEXT_TOWNSHIP)
    call = await staff_caller(http_client, base_url, "sun-login")
    assert (await call("GET", "/api/v1/staff/entries"))[1]["items"] == []
    for method, path, body in (
        ("POST", f"/api/v1/staff/entries/{entry.id}/approval", {}),
        ("POST", f"/api/v1/staff/entries/{entry.id}/return", {"reason": "不对不对"}),
        ("GET", f"/api/v1/staff/entries?village_code={VILLAGE}", None),
        ("GET", f"/api/v1/staff/villages?within={VILLAGE}", None),
        ("GET", YEAR_PATH, None),
        ("GET", f"{YEAR_PATH}/workbook", None),
    ):
        status, _ = await call(method, path, body)
        assert status == 404, path


async def test_villages_are_listed_by_code_and_never_ranked(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    entry = await prepare(ctx)
    county = await add_staff(ctx, "lin", division_code=COUNTY, role=Role.COUNTY)
    await approve_entry(ctx, staff=county, entry_id=entry.id)
    call = await staff_caller(http_client, base_url, "lin-login")
    _, villages = await call("GET", "/api/v1/staff/villages")
    codes = [one["code"] for one in villages["items"]]
    assert codes == sorted(codes)
    assert len(codes) == 3
    assert not {key for one in villages["items"] for key in one} & {"rank", "points", "score"}
    _, within = await call("GET", f"/api/v1/staff/villages?within={NEXT_TOWNSHIP}")
    assert [one["name"] for one in within["items"]] == ["天桥社区"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"/api/v1/staff/villages/{VILLAGE}/years/2030", 400, "year_not_valid"),
        (f"/api/v1/staff/villages/{VILLAGE}/years/soon", 404, "year_not_found"),
        (f"/api/v1/staff/villages/{COUNTY}/years/2026", 404, "village_not_found"),
        ("/api/v1/staff/entries?state=lost", 400, "bad_input"),
        ("/api/v1/staff/entries?cursor=zzz", 400, "bad_input"),
    ],
)
async def test_questions_that_make_no_sense_are_refused(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, path: str, status: int, code: str
) -> None:
    await prepare(ctx)
    call = await staff_caller(http_client, base_url)
    got, answer = await call("GET", path)
    assert (got, answer["error"]["code"]) == (status, code)
    assert answer["error"]["message"].endswith("。")


async def test_the_workbook_holds_the_year_and_no_cell_is_a_formula(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    entry = await prepare(ctx, summary='=HYPERLINK("http://evil.example","领奖")')
    staff = await ctx.store.staff.find("wu")
    provider = await ctx.store.providers.find("zhang")
    assert staff and provider
    await approve_entry(ctx, staff=staff, entry_id=entry.id)
    draft = replace(DRAFT, from_time=time(14), to_time=time(15), summary="+86 电话咨询", people_count=1)
    second = await log_entry(ctx, provider=provider, draft=draft, client_id=None)
    await return_entry(ctx, staff=staff, entry_id=second.id, reason="=1+1 不对")
    call = await staff_caller(http_client, base_url)
    answer = await call.fetch("GET", f"{YEAR_PATH}/workbook")
    assert answer.code == 200
    disposition = answer.headers["Content-Disposition"]
    assert unquote(disposition.split("UTF-8''")[1]) == "桂花湾社区2026年法律顾问工时台账.xlsx"
    sheet = load_workbook(BytesIO(answer.body)).active
    assert sheet is not None
    assert sheet["A1"].value == "黄石市黄石港区沈家营街道桂花湾社区2026年法律顾问服务工时台账"
    assert "填报单位：黄石港区司法局" in sheet["A2"].value
    assert [cell.value for cell in sheet[3]][:5] == ["序号", "镇（街道）", "村（社区）", "顾问", "机构/证号"]
    assert (sheet["H4"].value, sheet["H5"].value) == (150, 60)
    assert sheet["M4"].value == '=HYPERLINK("http://evil.example","领奖")'
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert not sheet._hyperlinks
    texts = [str(row[0].value) for row in sheet.iter_rows(min_row=6)]
    assert "合计：已通过1条" in texts
    assert any("填报人" in text for text in texts)
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    assert sheet.print_title_rows == "$3:$3"
