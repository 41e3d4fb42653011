"""An advisor hands a matter over to the justice office."""

from actions.context import Context
from actions.raise_alarm import raise_alarm
from domain.alarms import Alarm, AlarmKind, AlarmLevel
from domain.matters import Matter, MatterEvent, MatterNotFound, WrongMatterState
from domain.people import PROVIDER_KIND_NAMES, Provider


async def hand_over_to_office(ctx: Context, *, provider: Provider, number: str) -> Alarm:
    """The matter waits for the office again; doing it twice is harmless. The alarm tells the office.

    Raises: NotFound, WrongMatterState when it is not theirs any more.
    """
    matter = await ctx.store.matters.find(number)
    if matter is None:
        raise MatterNotFound()
    words = f"{provider.name}{PROVIDER_KIND_NAMES[provider.kind]}转司法所办理。"
    if not _handed_over_by(matter, words):
        escalate_at = max(matter.deadline_at, ctx.now())
        event = MatterEvent(ctx.now(), words)
        if not await ctx.store.matters.hand_over(number, provider.id, escalate_at, event):
            raise WrongMatterState("这件诉求现在不由您办理，不能转出。")
    text = f"诉求 {matter.id} 由{provider.name}转来，请在管理后台“诉求台账”安排人员办理。"
    return await raise_alarm(ctx, kind=AlarmKind.HANDED_OVER, level=AlarmLevel.TOWNSHIP, matter=matter, text=text)


def _handed_over_by(matter: Matter, words: str) -> bool:
    return matter.owner_provider_id is None and matter.history[-1].text == words
