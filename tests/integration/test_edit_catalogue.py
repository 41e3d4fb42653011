"""Staff keep their county's catalogue: drafts, publication, withdrawal; each within its region and its role."""

import html
import re
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer

from actions.context import Context
from actions.start_catalogue import ensure_catalogue
from domain.divisions import Division, Level
from domain.people import Role
from tests.builders import COUNTY, VILLAGE, add_divisions, add_staff
from tests.callers import Caller, staff_caller

pytestmark = pytest.mark.gen_test(timeout=60)
FOLDER = Path(__file__).parents[2] / "server" / "start_data" / "catalogue"
OTHER_COUNTY = "420203000000"
NOTARY = "/api/v1/staff/catalogue/notary"


@pytest.fixture
async def chen(ctx: Context, http_server: HTTPServer, http_client: AsyncHTTPClient, base_url: str) -> Caller:
    """Chen of the county's bureau."""
    await add_divisions(ctx)
    await ctx.store.divisions.put(Division(OTHER_COUNTY, Level.COUNTY, "西塞山区", "420200000000", "黄石市西塞山区"))
    await ctx.store.divisions.put(Division("420200000000", Level.CITY, "黄石市", None, "黄石市"))
    await ensure_catalogue(ctx, folder=FOLDER)
    await add_staff(ctx)
    await add_staff(ctx, "chen", division_code=COUNTY, role=Role.COUNTY)
    await add_staff(ctx, "city", division_code="420200000000", role=Role.CITY)
    await add_staff(ctx, "auditor", division_code=COUNTY, role=Role.AUDITOR)
    return await staff_caller(http_client, base_url, "chen-login")


async def shown_summary(chen: Caller, village_code: str = VILLAGE) -> Any:
    anybody = Caller(chen.client, chen.base_url)
    status, guide = await anybody("GET", f"/api/v1/services/notary?village_code={village_code}")
    return guide["summary"] if status == 200 else status


async def test_an_edit_is_seen_by_residents_once_it_is_published_and_by_this_county_alone(chen: Caller) -> None:
    before = await shown_summary(chen)
    status, told = await chen("PUT", NOTARY, {"seen_version": 0, "summary": "到黄石港公证处，先电话约。"})
    assert (status, told["seen_version"], told["standing"]) == (200, 1, "common")
    assert told["draft"]["summary"] == "到黄石港公证处，先电话约。"
    assert told["draft"]["steps"] == told["shown"]["steps"], "what is not sent stays"
    assert await shown_summary(chen) == before
    status, told = await chen("POST", f"{NOTARY}/publication", {"seen_version": 1})
    assert (status, told["standing"], told["draft"]) == (200, "own", None)
    assert await shown_summary(chen) == "到黄石港公证处，先电话约。"
    assert await shown_summary(chen, OTHER_COUNTY) == before
    assert [one["state_name"] for one in told["versions"]] == ["已发布"]
    assert told["versions"][0]["changed_by_name"] == "吴芳"


async def test_two_editors_are_told_and_nothing_changed_is_no_edit(chen: Caller) -> None:
    assert (await chen("PUT", NOTARY, {"seen_version": 0, "phone": "0714-6224455"}))[0] == 200
    status, answer = await chen("PUT", NOTARY, {"seen_version": 0, "phone": "0714-6220000"})
    assert (status, answer["error"]["code"]) == (409, "version_outdated")
    status, answer = await chen("PUT", NOTARY, {"seen_version": 1, "phone": "0714-6224455"})
    assert (status, answer["error"]["code"]) == (409, "item_unchanged")
    status, answer = await chen("POST", f"{NOTARY}/publication", {"seen_version": 7})
    assert (status, answer["error"]["code"]) == (409, "version_outdated")


async def test_an_incomplete_draft_is_kept_but_not_published(chen: Caller) -> None:
    assert (await chen("PUT", NOTARY, {"seen_version": 0, "steps": "没有句号"}))[0] == 200
    status, answer = await chen("POST", f"{NOTARY}/publication", {"seen_version": 1})
    assert (status, answer["error"]["code"]) == (400, "item_incomplete")
    assert "steps" in answer["error"]["fields"]


async def test_withdrawn_here_it_stays_elsewhere_and_can_come_back(chen: Caller) -> None:
    before = await shown_summary(chen)
    status, told = await chen("POST", f"{NOTARY}/withdrawal")
    assert (status, told["standing"], told["seen_version"]) == (200, "withdrawn", 1)
    assert (await chen("POST", f"{NOTARY}/withdrawal"))[0] == 200, "twice is harmless"
    assert await shown_summary(chen) == 404
    assert await shown_summary(chen, OTHER_COUNTY) == before
    _, page = await chen("GET", "/api/v1/staff/catalogue?class_code=notary")
    assert {one["code"]: one["standing"] for one in page["items"]}["notary"] == "withdrawn"
    assert (await chen("PUT", NOTARY, {"seen_version": 1}))[0] == 200
    assert (await chen("POST", f"{NOTARY}/publication", {"seen_version": 2}))[0] == 200
    assert await shown_summary(chen) == before


