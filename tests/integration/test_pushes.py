"""Push plans: once for every group and run, told truthfully, never sent twice in the dark."""

import asyncio
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.web import Application

from actions.context import Context
from domain.groups import ChannelName
from domain.laws import LawArticle
from domain.people import Role
from domain.push_plans import PlanState, PushPlan, Repeat, run_after
from domain.pushes import ArticleState, Delivery, DeliveryState
from domain.reach import push_scene
from tests.builders import COUNTY, NEXT_TOWNSHIP, TOWNSHIP, SettableClock, add_staff
from tests.callers import Caller, staff_caller
from tests.village_stage import OWNER, ROOM, WECOM_ROOM, Stage, add_article, add_group, set_stage, with_callbacks
from village_groups.pushes import deliver_due, poll_deliveries, run_due_plans
from wechat.sandbox.group_sending import confirm_task
from wechat.sandbox.state import SandboxPlatform

pytestmark = pytest.mark.gen_test(timeout=60)


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


async def add_plan(ctx: Context, plan_id: str = "plan", **given: Any) -> PushPlan:
    """A plan for the township that is due now, every day."""
    facts: dict[str, Any] = {
        "id": plan_id,
        "name": "每日普法",
        "article_id": "land",
        "division_code": TOWNSHIP,
        "first_run_at": ctx.now(),
        "repeat": Repeat.DAILY,
        "state": PlanState.ACTIVE,
        "next_run_at": ctx.now(),
        "created_by": "county",
        "created_at": ctx.now(),
    }
    plan = PushPlan(**{**facts, **given})
    await ctx.store.push_plans.add(plan)
    return plan


async def deliveries(ctx: Context) -> list[Delivery]:
    """All deliveries, oldest first."""
    now = ctx.now()
    found = await ctx.store.deliveries.list_in_range("0", "9", now - timedelta(days=99), now + timedelta(days=1))
    return sorted(found, key=lambda one: one.id)


async def send_to_wecom(stage: Stage) -> Delivery:
    """One push to a WeCom group, submitted."""
    await add_group(stage.ctx, stage.platform, ChannelName.WECOM_CUSTOMER_GROUP, WECOM_ROOM)
    await stage.ctx.store.groups.dismiss(f"simulator:{ROOM}", stage.ctx.now())
    await add_article(stage.ctx)
    await add_plan(stage.ctx)
    await run_due_plans(stage.ctx)
    await deliver_due(stage.ctx)
    [delivery] = await deliveries(stage.ctx)
    return delivery


