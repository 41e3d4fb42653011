"""Staff look at entries, approve them or return them with a reason."""

from dataclasses import dataclass, replace

from actions.chain_hours import change_entry
from actions.context import Context
from actions.hour_totals import changing_hours, place_of
from actions.notify_advisors import notify_entry_returned
from actions.photo_twins import find_photo_twins
from actions.regions import is_in_region, region_range
from domain.clock import civil_date
from domain.divisions import Division
from domain.errors import BadInput, Conflict, NotFound
from domain.hour_chain import ChangeKind, chain_of
from domain.hours import (
    REVIEWED_STATES,
    ActorKind,
    Entry,
    EntryChanged,
    EntryEvent,
    EntryNotAwaiting,
    EntryState,
    TooLateToTakeBack,
    check_reason,
)
from domain.people import Provider, Staff
from domain.signals import Signal, Travel, signals_of
from domain.staff_sign_in import check_may_change

TAKEN_BACK = "撤回通过"


@dataclass(frozen=True)
class EntryForReview:
    """An entry with everything a reviewer reads beside it."""

    entry: Entry
    village: Division | None
    township: Division | None
    provider: Provider | None
    reviewer: Staff | None
    signals: tuple[Signal, ...] = ()


async def list_entries(
    ctx: Context, *, staff: Staff, state: EntryState, within: str | None = None, year: int | None = None
) -> list[Entry]:
    """Entries of one state that staff may see; those awaiting review of all years, longest waiting first,
    others of one year, latest first.

    Raises: NotFound when ``within`` lies elsewhere; BadInput for drafts, which are their advisor's own.
    """
    if state not in REVIEWED_STATES:
        raise BadInput("草稿由顾问本人查看和提交。", code="draft_not_shown")
    first, beyond = region_range(staff, within)
    if state is EntryState.SUBMITTED and year is None:
        found = await ctx.store.entries.list_in_state(state, first, beyond)
        return sorted(found, key=lambda entry: (entry.submitted_at, entry.id))
    wanted = year or civil_date(ctx.now()).year
    found = await ctx.store.entries.list_in_state_and_year(state, wanted, first, beyond)
    return found[::-1]


async def get_entry(ctx: Context, *, staff: Staff, entry_id: str) -> Entry:
    """Raises: NotFound, also when it lies in another region."""
    entry = await ctx.store.entries.find(entry_id)
    hidden = entry is None or entry.state not in REVIEWED_STATES
    if entry is None or hidden or not is_in_region(staff, entry.village_code):
        raise NotFound("没有找到这条工时。", code="entry_not_found")
    return entry


async def approve_entry(ctx: Context, *, staff: Staff, entry_id: str, revision: int | None = None) -> Entry:
    """Approve. Approving twice is harmless.

    Raises: NotFound, NotAllowed, EntryNotAwaiting, EntryChanged.
    """
    check_may_change(staff)
    entry = await get_entry(ctx, staff=staff, entry_id=entry_id)
    if entry.state is EntryState.APPROVED:
        return entry
    event = EntryEvent(ctx.now(), staff.id, ActorKind.STAFF, "审核通过")
    return await _review(ctx, staff, entry, EntryState.APPROVED, event, revision=revision)


async def return_entry(ctx: Context, *, staff: Staff, entry_id: str, reason: str, revision: int | None = None) -> Entry:
    """Give the entry back to be corrected, and its time free. Returning twice for the same reason is harmless.

    Raises: NotFound, NotAllowed, BadInput, EntryNotAwaiting, EntryChanged.
    """
    check_may_change(staff)
    reason = check_reason(reason)
    entry = await get_entry(ctx, staff=staff, entry_id=entry_id)
    if entry.state is not EntryState.RETURNED or entry.return_reason != reason:
        event = EntryEvent(ctx.now(), staff.id, ActorKind.STAFF, f"退回：{reason}")
        entry = await _review(ctx, staff, entry, EntryState.RETURNED, event, revision=revision, reason=reason)
    await notify_entry_returned(ctx, entry=entry)  # also on a repeat, in case the first try broke off before it
    return entry


async def take_back_approval(ctx: Context, *, staff: Staff, entry_id: str) -> Entry:
    """Undo one's own approval within a minute: the entry awaits review again. Taking back twice is harmless.

    Raises: NotFound, NotAllowed, TooLateToTakeBack, EntryChanged.
    """
    check_may_change(staff)
    entry = await get_entry(ctx, staff=staff, entry_id=entry_id)
    last = entry.history[-1]
    if entry.state is EntryState.SUBMITTED and (last.by, last.what) == (staff.id, TAKEN_BACK):
        return entry
    if not _may_take_back(ctx, staff, entry):
        raise TooLateToTakeBack()
    after = replace(entry, state=EntryState.SUBMITTED, reviewed_by=None, reviewed_at=None)
    event = EntryEvent(ctx.now(), staff.id, ActorKind.STAFF, TAKEN_BACK)
    async with changing_hours(ctx, [place_of(entry)]):
        done = await change_entry(ctx, before=entry, after=after, change=ChangeKind.TAKEN_BACK, event=event)
    if not done:
        raise EntryChanged()
    return await get_entry(ctx, staff=staff, entry_id=entry_id)


