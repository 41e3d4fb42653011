"""The rolls over HTTP: who may see and change what, accounts and their passwords, a village's own page."""

import json
import re
from typing import Any

import pytest
from argon2 import PasswordHasher
from tornado.httpclient import AsyncHTTPClient

from actions import passwords
from actions.context import Context
from actions.log_hours import log_entry
from domain.people import Role
from domain.rosters import Roster
from tests.builders import (
    COUNTY,
    NEXT_TOWNSHIP,
    STAFF_PASSWORD,
    TOWNSHIP,
    VILLAGE,
    SettableClock,
    add_appointment,
    add_divisions,
    add_provider,
    add_staff,
)
from tests.callers import Caller, cookies_of, sign_staff_in, staff_caller
from tests.integration.test_hours import DRAFT
from tests.roster_files import ADVISOR, make_file, read_cells

pytestmark = pytest.mark.gen_test(timeout=60)

PHONE = "13900000009"
ADVISOR_BODY = {
    "name": "李静",
    "kind": "lawyer",
    "organisation": "湖北正言律师事务所",
    "licence_number": "14202201510000009",
    "place": "沈家营司法所201室",
    "home_code": TOWNSHIP,
    "phone": PHONE,
}
TERM = {"starts_on": "2026-01-01", "ends_on": "2026-12-31", "target_minutes": 6000}
ACCOUNT = {"login": "liufang", "name": "刘芳", "role": "township", "division_code": TOWNSHIP}
VILLAGE_ACCOUNT = {"login": "cunwei", "name": "何秀英", "role": "village", "division_code": VILLAGE}
PAGES = (
    "/console/people/advisors",
    "/console/people/advisors/new",
    "/console/people/appointments",
    "/console/people/villages",
    "/console/people/staff",
    "/console/people/imports",
)


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2id at the least cost, so that tests need not wait for it."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


async def county(ctx: Context, http_client: AsyncHTTPClient, base_url: str) -> Caller:
    """A member of staff of the county bureau at the console."""
    await add_divisions(ctx)
    await add_staff(ctx, "qiang", name="吴强", role=Role.COUNTY, division_code=COUNTY)
    return await staff_caller(http_client, base_url, "qiang-login")


async def page(call: Caller, path: str) -> str:
    """The text of a page that must be there."""
    answer = await call.fetch("GET", path)
    assert answer.code == 200, (path, answer.code)
    return answer.body.decode()