async def test_a_plan_brings_poster_words_and_card_to_the_group(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await add_article(ctx)
    await add_plan(ctx)
    assert await run_due_plans(ctx) == 1
    assert await deliver_due(ctx) == 1
    image, words, card = stage.said()
    assert [one["msgtype"] for one in (image, words, card)] == ["image", "text", "card"]
    assert "依据：《土地管理法》第四十八条。" in words["text"]["content"]
    assert card["card"]["scene"] == push_scene("plan", "20261123T0800", "420202005001")
    [delivery] = await deliveries(ctx)
    assert (delivery.state, delivery.problem) == (DeliveryState.SENT, "")
    address = image["image"]["url"].removeprefix(ctx.settings.public_url)
    poster = await http_client.fetch(f"{base_url}{address}")
    assert poster.headers["Content-Type"] == "image/jpeg"
    assert "immutable" in poster.headers["Cache-Control"]
    assert Image.open(io.BytesIO(poster.body)).size[0] == 750
    missing = await http_client.fetch(f"{base_url}/media/nothing", raise_error=False)
    assert missing.code == 404


async def test_workers_at_once_and_runs_repeated_send_once(stage: Stage, ctx: Context) -> None:
    await add_article(ctx)
    await add_plan(ctx)
    ordered = await asyncio.gather(*(run_due_plans(ctx) for _ in range(4)))
    assert sum(ordered) == 1
    done = await asyncio.gather(*(deliver_due(ctx) for _ in range(4)))
    assert sum(done) == 1
    assert len(stage.said()) == 3
    plan = await ctx.store.push_plans.find("plan")
    assert plan is not None
    assert (plan.run_count, plan.next_run_at) == (1, ctx.now() + timedelta(days=1))


async def test_a_crash_between_laying_out_and_advancing_repeats_nothing(
    stage: Stage, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(*_: object, **__: object) -> None:
        raise asyncio.CancelledError

    await add_article(ctx)
    await add_plan(ctx)
    with monkeypatch.context() as patched:
        patched.setattr("village_groups.pushes.plan_pushes.finish_run", crash)
        with pytest.raises(asyncio.CancelledError):
            await run_due_plans(ctx)
    assert await run_due_plans(ctx) == 0
    assert len(await deliveries(ctx)) == 1


async def test_runs_that_were_missed_are_not_made_up(stage: Stage, ctx: Context, clock: SettableClock) -> None:
    await add_article(ctx)
    await add_plan(ctx)
    clock.move(days=3, hours=1)
    assert await run_due_plans(ctx) == 1
    assert await run_due_plans(ctx) == 0
    plan = await ctx.store.push_plans.find("plan")
    assert plan is not None
    assert plan.next_run_at == datetime(2026, 11, 27, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("repeat", "now", "expected"),
    [
        (Repeat.ONCE, datetime(2026, 11, 23, 1, tzinfo=UTC), None),
        (Repeat.DAILY, datetime(2026, 11, 23, 1, tzinfo=UTC), datetime(2026, 11, 24, 1, tzinfo=UTC)),
        (Repeat.DAILY, datetime(2026, 11, 24, 0, 59, tzinfo=UTC), datetime(2026, 11, 24, 1, tzinfo=UTC)),
        (Repeat.WEEKLY, datetime(2026, 11, 23, 1, tzinfo=UTC), datetime(2026, 11, 30, 1, tzinfo=UTC)),
        (Repeat.WEEKLY, datetime(2026, 12, 25, 9, tzinfo=UTC), datetime(2026, 12, 28, 1, tzinfo=UTC)),
        (Repeat.DAILY, datetime(2026, 11, 20, 1, tzinfo=UTC), datetime(2026, 11, 24, 1, tzinfo=UTC)),
    ],
)
def test_the_next_run(repeat: Repeat, now: datetime, expected: datetime | None) -> None:
    first = datetime(2026, 11, 23, 1, tzinfo=UTC)
    plan = PushPlan("p", "名", None, TOWNSHIP, first, repeat, PlanState.ACTIVE, first, "s", first)
    assert run_after(plan, now) == expected


async def test_without_an_article_of_its_own_a_plan_takes_them_in_turn(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    for number, article_id in enumerate(("one", "two")):
        await add_article(ctx, article_id, published_at=ctx.now() + timedelta(seconds=number))
    await add_article(ctx, "draft", state=ArticleState.DRAFT, published_at=None)
    await add_plan(ctx, article_id=None)
    for _ in range(3):
        await run_due_plans(ctx)
        clock.move(days=1)
    assert [one.article_id for one in await deliveries(ctx)] == ["one", "two", "one"]


async def test_a_wecom_push_is_sent_only_when_the_owner_has_confirmed(stage: Stage, ctx: Context) -> None:
    delivery = await send_to_wecom(stage)
    assert delivery.state is DeliveryState.AWAITING_CONFIRM
    assert stage.said(WECOM_ROOM) == []
    confirm_task(stage.platform, delivery.platform_id or "")
    assert await poll_deliveries(ctx) == 0, "not due yet"
    ctx.now.move(minutes=6)  # type: ignore[attr-defined] # the tests' clock
    assert await poll_deliveries(ctx) == 1
    [delivery] = await deliveries(ctx)
    assert delivery.state is DeliveryState.SENT
    assert [one["msgtype"] for one in stage.said(WECOM_ROOM)] == ["text", "image"]
    assert stage.said(WECOM_ROOM)[0]["sender"] == OWNER


async def test_an_owner_who_does_not_confirm_is_reminded_three_times_then_it_expires(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    delivery = await send_to_wecom(stage)
    task = stage.platform.state["group_tasks"][delivery.platform_id]
    reminded = []
    for _ in range(48):
        clock.move(hours=1)
        await poll_deliveries(ctx)
        reminded.append(len(task["reminded_at"]))
    assert reminded[:8] == [0, 1, 1, 2, 2, 3, 3, 3]
    assert reminded[-1] == 3
    [delivery] = await deliveries(ctx)
    assert (delivery.state, task["state"]) == (DeliveryState.EXPIRED, "cancelled")
    assert delivery.problem == "群主没有在期限内确认，已撤回。"


async def test_another_message_of_the_day_came_first(stage: Stage, ctx: Context, clock: SettableClock) -> None:
    delivery = await send_to_wecom(stage)
    stage.platform.state["rooms"][WECOM_ROOM]["last_group_message_day"] = "2026-11-23"
    confirm_task(stage.platform, delivery.platform_id or "")
    clock.move(minutes=6)
    await poll_deliveries(ctx)
    [delivery] = await deliveries(ctx)
    assert (delivery.state, delivery.problem) == (DeliveryState.FAILED, "这个群今天已收到另一条群发，没有送达。")


async def test_a_limited_group_gets_one_push_a_day_the_next_one_tomorrow_morning(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    await send_to_wecom(stage)
    await add_plan(ctx, "second")
    await run_due_plans(ctx)
    assert await deliver_due(ctx) == 0
    waiting = [one for one in await deliveries(ctx) if one.state is DeliveryState.DRAFT]
    assert [one.due_at for one in waiting] == [datetime(2026, 11, 24, 1, tzinfo=UTC)]
    clock.move(hours=25)
    assert await deliver_due(ctx) == 1


async def test_a_group_served_by_hand_has_the_same_cap_and_what_nobody_carries_is_taken_back(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    await add_article(ctx)
    await add_group(ctx, stage.platform, ChannelName.MANUAL, "by-hand")
    for plan_id in ("first", "second"):
        await add_plan(ctx, plan_id)
        await run_due_plans(ctx)
        await deliver_due(ctx)
    by_hand = [one for one in await deliveries(ctx) if one.channel is ChannelName.MANUAL]
    assert sorted(one.state for one in by_hand) == [DeliveryState.AWAITING_CONFIRM, DeliveryState.DRAFT]
    clock.move(hours=48)
    await poll_deliveries(ctx)
    [late] = [one for one in await deliveries(ctx) if one.state is DeliveryState.EXPIRED]
    assert late.problem == "没有人在期限内转发到群里，已收回。"


async def test_an_unknown_outcome_is_never_sent_again_where_that_would_show(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    stage.platform.faults.add({"path": "add_msg_template", "kind": "drop", "times": 1})
    delivery = await send_to_wecom(stage)
    assert delivery.state is DeliveryState.UNKNOWN
    assert "不要重复发送" in delivery.problem
    clock.move(days=2)
    assert await deliver_due(ctx) == 0


async def test_an_unknown_outcome_is_sent_again_where_the_room_keeps_it_once(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    stage.platform.faults.add({"path": "simulator/send", "kind": "drop", "times": 2})
    await add_article(ctx)
    await add_plan(ctx)
    await run_due_plans(ctx)
    assert await deliver_due(ctx) == 0
    clock.move(minutes=1)
    assert await deliver_due(ctx) == 0
    clock.move(minutes=2)
    assert await deliver_due(ctx) == 1
    assert [one["msgtype"] for one in stage.said()] == ["image", "text", "card"]


async def test_a_refusal_for_good_is_a_failure_with_a_sentence(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    await ctx.store.groups.describe(f"simulator:{ROOM}", name="群", owner="")
    del stage.platform.state["rooms"][ROOM]
    await add_article(ctx)
    await add_plan(ctx)
    await run_due_plans(ctx)
    await deliver_due(ctx)
    [delivery] = await deliveries(ctx)
    assert delivery.state is DeliveryState.FAILED
    assert delivery.problem.endswith("。")
    clock.move(days=1)
    assert await deliver_due(ctx) == 0


async def test_a_worker_that_died_while_submitting_leaves_no_doubt_behind(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    await add_group(ctx, stage.platform, ChannelName.WECOM_CUSTOMER_GROUP, WECOM_ROOM)
    await add_article(ctx)
    await add_plan(ctx)
    await run_due_plans(ctx)
    for delivery in await deliveries(ctx):
        now = ctx.now()
        assert await ctx.store.deliveries.claim([delivery], delivery.id, now, now + timedelta(minutes=2))
    clock.move(minutes=3)
    await deliver_due(ctx)
    clock.move(minutes=3)
    await deliver_due(ctx)
    states = {one.channel: one.state for one in await deliveries(ctx)}
    assert states == {
        ChannelName.SIMULATOR: DeliveryState.SENT,
        ChannelName.WECOM_CUSTOMER_GROUP: DeliveryState.UNKNOWN,
    }


ARTICLE = {
    "title": "征地补偿，要一项一项算清",
    "summary": "土地被征收，补偿不只一笔，要一项一项算清。",
    "body": ["先看公告。"],
    "law_name": "土地管理法",
    "article_number_text": "第四十八条",
    "article_text": "征收土地应当给予公平、合理的补偿。",
    "topic": "征地补偿",
}


async def make_plan(call: Caller, article_id: str | None, **given: Any) -> tuple[int, Any]:
    """Ask for a plan."""
    body = {
        "name": "每日普法",
        "article_id": article_id,
        "division_code": TOWNSHIP,
        "first_run_at": "2026-11-24T09:00:00+08:00",
        "repeat": "daily",
    }
    return await call("POST", "/api/v1/staff/push-plans", {**body, **given})


async def test_what_one_wrote_another_reviews_and_a_third_publishes_before_it_can_be_planned(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await add_staff(ctx, "zhou", name="周敏")
    wu = await staff_caller(http_client, base_url)
    chen = await staff_caller(http_client, base_url, "county-login")
    status, article = await wu("POST", "/api/v1/staff/articles", ARTICLE)
    assert (status, article["state_name"]) == (201, "待审核")
    assert (await make_plan(wu, article["id"]))[1]["error"]["code"] == "article_not_published"
    zhou = await staff_caller(http_client, base_url, "zhou-login")
    base = f"/api/v1/staff/articles/{article['id']}"
    assert (await chen("POST", f"{base}/publication"))[1]["error"]["code"] == "wrong_article_state"
    status, refused = await wu("POST", f"{base}/review")
    assert (status, refused["error"]["code"]) == (403, "review_by_another")
    status, reviewed = await chen("POST", f"{base}/review")
    assert (status, reviewed["state_name"]) == (200, "已审核，待发布")
    assert (await zhou("POST", f"{base}/review"))[0] == 409
    assert (await make_plan(wu, article["id"]))[1]["error"]["code"] == "article_not_published"
    for one in (chen, wu):
        status, refused = await one("POST", f"{base}/publication")
        assert (status, refused["error"]["code"]) == (403, "publish_by_another")
    status, published = await zhou("POST", f"{base}/publication")
    assert (status, published["state"]) == (200, "published")
    assert (await zhou("POST", f"{base}/publication"))[0] == 409
    status, plan = await make_plan(wu, article["id"])
    assert (status, plan["group_count"], plan["division_name"]) == (201, 1, "黄石市黄石港区沈家营街道")
    assert plan["next_run_at"] == "2026-11-24T09:00:00+08:00"


async def test_the_store_itself_refuses_whoever_has_had_their_say(stage: Stage, ctx: Context) -> None:
    await add_article(ctx, state=ArticleState.DRAFT, author_id="wu", published_at=None)
    articles, now = ctx.store.articles, ctx.now()
    assert not await articles.review("land", "wu", now)
    assert not await articles.publish("land", "zhou", now, by_author=False), "nobody has reviewed it"
    done = await asyncio.gather(*(articles.review("land", one, now) for one in ("chen", "zhou")))
    assert sorted(done) == [False, True]
    article = await articles.find("land")
    assert article is not None
    assert not await articles.publish("land", str(article.reviewer_id), now, by_author=True)
    assert not await articles.publish("land", "wu", now, by_author=False)
    assert await articles.publish("land", "wu", now, by_author=True), "where two people are enough"


async def test_without_the_library_the_wording_of_the_law_must_be_given(
    stage: Stage, http_client: AsyncHTTPClient, base_url: str
) -> None:
    wu = await staff_caller(http_client, base_url)
    status, answer = await wu("POST", "/api/v1/staff/articles", {**ARTICLE, "article_text": ""})
    assert (status, list(answer["error"]["fields"])) == (400, ["article_text"])


async def test_with_the_library_the_law_is_quoted_word_for_word(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    law = LawArticle("中华人民共和国土地管理法", "土地管理法", "第四十八条", 48, 0, (), "原文一字不差。", "2019-08-26")

    def find(law_name: str, number_text: str) -> LawArticle | None:
        return law if (law_name, number_text) == ("土地管理法", "第48条") else None

    monkeypatch.setattr(ctx.laws, "find_article_by", find)
    wu = await staff_caller(http_client, base_url)
    body = {**ARTICLE, "article_number_text": "第48条", "article_text": "随手写的。"}
    status, article = await wu("POST", "/api/v1/staff/articles", body)
    assert (status, article["article_text"], article["article_number_text"]) == (201, "原文一字不差。", "第四十八条")
    status, answer = await wu("POST", "/api/v1/staff/articles", {**body, "article_number_text": "第999条"})
    assert (status, list(answer["error"]["fields"])) == (400, ["article_number_text"])


async def test_plans_pause_resume_and_run_at_once(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str, clock: SettableClock
) -> None:
    await add_article(ctx)
    wu = await staff_caller(http_client, base_url)
    _, plan = await make_plan(wu, "land")
    base = f"/api/v1/staff/push-plans/{plan['id']}"
    assert (await wu("POST", f"{base}/pause"))[1]["state_name"] == "已暂停"
    assert (await wu("POST", f"{base}/pause"))[0] == 409
    clock.move(days=2)
    assert await run_due_plans(ctx) == 0
    wu = await staff_caller(http_client, base_url)
    status, resumed = await wu("POST", f"{base}/resume")
    assert (status, resumed["next_run_at"]) == (200, "2026-11-25T09:00:00+08:00")
    for expected in (1, 0):
        assert await wu("POST", f"{base}/run") == (200, {"ordered": expected})
    await deliver_due(ctx)
    _, page = await wu("GET", "/api/v1/staff/deliveries")
    assert [(one["state_name"], one["poster_url"][:7]) for one in page["items"]] == [("已送达", "/media/")]


async def test_plans_and_deliveries_stay_within_the_region(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await add_staff(ctx, "elsewhere", division_code=NEXT_TOWNSHIP)
    await add_staff(ctx, "auditor", division_code=COUNTY, role=Role.AUDITOR)
    await add_article(ctx)
    await add_plan(ctx)
    await run_due_plans(ctx)
    other = await staff_caller(http_client, base_url, "elsewhere-login")
    assert (await other("GET", "/api/v1/staff/push-plans"))[1]["items"] == []
    assert (await other("GET", "/api/v1/staff/deliveries"))[1]["items"] == []
    assert (await make_plan(other, "land"))[0] == 404
    for verb in ("pause", "resume", "run"):
        assert (await other("POST", f"/api/v1/staff/push-plans/plan/{verb}"))[0] == 404
    looking = await staff_caller(http_client, base_url, "auditor-login")
    assert (await make_plan(looking, "land"))[0] == 403
    assert (await looking("POST", "/api/v1/staff/push-plans/plan/run"))[0] == 403


async def test_a_preview_can_be_looked_at(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await add_article(ctx, state=ArticleState.DRAFT)
    wu = await staff_caller(http_client, base_url)
    status, preview = await wu("POST", "/api/v1/staff/articles/land/poster")
    assert status == 200
    poster = await http_client.fetch(f"{base_url}{preview['url']}")
    assert Image.open(io.BytesIO(poster.body)).format == "JPEG"
    assert (await wu("POST", "/api/v1/staff/articles/land/poster"))[1] == preview
