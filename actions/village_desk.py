"""A village's own page: how its year stands, who serves it, and saying that a service took place."""

from dataclasses import dataclass

from actions.confirm_hours import mark_confirmed
from actions.context import Context
from actions.regions import check_in_region, get_village_in_region
from actions.review_hours import EntryForReview
from actions.village_year import VillageYear, tell_village_year
from domain.clock import civil_date
from domain.errors import Conflict, NotAllowed, NotFound
from domain.hours import Entry, EntryState
from domain.people import Role, Staff
from domain.village_facts import VillageConfirmation, VillageFacts

CONFIRMABLE = (EntryState.SUBMITTED, EntryState.APPROVED)


@dataclass(frozen=True)
class VillageHome:
    """What the village's staff see. Confirmations are by entry."""

    year: VillageYear
    facts: VillageFacts
    entries: tuple[EntryForReview, ...]
    confirmed: dict[str, VillageConfirmation]


async def tell_village_home(ctx: Context, *, staff: Staff) -> VillageHome:
    """The year of the own village, its entries latest first.

    Raises: NotFound.
    """
    village = await get_village_in_region(ctx, staff=staff, village_code=staff.division_code)
    year = await tell_village_year(ctx, staff=staff, village_code=village.id, year=civil_date(ctx.now()).year)
    entries = tuple(one for one in reversed(year.entries) if one.entry.state in CONFIRMABLE)
    confirmed = await find_confirmations(ctx, entries=[one.entry for one in entries])
    return VillageHome(year, await ctx.store.village_facts.find(village.id), entries, confirmed)


async def find_confirmations(ctx: Context, *, entries: list[Entry]) -> dict[str, VillageConfirmation]:
    """Which of these entries their village has confirmed as they stand now."""
    kept = await ctx.store.village_confirmations.find_many(one.id for one in entries)
    return {one.id: kept[one.id] for one in entries if one.id in kept and kept[one.id].revision == one.revision}


async def confirm_entry(ctx: Context, *, staff: Staff, entry_id: str, revision: int) -> VillageConfirmation:
    """Say that a service took place as written. Nobody has to, and again is harmless.

    Raises: NotFound, NotAllowed, Conflict when the entry was corrected after it was read.
    """
    entry = await _get_own_entry(ctx, staff, entry_id)
    if entry.revision != revision or entry.state not in CONFIRMABLE:
        raise Conflict("这条记录刚刚改过，请刷新后再看。", code="entry_changed")
    made = VillageConfirmation(entry.id, entry.village_code, entry.revision, staff.id, staff.name, ctx.now())
    await ctx.store.village_confirmations.put(made)
    await mark_confirmed(ctx, entry=entry, staff=staff, confirmed=True)
    return made


async def take_confirmation_back(ctx: Context, *, staff: Staff, entry_id: str) -> None:
    """It was confirmed by mistake.

    Raises: NotFound, NotAllowed.
    """
    entry = await _get_own_entry(ctx, staff, entry_id)
    await ctx.store.village_confirmations.drop(entry.id)
    await mark_confirmed(ctx, entry=entry, staff=staff, confirmed=False)


async def _get_own_entry(ctx: Context, staff: Staff, entry_id: str) -> Entry:
    if staff.role is not Role.VILLAGE:
        raise NotAllowed("由村（居）委会确认。", code="village_confirms")
    entry = await ctx.store.entries.find(entry_id)
    if entry is None or entry.state is EntryState.DRAFT:
        raise NotFound("没有找到这条记录。", code="entry_not_found")
    check_in_region(staff, entry.village_code)
    return entry
