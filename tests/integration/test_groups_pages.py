"""The console's pages of groups, law popularization and matters: what stands there and what does not."""

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.web import Application

from actions.context import Context
from domain.groups import ChannelName
from domain.people import Role
from domain.pushes import ArticleState
from tests.builders import COUNTY, NEXT_TOWNSHIP, SettableClock, add_staff
from tests.callers import Caller, staff_caller
from tests.integration.test_pushes import add_plan
from tests.village_stage import WISH, Stage, add_article, add_group, set_stage, with_callbacks
from village_groups.pushes import deliver_due, run_due_plans
from wechat.sandbox.state import SandboxPlatform

pytestmark = pytest.mark.gen_test(timeout=60)

PAGES = ("groups", "articles", "articles/new", "push-plans", "deliveries", "matters")


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


async def page(call: Caller, name: str) -> str:
    """The text of a page that must be there."""
    answer = await call.fetch("GET", f"/console/{name}")
    text = answer.body.decode()
    assert answer.code == 200, text
    return text


@pytest.mark.parametrize("name", PAGES)
async def test_every_page_stands_while_there_is_nothing_to_show(
    stage: Stage, http_client: AsyncHTTPClient, base_url: str, name: str
) -> None:
    text = await page(await staff_caller(http_client, base_url), name)
    assert 'aria-current="page"' in text
    assert (await Caller(http_client, base_url).fetch("GET", f"/console/{name}")).code == 302


async def test_unbound_groups_stand_before_the_bound(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await add_group(ctx, stage.platform, ChannelName.WECOM_CUSTOMER_GROUP, "wrNEW", village_code=None)
    text = await page(await staff_caller(http_client, base_url), "groups")
    assert "等待绑定（1个）" in text
    assert text.index("wrNEW") < text.index("已绑定（1个）")
    assert 'data-api="/api/v1/staff/groups/wecom_customer_group%3AwrNEW/village"' in text
    assert text.count('<option value="420202005001">') == 2
    assert "420202006001" not in text, "a village of another township"


async def test_an_article_stands_beside_its_poster_and_only_others_may_publish_it(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await add_article(ctx, "mine", state=ArticleState.DRAFT, author_id="wu", title="<b>自己写的</b>")
    wu = await staff_caller(http_client, base_url)
    chen = await staff_caller(http_client, base_url, "county-login")
    own, theirs = await page(wu, "articles/mine"), await page(chen, "articles/mine")
    assert "/review" not in own
    assert 'data-api="/api/v1/staff/articles/mine/review"' in theirs
    assert "/publication" not in own + theirs
    assert 'src="/media/' in theirs
    assert "<b>自己写的" not in theirs
    assert "&lt;b&gt;自己写的" in theirs
    assert (await wu.fetch("GET", "/console/articles/nothing")).code == 404


async def test_a_plan_tells_whom_it_reaches_and_the_deliveries_what_came_of_it(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await add_article(ctx)
    await add_plan(ctx)
    await run_due_plans(ctx)
    await deliver_due(ctx)
    wu = await staff_caller(http_client, base_url)
    plans = await page(wu, "push-plans")
    for said in ("每日普法", "征地补偿，这几笔钱要看清", "1个群", "11月24日 08:00", "执行中"):
        assert said in plans
    deliveries = await page(wu, "deliveries")
    assert "已送达" in deliveries
    assert "桂花湾社区" in deliveries
    assert "没有符合条件的投放" in await page(wu, "deliveries?state=failed")
    assert (await wu.fetch("GET", "/console/deliveries?state=nonsense")).code == 400


async def test_the_ledger_marks_what_is_late_and_stays_within_the_region(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str, clock: SettableClock
) -> None:
    await add_staff(ctx, "elsewhere", division_code=NEXT_TOWNSHIP)
    await add_staff(ctx, "auditor", division_code=COUNTY, role=Role.AUDITOR)
    await stage.write(WISH)
    wu = await staff_caller(http_client, base_url)
    text = await page(wu, "matters")
    assert WISH in text
    assert "HS20261123-0001" in text
    assert "已超期" not in text
    clock.move(hours=6, minutes=1)
    assert "已超期" in await page(wu, "matters")
    assert WISH not in await page(await staff_caller(http_client, base_url, "elsewhere-login"), "matters")
    looking = await page(await staff_caller(http_client, base_url, "auditor-login"), "matters")
    assert WISH in looking
    assert "/closure" not in looking


async def test_forms_send_lines_and_local_times(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    wu = await staff_caller(http_client, base_url)
    chen = await staff_caller(http_client, base_url, "county-login")
    form = {
        "title": "借条写清楚",
        "summary": "借钱要写借条，写清多少钱、谁借的、什么时候还。",
        "body": "第一段。\n\n第二段。",
        "law_name": "民法典",
        "article_number_text": "第六百八十条",
        "article_text": "禁止高利放贷。",
        "topic": "民间借贷",
    }
    _, article = await wu("POST", "/api/v1/staff/articles", form)
    assert article["body"] == ["第一段。", "第二段。"]
    await add_staff(ctx, "zhou", name="周敏")
    zhou = await staff_caller(http_client, base_url, "zhou-login")
    await chen("POST", f"/api/v1/staff/articles/{article['id']}/review")
    await zhou("POST", f"/api/v1/staff/articles/{article['id']}/publication")
    plan = {
        "name": "一次",
        "article_id": article["id"],
        "division_code": "420202005000",
        "first_run_at": "2026-11-24T09:00",
        "repeat": "once",
    }
    status, made = await wu("POST", "/api/v1/staff/push-plans", plan)
    assert (status, made["first_run_at"]) == (201, "2026-11-24T09:00:00+08:00")
