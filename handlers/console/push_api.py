"""Push plans and deliveries, for staff."""

import re
from datetime import UTC

from pydantic import AwareDatetime, Field, field_validator

from actions import deliveries, plan_pushes, push_calendar
from actions.plan_pushes import PlanTold, PlanWish
from domain.errors import BadInput, Conflict, NotAllowed, NotFound, PlatformFailure
from domain.groups import CHANNEL_NAMES
from domain.push_calendar import CalendarDay
from domain.push_plans import PLAN_STATE_NAMES, REPEAT_NAMES, PlanNotRunning, PlanState, PushPlan, Repeat
from domain.pushes import DELIVERY_STATE_NAMES, ArticleNotPublished, Delivery, DeliveryKind, DeliveryState
from handlers.base import StaffApiHandler
from handlers.console.form_texts import split_words
from handlers.models import DIVISION_CODE, Answer, Page, PageQuery, Request, ShanghaiTime, cut_page
from handlers.operations import operation
from village_groups.pushes import cancel_run, run_plan_now

FORM_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


class PlanBody(Request):
    """What is to be sent where and when."""

    name: str = Field(min_length=2, max_length=40)
    article_id: str | None = Field(None, max_length=64, description="不指定时，每次轮流推送已发布的内容")
    division_code: str = Field(pattern=DIVISION_CODE)
    first_run_at: AwareDatetime = Field(description="没有写时区时，按北京时间")
    repeat: Repeat
    topic: str = Field("", max_length=20, description="只轮流推送这个主题的内容")
    tags: list[str] = Field(default_factory=list, max_length=10, description="只推送到有这些标签的群")
    calendar_codes: list[str] = Field(default_factory=list, max_length=60, description="按宣传日推送时，选哪些日子")
    start: bool = Field(True, description="否：先预览，再启用")

    _split = field_validator("tags", "calendar_codes", mode="before")(split_words)

    @field_validator("first_run_at", mode="before")
    @classmethod
    def _in_china(cls, given: object) -> object:
        """A form's date and time carry no zone."""
        return f"{given}:00+08:00" if isinstance(given, str) and FORM_TIME.fullmatch(given) else given

    def wish(self) -> PlanWish:
        """What staff want."""
        return PlanWish(
            name=self.name,
            article_id=self.article_id,
            division_code=self.division_code,
            first_run_at=self.first_run_at.astimezone(UTC),
            repeat=self.repeat,
            topic=self.topic,
            tags=tuple(self.tags),
            calendar_codes=tuple(self.calendar_codes),
            start=self.start,
        )


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
    topic: str
    tags: list[str]
    calendar_codes: list[str]

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
            topic=plan.topic,
            tags=list(plan.tags),
            calendar_codes=list(plan.calendar_codes),
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
        return await self.tell(await plan_pushes.make_plan(self.ctx, staff=self.staff, wish=body.wish()))


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


class CancelledView(Answer):
    """How many groups do not get it now."""

    cancelled: int


class RunCancelHandler(StaffApiHandler):
    """/api/v1/staff/push-runs/{run_id}/cancel"""

    @operation("取消一次推送中还没有发出的部分", errors=(NotFound, NotAllowed, PlatformFailure))
    async def post(self, run_id: str) -> CancelledView:
        """Take back what is not out yet."""
        return CancelledView(cancelled=await cancel_run(self.ctx, staff=self.staff, run_id=run_id))


class CalendarDayBody(Request):
    """A day of one's own."""

    name: str = Field(min_length=2, max_length=20)
    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=31)
    days: int = Field(1, ge=1, le=92, description="持续几天；超过一周的，每周推送一次")
    basis: str = Field("", max_length=60, description="依据")


class CalendarDayView(Answer):
    """A day of law popularization."""

    code: str
    name: str
    month: int
    day: int
    days: int
    basis: str

    @classmethod
    def of(cls, one: CalendarDay) -> "CalendarDayView":
        """The day as told."""
        return cls(code=one.code, name=one.name, month=one.month, day=one.day, days=one.days, basis=one.basis)


class CalendarDaysHandler(StaffApiHandler):
    """/api/v1/staff/calendar-days"""

    @operation("宣传日")
    async def get(self, query: PageQuery) -> Page[CalendarDayView]:
        """The common days and the region's own."""
        found = await push_calendar.list_days(self.ctx, division_code=self.staff.division_code)
        shown, next_cursor = cut_page(found, query)
        return Page[CalendarDayView](items=[CalendarDayView.of(one) for one in shown], next_cursor=next_cursor)

    @operation("增加本地的宣传日", status=201, errors=(NotAllowed, BadInput, Conflict))
    async def post(self, body: CalendarDayBody) -> CalendarDayView:
        """Add a day."""
        return CalendarDayView.of(await push_calendar.add_own_day(self.ctx, staff=self.staff, **body.model_dump()))


class CalendarDayHandler(StaffApiHandler):
    """/api/v1/staff/calendar-days/{code}"""

    @operation("删除本地的宣传日", status=204, errors=(NotFound, NotAllowed))
    async def delete(self, code: str) -> None:
        """Forget a day of one's own."""
        await push_calendar.remove_own_day(self.ctx, staff=self.staff, code=code)


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
