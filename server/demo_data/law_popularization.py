"""The demo's articles and its two push plans."""

import json
from datetime import time, timedelta
from pathlib import Path

from actions.context import Context
from domain.clock import at_civil, civil_date
from domain.divisions import Division
from domain.push_plans import PlanState, PushPlan, Repeat
from domain.pushes import Article, ArticleState

ARTICLES_FOLDER = Path(__file__).parent.parent / "start_data" / "articles"
AUTHOR, REVIEWER = "demo-sifaju", "demo-sifasuo"


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
    """The start pack as published articles."""
    pieces = [piece for path in sorted(ARTICLES_FOLDER.glob("*.json")) for piece in json.loads(path.read_text("utf-8"))]
    return [
        Article(
            id=f"start-{piece['code']}",
            title=piece["title"],
            summary=piece["summary"],
            body=tuple(piece["body"]),
            law_name=piece["law_name"],
            article_number_text=piece["article_number_text"],
            article_text=piece["article_text"],
            topic=piece["topic"],
            language=piece["language"],
            state=ArticleState.PUBLISHED,
            author_id=AUTHOR,
            created_at=ctx.now(),
            reviewer_id=REVIEWER,
            published_at=ctx.now(),
        )
        for piece in pieces
    ]
