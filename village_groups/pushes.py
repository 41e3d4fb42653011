"""Push plans at work: a run becomes one delivery for each group, and the outbox does the rest."""

import logging
from datetime import datetime

from actions import plan_pushes, reach
from actions.choose_content import Chosen, choose_content
from actions.context import Context
from actions.deliveries import order_deliveries, settle_deliveries
from domain.groups import Group
from domain.people import Staff
from domain.push_plans import PushPlan, run_key_of
from domain.pushes import ArticleNotPublished, Delivery, DeliveryState
from domain.reach import push_scene
from domain.staff_sign_in import check_may_change
from village_groups.channels.descriptor import MessageFormat, describe_channel
from village_groups.outbox import deliver_due
from village_groups.outbox_waiting import TAKEN_BACK, cancel_waiting, poll_deliveries
from village_groups.replies import push_words, run_card

log = logging.getLogger("pushes")

__all__ = ["cancel_run", "deliver_due", "poll_deliveries", "run_due_plans", "run_plan_now"]


async def run_due_plans(ctx: Context) -> int:
    """Lay out the runs that have come; how many deliveries were ordered."""
    ordered = 0
    for plan in await plan_pushes.list_due_plans(ctx):
        run_key = run_key_of(plan.next_run_at or plan.first_run_at)
        ordered += await _lay_out(ctx, plan, run_key, plan.next_run_at or ctx.now())
        await plan_pushes.finish_run(ctx, plan=plan)
    return ordered


async def run_plan_now(ctx: Context, *, staff: Staff, plan_id: str) -> int:
    """An extra run at staff's wish; pressing twice within a minute is once. How many deliveries were ordered.

    Raises: NotFound, NotAllowed, ArticleNotPublished.
    """
    plan = await plan_pushes.get_plan(ctx, staff=staff, plan_id=plan_id)
    check_may_change(staff)
    at = plan.next_run_at or ctx.now()
    if await choose_content(ctx, plan=plan, at=at) is None:
        raise ArticleNotPublished()
    return await _lay_out(ctx, plan, f"manual{run_key_of(ctx.now())}", at)


async def _lay_out(ctx: Context, plan: PushPlan, run_key: str, at: datetime) -> int:
    chosen = await choose_content(ctx, plan=plan, at=at)
    if chosen is None:
        log.warning("plan has nothing to push", extra={"plan": plan.id})
        return 0
    ordered = 0
    async for portion in plan_pushes.walk_groups_of(ctx, plan=plan):
        wanted = [_order(ctx, plan, run_key, group, chosen) for group in portion]
        ordered += await order_deliveries(ctx, wanted=[one for one in wanted if one])
    facts = {"article_id": chosen.article.id, "title": chosen.article.title, "occasion": chosen.occasion}
    await reach.note_run(ctx, plan=plan, run_key=run_key, ordered=ordered, **facts)
    return ordered


async def cancel_run(ctx: Context, *, staff: Staff, run_id: str) -> int:
    """Take back whatever of a run is not out yet; how many groups do not get it now. What is out stays.

    Raises: NotFound, NotAllowed.
    """
    told = await reach.get_run(ctx, staff=staff, run_id=run_id)
    check_may_change(staff)
    run = await reach.list_run_deliveries(ctx, run=told.run)
    drafts = [one for one in run if one.state is DeliveryState.DRAFT]
    taken_back = await settle_deliveries(
        ctx,
        settled=drafts,
        before=DeliveryState.DRAFT,
        after=DeliveryState.CANCELLED,
        problem=TAKEN_BACK,
        settled_at=ctx.now(),
    )
    return taken_back + await cancel_waiting(ctx, [one for one in run if one.state is DeliveryState.AWAITING_CONFIRM])


def _order(ctx: Context, plan: PushPlan, run_key: str, group: Group, chosen: Chosen) -> Delivery | None:
    """One group's share of a run, in its own language where there is such a version."""
    article = chosen.version_for(group)
    descriptor = describe_channel(group.channel)
    if not (descriptor.can_push and descriptor.is_for_villagers) or group.village_code is None:
        return None
    scene = push_scene(plan.id, run_key, group.village_code)
    card = run_card(scene) if MessageFormat.CARD in descriptor.formats else None
    text = push_words(article, can_answer=descriptor.can_reply, occasion=chosen.occasion)
    return plan_pushes.new_push(
        ctx,
        plan=plan,
        run_key=run_key,
        group=group,
        article=article,
        text=text,
        card=card,
        occasion=chosen.occasion,
    )
