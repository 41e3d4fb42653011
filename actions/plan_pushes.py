"""Push plans: make, pause, resume, and lay out a run as one delivery for each group."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from actions.bind_group import check_may_change
from actions.context import Context
from actions.deliveries import new_delivery
from actions.push_content import get_article
from actions.regions import get_division_of, region_range
from domain.divisions import Division, code_range, lies_within
from domain.errors import BadInput, NotFound
from domain.groups import Group
from domain.people import Staff
from domain.pushes import (
    Article,
    ArticleNotPublished,
    ArticleState,
    Card,
    Delivery,
    DeliveryKind,
    PlanNotRunning,
    PlanState,
    PushPlan,
    Repeat,
    run_after,
)


@dataclass(frozen=True)
class PlanWish:
    """What staff want to be sent."""

    name: str
    article_id: str | None
    division_code: str
    first_run_at: datetime
    repeat: Repeat


@dataclass(frozen=True)
class PlanTold:
    """A plan with its article and region, and how many groups it reaches now."""

    plan: PushPlan
    article: Article | None
    division: Division | None
    groups: tuple[Group, ...]


async def make_plan(ctx: Context, *, staff: Staff, wish: PlanWish) -> PushPlan:
    """Raises: NotAllowed, NotFound, BadInput, ArticleNotPublished."""
    check_may_change(staff)
    division = await get_division_of(ctx, staff=staff, code=wish.division_code)
    if wish.article_id:
        await _check_published(ctx, wish.article_id)
    elif wish.repeat is Repeat.ONCE:
        raise BadInput(fields={"article_id": "仅推送一次时，请选择要推送的普法内容。"})
    plan = PushPlan(
        id=ctx.new_id(),
        name=wish.name,
        article_id=wish.article_id,
        division_code=division.id,
        first_run_at=wish.first_run_at,
        repeat=wish.repeat,
        state=PlanState.ACTIVE,
        next_run_at=wish.first_run_at,
        created_by=staff.id,
        created_at=ctx.now(),
    )
    await ctx.store.push_plans.add(plan)
    return plan


async def pause_plan(ctx: Context, *, staff: Staff, plan_id: str) -> PushPlan:
    """Raises: NotAllowed, NotFound, PlanNotRunning."""
    plan = await get_plan(ctx, staff=staff, plan_id=plan_id)
    check_may_change(staff)
    if not await ctx.store.push_plans.set_state(plan.id, PlanState.ACTIVE, PlanState.PAUSED):
        raise PlanNotRunning()
    return await get_plan(ctx, staff=staff, plan_id=plan_id)


async def resume_plan(ctx: Context, *, staff: Staff, plan_id: str) -> PushPlan:
    """Go on with the next run that is still to come. Raises: NotAllowed, NotFound, PlanNotRunning."""
    plan = await get_plan(ctx, staff=staff, plan_id=plan_id)
    check_may_change(staff)
    missed = plan.next_run_at is None or plan.next_run_at <= ctx.now()
    next_run_at = run_after(plan, ctx.now()) or ctx.now() if missed else plan.next_run_at
    if not await ctx.store.push_plans.set_state(plan.id, PlanState.PAUSED, PlanState.ACTIVE, next_run_at):
        raise PlanNotRunning()
    return await get_plan(ctx, staff=staff, plan_id=plan_id)


async def get_plan(ctx: Context, *, staff: Staff, plan_id: str) -> PushPlan:
    """Raises: NotFound, also when it is another region's."""
    plan = await ctx.store.push_plans.find(plan_id)
    if plan is None or not lies_within(plan.division_code, staff.division_code):
        raise NotFound("没有找到这个推送计划。", code="plan_not_found")
    return plan


async def list_plans(ctx: Context, *, staff: Staff) -> list[PushPlan]:
    """The plans of a region and of all within it."""
    return await ctx.store.push_plans.list_in_range(*region_range(staff))


async def tell_plan(ctx: Context, *, plan: PushPlan) -> PlanTold:
    """The plan with what its next run would send to whom."""
    return PlanTold(
        plan,
        await choose_article(ctx, plan=plan),
        await ctx.store.divisions.find(plan.division_code),
        tuple(await list_groups_of(ctx, plan=plan)),
    )


async def list_due_plans(ctx: Context) -> list[PushPlan]:
    """The plans whose run has come."""
    return await ctx.store.push_plans.list_due(ctx.now())


async def choose_article(ctx: Context, *, plan: PushPlan) -> Article | None:
    """The plan's own article, else the next one in turn of all that are published."""
    if plan.article_id:
        return await ctx.store.articles.find(plan.article_id)
    published = await ctx.store.articles.list_published()
    return published[plan.run_count % len(published)] if published else None


async def walk_groups_of(ctx: Context, *, plan: PushPlan) -> AsyncIterator[list[Group]]:
    """The groups a plan reaches, a portion at a time."""
    async for portion in ctx.store.groups.walk_range(*code_range(plan.division_code)):
        yield portion


async def list_groups_of(ctx: Context, *, plan: PushPlan) -> list[Group]:
    """The groups a plan reaches."""
    return await ctx.store.groups.list_in_range(*code_range(plan.division_code))


def new_push(
    ctx: Context, *, plan: PushPlan, run_key: str, group: Group, article: Article, text: str, card: Card | None
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
    )


async def finish_run(ctx: Context, *, plan: PushPlan) -> bool:
    """On to the next run; false when another worker has done so, or staff paused the plan."""
    return await ctx.store.push_plans.advance(plan, run_after(plan, ctx.now()))


async def _check_published(ctx: Context, article_id: str) -> None:
    article = await get_article(ctx, article_id=article_id)
    if article.state is not ArticleState.PUBLISHED:
        raise ArticleNotPublished()
