"""The console's pages of push plans: the list, one plan and what it is about to do, one run and its reach, the days."""

from datetime import date, timedelta

from pydantic import Field

from actions import bind_group, plan_pushes, push_calendar, push_content, reach, regions
from actions.choose_content import choose_content
from actions.preview_pushes import preview_plan
from actions.regions import get_division_of
from domain.clock import civil_date
from domain.languages import language_name
from domain.push_calendar import CALENDAR_DAYS, CalendarDay
from domain.push_plans import REPEAT_NAMES
from domain.pushes import DELIVERY_STATE_NAMES, Article, ArticleState, DeliveryState
from handlers.console import group_words, words
from handlers.console.hour_pages import cut_slice
from handlers.console.list_query import ListQuery
from handlers.console.pages import StaffPage
from handlers.routing import Route
from village_groups.push_posters import preview_poster
from village_groups.replies import push_words

USUAL_HOUR = 9
GROUPS_SHOWN = 200


class PlansPage(StaffPage):
    """/console/push-plans"""

    async def get(self) -> None:
        """The plans, what each sends next and to whom."""
        query = self.read_query(ListQuery)
        found = await plan_pushes.list_plans(self.ctx, staff=self.staff)
        shown, part = cut_slice(found, query.page, self.request.path, {})
        articles = await push_content.list_articles(self.ctx)
        published = [one for one in articles if one.state is ArticleState.PUBLISHED and one.original_id is None]
        tomorrow = civil_date(self.ctx.now()) + timedelta(days=1)
        self.render(
            "console/push_plans.html",
            told=[await plan_pushes.tell_plan(self.ctx, plan=one) for one in shown],
            part=part,
            articles=published,
            topics=sorted({one.topic for one in published}),
            days=await push_calendar.list_days(self.ctx, division_code=self.staff.division_code),
            places=await self._places(),
            repeats=REPEAT_NAMES,
            first_run=f"{tomorrow.isoformat()}T{USUAL_HOUR:02d}:00",
            words=words,
            pills=group_words,
        )

    async def _places(self) -> list[tuple[str, str]]:
        """Where a plan may send: the own region, its townships, its villages."""
        townships = await regions.list_townships_in_region(self.ctx, staff=self.staff)
        villages = await regions.list_villages_in_region(self.ctx, staff=self.staff)
        named = [(one.id, one.full_name) for one in (self.division, *townships, *villages)]
        return list(dict(named).items())


class PlanPage(StaffPage):
    """/console/push-plans/{plan_id}"""

    async def get(self, plan_id: str) -> None:
        """Who gets what and when, before anything is sent; below, what was sent."""
        plan = await plan_pushes.get_plan(self.ctx, staff=self.staff, plan_id=plan_id)
        preview = await preview_plan(self.ctx, plan=plan)
        chosen = next((run.chosen for run in preview.runs if run.chosen), None)
        if chosen is None and not preview.runs:  # it has run: what another run at once would send
            chosen = await choose_content(self.ctx, plan=plan, at=self.ctx.now())
        poster, problem = None, ""
        if chosen:
            poster, problem = await preview_poster(self.ctx, article=chosen.article, occasion=chosen.occasion)
        self.render(
            "console/push_plan.html",
            plan=plan,
            preview=preview,
            chosen=chosen,
            said=push_words(chosen.article, can_answer=False, occasion=chosen.occasion) if chosen else "",
            poster=poster,
            problem=problem,
            place=await get_division_of(self.ctx, staff=self.staff, code=plan.division_code),
            shown_groups=preview.groups[:GROUPS_SHOWN],
            runs=await reach.list_runs(self.ctx, plan=plan),
            days={one.code: one for one in await push_calendar.list_days(self.ctx, division_code=plan.division_code)},
            language=language_of,
            words=words,
            pills=group_words,
        )


class RunQuery(ListQuery):
    """Which part of a run's list."""

    state: str = Field("", pattern=rf"^({'|'.join(DeliveryState)})?$")


class RunPage(StaffPage):
    """/console/push-plans/runs/{run_id}"""

    async def get(self, run_id: str) -> None:
        """Where a run stands and how far it came."""
        query = self.read_query(RunQuery)
        told = await reach.get_run(self.ctx, staff=self.staff, run_id=run_id)
        every = await reach.list_run_deliveries(self.ctx, run=told.run)
        reached = await reach.tell_reach(self.ctx, run=told.run, deliveries=every)
        chosen = [one for one in every if query.state in ("", one.state)]
        shown, part = cut_slice(chosen, query.page, self.request.path, {"state": query.state})
        self.render(
            "console/push_run.html",
            told=told,
            reached=reached,
            deliveries=shown,
            part=part,
            query=query,
            groups=await bind_group.tell_groups(self.ctx, group_ids=[one.group_id for one in shown]),
            matters_of=_counted([one.group_id or "" for one in reached.matters]),
            states=DELIVERY_STATE_NAMES,
            words=words,
            pills=group_words,
        )


class CalendarPage(StaffPage):
    """/console/push-plans/calendar"""

    async def get(self) -> None:
        """The days, the next first, and how much content fits each."""
        today = civil_date(self.ctx.now())
        own = await push_calendar.list_own_days(self.ctx, division_code=self.staff.division_code)
        articles = await push_content.list_articles(self.ctx)
        rows = [(_next_date(one, today), one, _fitting(one, articles)) for one in (*CALENDAR_DAYS, *own)]
        self.render(
            "console/push_calendar.html",
            rows=sorted(rows, key=lambda row: (row[0] or date.max, row[1].code)),
            own={one.code for one in own},
            words=words,
        )


def language_of(code: str) -> str:
    """What people call it."""
    return language_name(code.split("-")[0])


def _next_date(day: CalendarDay, today: date) -> date | None:
    dates = [on for year in (today.year, today.year + 1) for on in day.push_days(year) if on >= today]
    return min(dates, default=None)


def _fitting(day: CalendarDay, articles: list[Article]) -> int:
    return sum(1 for one in articles if one.state is ArticleState.PUBLISHED and day.code in one.calendar)


def _counted(names: list[str]) -> dict[str, int]:
    return {name: names.count(name) for name in set(names)}


PUSH_PAGE_ROUTES = (
    Route("/console/push-plans", PlansPage),
    Route("/console/push-plans/calendar", CalendarPage),
    Route("/console/push-plans/runs/{run_id}", RunPage),
    Route("/console/push-plans/{plan_id}", PlanPage),
)
