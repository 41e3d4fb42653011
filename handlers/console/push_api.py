"""Law-popularization content, push plans and deliveries, for staff."""

import re
from datetime import UTC

from pydantic import AwareDatetime, Field, field_validator

from actions import deliveries, plan_pushes, push_content
from actions.plan_pushes import PlanTold, PlanWish
from actions.push_content import Draft
from domain.errors import BadInput, Conflict, NotAllowed, NotFound
from domain.groups import CHANNEL_NAMES
from domain.pushes import (
    ARTICLE_STATE_NAMES,
    DELIVERY_STATE_NAMES,
    PLAN_STATE_NAMES,
    REPEAT_NAMES,
    Article,
    ArticleNotPublished,
    ArticleState,
    Delivery,
    DeliveryKind,
    DeliveryState,
    PlanNotRunning,
    PlanState,
    PushPlan,
    Repeat,
    ReviewByAnother,
)
from handlers.base import StaffApiHandler
from handlers.models import Answer, Page, PageQuery, Request, ShanghaiTime, cut_page
from handlers.operations import operation
from village_groups.push_posters import make_poster
from village_groups.pushes import run_plan_now

FORM_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


class ArticleView(Answer):
    """An article with the law it quotes."""

    id: str
    title: str
    summary: str
    body: list[str]
    law_name: str
    article_number_text: str
    article_text: str
    topic: str
    language: str
    state: ArticleState
    state_name: str
    created_at: ShanghaiTime
    published_at: ShanghaiTime | None

    @classmethod
    def of(cls, article: Article) -> "ArticleView":
        """The article as told."""
        return cls(
            id=article.id,
            title=article.title,
            summary=article.summary,
            body=list(article.body),
            law_name=article.law_name,
            article_number_text=article.article_number_text,
            article_text=article.article_text,
            topic=article.topic,
            language=article.language,
            state=article.state,
            state_name=ARTICLE_STATE_NAMES[article.state],
            created_at=article.created_at,
            published_at=article.published_at,
        )


class ArticleBody(Request):
    """One subject in plain words. The wording of the law comes from the library where there is one."""

    title: str = Field(min_length=4, max_length=30)
    summary: str = Field(min_length=10, max_length=200)
    body: list[str] = Field(default_factory=list, max_length=12)
    law_name: str = Field(min_length=2, max_length=80)
    article_number_text: str = Field(min_length=3, max_length=20, description="第四十八条，或第48条")
    article_text: str = Field("", max_length=3000, description="条文库已导入时不必填，以条文库原文为准")
    topic: str = Field(min_length=2, max_length=20)
    language: str = Field("zh-CN", pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,8})*$")

    @field_validator("body", mode="before")
    @classmethod
    def _split_lines(cls, given: object) -> object:
        """A form sends one text; each of its lines is a paragraph."""
        return [line.strip() for line in given.splitlines() if line.strip()] if isinstance(given, str) else given

    def draft(self) -> Draft:
        """What the author hands in."""
        return Draft(
            title=self.title,
            summary=self.summary,
            body=tuple(part for part in self.body if part),
            law_name=self.law_name,
            article_number_text=self.article_number_text,
            topic=self.topic,
            language=self.language,
            article_text=self.article_text,
        )


class StaffArticlesHandler(StaffApiHandler):
    """/api/v1/staff/articles"""

    @operation("普法内容")
    async def get(self, query: PageQuery) -> Page[ArticleView]:
        """All articles, latest first."""
        shown, next_cursor = cut_page(await push_content.list_articles(self.ctx), query)
        return Page[ArticleView](items=[ArticleView.of(one) for one in shown], next_cursor=next_cursor)

    @operation("写一篇普法内容", status=201, errors=(NotAllowed, BadInput))
    async def post(self, body: ArticleBody) -> ArticleView:
        """Keep a draft."""
        return ArticleView.of(await push_content.write_article(self.ctx, staff=self.staff, draft=body.draft()))


class PublicationHandler(StaffApiHandler):
    """/api/v1/staff/articles/{article_id}/publication"""

    @operation("审核并发布普法内容", errors=(NotFound, NotAllowed, ReviewByAnother, Conflict))
    async def post(self, article_id: str) -> ArticleView:
        """Publish what somebody else wrote."""
        article = await push_content.publish_article(self.ctx, staff=self.staff, article_id=article_id)
        return ArticleView.of(article)


class PosterView(Answer):
    """Where the poster can be looked at."""

    url: str


class PosterPreviewHandler(StaffApiHandler):
    """/api/v1/staff/articles/{article_id}/poster"""

    @operation("生成海报预览", errors=(NotFound,))
    async def post(self, article_id: str) -> PosterView:
        """Draw the poster as a group would get it, without a village's name."""
        article = await push_content.get_article(self.ctx, article_id=article_id)
        file = await make_poster(self.ctx, article=article, village_code=None)
        return PosterView(url=f"/media/{file.id}")


class PlanBody(Request):
    """What is to be sent where and when."""

    name: str = Field(min_length=2, max_length=40)
    article_id: str | None = Field(None, max_length=64, description="不指定时，每次轮流推送已发布的内容")
    division_code: str = Field(pattern=r"^\d{12}$")
    first_run_at: AwareDatetime = Field(description="没有写时区时，按北京时间")
    repeat: Repeat

    @field_validator("first_run_at", mode="before")
    @classmethod
    def _in_china(cls, given: object) -> object:
        """A form's date and time carry no zone."""
        return f"{given}:00+08:00" if isinstance(given, str) and FORM_TIME.fullmatch(given) else given