async def tell_entries(ctx: Context, *, entries: list[Entry]) -> list[EntryForReview]:
    """Entries with names for their ids, each name looked up once."""
    villages = {code: await ctx.store.divisions.find(code) for code in {one.village_code for one in entries}}
    townships = {code: await ctx.store.divisions.find(code) for code in {one.township_code for one in entries}}
    found = await ctx.store.providers.find_many({one.provider_id for one in entries})
    providers = {provider.id: provider for provider in found}
    reviewers = {key: await ctx.store.staff.find(key) for key in {one.reviewed_by for one in entries} if key}
    return [
        EntryForReview(
            one,
            villages[one.village_code],
            townships[one.township_code],
            providers.get(one.provider_id),
            reviewers.get(one.reviewed_by) if one.reviewed_by else None,
        )
        for one in entries
    ]


async def tell_for_review(
    ctx: Context, *, staff: Staff, entries: list[Entry], state: EntryState
) -> list[EntryForReview]:
    """Entries of one state as staff read them: those that await review with what is unusual in each."""
    told = await tell_entries(ctx, entries=entries)
    return await add_signals(ctx, staff=staff, told=told) if state is EntryState.SUBMITTED else told


async def add_signals(ctx: Context, *, staff: Staff, told: list[EntryForReview]) -> list[EntryForReview]:
    """The same with what is unusual in each, read beside its advisor's other entries of the year."""
    wanted = {(one.entry.provider_id, one.entry.year) for one in told}
    of_provider = {key: await ctx.store.entries.list_of_provider(*key) for key in wanted}
    twins = {one.entry.id: await find_photo_twins(ctx, staff=staff, entry=one.entry) for one in told}
    shown = [twin.shown for found in twins.values() for twin in found if twin.shown]
    beside = [*shown, *(entry for entries in of_provider.values() for entry in entries)]
    codes = {entry.village_code for entry in beside}
    found = [await ctx.store.divisions.find(code) for code in codes]
    names = {village.id: village.spoken_name for village in found if village}
    hours = ctx.settings.hours
    travel = Travel(hours.travel_minutes_between_townships, hours.travel_minutes_between_counties)
    return [
        replace(
            one,
            signals=signals_of(
                one.entry,
                of_provider[one.entry.provider_id, one.entry.year],
                names,
                travel=travel,
                twins=twins[one.entry.id],
            ),
        )
        for one in told
    ]


async def _review(
    ctx: Context,
    staff: Staff,
    entry: Entry,
    state: EntryState,
    event: EntryEvent,
    *,
    revision: int | None,
    reason: str | None = None,
) -> Entry:
    check_reviewable(entry, revision)
    after = reviewed(entry, state, event, reason)
    change = ChangeKind.APPROVED if state is EntryState.APPROVED else ChangeKind.RETURNED
    async with changing_hours(ctx, [place_of(entry)]):
        done = await change_entry(ctx, before=entry, after=after, change=change, event=event)
    now = await get_entry(ctx, staff=staff, entry_id=entry.id)
    if not done and not (now.state is state and now.return_reason == (reason or now.return_reason)):
        raise _why_not(now)
    return now


def check_reviewable(entry: Entry, revision: int | None) -> None:
    """Raises: EntryNotAwaiting, EntryChanged."""
    if entry.state is not EntryState.SUBMITTED:
        raise _why_not(entry)
    if revision is not None and revision != entry.revision:
        raise EntryChanged()


def reviewed(entry: Entry, state: EntryState, event: EntryEvent, reason: str | None = None) -> Entry:
    """The entry after its review."""
    return replace(
        entry,
        state=state,
        counts=state is not EntryState.RETURNED and not entry.corrects,
        late_held=state is not EntryState.RETURNED and entry.late_month is not None,
        reviewed_by=event.by,
        reviewed_at=event.at,
        return_reason=reason or entry.return_reason,
        chain=entry.chain or chain_of(entry.county_code, entry.year),
    )


def _may_take_back(ctx: Context, staff: Staff, entry: Entry) -> bool:
    if entry.state is not EntryState.APPROVED or entry.closed or entry.corrects or entry.reviewed_at is None:
        return False
    age = (ctx.now() - entry.reviewed_at).total_seconds()
    return entry.reviewed_by == staff.id and age <= ctx.settings.hours.take_back_seconds


def _why_not(entry: Entry) -> Conflict:
    if entry.state is EntryState.RETURNED:
        return EntryNotAwaiting("这条工时已退回，等顾问修改后再审核。")
    if entry.state is EntryState.APPROVED:
        return EntryNotAwaiting("这条工时已审核通过，不能再退回。")
    return EntryChanged()
