"""Approving many entries at once: each by itself, one refusal never stops the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from actions.chain_hours import change_entry
from actions.context import Context
from actions.hour_totals import changing_hours, place_of
from actions.review_hours import approve_entry, check_reviewable, get_entry, reviewed
from domain.errors import ServiceError
from domain.hour_chain import ChangeKind
from domain.hours import ActorKind, Entry, EntryChanged, EntryEvent, EntryState
from domain.month_closes import MonthClosed
from domain.people import Staff
from domain.staff_sign_in import check_may_change

MOST_AT_ONCE = 300


@dataclass(frozen=True)
class Wanted:
    """An entry to approve, in the correction that was read."""

    id: str
    revision: int


@dataclass(frozen=True)
class Outcome:
    """What became of it; ``refusal`` is why it was not approved."""

    id: str
    refusal: ServiceError | None = None


async def approve_many(ctx: Context, *, staff: Staff, wanted: Sequence[Wanted]) -> list[Outcome]:
    """Approve what can be approved, village by village so that each is summed up once; in the order asked for.

    Raises: NotAllowed.
    """
    check_may_change(staff)
    outcomes: dict[str, Outcome] = {}
    groups: dict[tuple[str, int], list[tuple[Entry, Wanted]]] = {}
    for one in {one.id: one for one in wanted}.values():
        try:
            entry = await get_entry(ctx, staff=staff, entry_id=one.id)
        except ServiceError as refusal:
            outcomes[one.id] = Outcome(one.id, refusal)
        else:
            groups.setdefault((entry.village_code, entry.year), []).append((entry, one))
    for group in groups.values():
        outcomes |= {one.id: one for one in await _approve_group(ctx, staff, group)}
    return [outcomes[one] for one in dict.fromkeys(one.id for one in wanted)]


async def _approve_group(ctx: Context, staff: Staff, group: list[tuple[Entry, Wanted]]) -> list[Outcome]:
    try:
        async with changing_hours(ctx, [place_of(entry) for entry, _ in group]):
            return [await _approve(ctx, staff, entry, wanted.revision) for entry, wanted in group]
    except MonthClosed:  # of one of them: let each tell for itself
        return [await _approve_alone(ctx, staff, wanted) for _, wanted in group]


async def _approve(ctx: Context, staff: Staff, entry: Entry, revision: int) -> Outcome:
    if entry.state is EntryState.APPROVED:
        return Outcome(entry.id)
    try:
        check_reviewable(entry, revision)
    except ServiceError as refusal:
        return Outcome(entry.id, refusal)
    event = EntryEvent(ctx.now(), staff.id, ActorKind.STAFF, "审核通过")
    after = reviewed(entry, EntryState.APPROVED, event)
    done = await change_entry(ctx, before=entry, after=after, change=ChangeKind.APPROVED, event=event)
    return Outcome(entry.id, None if done else EntryChanged())


async def _approve_alone(ctx: Context, staff: Staff, wanted: Wanted) -> Outcome:
    try:
        await approve_entry(ctx, staff=staff, entry_id=wanted.id, revision=wanted.revision)
    except ServiceError as refusal:
        return Outcome(wanted.id, refusal)
    return Outcome(wanted.id)
