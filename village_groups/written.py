"""What a resident writes in the mini-program: danger is danger, whatever the door."""

from actions import follow_matters, regions
from actions.context import Context
from domain.matters import Matter, MatterKind
from domain.people import Resident
from village_groups import alarming
from village_groups.intents import intent_of, read_message


async def ask_for_help(
    ctx: Context, *, resident: Resident, text: str, service_code: str | None, is_complaint: bool
) -> Matter:
    """Take the matter in; of an emergency staff are told at once.

    Raises: VillageNeeded, NotFound (no such service).
    """
    meant = None if is_complaint else intent_of(read_message(text))
    matter = await follow_matters.ask_for_help(
        ctx,
        resident=resident,
        text=text,
        service_code=service_code,
        is_complaint=is_complaint,
        is_emergency=meant is not None and meant.kind is MatterKind.EMERGENCY,
    )
    village = (await regions.find_divisions(ctx, codes=[matter.village_code])).get(matter.village_code)
    if matter.urgent and village:
        await alarming.alarm_of_emergency(ctx, matter, village, send_at_once=False)
    return matter