class PlanView(Answer):
    """A plan and whom it reaches."""

    id: str
    name: str
    article_id: str | None
    article_title: str | None
    division_code: str
    division_name: str
    first_run_at: ShanghaiTime
    next_run_at: ShanghaiTime | None
    repeat: Repeat
    repeat_name: str
    state: PlanState
    state_name: str
    group_count: int
    run_count: int

    @classmethod
    def of(cls, told: PlanTold) -> "PlanView":
        """The plan as told."""
        plan = told.plan
        return cls(
            id=plan.id,
            name=plan.name,
            article_id=plan.article_id,
            article_title=told.article.title if told.article else None,
            division_code=plan.division_code,
            division_name=told.division.full_name if told.division else "",
            first_run_at=plan.first_run_at,
            next_run_at=plan.next_run_at if plan.state is PlanState.ACTIVE else None,
            repeat=plan.repeat,
            repeat_name=REPEAT_NAMES[plan.repeat],
            state=plan.state,
            state_name=PLAN_STATE_NAMES[plan.state],
            group_count=len(told.groups),
            run_count=plan.run_count,
        )


class StaffPlanHandlerBase(StaffApiHandler):
    """Tells plans."""

    async def tell(self, plan: PushPlan) -> PlanView:
        """The plan with names for its ids."""
        return PlanView.of(await plan_pushes.tell_plan(self.ctx, plan=plan))


class StaffPlansHandler(StaffPlanHandlerBase):
    """/api/v1/staff/push-plans"""

    @operation("推送计划")
    async def get(self, query: PageQuery) -> Page[PlanView]:
        """The region's plans, latest first."""
        shown, next_cursor = cut_page(await plan_pushes.list_plans(self.ctx, staff=self.staff), query)
        return Page[PlanView](items=[await self.tell(one) for one in shown], next_cursor=next_cursor)

    @operation("新建推送计划", status=201, errors=(NotFound, NotAllowed, BadInput, ArticleNotPublished))
    async def post(self, body: PlanBody) -> PlanView:
        """Make a plan."""
        wish = PlanWish(body.name, body.article_id, body.division_code, body.first_run_at.astimezone(UTC), body.repeat)
        return await self.tell(await plan_pushes.make_plan(self.ctx, staff=self.staff, wish=wish))


class PlanPauseHandler(StaffPlanHandlerBase):
    """/api/v1/staff/push-plans/{plan_id}/pause"""

    @operation("暂停推送计划", errors=(NotFound, NotAllowed, PlanNotRunning))
    async def post(self, plan_id: str) -> PlanView:
        """Pause."""
        return await self.tell(await plan_pushes.pause_plan(self.ctx, staff=self.staff, plan_id=plan_id))


class PlanResumeHandler(StaffPlanHandlerBase):
    """/api/v1/staff/push-plans/{plan_id}/resume"""

    @operation("恢复推送计划", errors=(NotFound, NotAllowed, PlanNotRunning))
    async def post(self, plan_id: str) -> PlanView:
        """Go on."""
        return await self.tell(await plan_pushes.resume_plan(self.ctx, staff=self.staff, plan_id=plan_id))


class RunView(Answer):
    """How many groups are to get it now."""

    ordered: int


class PlanRunHandler(StaffPlanHandlerBase):
    """/api/v1/staff/push-plans/{plan_id}/run"""

    @operation("立即推送一次", errors=(NotFound, NotAllowed, ArticleNotPublished))
    async def post(self, plan_id: str) -> RunView:
        """An extra run."""
        return RunView(ordered=await run_plan_now(self.ctx, staff=self.staff, plan_id=plan_id))


class DeliveryView(Answer):
    """What went to a group, and where that stands."""

    id: str
    kind: DeliveryKind
    channel_name: str
    group_id: str
    village_code: str | None
    text: str
    state: DeliveryState
    state_name: str
    problem: str
    matter_number: str | None
    plan_id: str | None
    poster_url: str | None
    created_at: ShanghaiTime
    due_at: ShanghaiTime
    submitted_at: ShanghaiTime | None
    settled_at: ShanghaiTime | None

    @classmethod
    def of(cls, delivery: Delivery) -> "DeliveryView":
        """The delivery as told."""
        return cls(
            id=delivery.id,
            kind=delivery.kind,
            channel_name=CHANNEL_NAMES[delivery.channel],
            group_id=delivery.group_id,
            village_code=delivery.village_code,
            text=delivery.text,
            state=delivery.state,
            state_name=DELIVERY_STATE_NAMES[delivery.state],
            problem=delivery.problem,
            matter_number=delivery.matter_number,
            plan_id=delivery.plan_id,
            poster_url=f"/media/{delivery.image_file_id}" if delivery.image_file_id else None,
            created_at=delivery.created_at,
            due_at=delivery.due_at,
            submitted_at=delivery.submitted_at,
            settled_at=delivery.settled_at,
        )


class DeliveriesQuery(PageQuery):
    """Which deliveries."""

    state: DeliveryState | None = None
    days: int = Field(7, ge=1, le=92, description="多少天以来")


class StaffDeliveriesHandler(StaffApiHandler):
    """/api/v1/staff/deliveries"""

    @operation("投放记录")
    async def get(self, query: DeliveriesQuery) -> Page[DeliveryView]:
        """What went to the region's groups, latest first."""
        found = await deliveries.list_staff_deliveries(self.ctx, staff=self.staff, state=query.state, days=query.days)
        shown, next_cursor = cut_page(found, query)
        return Page[DeliveryView](items=[DeliveryView.of(one) for one in shown], next_cursor=next_cursor)
