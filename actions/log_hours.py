"""An advisor writes down what was done, and corrects what was returned."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from actions.chain_hours import add_entry, change_entry
from actions.context import Context
from actions.hour_totals import changing_hours, place_of
from actions.set_duties import tell_duties
from domain.clock import civil_date, iso_shanghai
from domain.divisions import Division
from domain.duties import DutyProgress
from domain.entry_words import fingerprint, say_correction, say_date, says_the_same, tidy_draft
from domain.errors import NotFound
from domain.hour_chain import ChangeKind, chain_of
from domain.hours import (
    CORRECTABLE_STATES,
    ActorKind,
    ClientIdReused,
    Entry,
    EntryDraft,
    EntryEvent,
    EntryNotReturned,
    EntryOverlaps,
    EntryState,
    NotAppointed,
    check_draft,
    is_late,
    steps_between,
)
from domain.late_entries import take_late_slots
from domain.people import Provider
from domain.places import InVillage, Spot, read_spot, tell_in_village
from domain.village_years import Progress, day_in_year, sum_up, target_of
from store.entries import EntryRefused, LateSlotTaken


@dataclass(frozen=True)
class EntryTold:
    """An entry with its village."""

    entry: Entry
    village: Division | None


@dataclass(frozen=True)
class VillageProgress:
    """A village that an advisor serves, and how far its year has come with everybody's entries."""

    village: Division
    progress: Progress
    duties: tuple[DutyProgress, ...] = ()


async def log_entry(
    ctx: Context, *, provider: Provider, draft: EntryDraft, client_id: str | None, spot: Spot | None = None
) -> Entry:
    """Keep an entry and submit it. The same ``client_id`` again gives the same entry; the ``spot`` is not kept.

    Raises: BadInput, NotAppointed, EntryOverlaps, ClientIdReused.
    """
    client_id = client_id or ctx.new_id()
    draft = await _placed(ctx, tidy_draft(draft), spot)
    earlier = await ctx.store.entries.find_by_client(provider.id, client_id)
    if earlier:
        return _check_same(earlier, draft)
    entry = _new_entry(ctx, provider, await _check(ctx, provider, draft), draft, client_id)
    entry = replace(entry, **await _late_facts(ctx, entry))
    try:
        await _check_free(ctx, provider, draft)
        async with changing_hours(ctx, [place_of(entry)]):
            return await add_entry(ctx, entry=entry)
    except LateSlotTaken:  # each time another late entry was kept: the cap bounds how often
        return await log_entry(ctx, provider=provider, draft=draft, client_id=client_id)
    except (EntryRefused, EntryOverlaps):
        made = await ctx.store.entries.find_by_client(provider.id, client_id)
        if made:
            return _check_same(made, draft)
        raise await _explain_overlap(ctx, provider, draft) from None


async def draft_entry(
    ctx: Context, *, provider: Provider, draft: EntryDraft, client_id: str, what: str = "办结预约，自动生成草稿"
) -> Entry:
    """Keep what the advisor still has to look over and submit; it holds no time. Once for each ``client_id``.

    Raises: NotAppointed.
    """
    draft = tidy_draft(draft)
    village = await _appointed_village(ctx, provider, draft)
    made = replace(
        _new_entry(ctx, provider, village, draft, client_id),
        state=EntryState.DRAFT,
        counts=False,
        revision=0,
        chain="",  # it has one from its submission on
        history=(EntryEvent(ctx.now(), provider.id, ActorKind.PROVIDER, what),),
    )
    try:
        await ctx.store.entries.add(made)
    except EntryRefused:
        return await ctx.store.entries.find_by_client(provider.id, client_id) or made
    return made


