"""The console's pages of groups, law popularization and matters."""

from datetime import timedelta
from urllib.parse import quote

from pydantic import Field

from actions import (
    answer_question,
    bind_group,
    deliveries,
    follow_matters,
    keep_wordings,
    plan_pushes,
    push_content,
    regions,
)
from domain.clock import civil_date
from domain.groups import CHANNEL_NAMES
from domain.matters import MATTER_STATE_NAMES, MatterState
from domain.push_plans import REPEAT_NAMES
from domain.pushes import DELIVERY_STATE_NAMES, ArticleState, DeliveryState
from handlers.console import group_words, words
from handlers.console.hour_pages import cut_slice
from handlers.console.pages import StaffPage
from handlers.models import Request
from handlers.routing import Route
from village_groups.push_posters import make_print, preview_poster

USUAL_HOUR = 9


class ListQuery(Request):
    """Which part of a list."""

    page: int = Field(1, ge=1, le=10_000)


class PrintQuery(Request):
    """For whom to print."""

    village: str | None = Field(None, pattern=r"^\d{12}$")


class GroupsPage(StaffPage):
    """/console/groups"""

    async def get(self) -> None:
        """Groups that wait for a village, then those that have one."""
        query = self.read_query(ListQuery)
        found = await bind_group.list_groups(self.ctx, staff=self.staff)
        unbound = [one for one in found if one.group.village_code is None]
        shown, part = cut_slice(found[len(unbound) :], query.page, self.request.path, {})
        self.render(
            "console/groups.html",
            unbound=unbound,
            bound=shown,
            part=part,
            villages=await regions.list_villages_in_region(self.ctx, staff=self.staff),
            channels=CHANNEL_NAMES,
            words=words,
        )


class ArticlesPage(StaffPage):
    """/console/articles"""

    async def get(self) -> None:
        """All articles; those that wait for a review come first."""
        query = self.read_query(ListQuery)
        found = await push_content.list_articles(self.ctx)
        waiting_first = sorted(found, key=lambda one: one.state is not ArticleState.DRAFT)
        shown, part = cut_slice(waiting_first, query.page, self.request.path, {})
        self.render("console/articles.html", articles=shown, part=part, words=words, pills=group_words)


class NewArticlePage(StaffPage):
    """/console/articles/new"""

    async def get(self) -> None:
        """The form."""
        self.render("console/article_new.html")


class ArticlePage(StaffPage):
    """/console/articles/{article_id}"""

    async def get(self, article_id: str) -> None:
        """One article beside its poster."""
        article = await push_content.get_article(self.ctx, article_id=article_id)
        poster, problem = await preview_poster(self.ctx, article=article)
        self.render(
            "console/article.html",
            article=article,
            poster=poster,
            problem=problem,
            own=article.author_id == self.staff.id,
            barred=push_content.people_who_cannot_publish(self.ctx, article),
            words=words,
            pills=group_words,
        )


class PosterPrint(StaffPage):
    """/console/articles/{article_id}/poster.pdf"""

    async def get(self, article_id: str) -> None:
        """The poster as a page of A4; with ``village`` for that village's notice board."""
        query = self.read_query(PrintQuery)
        article = await push_content.get_article(self.ctx, article_id=article_id)
        if query.village:
            await regions.get_village_in_region(self.ctx, staff=self.staff, village_code=query.village)
        page = await make_print(self.ctx, article=article, village_code=query.village)
        self.set_header("Content-Type", "application/pdf")
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(article.title)}.pdf")
        self.finish(page)


class PlansPage(StaffPage):
    """/console/push-plans"""

    async def get(self) -> None:
        """The plans, what each sends next and to whom."""
        query = self.read_query(ListQuery)
        found = await plan_pushes.list_plans(self.ctx, staff=self.staff)
        shown, part = cut_slice(found, query.page, self.request.path, {})
        articles = await push_content.list_articles(self.ctx)
        tomorrow = civil_date(self.ctx.now()) + timedelta(days=1)
        self.render(
            "console/push_plans.html",
            told=[await plan_pushes.tell_plan(self.ctx, plan=one) for one in shown],
            part=part,
            articles=[one for one in articles if one.state is ArticleState.PUBLISHED],
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


class DeliveriesPageQuery(ListQuery):
    """Which deliveries."""

    state: str = Field("", pattern=rf"^({'|'.join(DeliveryState)})?$")


class DeliveriesPage(StaffPage):
    """/console/deliveries"""

    async def get(self) -> None:
        """What went to the groups in the last month."""
        query = self.read_query(DeliveriesPageQuery)
        state = DeliveryState(query.state) if query.state else None
        found = await deliveries.list_staff_deliveries(self.ctx, staff=self.staff, state=state, days=31)
        shown, part = cut_slice(found, query.page, self.request.path, {"state": query.state})
        groups = await bind_group.list_groups(self.ctx, staff=self.staff)
        self.render(
            "console/deliveries.html",
            deliveries=shown,
            part=part,
            query=query,
            groups={one.group.id: one for one in groups},
            states=DELIVERY_STATE_NAMES,
            words=words,
            pills=group_words,
        )


class MattersPageQuery(ListQuery):
    """Which matters."""

    state: str = Field("", pattern=rf"^({'|'.join(MatterState)})?$")


class MattersPage(StaffPage):
    """/console/matters"""

    async def get(self) -> None:
        """The ledger of the last three months, what presses first."""
        query = self.read_query(MattersPageQuery)
        state = MatterState(query.state) if query.state else None
        found = await follow_matters.list_staff_matters(self.ctx, staff=self.staff, state=state, days=92)
        shown, part = cut_slice(found, query.page, self.request.path, {"state": query.state})
        self.render(
            "console/matters.html",
            told=[await follow_matters.tell_matter(self.ctx, matter=one) for one in shown],
            part=part,
            query=query,
            now=self.ctx.now(),
            states=MATTER_STATE_NAMES,
            words=words,
            pills=group_words,
        )


class AnswersPage(StaffPage):
    """/console/answers"""

    async def get(self) -> None:
        """What was asked in the groups and what the bot answered, latest first."""
        query = self.read_query(ListQuery)
        found = await answer_question.list_answers(self.ctx, staff=self.staff)
        shown, part = cut_slice(found, query.page, self.request.path, {})
        villages = {one.id: one for one in await regions.list_villages_in_region(self.ctx, staff=self.staff)}
        self.render("console/answers.html", records=shown, villages=villages, part=part, words=words)


class WordingsPage(StaffPage):
    """/console/wordings"""

    async def get(self) -> None:
        """Ways to ask that staff have added, latest first."""
        query = self.read_query(ListQuery)
        found = await keep_wordings.list_wordings(self.ctx, staff=self.staff)
        shown, part = cut_slice(found, query.page, self.request.path, {})
        names = await regions.name_divisions(self.ctx, codes={one.scope for one in shown})
        self.render("console/wordings.html", wordings=shown, names=names, part=part, words=words)


GROUP_PAGE_ROUTES = (
    Route("/console/answers", AnswersPage),
    Route("/console/wordings", WordingsPage),
    Route("/console/groups", GroupsPage),
    Route("/console/articles", ArticlesPage),
    Route("/console/articles/new", NewArticlePage),
    Route("/console/articles/{article_id}", ArticlePage),
    Route("/console/articles/{article_id}/poster.pdf", PosterPrint),
    Route("/console/push-plans", PlansPage),
    Route("/console/deliveries", DeliveriesPage),
    Route("/console/matters", MattersPage),
)
