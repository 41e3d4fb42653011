"""A township with two villages, two advisors and some entries; for tests of reports."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time
from typing import Any

from actions.context import Context
from actions.log_hours import log_entry
from actions.review_hours import approve_entry, return_entry
from domain.hours import Entry, EntryDraft, EntryKind, EntryState, EntryWay
from domain.people import Role, Staff
from domain.report_rows import ReportEntry
from domain.reports import GroupCount
from tests.builders import COUNTY, VILLAGE, add_appointment, add_divisions, add_provider, add_staff

SECOND_VILLAGE = "420202005002"
DRAFT = EntryDraft(
    VILLAGE, date(2026, 11, 20), time(9), time(11, 30), EntryKind.MEDIATION, EntryWay.ON_SITE, "调解宅基地边界纠纷", 3
)


async def set_up_reports(ctx: Context) -> tuple[Staff, Staff]:
    """Divisions, two advisors, staff of the township and of the county."""
    await add_divisions(ctx)
    await add_provider(ctx)
    await add_provider(ctx, "zhou", name="周晓燕", phone="13800000002")
    for provider_id, village in (("zhang", VILLAGE), ("zhou", SECOND_VILLAGE)):
        await add_appointment(ctx, provider_id, village)
    return await add_staff(ctx), await add_staff(ctx, "lin", division_code=COUNTY, role=Role.COUNTY, name="林涛")


async def log(ctx: Context, provider_id: str = "zhang", client_id: str | None = None, **change: Any) -> Entry:
    """An entry that awaits review."""
    provider = await ctx.store.providers.find(provider_id)
    assert provider
    village = {"zhang": VILLAGE, "zhou": SECOND_VILLAGE}[provider_id]
    return await log_entry(
        ctx,
        provider=provider,
        draft=replace(DRAFT, village_code=village, **change),
        client_id=client_id or ctx.new_id(),
    )


async def log_some(ctx: Context, staff: Staff) -> None:
    """Three approved entries of November in two villages, one returned, one awaiting; one approved of October."""
    wanted: tuple[tuple[str, dict[str, Any]], ...] = (
        ("zhou", {"kind": EntryKind.LECTURE, "summary": "=1+1 讲《民法典》\n发放宣传册", "people_count": 42}),
        ("zhang", {}),
        ("zhang", {"from_time": time(14), "to_time": time(14, 45), "way": EntryWay.PHONE, "summary": "+86 电话咨询"}),
        ("zhou", {"on": date(2026, 10, 30), "summary": "@十月的一次 <走访> & 座谈", "kind": EntryKind.VISIT}),
    )
    for provider_id, change in wanted:
        entry = await log(ctx, provider_id, **change)
        await approve_entry(ctx, staff=staff, entry_id=entry.id)
    back = await log(ctx, from_time=time(15), to_time=time(16), summary="-写得不清楚")
    await return_entry(ctx, staff=staff, entry_id=back.id, reason="请写明为谁办了什么事。")
    await log(ctx, from_time=time(17), to_time=time(18), summary="还没有审核的一条")


def count_entries(entries: Iterable[ReportEntry]) -> list[GroupCount]:
    """The same counts as the store makes, from the entries themselves."""
    found: dict[tuple[str, EntryState, EntryKind, EntryWay], tuple[int, int, int]] = {}
    for one in entries:
        key = (one.village_code, one.state, one.kind, one.way)
        count, minutes, people = found.get(key, (0, 0, 0))
        found[key] = count + 1, minutes + one.minutes, people + one.people_count
    return [GroupCount(*key, *sums) for key, sums in found.items()]
