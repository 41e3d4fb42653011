"""A matter's way: claimed by its resident, accepted and answered by the advisor, watched and ended by staff."""

import asyncio
from datetime import timedelta

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.web import Application

from actions import sessions
from actions.context import Context
from domain.matters import MatterState
from domain.people import Role
from domain.sessions import SubjectKind
from tests.builders import (
    COUNTY,
    NEXT_TOWNSHIP,
    SettableClock,
    add_appointment,
    add_provider,
    add_resident,
    add_staff,
)
from tests.callers import Caller, advisor_caller, staff_caller
from tests.village_stage import WISH, Stage, set_stage, with_callbacks
from wechat.sandbox.state import SandboxPlatform

pytestmark = pytest.mark.gen_test(timeout=60)

NUMBER = "HS20261123-0001"


@pytest.fixture
def ctx(ctx: Context) -> Context:
    """With callbacks set up."""
    return with_callbacks(ctx)


@pytest.fixture
async def stage(
    ctx: Context, sandbox: tuple[SandboxPlatform, str], app: Application, http_server: HTTPServer, base_url: str
) -> Stage:
    """The village."""
    return await set_stage(ctx, sandbox[0], app, base_url)


async def resident_caller(
    ctx: Context, client: AsyncHTTPClient, base_url: str, openid: str = "openid-li", phone: str = "13900000001"
) -> Caller:
    """The phone of a resident of the village."""
    resident = await add_resident(ctx, openid, phone)
    opened = await sessions._open_session(ctx, SubjectKind.RESIDENT, resident.id, timedelta(days=1))
    caller = Caller(client, base_url)
    caller.headers = {"Authorization": f"Bearer {opened.token}"}
    return caller


async def token_of(stage: Stage) -> str:
    """What the card in the group carries."""
    return str(stage.said()[-1]["card"]["scene"]).removeprefix("c=")


