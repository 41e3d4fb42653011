"""The demo's articles and its two push plans."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from actions.context import Context
from actions.start_articles import read_start_articles
from domain.clock import at_civil, civil_date
from domain.divisions import Division
from domain.push_plans import PlanState, PushPlan, Repeat
from domain.pushes import Article, ArticleState

AUTHOR, REVIEWER, PUBLISHER = "demo-sifaju", "demo-sifasuo", "demo-pufa"


async def add_law_popularization(ctx: Context, township: Division) -> None:
    """Publish the start pack, send one article now and plan one for every morning."""
    articles = read_articles(ctx)
    for article in articles:
        await ctx.store.articles.put(article)
    tomorrow = civil_date(ctx.now()) + timedelta(days=1)
    first = next((one for one in articles if one.id == "start-land-requisition"), articles[0])
    now_plan = PushPlan(
        id="demo-plan-today",
        name="今日普法",
        article_id=first.id,
        division_code=township.id,
        first_run_at=ctx.now(),
        repeat=Repeat.ONCE,
        state=PlanState.ACTIVE,
        next_run_at=ctx.now(),
        created_by=AUTHOR,
        created_at=ctx.now(),
    )
    morning = at_civil(tomorrow, time(9))
    daily_plan = PushPlan(
        id="demo-plan-daily",
        name="每日一法",
        article_id=None,
        division_code=township.id,
        first_run_at=morning,
        repeat=Repeat.DAILY,
        state=PlanState.ACTIVE,
        next_run_at=morning,
        created_by=AUTHOR,
        created_at=ctx.now(),
    )
    for plan in (now_plan, daily_plan):
        if await ctx.store.push_plans.find(plan.id) is None:
            await ctx.store.push_plans.add(plan)


def read_articles(ctx: Context) -> list[Article]:
    """The start pack as if three people had written, reviewed and published it."""
    now = ctx.now()
    facts: dict[str, Any] = {
        "author_id": AUTHOR,
        "reviewer_id": REVIEWER,
        "reviewed_at": now,
        "publisher_id": PUBLISHER,
    }
    return [replace(one, state=ArticleState.PUBLISHED, published_at=now, **facts) for one in read_start_articles(now)]