async def correct_entry(
    ctx: Context, *, provider: Provider, entry_id: str, draft: EntryDraft, spot: Spot | None = None
) -> Entry:
    """Write a returned entry anew and submit it again; or submit a draft. The same twice is harmless.

    Raises: NotFound, EntryNotReturned, BadInput, NotAppointed, EntryOverlaps.
    """
    entry = await get_my_entry(ctx, provider=provider, entry_id=entry_id)
    draft = await _placed(ctx, tidy_draft(draft), spot, entry)
    if entry.state is EntryState.SUBMITTED and len(entry.history) > 1 and says_the_same(entry, draft):
        return entry
    if entry.state not in CORRECTABLE_STATES:
        raise EntryNotReturned()
    village = await _check(ctx, provider, draft)
    await _check_free(ctx, provider, draft)
    corrected = _written_anew(ctx, entry, village, draft)
    corrected = replace(corrected, **await _late_facts(ctx, corrected))
    first = entry.state is EntryState.DRAFT
    what = "提交" if first else f"修改后再次提交：{say_correction(entry, draft)}"
    event = EntryEvent(ctx.now(), provider.id, ActorKind.PROVIDER, what)
    change = ChangeKind.SUBMITTED if first else ChangeKind.CORRECTED
    touched = [corrected] if first else [entry, corrected]
    try:
        async with changing_hours(ctx, [place_of(one) for one in touched]):
            done = await change_entry(ctx, before=entry, after=corrected, change=change, event=event)
    except LateSlotTaken:
        return await correct_entry(ctx, provider=provider, entry_id=entry_id, draft=draft)
    except EntryRefused:
        raise await _explain_overlap(ctx, provider, draft) from None
    if not done:
        raise EntryNotReturned()
    return await get_my_entry(ctx, provider=provider, entry_id=entry_id)


async def get_my_entry(ctx: Context, *, provider: Provider, entry_id: str) -> Entry:
    """Raises: NotFound, also when it is somebody else's."""
    entry = await ctx.store.entries.find(entry_id)
    if entry is None or entry.provider_id != provider.id:
        raise NotFound("没有找到这条工时。", code="entry_not_found")
    return entry


async def list_my_entries(ctx: Context, *, provider: Provider, year: int | None) -> list[Entry]:
    """An advisor's entries of a year (this one if none is named), latest first."""
    found = await ctx.store.entries.list_of_provider(provider.id, year or civil_date(ctx.now()).year)
    return found[::-1]


async def tell_entry(ctx: Context, *, entry: Entry) -> EntryTold:
    """The entry with its village."""
    return EntryTold(entry, await ctx.store.divisions.find(entry.village_code))


async def list_my_villages(ctx: Context, *, provider: Provider) -> list[VillageProgress]:
    """The villages that an advisor serves today, by code, with how far their year has come."""
    today = civil_date(ctx.now())
    appointments = await ctx.store.appointments.list_of_provider(provider.id, today)
    codes = sorted({appointment.village_code for appointment in appointments})
    found = [await ctx.store.divisions.find(code) for code in codes]
    mine = await ctx.store.entries.list_of_provider(provider.id, today.year)
    told = await tell_duties(ctx, appointments=appointments, entries=mine, year=today.year)
    duties = {one.village_code: told[one.id] for one in appointments}
    return [
        VillageProgress(one, await find_progress(ctx, village_code=one.id, year=today.year), duties[one.id])
        for one in found
        if one
    ]


async def find_progress(ctx: Context, *, village_code: str, year: int) -> Progress:
    """How far a village's year has come, from its entries."""
    today = civil_date(ctx.now())
    appointments = await ctx.store.appointments.list_of_village(village_code, day_in_year(year, today))
    target = target_of(appointments, ctx.settings.targets.village_year_minutes)
    entries = await ctx.store.entries.list_of_village(village_code, year)
    return Progress(year, today, target, sum_up(entries))


async def _placed(ctx: Context, draft: EntryDraft, spot: Spot | None, known: Entry | None = None) -> EntryDraft:
    """The draft with whether it was in the village: what remains of the phone's place. Without one it is as known."""
    if spot is None:
        same = known and known.village_code == draft.village_code and draft.in_village is InVillage.UNKNOWN
        return replace(draft, in_village=known.in_village) if known and same else draft
    facts = await ctx.store.village_facts.find(draft.village_code)
    village = read_spot(facts.spot)
    return replace(draft, in_village=tell_in_village(spot, village, ctx.settings.hours.in_village_metres))


async def _check(ctx: Context, provider: Provider, draft: EntryDraft) -> Division:
    check_draft(draft, ctx.now())
    return await _appointed_village(ctx, provider, draft)