async def test_the_card_makes_the_matter_the_residents_own_and_nobody_elses(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await stage.write(WISH)
    card = {"card_token": await token_of(stage)}
    li = await resident_caller(ctx, http_client, base_url)
    zhao = await resident_caller(ctx, http_client, base_url, "openid-zhao", "13900000002")
    assert (await li("GET", f"/api/v1/matters/{NUMBER}"))[0] == 404
    for _ in range(2):
        status, matter = await li("POST", "/api/v1/matters/claims", card)
        assert (status, matter["number"], matter["owner_name"]) == (200, NUMBER, "张明")
    assert [event["text"] for event in matter["history"]] == [
        "诉求已登记，转给村法律顾问张明。",
        "本人已在小程序中认领这件诉求。",
    ]
    assert [one["number"] for one in (await li("GET", "/api/v1/matters"))[1]["items"]] == [NUMBER]
    status, refused = await zhao("POST", "/api/v1/matters/claims", card)
    assert (status, refused["error"]["code"]) == (409, "matter_already_claimed")
    assert (await zhao("GET", f"/api/v1/matters/{NUMBER}"))[0] == 404
    assert (await zhao("POST", "/api/v1/matters/claims", {"card_token": "guessed-token"}))[0] == 404


async def test_two_residents_at_once_one_gets_it(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await stage.write(WISH)
    card = {"card_token": await token_of(stage)}
    callers = [await resident_caller(ctx, http_client, base_url, f"openid-{n}", f"1390000000{n}") for n in range(1, 7)]
    answers = await asyncio.gather(*(call("POST", "/api/v1/matters/claims", card) for call in callers))
    assert sorted(status for status, _ in answers) == [200, 409, 409, 409, 409, 409]


async def test_the_advisor_accepts_and_answers_and_the_resident_reads_it(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str, clock: SettableClock
) -> None:
    li = await resident_caller(ctx, http_client, base_url)
    status, made = await li("POST", "/api/v1/matters", {"text": "土地补偿的协议我看不懂，电话13812345678"})
    assert (status, made["number"], made["state_name"]) == (201, NUMBER, "待受理")
    assert made["text"] == "土地补偿的协议我看不懂，电话138****5678"
    zhang = await advisor_caller(ctx, http_client, base_url)
    status, accepted = await zhang("POST", f"/api/v1/advisor/matters/{NUMBER}/acceptance")
    assert (status, accepted["state"]) == (200, "accepted")
    clock.move(hours=1)
    answer = {"text": "协议先不要签，周三上午到社区来，我逐条解释。"}
    status, answered = await zhang("POST", f"/api/v1/advisor/matters/{NUMBER}/answer", answer)
    assert (status, answered["state"]) == (200, "answered")
    status, again = await zhang("POST", f"/api/v1/advisor/matters/{NUMBER}/answer", answer)
    assert (status, again["error"]["code"]) == (409, "wrong_matter_state")
    seen = (await li("GET", f"/api/v1/matters/{NUMBER}"))[1]
    assert [event["text"] for event in seen["history"]][1:] == [
        "张明律师已受理。",
        "张明答复：协议先不要签，周三上午到社区来，我逐条解释。",
    ]


async def test_two_advisors_of_one_village_accept_at_once_and_one_has_it(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await add_provider(ctx, "liu", name="刘洋", phone="13800000002")
    await add_appointment(ctx, "liu")
    await add_provider(ctx, "far", name="远方", phone="13800000003")
    await stage.write(WISH)
    zhang = await advisor_caller(ctx, http_client, base_url)
    liu = await advisor_caller(ctx, http_client, base_url, "13800000002")
    far = await advisor_caller(ctx, http_client, base_url, "13800000003")
    assert (await far("GET", "/api/v1/advisor/matters"))[1]["items"] == []
    assert (await far("POST", f"/api/v1/advisor/matters/{NUMBER}/acceptance"))[0] == 404
    path = f"/api/v1/advisor/matters/{NUMBER}/acceptance"
    answers = await asyncio.gather(*(call("POST", path) for call in (zhang, liu, zhang, liu)))
    assert sorted(status for status, _ in answers) == [200, 200, 409, 409]
    [matter] = await stage.matters()
    assert len(matter.history) == 2


async def test_a_complaint_is_hidden_from_the_advisor_it_may_be_about(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await stage.write("我要投诉律师，说好来又没来")
    zhang = await advisor_caller(ctx, http_client, base_url)
    assert (await zhang("GET", "/api/v1/advisor/matters"))[1]["items"] == []
    assert (await zhang("POST", f"/api/v1/advisor/matters/{NUMBER}/acceptance"))[0] == 404


async def test_the_ledger_shows_the_region_urgent_first_and_marks_what_is_late(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str, clock: SettableClock
) -> None:
    await add_staff(ctx, "elsewhere", division_code=NEXT_TOWNSHIP)
    await stage.write(WISH)
    clock.move(hours=7)
    await stage.write("老板拖欠工资不给怎么办", sender="李建国")
    await stage.write("快来人，拿刀要砍人了", sender="赵小妹")
    wu = await staff_caller(http_client, base_url)
    _, page = await wu("GET", "/api/v1/staff/matters")
    assert [(one["number"][-1], one["urgent"], one["overdue"]) for one in page["items"]] == [
        ("3", True, False),
        ("1", False, True),
        ("2", False, False),
    ]
    other = await staff_caller(http_client, base_url, "elsewhere-login")
    assert (await other("GET", "/api/v1/staff/matters"))[1]["items"] == []
    closure = {"text": "已电话回复并约定当面解释。"}
    assert (await other("POST", f"/api/v1/staff/matters/{NUMBER}/closure", closure))[0] == 404
    status, closed = await wu("POST", f"/api/v1/staff/matters/{NUMBER}/closure", closure)
    assert (status, closed["state"], closed["overdue"]) == (200, MatterState.CLOSED, True)
    assert (await wu("POST", f"/api/v1/staff/matters/{NUMBER}/closure", closure))[0] == 409
    _, still_open = await wu("GET", "/api/v1/staff/matters?state=open")
    assert len(still_open["items"]) == 2


async def test_auditors_look_but_do_not_touch(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await add_staff(ctx, "auditor", division_code=COUNTY, role=Role.AUDITOR)
    await stage.write(WISH)
    call = await staff_caller(http_client, base_url, "auditor-login")
    assert len((await call("GET", "/api/v1/staff/matters"))[1]["items"]) == 1
    assert (await call("POST", f"/api/v1/staff/matters/{NUMBER}/closure", {"text": "办结。"}))[0] == 403


async def test_one_must_say_where_one_lives_before_asking(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    li = await resident_caller(ctx, http_client, base_url)
    await ctx.store.database["residents"].update_many({}, {"$set": {"village_code": None}})
    status, answer = await li("POST", "/api/v1/matters", {"text": "想请律师"})
    assert (status, answer["error"]["code"]) == (409, "village_needed")
    assert (await li("POST", "/api/v1/matters", {"text": "想"}))[0] == 400


async def test_the_service_asked_for_by_name_is_kept(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    li = await resident_caller(ctx, http_client, base_url)
    _, made = await li("POST", "/api/v1/matters", {"text": "想请律师看合同", "service_code": "find-lawyer"})
    assert (made["service_code"], made["service_name"], made["kind"]) == (
        "find-lawyer",
        "找律师咨询",
        "service_request",
    )
    status, answer = await li("POST", "/api/v1/matters", {"text": "想请律师看合同", "service_code": "nothing"})
    assert (status, answer["error"]["code"]) == (404, "service_not_found")


async def test_a_booking_that_comes_of_a_matter_stands_in_its_history(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    li = await resident_caller(ctx, http_client, base_url)
    zhao = await resident_caller(ctx, http_client, base_url, "openid-zhao", "13900000002")
    await li("POST", "/api/v1/matters", {"text": "想请律师看合同"})
    body = {"service_code": "find-lawyer", "matter_number": NUMBER}
    status, refused = await zhao("POST", "/api/v1/bookings", body)
    assert (status, refused["error"]["code"]) == (404, "matter_not_found"), "it is another's matter"
    assert len((await li("GET", f"/api/v1/matters/{NUMBER}"))[1]["history"]) == 1
    assert (await li("POST", "/api/v1/bookings", body))[0] == 201
    last = (await li("GET", f"/api/v1/matters/{NUMBER}"))[1]["history"][-1]["text"]
    assert last == "已预约：11月23日（周一）上午9:00，桂花湾社区公共法律服务室。"
