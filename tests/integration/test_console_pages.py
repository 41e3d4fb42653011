"""The console's pages: who gets in, what stands there, what happens when something is wrong."""

from dataclasses import replace
from urllib.parse import quote

import pytest
from tornado.httpclient import AsyncHTTPClient

from actions.context import Context
from actions.log_hours import log_entry
from domain.people import Role
from tests.builders import COUNTY, NEXT_TOWNSHIP, VILLAGE, add_appointment, add_divisions, add_provider, add_staff
from tests.callers import Caller, staff_caller
from tests.integration.test_hours import DRAFT

pytestmark = pytest.mark.gen_test(timeout=60)

YEAR_PAGE = f"/console/villages/{VILLAGE}/years/2026"
PAGES = ("/console", "/console/entries", "/console/villages", YEAR_PAGE)


async def prepare(ctx: Context, summary: str = "解答土地流转合同的问题") -> str:
    """One entry that waits; its id."""
    await add_divisions(ctx)
    provider = await add_provider(ctx)
    await add_appointment(ctx)
    await add_staff(ctx)
    draft = replace(DRAFT, summary=summary)
    return (await log_entry(ctx, provider=provider, draft=draft, client_id=None)).id


async def page(call: Caller, path: str) -> tuple[int, str]:
    """Status and text of a page."""
    answer = await call.fetch("GET", path)
    return answer.code, answer.body.decode()


@pytest.mark.parametrize("path", [*PAGES, "/console/entries?state=approved", "/console/nowhere"])
async def test_who_is_not_signed_in_is_sent_to_the_door_and_back(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, path: str
) -> None:
    call = Caller(http_client, base_url)
    answer = await call.fetch("GET", path)
    assert answer.code == 302
    assert answer.headers["Location"] == f"/console/sign-in?next={quote(path, safe='')}"
    status, text = await page(call, answer.headers["Location"])
    assert status == 200
    assert f'data-after="{path}"' in text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "/consoles"])
async def test_signing_in_never_leads_out_of_the_console(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, elsewhere: str
) -> None:
    _, text = await page(Caller(http_client, base_url), f"/console/sign-in?next={quote(elsewhere, safe='')}")
    assert 'data-after="/console"' in text


async def test_every_page_is_served_with_a_strict_policy_and_the_whole_navigation(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await prepare(ctx)
    call = await staff_caller(http_client, base_url)
    for path in PAGES:
        answer = await call.fetch("GET", path)
        text = answer.body.decode()
        assert answer.code == 200, path
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        for name in ("首页", "工时审核", "村居年度工时", "村群", "普法内容", "推送计划", "诉求台账"):
            assert name in text
        assert " style=" not in text and "<script>" not in text and " onclick" not in text


async def test_the_queue_shows_the_entry_with_its_buttons_and_nothing_typed_becomes_markup(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    entry_id = await prepare(ctx, summary="<script>alert(1)</script>")
    call = await staff_caller(http_client, base_url)
    _, text = await page(call, "/console/entries")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert f"/api/v1/staff/entries/{entry_id}/approval" in text
    assert "11月20日（周五）" in text
    assert "09:00—11:30" in text


async def test_an_auditor_sees_no_buttons(ctx: Context, http_client: AsyncHTTPClient, base_url: str) -> None:
    entry_id = await prepare(ctx)
    await add_staff(ctx, "he", division_code=COUNTY, role=Role.AUDITOR)
    call = await staff_caller(http_client, base_url, "he-login")
    _, text = await page(call, "/console/entries")
    assert "解答土地流转合同的问题" in text
    assert f"{entry_id}/approval" not in text
    status, answer = await call("POST", f"/api/v1/staff/entries/{entry_id}/approval", {})
    assert (status, answer["error"]["code"]) == (403, "read_only")


async def test_the_year_page_shows_minutes_done_of_those_owed(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    entry_id = await prepare(ctx)
    call = await staff_caller(http_client, base_url)
    await call("POST", f"/api/v1/staff/entries/{entry_id}/approval", {})
    _, text = await page(call, YEAR_PAGE)
    assert '<span class="figure">150</span> / 6,000分钟' in text
    assert f"/api/v1/staff/villages/{VILLAGE}/years/2026/workbook" in text


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (YEAR_PAGE, 404, "village_not_found"),
        ("/console/entries?state=lost", 400, "bad_input"),
        ("/console/entries?page=0", 400, "bad_input"),
        (f"/console/entries?within={VILLAGE}", 404, "not_found"),
        ("/console/villages?year=2099", 400, "year_not_valid"),
        ("/console/nowhere", 404, "not_found"),
    ],
)
async def test_what_goes_wrong_is_told_in_chinese_with_a_code(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, path: str, status: int, code: str
) -> None:
    await prepare(ctx)
    await add_staff(ctx, "sun", division_code=NEXT_TOWNSHIP)
    call = await staff_caller(http_client, base_url, "sun-login")
    answer = await call.fetch("GET", path)
    text = answer.body.decode()
    assert answer.code == status
    assert f"<code>{code}</code>" in text
    assert answer.headers["X-Request-Id"] in text
    assert "返回首页" in text


async def test_empty_lists_say_so(ctx: Context, http_client: AsyncHTTPClient, base_url: str) -> None:
    await add_divisions(ctx)
    await add_staff(ctx)
    call = await staff_caller(http_client, base_url)
    assert "没有待审核的工时。" in (await page(call, "/console/entries"))[1]
    assert "没有待审核的工时。" in (await page(call, "/console"))[1]
    assert "这一年还没有工时记录。" in (await page(call, YEAR_PAGE))[1]
