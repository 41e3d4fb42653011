"""Push plans at work: a run becomes one delivery for each group, and the outbox does the rest."""

import logging

from actions import plan_pushes
from actions.bind_group import check_may_change
from actions.context import Context
from actions.deliveries import order_deliveries
from domain.groups import Group
from domain.people import Staff
from domain.pushes import Article, ArticleNotPublished, ArticleState, Delivery, PushPlan, run_key_of
from village_groups.channels.descriptor import MessageFormat, describe_channel
from village_groups.outbox import deliver_due
from village_groups.outbox_waiting import poll_deliveries
from village_groups.replies import push_card, push_words

log = logging.getLogger("pushes")

__all__ = ["deliver_due", "poll_deliveries", "run_due_plans", "run_plan_now"]


async def run_due_plans(ctx: Context) -> int:
    """Lay out the runs that have come; how many deliveries were ordered."""
    ordered = 0
    for plan in await plan_pushes.list_due_plans(ctx):
        run_key = run_key_of(plan.next_run_at or plan.first_run_at)
        ordered += await _lay_out(ctx, plan, run_key)
        await plan_pushes.finish_run(ctx, plan=plan)
    return ordered


async def run_plan_now(ctx: Context, *, staff: Staff, plan_id: str) -> int:
    """An extra run at staff's wish; pressing twice within a minute is once. How many deliveries were ordered.

    Raises: NotFound, NotAllowed, ArticleNotPublished.
    """
    plan = await plan_pushes.get_plan(ctx, staff=staff, plan_id=plan_id)
    check_may_change(staff)
    article = await plan_pushes.choose_article(ctx, plan=plan)
    if article is None or article.state is not ArticleState.PUBLISHED:
        raise ArticleNotPublished()
    return await _lay_out(ctx, plan, f"manual{run_key_of(ctx.now())}")


async def _lay_out(ctx: Context, plan: PushPlan, run_key: str) -> int:
    article = await plan_pushes.choose_article(ctx, plan=plan)
    if article is None or article.state is not ArticleState.PUBLISHED:
        log.warning("plan has nothing to push", extra={"plan": plan.id})
        return 0
    ordered = 0
    async for portion in plan_pushes.walk_groups_of(ctx, plan=plan):
        wanted = [_order(ctx, plan, run_key, group, article) for group in portion]
        ordered += await order_deliveries(ctx, wanted=[one for one in wanted if one])
    return ordered


def _order(ctx: Context, plan: PushPlan, run_key: str, group: Group, article: Article) -> Delivery | None:
    """One group's share of a run."""
    descriptor = describe_channel(group.channel)
    if not (descriptor.can_push and descriptor.is_for_villagers) or group.village_code is None:
        return None
    card = push_card(group.village_code) if MessageFormat.CARD in descriptor.formats else None
    text = push_words(article, can_answer=descriptor.can_reply)
    return plan_pushes.new_push(ctx, plan=plan, run_key=run_key, group=group, article=article, text=text, card=card)
