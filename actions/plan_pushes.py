"""Push plans: make, pause, resume, and lay out a run as one delivery for each group."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime

from actions.choose_content import choose_content
from actions.context import Context
from actions.deliveries import new_delivery
from actions.push_calendar import list_days
from actions.push_content import get_article
from actions.regions import get_division_of, is_in_region, region_range
from domain.divisions import Division, code_range
from domain.errors import BadInput, NotFound
from domain.groups import PUSHED_CHANNELS, Group
from domain.people import Staff
from domain.push_plans import PlanNotRunning, PlanState, PushPlan, Repeat, run_after
from domain.pushes import Article, ArticleNotPublished, ArticleState, Card, Delivery, DeliveryKind
from domain.staff_sign_in import check_may_change


@dataclass(frozen=True)
class PlanWish:
    """What staff want to be sent."""

    name: str
    article_id: str | None
    division_code: str
    first_run_at: datetime
    repeat: Repeat
    topic: str = ""
    tags: tuple[str, ...] = ()
    calendar_codes: tuple[str, ...] = ()
    start: bool = True


@dataclass(frozen=True)
class PlanTold:
    """A plan with its article and region, and how many groups it reaches now."""

    plan: PushPlan
    article: Article | None
    division: Division | None
    groups: tuple[Group, ...]


async def make_plan(ctx: Context, *, staff: Staff, wish: PlanWish) -> PushPlan:
    """A plan that runs, or waits to be looked at first.

    Raises: NotAllowed, NotFound, BadInput, ArticleNotPublished.
    """
    check_may_change(staff)
    division = await get_division_of(ctx, staff=staff, code=wish.division_code)
    if wish.article_id:
        await _check_published(ctx, wish.article_id)
    elif wish.repeat is Repeat.ONCE:
        raise BadInput(fields={"article_id": "仅推送一次时，请选择要推送的普法内容。"})
    days = await list_days(ctx, division_code=division.id)
    unknown = set(wish.calendar_codes) - {one.code for one in days}
    if unknown:
        raise BadInput(fields={"calendar_codes": "有的宣传日不在列表中，请刷新后重选。"})
    plan = PushPlan(
        id=ctx.new_id(),
        name=wish.name,
        article_id=wish.article_id,
        division_code=division.id,
        first_run_at=wish.first_run_at,
        repeat=wish.repeat,
        state=PlanState.ACTIVE if wish.start else PlanState.DRAFT,
        next_run_at=wish.first_run_at,
        created_by=staff.id,
        created_at=ctx.now(),
        topic=wish.topic,
        tags=wish.tags,
        calendar_codes=wish.calendar_codes,
    )
    if plan.repeat is Repeat.CALENDAR:
        earlier = min(plan.first_run_at, ctx.now())
        plan = replace(plan, next_run_at=run_after(replace(plan, first_run_at=plan.first_run_at), earlier, days))
    await ctx.store.push_plans.add(plan)
    return plan


async def pause_plan(ctx: Context, *, staff: Staff, plan_id: str) -> PushPlan:
    """Raises: NotAllowed, NotFound, PlanNotRunning."""
    plan = await get_plan(ctx, staff=staff, plan_id=plan_id)
    check_may_change(staff)
    if not await ctx.store.push_plans.set_state(plan.id, [PlanState.ACTIVE], PlanState.PAUSED):
        raise PlanNotRunning()
    return await get_plan(ctx, staff=staff, plan_id=plan_id)


async def resume_plan(ctx: Context, *, staff: Staff, plan_id: str) -> PushPlan:
    """Start, or go on, with the next run that is still to come. Raises: NotAllowed, NotFound, PlanNotRunning."""
    plan = await get_plan(ctx, staff=staff, plan_id=plan_id)
    check_may_change(staff)
    missed = plan.next_run_at is None or plan.next_run_at <= ctx.now()
    days = await list_days(ctx, division_code=plan.division_code)
    next_run_at = run_after(plan, ctx.now(), days) or ctx.now() if missed else plan.next_run_at
    waiting = [PlanState.PAUSED, PlanState.DRAFT]
    if not await ctx.store.push_plans.set_state(plan.id, waiting, PlanState.ACTIVE, next_run_at):
        raise PlanNotRunning()
    return await get_plan(ctx, staff=staff, plan_id=plan_id)


async def get_plan(ctx: Context, *, staff: Staff, plan_id: str) -> PushPlan:
    """Raises: NotFound, also when it is another region's."""
    plan = await ctx.store.push_plans.find(plan_id)
    if plan is None or not is_in_region(staff, plan.division_code):
        raise NotFound("没有找到这个推送计划。", code="plan_not_found")
    return plan


async def list_plans(ctx: Context, *, staff: Staff) -> list[PushPlan]:
    """The plans of a region and of all within it."""
    return await ctx.store.push_plans.list_in_range(*region_range(staff))


async def tell_plan(ctx: Context, *, plan: PushPlan) -> PlanTold:
    """The plan with what its next run would send to whom."""
    chosen = await choose_content(ctx, plan=plan, at=plan.next_run_at or ctx.now())
    return PlanTold(
        plan,
        chosen.article if chosen else None,
        await ctx.store.divisions.find(plan.division_code),
        tuple(await list_groups_of(ctx, plan=plan)),
    )


async def list_due_plans(ctx: Context) -> list[PushPlan]:
    """The plans whose run has come."""
    return await ctx.store.push_plans.list_due(ctx.now())


async def walk_groups_of(ctx: Context, *, plan: PushPlan) -> AsyncIterator[list[Group]]:
    """The groups a plan reaches, a portion at a time."""
    async for portion in ctx.store.groups.walk_range(*code_range(plan.division_code)):
        yield [one for one in portion if wants(plan, one)]


def wants(plan: PushPlan, group: Group) -> bool:
    """Whether a group of the plan's region is one of those it is for: villagers read there, and it bears a tag."""
    return group.channel in PUSHED_CHANNELS and (not plan.tags or bool(set(plan.tags) & set(group.tags)))


async def list_groups_of(ctx: Context, *, plan: PushPlan) -> list[Group]:
    """The groups a plan reaches."""
    found = await ctx.store.groups.list_in_range(*code_range(plan.division_code))
    return [one for one in found if wants(plan, one)]


def new_push(
    ctx: Context,
    *,
    plan: PushPlan,
    run_key: str,
    group: Group,
    article: Article,
    text: str,
    card: Card | None,
    occasion: str = "",
) -> Delivery:
    """One group's share of a run. Its id is that of the plan, the run and the group: there is one."""
    return new_delivery(
        ctx,
        group,
        f"push:{plan.id}:{run_key}:{group.id}",
        DeliveryKind.PUSH,
        text=text,
        card=card,
        article_id=article.id,
        plan_id=plan.id,
        run_key=run_key,
        occasion=occasion,
    )


async def finish_run(ctx: Context, *, plan: PushPlan) -> bool:
    """On to the next run; false when another worker has done so, or staff paused the plan."""
    days = await list_days(ctx, division_code=plan.division_code)
    return await ctx.store.push_plans.advance(plan, run_after(plan, ctx.now(), days))


async def _check_published(ctx: Context, article_id: str) -> None:
    article = await get_article(ctx, article_id=article_id)
    if article.state is not ArticleState.PUBLISHED:
        raise ArticleNotPublished()
