"""Plans: by day of the calendar, tag and language; looked at before, taken back after; how far they came."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.web import Application

from actions.context import Context
from domain.answers import AnswerRecord
from domain.groups import PUSHED_CHANNELS, ChannelName
from domain.push_plans import PlanState, Repeat
from domain.pushes import ArticleState, DeliveryState
from tests.builders import TOWNSHIP, VILLAGE, SettableClock, add_resident, add_staff
from tests.callers import Caller, resident_caller, staff_caller
from tests.integration.test_pushes import add_plan, deliveries
from tests.unit.test_push_calendar import wav
from tests.village_stage import ROOM, WECOM_ROOM, WISH, Stage, add_article, add_group, set_stage, with_callbacks
from village_groups.channels.descriptor import DESCRIPTORS
from village_groups.pushes import deliver_due, poll_deliveries, run_due_plans
from wechat.sandbox.group_sending import confirm_task
from wechat.sandbox.state import SandboxPlatform

pytestmark = pytest.mark.gen_test(timeout=60)

GROUP = f"simulator:{ROOM}"


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


@pytest.fixture
async def wu(stage: Stage, http_client: AsyncHTTPClient, base_url: str) -> Caller:
    """The browser of the township's justice office."""
    return await staff_caller(http_client, base_url)


async def page(call: Caller, path: str) -> str:
    """A page that must be there."""
    answer = await call.fetch("GET", path)
    assert answer.code == 200, answer.body
    return answer.body.decode()


async def make(call: Caller, **given: Any) -> dict[str, Any]:
    """A new plan of the township that waits to be looked at."""
    body = {
        "name": "宣传日普法",
        "division_code": TOWNSHIP,
        "first_run_at": "2026-11-24T09:00",
        "repeat": "calendar",
        "start": "false",
        **given,
    }
    status, told = await call("POST", "/api/v1/staff/push-plans", body)
    assert status == 201, told
    return dict(told)


