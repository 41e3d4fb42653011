"""Late matters go up: the advisor is reminded, then the township is told, then the county. Each once."""

from actions.context import Context
from actions.notify_advisors import tell_advisor
from actions.raise_alarm import raise_alarm
from domain.alarms import Alarm, AlarmKind, AlarmLevel
from domain.divisions import Division
from domain.escalation import EscalationStep, next_moment
from domain.matters import MATTER_KIND_NAMES, Matter, MatterEvent, MatterState
from domain.notices import NoticeKind, fit_thing
from domain.wording import say_moment, write_moment

WAITING = (MatterState.OPEN, MatterState.ACCEPTED)


async def list_matters_to_escalate(ctx: Context) -> list[Matter]:
    """Those whose next office is to be told now."""
    return await ctx.store.matters.list_to_escalate(ctx.now())


async def escalate_matter(ctx: Context, *, matter: Matter) -> Alarm | None:
    """Tell the office whose turn it is; the alarm, if it is one of staff. An answered matter is left alone.

    The office is told first and the step written down after: a crash between the two tells again, under the same id.
    """
    if matter.state not in WAITING:
        await ctx.store.matters.escalate(matter, None, 0, None)
        return None
    step = EscalationStep(min(matter.escalated, EscalationStep.COUNTY))
    village = await ctx.store.divisions.find(matter.village_code)
    alarm = None
    if step is EscalationStep.ADVISOR:
        await _remind_advisor(ctx, matter, village)
    else:
        alarm = await _tell_staff(ctx, matter, village, step)
    await ctx.store.matters.escalate(matter, next_moment(matter), 1, _event_of(ctx, step))
    return alarm


async def _tell_staff(ctx: Context, matter: Matter, village: Division | None, step: EscalationStep) -> Alarm:
    level = AlarmLevel.TOWNSHIP if step is EscalationStep.TOWNSHIP else AlarmLevel.COUNTY
    name = village.spoken_name if village else matter.village_code
    text = (
        f"{name}的一件{MATTER_KIND_NAMES[matter.kind]}（编号 {matter.id}）应在{say_moment(matter.deadline_at)}前答复，"
        "现已超期，请督办。"
    )
    return await raise_alarm(ctx, kind=AlarmKind.LATE, level=level, matter=matter, text=text)


async def _remind_advisor(ctx: Context, matter: Matter, village: Division | None) -> None:
    """The matter's owner."""
    provider = await ctx.store.providers.find(matter.owner_provider_id) if matter.owner_provider_id else None
    if provider is None:
        return
    name = village.spoken_name if village else matter.village_code
    await tell_advisor(
        ctx,
        provider=provider,
        kind=NoticeKind.MATTER_LATE,
        occasion=matter.id,
        title="诉求快到答复期限",
        text=f"{name}的诉求 {matter.id} 应在{say_moment(matter.deadline_at)}前答复，请尽快联系对方。",
        page=f"pages/matters/show?number={matter.id}",
        data={
            "thing1": fit_thing(name),
            "time2": write_moment(matter.deadline_at),
            "thing3": fit_thing(f"诉求 {matter.id}"),
        },
    )


def _event_of(ctx: Context, step: EscalationStep) -> MatterEvent | None:
    """What the resident may read of it: that somebody is now pressing."""
    words = {EscalationStep.TOWNSHIP: "已超过答复期限，司法所正在督办。", EscalationStep.COUNTY: "已报县司法局督办。"}
    return MatterEvent(ctx.now(), words[step]) if step in words else None