async def test_each_keeps_to_its_role_and_region(chen: Caller, http_client: AsyncHTTPClient, base_url: str) -> None:
    wu = await staff_caller(http_client, base_url)
    auditor = await staff_caller(http_client, base_url, "auditor-login")
    city = await staff_caller(http_client, base_url, "city-login")
    edit = {"seen_version": 0, "phone": "0714-6224455"}
    for looking in (wu, auditor):
        assert (await looking("GET", NOTARY))[0] == 200
        assert (await looking("PUT", NOTARY, edit))[0] == 403
        assert (await looking("POST", f"{NOTARY}/withdrawal"))[0] == 403
    assert (await chen("PUT", f"{NOTARY}?county_code={OTHER_COUNTY}", edit))[0] == 404
    status, told = await city("PUT", f"{NOTARY}?county_code={OTHER_COUNTY}", edit)
    assert (status, told["county_name"]) == (200, "西塞山区")
    assert (await chen("GET", NOTARY))[1]["draft"] is None
    assert (await chen("GET", "/api/v1/staff/catalogue/no-such"))[0] == 404
    assert len((await wu("GET", "/api/v1/staff/catalogue"))[1]["items"]) == 114


async def test_the_form_of_the_console_sends_what_the_api_understands(chen: Caller) -> None:
    answer = await chen.fetch("GET", "/console/catalogue/notary/edit")
    assert answer.code == 200
    form = fields_of(answer.body.decode())
    status, unchanged = await chen("PUT", NOTARY, form)
    assert (status, unchanged["error"]["code"]) == (409, "item_unchanged"), "the form holds the whole guide"
    form |= {
        "material_1_copies": 2,
        "material_2_name": "",
        "material_5_name": "结婚证",
        "material_5_photo_upload": "true",
        "time_limit_days": 10,
        "steps": "第一步。\n\n第二步。",
        "green_channel": "",
    }
    status, told = await chen("PUT", NOTARY, form)
    assert status == 200, told
    draft = told["draft"]
    assert [one["name"] for one in draft["material_details"]] == [
        "本人身份证", "与公证事项有关的证明", "代理人身份证和授权委托书", "结婚证",
    ]  # fmt: skip
    assert (draft["material_details"][0]["copies"], draft["material_details"][3]["photo_upload"]) == (2, True)
    assert (draft["steps"], draft["time_limit"]["days"]) == (["第一步。", "第二步。"], 10)
    assert draft["green_channel"] is None
    _, refused = await chen("PUT", NOTARY, {**form, "seen_version": 1, "material_1_copies": 99})
    assert refused["error"]["fields"] == {"materials.0.copies": "不能大于9。"}


async def test_the_pages_show_the_list_the_preview_and_the_versions(chen: Caller, http_client: AsyncHTTPClient) -> None:
    await chen("PUT", NOTARY, {"seen_version": 0, "summary": "<b>新介绍</b>。"})
    page = (await chen.fetch("GET", "/console/catalogue")).body.decode()
    assert 'aria-current="page"' in page
    assert "黄石港区共114项，其中1项有未发布的草稿" in page
    assert page.count('<h2 id="class-') == 16
    found = (await chen.fetch("GET", "/console/catalogue?class_code=notary&q=%E9%A2%84%E7%BA%A6")).body.decode()
    assert found.count("/console/catalogue/notary") >= 1
    assert "人民调解" not in found.split("</form>")[1]
    one = (await chen.fetch("GET", "/console/catalogue/notary")).body.decode()
    assert "&lt;b&gt;新介绍&lt;/b&gt;。" in one
    assert "黄石港区公证处" in one
    assert f'data-api="{NOTARY}/publication"' in one
    wu = await staff_caller(http_client, chen.base_url)
    looking = (await wu.fetch("GET", "/console/catalogue/notary")).body.decode()
    assert "/publication" not in looking
    assert (await Caller(http_client, chen.base_url).fetch("GET", "/console/catalogue")).code == 302


def fields_of(page: str) -> dict[str, Any]:
    """What console.js would send: every named field of the form, as it stands."""
    form = page[page.index('<form data-api="/api') : page.rindex("</form>")]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="(\w+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            text = html.unescape(value[1]) if value else ""
            found[name[1]] = int(text) if "data-number" in tag and text else text
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = html.unescape(text)
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="(\w+)" selected', options) or re.search(r'value="(\w+)"', options)
        found[name] = chosen[1] if chosen else ""
    return found