async def test_an_advisor_from_the_first_line_to_the_last(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    call = await county(ctx, http_client, base_url)
    status, made = await call("POST", "/api/v1/staff/providers", ADVISOR_BODY)
    assert (status, made["phone_masked"]) == (201, "139****0009")
    one = f"/api/v1/staff/providers/{made['id']}"
    assert (await call("POST", "/api/v1/staff/providers", ADVISOR_BODY))[1]["error"]["code"] == "phone_in_use"

    for words in (PHONE, "139 0000 0009", "李静", "正言 李", "14202201510000009"):
        found = await page(call, f"/console/people/advisors?q={words.replace(' ', '+')}")
        assert "李静" in found, words
        assert PHONE not in found.replace(f'value="{words}"', "")
    assert "没有找到法律服务人员" in await page(call, "/console/people/advisors?q=13900000008")

    status, term = await call("POST", f"{one}/appointments", {**TERM, "village_code": VILLAGE})
    assert (status, term["on_site_minutes"], term["lectures"]) == (201, 240, 1)
    again = await call("POST", f"{one}/appointments", {**TERM, "village_code": VILLAGE})
    assert (again[0], again[1]["error"]["code"]) == (409, "appointment_overlaps")
    path = f"/api/v1/staff/appointments/{term['id']}"
    status, changed = await call("PUT", path, {**TERM, "ends_on": "2027-12-31", "on_site_minutes": 0, "lectures": 2})
    assert (status, changed["ends_on"], changed["on_site_minutes"], changed["lectures"]) == (200, "2027-12-31", 0, 2)
    shown = await page(call, f"/console/people/advisors/{made['id']}")
    assert "桂花湾社区" in shown and "不要求" in shown
    assert "桂花湾社区" in await page(call, "/console/people/appointments")
    assert (await call("POST", f"{path}/end", {"ends_on": "2028-01-01"}))[0] == 400
    assert (await call("POST", f"{path}/end", {"ends_on": "2026-11-30"}))[1]["ends_on"] == "2026-11-30"
    assert "还有7天" in await page(call, "/console/people/appointments?when=ending")

    assert (await call("POST", f"{one}/phone-reveal"))[1] == {"phone": PHONE}
    [look] = await ctx.store.access_log.list_of(made["id"], ctx.now())
    assert (look.who, look.what, look.granted) == ("qiang", "provider_phone", True)

    body = {**ADVISOR_BODY, "place": "新址"}
    del body["phone"]
    assert (await call("PUT", one, body))[1]["place"] == "新址"
    moved = await ctx.store.providers.find_fresh(made["id"])
    assert moved is not None
    assert (moved.address, ctx.store.sealer.unseal(moved.phone_sealed)) == ("新址", PHONE)
    assert (await call("POST", f"{one}/departure"))[1]["active"] is False
    assert "李静" in await page(call, "/console/people/advisors?gone=yes")
    assert (await call("DELETE", f"{one}/departure"))[1]["active"] is True


async def test_everybody_stays_within_their_region_and_role(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await county(ctx, http_client, base_url)
    await add_provider(ctx)
    kept = await add_appointment(ctx)
    for name, role, code in (
        ("suo", Role.TOWNSHIP, TOWNSHIP),
        ("lin", Role.TOWNSHIP, NEXT_TOWNSHIP),
        ("shen", Role.AUDITOR, COUNTY),
    ):
        await add_staff(ctx, name, role=role, division_code=code)
    changes: tuple[tuple[str, str, Any], ...] = (
        ("POST", "/api/v1/staff/providers", ADVISOR_BODY),
        ("POST", "/api/v1/staff/providers/zhang/appointments", {**TERM, "village_code": "420202005002"}),
        ("PUT", f"/api/v1/staff/appointments/{kept.id}", TERM),
        ("POST", "/api/v1/staff/providers/zhang/departure", None),
        (
            "POST",
            "/api/v1/staff/accounts",
            {"login": "boss", "name": "老板", "role": "county", "division_code": COUNTY},
        ),
    )
    for login in ("suo", "lin", "shen"):
        call = await staff_caller(http_client, base_url, f"{login}-login")
        for method, path, body in changes:
            assert (await call(method, path, body))[0] == 403, (login, path)
        for path in PAGES:
            assert "登记一位" not in await page(call, path)
    near = await staff_caller(http_client, base_url, "suo-login")
    elsewhere = await staff_caller(http_client, base_url, "lin-login")
    facts = {"phone": "0714-5321234", "station_address": "党群服务中心", "directions": ""}
    assert (await near("PUT", f"/api/v1/staff/villages/{VILLAGE}/facts", facts))[0] == 200
    assert "0714-5321234" in await page(near, "/console/people/villages?q=桂花")
    for method, path, body in (
        ("GET", f"/api/v1/staff/villages/{VILLAGE}/facts", None),
        ("PUT", f"/api/v1/staff/villages/{VILLAGE}/facts", facts),
        ("GET", "/api/v1/staff/providers/zhang", None),
        ("POST", "/api/v1/staff/providers/zhang/phone-reveal", None),
        ("GET", "/api/v1/staff/accounts/suo", None),
        ("POST", "/api/v1/staff/accounts/suo/one-time-password", None),
    ):
        assert (await elsewhere(method, path, body))[0] == 404, path
    for path in (*PAGES, f"/console/people/villages?within={NEXT_TOWNSHIP}"):
        text = await page(elsewhere, path)
        assert "桂花湾" not in text and "张明" not in text, path
    assert (await elsewhere.fetch("GET", f"/console/people/villages?within={TOWNSHIP}")).code == 404


async def test_an_account_begins_with_a_password_that_is_good_for_being_changed(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    call = await county(ctx, http_client, base_url)
    body = ACCOUNT | {"wecom_user_id": "liu"}
    status, told = await call("POST", "/api/v1/staff/accounts", body)
    assert status == 201
    assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", told["one_time_password"])
    taken = await call("POST", "/api/v1/staff/accounts", {**body, "wecom_user_id": ""})
    assert taken[1]["error"]["code"] == "login_in_use"
    wrong = await call("POST", "/api/v1/staff/accounts", {**body, "login": "other", "division_code": COUNTY})
    assert wrong[1]["error"]["code"] == "wrong_level"

    own = await sign_staff_in(http_client, base_url, "liufang", told["one_time_password"])
    assert (await own("GET", "/api/v1/staff/entries"))[1]["error"]["code"] == "password_change_needed"
    assert (await own.fetch("GET", "/console")).headers["Location"] == "/console/password"
    other = await sign_staff_in(http_client, base_url, "liufang", told["one_time_password"])
    change = {"old_password": told["one_time_password"], "new_password": "liufang-2026-x"}
    assert (await own("PUT", "/api/v1/staff/me/password", change))[1]["error"]["code"] == "password_not_good"
    answer = await own.fetch("PUT", "/api/v1/staff/me/password", {**change, "new_password": "four loose words"})
    assert answer.code == 200
    own.headers = {**own.headers, "Cookie": f"{own.headers['Cookie']}; {cookies_of(answer)}"}
    assert (await own("GET", "/api/v1/staff/entries"))[0] == 200
    assert (await other("GET", "/api/v1/staff/me"))[0] == 401

    [made] = [one for one in await ctx.store.staff.list_in_range(TOWNSHIP, NEXT_TOWNSHIP) if one.login == "liufang"]
    account = f"/api/v1/staff/accounts/{made.id}"
    assert (await call("PUT", f"{account}/standing", {"active": False}))[1]["active"] is False
    assert (await own("GET", "/api/v1/staff/entries"))[0] == 401
    await call("PUT", f"{account}/standing", {"active": True})
    reset = (await call("POST", f"{account}/one-time-password"))[1]["one_time_password"]
    again = await sign_staff_in(http_client, base_url, "liufang", reset)
    assert (await again("GET", "/api/v1/staff/me"))[1]["must_change_password"] is True

    assert (await call("PUT", "/api/v1/staff/accounts/qiang/standing", {"active": False}))[0] == 403
    office = await staff_caller_of(ctx, http_client, base_url)
    above = {"name": "吴强", "role": "township", "division_code": TOWNSHIP}
    assert (await office("PUT", "/api/v1/staff/accounts/qiang", above))[0] == 404
    mine = await office("POST", "/api/v1/staff/accounts", VILLAGE_ACCOUNT)
    assert mine[0] == 201


async def staff_caller_of(ctx: Context, http_client: AsyncHTTPClient, base_url: str) -> Caller:
    """A member of staff of the township."""
    await add_staff(ctx, "suo")
    return await staff_caller(http_client, base_url, "suo-login")


async def test_a_wrong_old_password_locks_the_account(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, clock: SettableClock
) -> None:
    call = await county(ctx, http_client, base_url)
    change = {"old_password": "not it at all", "new_password": "four loose words"}
    for _ in range(5):
        assert (await call("PUT", "/api/v1/staff/me/password", change))[1]["error"]["code"] == "old_password_wrong"
    right = {**change, "old_password": STAFF_PASSWORD}
    assert (await call("PUT", "/api/v1/staff/me/password", right))[1]["error"]["code"] == "account_locked"
    clock.move(minutes=16)
    assert (await call("PUT", "/api/v1/staff/me/password", right))[0] == 200


async def test_a_village_sees_its_own_page_confirms_and_nothing_else(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await county(ctx, http_client, base_url)
    provider = await add_provider(ctx)
    await add_appointment(ctx)
    entry = await log_entry(ctx, provider=provider, draft=DRAFT, client_id=None)
    await add_staff(ctx, "cun", name="何秀英", role=Role.VILLAGE, division_code=VILLAGE)
    await add_staff(ctx, "lin", role=Role.VILLAGE, division_code="420202005002")
    call, other = [await staff_caller(http_client, base_url, f"{one}-login") for one in ("cun", "lin")]

    assert (await call.fetch("GET", "/console")).headers["Location"] == "/console/my-village"
    for path in ("/console/entries", "/console/people/advisors", "/console/matters", "/console/overview"):
        assert (await call.fetch("GET", path)).code == 403, path
    assert (await call("POST", f"/api/v1/staff/entries/{entry.id}/approval", {}))[1]["error"][
        "code"
    ] == "not_for_villages"
    assert (await call("GET", "/api/v1/staff/villages"))[0] == 403

    assert "确认属实" in await page(call, "/console/my-village")
    confirm = f"/api/v1/staff/entries/{entry.id}/confirmation"
    assert (await other("PUT", confirm, {"revision": 1}))[0] == 404
    assert (await call("PUT", confirm, {"revision": 2}))[0] == 409
    assert (await call("PUT", confirm, {"revision": 1}))[0] == 200
    assert "何秀英已确认" in await page(call, "/console/my-village")
    assert "何秀英已确认" not in await page(other, "/console/my-village")
    assert set(await ctx.store.village_confirmations.find_many([entry.id])) == {entry.id}
    assert (await call("DELETE", confirm))[0] == 200
    assert not await ctx.store.village_confirmations.find_many([entry.id])


async def test_a_file_goes_up_is_shown_and_comes_in(ctx: Context, http_client: AsyncHTTPClient, base_url: str) -> None:
    call = await county(ctx, http_client, base_url)
    template = await call.fetch("GET", "/api/v1/staff/rosters/advisors/template")
    assert read_cells(template.body)[0][:2] == ["姓名*", "职业*"]

    async def upload(content: bytes, roster: str = "advisors") -> tuple[int, Any]:
        answer = await call.fetch(
            "POST", f"/api/v1/staff/imports?roster={roster}", content, **{"X-File-Name": "%E5%90%8D%E5%86%8C.xlsx"}
        )
        return answer.code, json.loads(answer.body)

    status, refused = await upload(b"name,phone\n")
    assert (status, refused["error"]["code"]) == (400, "file_not_readable")
    _, faulty = await upload(make_file(Roster.ADVISORS, [ADVISOR | {"phone": "12", "name": "<b>李</b>"}]))
    text = await page(call, f"/console/people/imports/{faulty['id']}")
    assert "手机号应为11位数字" in text and "什么都没有写入" in text
    marked = await call.fetch("GET", f"/api/v1/staff/imports/{faulty['id']}/marked-file")
    assert "手机号应为11位数字" in read_cells(marked.body)[1][0]

    status, checked = await upload(make_file(Roster.ADVISORS, [ADVISOR]))
    assert (status, checked["file_name"], checked["counts"]) == (201, "名册.xlsx", {"new": 1})
    text = await page(call, f"/console/people/imports/{checked['id']}")
    assert "李静（桂花湾社区）" in text and "139****0009" in text and PHONE not in text
    assert "名册.xlsx" in await page(call, "/console/people/imports")
    assert (await call("POST", f"/api/v1/staff/imports/{checked['id']}/application"))[1]["state"] == "applied"
    assert "李静" in await page(call, "/console/people/advisors")
    exported = await call.fetch("GET", "/api/v1/staff/rosters/advisors/workbook")
    assert [row[0] for row in read_cells(exported.body)] == ["姓名*", "李静"]
    await add_staff(ctx, "suo")
    office = await staff_caller(http_client, base_url, "suo-login")
    assert (await office.fetch("GET", f"/console/people/imports/{checked['id']}")).code == 404
    assert (await office.fetch("GET", "/api/v1/staff/rosters/nothing/workbook")).code == 404