async def _appointed_village(ctx: Context, provider: Provider, draft: EntryDraft) -> Division:
    appointments = await ctx.store.appointments.list_of_provider(provider.id, draft.on)
    village = await ctx.store.divisions.find(draft.village_code)
    if village is None or village.id not in {appointment.village_code for appointment in appointments}:
        raise NotAppointed(fields={"village_code": NotAppointed.message})
    return village


def _new_entry(ctx: Context, provider: Provider, village: Division, draft: EntryDraft, client_id: str) -> Entry:
    now = ctx.now()
    return Entry(
        id=ctx.new_id(),
        provider_id=provider.id,
        state=EntryState.SUBMITTED,
        counts=True,
        late=is_late(now, draft.on, ctx.settings.targets.late_entry_days),
        client_id=client_id,
        request_print=fingerprint(draft),
        created_at=now,
        submitted_at=now,
        history=(EntryEvent(now, provider.id, ActorKind.PROVIDER, "提交"),),
        chain=chain_of(village.county_code, draft.on.year),
        **_facts(village, draft),
    )


def _written_anew(ctx: Context, entry: Entry, village: Division, draft: EntryDraft) -> Entry:
    return replace(
        entry,
        state=EntryState.SUBMITTED,
        counts=True,
        late=is_late(entry.created_at, draft.on, ctx.settings.targets.late_entry_days),
        submitted_at=ctx.now(),
        revision=entry.revision + 1,
        village_confirmed_by=None,
        village_confirmed_at=None,
        chain=entry.chain or chain_of(village.county_code, draft.on.year),
        **_facts(village, draft),
    )


def _facts(village: Division, draft: EntryDraft) -> dict[str, Any]:
    return {
        **asdict(draft),
        "township_code": village.township_code,
        "county_code": village.county_code,
        "year": draft.on.year,
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
        "steps": steps_between(draft.starts_at, draft.ends_at),
        "minutes": draft.minutes,
    }


async def _late_facts(ctx: Context, entry: Entry) -> dict[str, Any]:
    """What a late entry takes of the cap of the month in which it was first written down.

    Raises: LateCapReached.
    """
    if not entry.late:
        return {"late_month": None, "late_slots": (), "late_held": False}
    month = f"{civil_date(entry.created_at):%Y-%m}"
    others = await ctx.store.entries.list_late(entry.provider_id, month)
    taken = [slot for one in others if one.id != entry.id for slot in one.late_slots]
    slots = take_late_slots(entry.minutes, taken, ctx.settings.hours.late_minutes_a_month)
    return {"late_month": month, "late_slots": slots, "late_held": True}


async def _check_free(ctx: Context, provider: Provider, draft: EntryDraft) -> None:
    """Spares the chain a void link; racing entries are refused by the store itself.

    Raises: EntryOverlaps.
    """
    if await ctx.store.entries.find_overlapping(provider.id, draft.starts_at, draft.ends_at):
        raise await _explain_overlap(ctx, provider, draft)


async def _explain_overlap(ctx: Context, provider: Provider, draft: EntryDraft) -> EntryOverlaps:
    """Name the entry in the way; it may have been returned in the meantime, then there is none to name."""
    other = await ctx.store.entries.find_overlapping(provider.id, draft.starts_at, draft.ends_at)
    if other is None:
        return EntryOverlaps()
    village = await ctx.store.divisions.find(other.village_code)
    name = village.spoken_name if village else other.village_code
    when = f"{say_date(other.on)}{other.from_time:%H:%M}至{other.to_time:%H:%M}"
    words = f"这段时间与您已记录的工时重叠：{when}，{name}。请修改时间。"
    told = {
        "id": other.id,
        "on": other.on.isoformat(),
        "from_time": f"{other.from_time:%H:%M}",
        "to_time": f"{other.to_time:%H:%M}",
        "village_name": name,
        "starts_at": iso_shanghai(other.starts_at),
    }
    return EntryOverlaps(words, fields={"from_time": words}, details={"entry": told})


def _check_same(made: Entry, draft: EntryDraft) -> Entry:
    if made.request_print != fingerprint(draft):
        raise ClientIdReused()
    return made