async def test_a_calendar_plan_is_looked_at_then_started_and_keeps_the_day(
    wu: Caller, stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    await add_article(ctx, "vote", title="宪法管着我们的一生", calendar=("constitution-day",))
    await add_article(ctx, "land")
    plan = await make(wu, calendar_codes="constitution-day traffic-day")
    assert (plan["state"], plan["calendar_codes"]) == ("draft", ["constitution-day", "traffic-day"])
    preview = await page(wu, f"/console/push-plans/{plan['id']}")
    for said in ("12月2日 09:00", "没有适合的内容，这次不会推送", "12月4日 09:00", "宪法管着我们的一生", "确认启用"):
        assert said in preview
    clock.moment = datetime(2026, 12, 2, 1, tzinfo=UTC)
    assert await run_due_plans(ctx) == 0, "nobody has started it"
    wu = await staff_caller(wu.client, wu.base_url)
    assert (await wu("POST", f"/api/v1/staff/push-plans/{plan['id']}/resume"))[1]["state"] == "active"
    clock.moment = datetime(2026, 12, 4, 1, tzinfo=UTC)
    assert await run_due_plans(ctx) == 1
    await deliver_due(ctx)
    assert stage.said()[1]["text"]["content"].startswith("【宪法日普法】宪法管着我们的一生")
    assert [one.occasion for one in await deliveries(ctx)] == ["宪法日"]
    wu = await staff_caller(wu.client, wu.base_url)
    assert (await make_status(wu, calendar_codes="no-such-day"))[0] == 400


async def make_status(call: Caller, **given: Any) -> tuple[int, Any]:
    """Ask for a plan that may be refused."""
    body = {
        "name": "名字",
        "division_code": TOWNSHIP,
        "first_run_at": "2026-12-24T09:00",
        "repeat": "calendar",
        **given,
    }
    return await call("POST", "/api/v1/staff/push-plans", body)


async def test_the_preview_counts_only_groups_that_something_can_be_sent_to(
    wu: Caller, stage: Stage, ctx: Context
) -> None:
    await add_article(ctx)
    await add_group(ctx, stage.platform, ChannelName.WECOM_CUSTOMER_GROUP, WECOM_ROOM)
    for channel in (ChannelName.RESIDENT_REPORT, ChannelName.MINI_PROGRAM_CARD):
        await add_group(ctx, stage.platform, channel, f"chat-{channel}")
    for channel in (ChannelName.WEBHOOK, ChannelName.SMART_BOT):
        await add_group(ctx, stage.platform, channel, f"chat-{channel}", village_code=TOWNSHIP)
    plan = await add_plan(ctx)
    told = await page(wu, f"/console/push-plans/{plan.id}")
    assert '<strong class="count">2</strong>个群' in told
    assert "普通话：2个群" in told
    assert await run_due_plans(ctx) == 2, "what was told is what is ordered"
    told = await page(wu, f"/console/push-plans/{plan.id}")
    assert "立即推送一次" in told, "a plan that has run still shows what it sent, and may send it again"
    assert "还没有选出要推送的内容" not in told


def test_the_channels_of_pushes_are_those_of_the_descriptors() -> None:
    able = {name for name, one in DESCRIPTORS.items() if one.can_push and one.is_for_villagers}
    assert able == PUSHED_CHANNELS


async def test_own_days_are_added_followed_and_forgotten(wu: Caller, ctx: Context) -> None:
    day = {"name": "开渔节", "month": 11, "day": 30, "days": 1, "basis": "县里的传统"}
    status, made = await wu("POST", "/api/v1/staff/calendar-days", day)
    assert status == 201
    assert (await wu("POST", "/api/v1/staff/calendar-days", day))[0] == 409
    assert (await wu("POST", "/api/v1/staff/calendar-days", {**day, "name": "没有", "month": 2, "day": 30}))[0] == 400
    plan = await make(wu, calendar_codes=made["code"])
    kept = await ctx.store.push_plans.find(plan["id"])
    assert kept is not None
    assert kept.next_run_at == datetime(2026, 11, 30, 1, tzinfo=UTC)
    assert "开渔节" in await page(wu, "/console/push-plans/calendar")
    assert (await wu.fetch("DELETE", f"/api/v1/staff/calendar-days/{made['code']}")).code == 204
    assert (await wu.fetch("DELETE", "/api/v1/staff/calendar-days/constitution-day")).code == 404


async def test_tags_choose_the_groups_and_their_language_the_version(wu: Caller, stage: Stage, ctx: Context) -> None:
    await add_article(ctx)
    await add_article(ctx, "land-mn", language="mn", original_id="land", title="Газар", summary="Газрын нөхөн төлбөр")
    await add_plan(ctx, tags=("移民村",))
    assert await run_due_plans(ctx) == 0
    status, told = await wu("PUT", f"/api/v1/staff/groups/{GROUP}/labels", {"language": "mn", "tags": "移民村 山区"})
    assert (status, told["tags"]) == (200, ["移民村", "山区"])
    await add_plan(ctx, "again", tags=("移民村",))
    assert await run_due_plans(ctx) == 1
    await deliver_due(ctx)
    [words, card] = stage.said()
    assert words["text"]["content"].startswith("Газар"), "in the group's language; no Chinese poster beside it"
    assert card["msgtype"] == "card"
    assert "蒙古语：1个群" in await page(wu, "/console/push-plans/again")


async def test_a_weekly_column_takes_its_topic_in_turn(stage: Stage, ctx: Context, clock: SettableClock) -> None:
    for name, topic in (("a", "土地"), ("b", "务工与工资"), ("c", "务工与工资")):
        await add_article(ctx, name, topic=topic)
    await add_plan(ctx, article_id=None, topic="务工与工资", repeat=Repeat.WEEKLY)
    for _ in range(3):
        await run_due_plans(ctx)
        clock.move(days=7)
    assert [one.article_id for one in await deliveries(ctx)] == ["b", "c", "b"]


async def test_what_is_not_out_yet_is_taken_back_with_one_click(
    wu: Caller, stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    await add_group(ctx, stage.platform, ChannelName.WECOM_CUSTOMER_GROUP, WECOM_ROOM)
    await add_group(ctx, stage.platform, ChannelName.WECOM_CUSTOMER_GROUP, "wr-other")
    await add_article(ctx)
    await add_plan(ctx)
    await run_due_plans(ctx)
    await deliver_due(ctx)
    [run] = await ctx.store.push_runs.list_of_plan("plan", datetime(2026, 1, 1, tzinfo=UTC))
    text = await page(wu, f"/console/push-plans/runs/{run.id}")
    assert "取消未发出的" in text
    status, told = await wu("POST", f"/api/v1/staff/push-runs/{run.id}/cancel")
    assert (status, told) == (200, {"cancelled": 2})
    assert (await wu("POST", f"/api/v1/staff/push-runs/{run.id}/cancel"))[1] == {"cancelled": 0}
    states = {one.chat_id: one.state for one in await deliveries(ctx)}
    sent, cancelled = DeliveryState.SENT, DeliveryState.CANCELLED
    assert states == {ROOM: sent, WECOM_ROOM: cancelled, "wr-other": cancelled}
    assert [task["state"] for task in stage.platform.state["group_tasks"].values()] == ["cancelled"]
    assert (await wu("POST", "/api/v1/staff/push-runs/nothing/cancel"))[0] == 404


async def test_what_an_owner_has_just_confirmed_is_told_as_sent_not_as_cancelled(
    wu: Caller, stage: Stage, ctx: Context
) -> None:
    await add_group(ctx, stage.platform, ChannelName.WECOM_CUSTOMER_GROUP, WECOM_ROOM)
    await ctx.store.groups.dismiss(GROUP, ctx.now())
    await add_article(ctx)
    await add_plan(ctx)
    await run_due_plans(ctx)
    await deliver_due(ctx)
    [delivery] = await deliveries(ctx)
    confirm_task(stage.platform, delivery.platform_id or "")
    [run] = await ctx.store.push_runs.list_of_plan("plan", datetime(2026, 1, 1, tzinfo=UTC))
    assert (await wu("POST", f"/api/v1/staff/push-runs/{run.id}/cancel"))[1] == {"cancelled": 0}
    assert [one.state for one in await deliveries(ctx)] == [DeliveryState.SENT]


async def test_reach_counts_openings_and_what_followed_but_keeps_nobody(
    wu: Caller, stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str, clock: SettableClock
) -> None:
    await add_article(ctx)
    await add_plan(ctx)
    await run_due_plans(ctx)
    await deliver_due(ctx)
    await add_resident(ctx)
    await add_resident(ctx, "openid-wang", "13900000002")
    li, wang = [await resident_caller(ctx, http_client, base_url, one) for one in ("openid-li", "openid-wang")]
    scene = stage.said()[-1]["card"]["scene"]
    for one in (li, li, wang):
        status, told = await one("POST", "/api/v1/openings", {"scene": scene})
        assert (status, told) == (200, {"article_id": "land"})
    assert (await li("POST", "/api/v1/openings", {"scene": "v=420202005001"}))[0] == 400
    await stage.write(WISH)
    [run] = await ctx.store.push_runs.list_of_plan("plan", datetime(2026, 1, 1, tzinfo=UTC))
    [opening] = await ctx.store.openings.list_of_run(run.id)
    assert (opening.village_code, opening.openings, opening.people) == (VILLAGE, 3, 2)
    marks = await ctx.store.database["opening_marks"].find({}).to_list(None)
    assert all(mark["expires_at"] <= datetime(2026, 11, 23, 17, tzinfo=UTC) for mark in marks), "gone by night"
    kept = str(marks) + str(await ctx.store.database["openings"].find({}).to_list(None))
    residents = await ctx.store.database["residents"].find({}).to_list(None)
    assert not any(one["_id"] in kept or one["openid"] in kept for one in residents)
    text = await page(wu, f"/console/push-plans/runs/{run.id}")
    for said in ("1<small>/ 1", "3<small>次，2人次", "诉求 HS20261123-0001"):
        assert said in text
    said_by_law = AnswerRecord("m1", "怎么赔", VILLAGE, ctx.now(), "土地管理法第四十八条", 0.9, answered=True)
    await ctx.store.answers.add_once(said_by_law)
    await ctx.store.answers.add_once(replace(said_by_law, id="m2", citation="", answered=False))
    text = await page(wu, f"/console/push-plans/runs/{run.id}")
    assert "1<small>个，当场答复" in text, "what was not answered stands among the matters"
    assert "当场答复了土地管理法第四十八条" in text
    assert "怎么赔" not in text
    clock.move(hours=49)
    wu = await staff_caller(http_client, base_url)
    await stage.write(WISH, sender="陈小梅")
    await ctx.store.answers.add_once(replace(said_by_law, id="m3", asked_at=ctx.now()))
    assert "1<small>个，当场答复" in await page(wu, f"/console/push-plans/runs/{run.id}")
    assert "0002" not in await page(wu, f"/console/push-plans/runs/{run.id}"), "two days later is no consequence"


async def test_an_article_can_be_listened_to_and_a_picture_takes_the_posters_place(
    wu: Caller, stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await add_article(ctx, state=ArticleState.REVIEWED, author_id="wu", reviewer_id="county")
    base = "/api/v1/staff/articles/land"
    answer = await wu.fetch("POST", f"{base}/recording", b"<html>")
    assert answer.code == 400
    assert (await wu.fetch("POST", f"{base}/recording", wav(3))).code == 200
    await add_staff(ctx, "zhou")
    zhou = await staff_caller(http_client, base_url, "zhou-login")
    _, article = await zhou("POST", f"{base}/publication")
    assert article["audio_seconds"] == 3
    assert (await wu.fetch("POST", f"{base}/recording", wav(4))).code == 409, "what is published stands"
    _, told = await Caller(http_client, base_url)("GET", "/api/v1/articles/land")
    sound = await http_client.fetch(f"{base_url}{told['audio_url']}")
    assert (sound.headers["Content-Type"], sound.body) == ("audio/wav", wav(3))
    assert "<audio" in await page(wu, "/console/articles/land")
    assert (await zhou("POST", f"{base}/return"))[1]["state"] == "draft"
    assert (await Caller(http_client, base_url)("GET", "/api/v1/articles/land"))[0] == 404


async def test_the_start_pack_comes_in_as_drafts_once(wu: Caller, ctx: Context) -> None:
    assert (await wu("POST", "/api/v1/staff/articles/start-pack"))[1] == {"added": 193}
    assert (await wu("POST", "/api/v1/staff/articles/start-pack"))[1] == {"added": 0}
    assert {one.state for one in await ctx.store.articles.list_all()} == {ArticleState.DRAFT}
    text = await page(wu, "/console/articles?topic=土地&state=draft".replace("土地", "%E5%9C%9F%E5%9C%B0"))
    assert "征地补偿，这几笔钱要看清" in text
    answer = await wu.fetch("GET", "/console/articles/start-land-requisition/poster.pdf")
    assert (answer.headers["Content-Type"], answer.body[:4]) == ("application/pdf", b"%PDF")


async def test_what_others_reviewed_is_published_page_by_page(
    wu: Caller, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    for name, author, reviewer in (("a", "wu", "county"), ("b", "county", "zhou"), ("c", "county", "wu")):
        facts = {"author_id": author, "reviewer_id": reviewer, "published_at": None}
        await add_article(ctx, name, state=ArticleState.REVIEWED, **facts)
    await add_article(ctx, "d", state=ArticleState.DRAFT, published_at=None)
    assert "发布这一页已审核的1篇" in await page(wu, "/console/articles")
    body = {"article_ids": ["a", "b", "c", "d", "nothing"]}
    assert (await wu("POST", "/api/v1/staff/articles/publications", body))[1] == {"published": 1}
    published = [one.id for one in await ctx.store.articles.list_published()]
    assert published == ["b"], "not what one wrote or reviewed, and no draft"


async def test_pausing_a_plan_stops_its_runs(wu: Caller, stage: Stage, ctx: Context, clock: SettableClock) -> None:
    await add_article(ctx)
    await add_plan(ctx, state=PlanState.PAUSED)
    assert await run_due_plans(ctx) == 0
    assert await poll_deliveries(ctx) == 0
