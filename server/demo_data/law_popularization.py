"""The demo's articles and its push plans."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from actions.context import Context
from actions.start_articles import read_start_articles
from domain.clock import at_civil, civil_date
from domain.divisions import Division
from domain.push_plans import PlanState, PushPlan, Repeat, run_after
from domain.pushes import Article, ArticleState

AUTHOR, REVIEWER, PUBLISHER = "demo-sifaju", "demo-sifasuo", "demo-pufa"


async def add_law_popularization(ctx: Context, township: Division) -> None:
    """Publish the start pack, send one article now and plan the others."""
    articles = read_articles(ctx)
    for article in articles:
        await ctx.store.articles.put(article)
    first = next((one for one in articles if one.id == "start-land-requisition"), articles[0])
    for plan in _plans(ctx, township, first):
        if await ctx.store.push_plans.find(plan.id) is None:
            await ctx.store.push_plans.add(plan)


def _plans(ctx: Context, township: Division, first: Article) -> list[PushPlan]:
    """One that is due now, a weekly column, the calendar's days, and one that waits to be looked at."""
    now, today = ctx.now(), civil_date(ctx.now())
    morning, monday = at_civil(today + timedelta(days=1), time(9)), today + timedelta(days=7 - today.weekday())
    calendar = _plan(ctx, township, "demo-plan-calendar", "宣传日普法", morning, Repeat.CALENDAR)
    return [
        _plan(ctx, township, "demo-plan-today", "今日普法", now, Repeat.ONCE, article_id=first.id),
        _plan(ctx, township, "demo-plan-daily", "每日一法", morning, Repeat.DAILY),
        replace(calendar, next_run_at=run_after(calendar, now)),
        _plan(
            ctx,
            township,
            "demo-plan-wages",
            "每周一：讨薪有办法",
            at_civil(monday, time(9)),
            Repeat.WEEKLY,
            topic="务工与工资",
            state=PlanState.DRAFT,
        ),
    ]


def _plan(
    ctx: Context, township: Division, plan_id: str, name: str, at: datetime, repeat: Repeat, **more: Any
) -> PushPlan:
    facts: dict[str, Any] = {"article_id": None, "state": PlanState.ACTIVE, **more}
    return PushPlan(
        id=plan_id,
        name=name,
        division_code=township.id,
        first_run_at=at,
        repeat=repeat,
        next_run_at=at,
        created_by=AUTHOR,
        created_at=ctx.now(),
        **facts,
    )


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
