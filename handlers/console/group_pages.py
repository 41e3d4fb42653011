"""The console's pages of groups, law popularization and matters."""

from urllib.parse import quote

from pydantic import Field

from actions import (
    answer_question,
    bind_group,
    deliveries,
    follow_matters,
    inbox_work,
    keep_wordings,
    push_calendar,
    push_content,
    regions,
)
from domain.groups import CHANNEL_NAMES, SUGGESTED_TAGS
from domain.languages import LANGUAGE_NAMES
from domain.matters import MATTER_STATE_NAMES, MatterState
from domain.push_calendar import DAYS_BY_CODE
from domain.pushes import DELIVERY_STATE_NAMES, Article, ArticleState, DeliveryState
from handlers.console import group_words, words
from handlers.console.hour_pages import cut_slice
from handlers.console.list_query import ListQuery
from handlers.console.pages import StaffPage
from handlers.console.push_pages import language_of
from handlers.models import DIVISION_CODE, Request
from handlers.routing import Route
from village_groups.push_posters import make_print, preview_poster


class PrintQuery(Request):
    """For whom to print."""

    village: str | None = Field(None, pattern=DIVISION_CODE)


class GroupsQuery(ListQuery):
    """Which groups."""

    q: str = Field("", max_length=60)


class GroupsPage(StaffPage):
    """/console/groups"""

    async def get(self) -> None:
        """Groups that wait for a village, then those that have one."""
        query = self.read_query(GroupsQuery)
        found = await bind_group.list_groups(self.ctx, staff=self.staff, words=query.q)
        unbound = [one for one in found if one.group.village_code is None]
        shown, part = cut_slice(found[len(unbound) :], query.page, self.request.path, {"q": query.q})
        self.render(
            "console/groups.html",
            query=query,
            unbound=unbound,
            waiting=await inbox_work.count_waiting_by_group(self.ctx) if unbound else {},
            bound=shown,
            part=part,
            villages=await regions.list_villages_in_region(self.ctx, staff=self.staff),
            channels=CHANNEL_NAMES,
            languages={code: name for code, name in LANGUAGE_NAMES.items() if code != "zh"},
            suggested_tags=SUGGESTED_TAGS,
            words=words,
        )


class ArticlesQuery(ListQuery):
    """Which articles."""

    state: str = Field("", pattern=rf"^({'|'.join(ArticleState)})?$")
    topic: str = Field("", max_length=20)
    day: str = Field("", max_length=40)

    def wants(self, one: Article) -> bool:
        """Whether it is one of them."""
        fits = not self.day or self.day in one.calendar
        return self.state in ("", one.state) and self.topic in ("", one.topic) and fits


class ArticlesPage(StaffPage):
    """/console/articles"""

    async def get(self) -> None:
        """All articles; those that wait for somebody come first."""
        query = self.read_query(ArticlesQuery)
        every = await push_content.list_articles(self.ctx)
        waiting_first = sorted(every, key=lambda one: list(ArticleState).index(one.state))
        found = [one for one in waiting_first if query.wants(one)]
        asked = {"state": query.state, "topic": query.topic, "day": query.day}
        shown, part = cut_slice(found, query.page, self.request.path, asked)
        self.render(
            "console/articles.html",
            articles=shown,
            part=part,
            query=query,
            topics=sorted({one.topic for one in every}),
            ready=[
                one.id
                for one in shown
                if one.state is ArticleState.REVIEWED
                and self.staff.id not in push_content.people_who_cannot_publish(self.ctx, one)
            ],
            has_start_pack=any(one.id.startswith("start-") for one in every),
            words=words,
            pills=group_words,
        )


class NewArticleQuery(Request):
    """Of which article a version is to be written."""

    original: str = Field("", max_length=64)


class NewArticlePage(StaffPage):
    """/console/articles/new"""

    async def get(self) -> None:
        """The form; with ``original`` for a version of that article in another language."""
        query = self.read_query(NewArticleQuery)
        original = await push_content.get_article(self.ctx, article_id=query.original) if query.original else None
        self.render(
            "console/article_new.html",
            original=original,
            languages={code: name for code, name in LANGUAGE_NAMES.items() if code != "zh"},
            days=await push_calendar.list_days(self.ctx, division_code=self.staff.division_code),
            pills=group_words,
        )


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
            versions=await push_content.list_versions(self.ctx, article=article),
            days=DAYS_BY_CODE,
            language=language_of,
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
    Route("/console/deliveries", DeliveriesPage),
    Route("/console/matters", MattersPage),
)
