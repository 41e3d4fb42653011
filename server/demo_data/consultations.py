"""Questions that residents asked in the last weeks and that were answered, most of them in time. All made up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from actions.context import Context
from actions.take_matter import Wish, take_matter_of_resident
from domain.clock import at_civil, civil_date
from domain.divisions import Division
from domain.matters import Matter, MatterEvent, MatterKind, MatterState
from domain.people import Resident
from domain.services import ServiceClass

# Village, days ago, hour, what was asked, how many hours later it was answered.
ASKED = (
    (0, 1, 9, "邻居砌墙占了我家的路，找谁说理？", 2),
    (1, 2, 14, "土地流转合同到期，对方不退地怎么办？", 3),
    (2, 3, 10, "孩子在外面打工被拖欠工资，怎么要？", 5),
    (0, 5, 19, "老人立的遗嘱没有见证人，算不算数？", 11),
    (3, 8, 8, "离婚后孩子的抚养费能不能加？", 1),
    (4, 9, 15, "借条写错了名字，还能不能要回钱？", 4),
    (1, 12, 11, "村里的鱼塘承包没有开会，合同有没有效？", 6),
    (2, 15, 9, "骑电动车被撞，对方不肯出医药费怎么办？", 20),
    (0, 34, 16, "宅基地能不能卖给城里人？", 3),
)
ANSWER = "您好，您的问题我已看过，可以先收集合同、收据这些材料，明天上午到村里的工作室来，我当面给您讲清楚。"


async def add_consultations(ctx: Context, villages: Sequence[Division]) -> None:
    """Take each in as it came, and answer it as many hours later."""
    resident = Resident("demo-asker", "demo-asker", ctx.now())
    for number, days, hour, text, hours in ASKED:
        asked_at = at_civil(civil_date(ctx.now()) - timedelta(days=days), time(hour))
        then = _at(ctx, asked_at)
        village = villages[number % len(villages)]
        wish = Wish(MatterKind.QUESTION, text, ServiceClass.ADVICE)
        matter = await take_matter_of_resident(then, resident=resident, village=village, wish=wish)
        await _answer(ctx, matter, hours)


def _at(ctx: Context, moment: datetime) -> Context:
    """The same context at a moment in the past."""
    return replace(ctx, now=lambda: moment)


async def _answer(ctx: Context, matter: Matter, hours: int) -> None:
    answered_at = matter.created_at + timedelta(hours=hours)
    change = {
        "state": MatterState.ANSWERED.value,
        "accepted_at": answered_at,
        "answered_at": answered_at,
        "escalate_at": None,
    }
    await ctx.store.matters.advance(matter.id, (MatterState.OPEN,), change, MatterEvent(answered_at, ANSWER))
