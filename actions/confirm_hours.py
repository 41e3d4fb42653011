"""村确认 in the entry itself, so that it stands in the chain and in the ledger."""

from dataclasses import replace

from actions.chain_hours import change_entry
from actions.context import Context
from actions.hour_totals import changing_hours, place_of
from domain.errors import Conflict
from domain.hour_chain import ChangeKind
from domain.hours import ActorKind, Entry, EntryEvent
from domain.people import Staff


async def mark_confirmed(ctx: Context, *, entry: Entry, staff: Staff, confirmed: bool) -> None:
    """Write it into the entry, or take it out. A closed entry stays as it was closed.

    Raises: Conflict when the entry has changed meanwhile; MonthClosed.
    """
    if entry.closed or confirmed == (entry.village_confirmed_by is not None):
        return
    by, at = (staff.id, ctx.now()) if confirmed else (None, None)
    after = replace(entry, village_confirmed_by=by, village_confirmed_at=at)
    what = "村（居）委会确认" if confirmed else "村（居）委会撤回确认"
    event = EntryEvent(ctx.now(), staff.id, ActorKind.STAFF, what)
    async with changing_hours(ctx, [place_of(entry)]):
        done = await change_entry(ctx, before=entry, after=after, change=ChangeKind.CONFIRMED, event=event)
    if not done:
        raise Conflict("这条记录刚刚改过，请刷新后再看。", code="entry_changed")
