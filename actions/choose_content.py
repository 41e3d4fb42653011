"""What a run of a plan sends: the article, its versions in other languages, and the occasion."""

from dataclasses import dataclass, field
from datetime import datetime

from actions.context import Context
from actions.push_calendar import list_days
from domain.clock import civil_date
from domain.groups import Group
from domain.push_calendar import CalendarDay, days_from
from domain.push_plans import PushPlan, Repeat, days_of
from domain.pushes import Article, ArticleState
from domain.reach import read_scene


@dataclass(frozen=True)
class Chosen:
    """What goes out; ``versions`` are the article's by language, itself included."""

    article: Article
    versions: dict[str, Article] = field(default_factory=dict)
    occasion: str = ""

    def version_for(self, group: Group) -> Article:
        """In the group's language if there is one, else as it was written."""
        return self.versions.get(group.language, self.article)


async def choose_content(ctx: Context, *, plan: PushPlan, at: datetime, runs_ahead: int = 0) -> Chosen | None:
    """What the run at that moment sends, or None when nothing reviewed fits. ``runs_ahead`` looks further on."""
    occasion, fitting = "", await _candidates(ctx, plan)
    if plan.repeat is Repeat.CALENDAR:
        day = await find_day_of(ctx, plan=plan, at=at)
        occasion = day.name if day else ""
        fitting = [one for one in fitting if plan.article_id or (day and day.code in one.calendar)]
    if not fitting:
        return None
    article = fitting[(plan.run_count + runs_ahead) % len(fitting)]
    versions = [one for one in await ctx.store.articles.list_versions(article.id) if _is_published(one)]
    return Chosen(article, {one.language: one for one in (*versions, article)}, occasion)


async def find_day_of(ctx: Context, *, plan: PushPlan, at: datetime) -> CalendarDay | None:
    """The day that a run falls on: of several the shortest, for a day is a rarer occasion than a month."""
    on, days = civil_date(at), await list_days(ctx, division_code=plan.division_code)
    found = [one for _, one in days_from(days_of(plan, days), on, on)]
    return min(found, key=lambda one: one.days) if found else None


async def find_pushed_article(ctx: Context, *, scene: str) -> Article | None:
    """The article that a push was about, by the scene of its card."""
    run_id = read_scene(scene).run_id
    run = await ctx.store.push_runs.find(run_id) if run_id else None
    article = await ctx.store.articles.find(run.article_id) if run else None
    return article if article and _is_published(article) else None


async def _candidates(ctx: Context, plan: PushPlan) -> list[Article]:
    if plan.article_id:
        article = await ctx.store.articles.find(plan.article_id)
        return [article] if article and _is_published(article) else []
    published = await ctx.store.articles.list_published()
    originals = [one for one in published if one.original_id is None]
    return [one for one in originals if not plan.topic or one.topic == plan.topic]


def _is_published(article: Article) -> bool:
    return article.state is ArticleState.PUBLISHED
