"""Every change of an entry stands in the chain, and whatever was done behind the program's back shows."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from actions.chain_hours import settle_chain
from actions.context import Context
from actions.hour_totals import roll_up_hours
from actions.log_hours import correct_entry, draft_entry, log_entry
from actions.rebuild_hours import adopt_entries, rebuild_totals
from actions.review_hours import approve_entry, return_entry
from actions.verify_chain import ChainReport, verify_chains
from actions.village_desk import confirm_entry, take_confirmation_back
from domain.hour_chain import ChangeKind, Head, describe, hash_of, place
from domain.hours import ActorKind, EntryEvent, EntryOverlaps, EntryState
from domain.people import Role
from server.commands.verify_hours import read_noted, say_report
from store.database import Database
from tests.builders import COUNTY, VILLAGE, SettableClock, add_staff
from tests.integration.test_hours import DRAFT, prepare, sums_of

pytestmark = pytest.mark.gen_test(timeout=60)

CHAIN = f"{COUNTY}:2026"


async def tell_a_story(ctx: Context) -> list[str]:
    """Three entries: approved; returned and corrected; a draft that was submitted. Their ids."""
    provider, staff = await prepare(ctx), await add_staff(ctx)
    first = await log_entry(ctx, provider=provider, draft=DRAFT, client_id="one")
    afternoon = replace(DRAFT, from_time=time(14), to_time=time(15))
    second = await log_entry(ctx, provider=provider, draft=afternoon, client_id="two")
    evening = replace(DRAFT, from_time=time(18), to_time=time(19))
    third = await draft_entry(ctx, provider=provider, draft=evening, client_id="three")
    await approve_entry(ctx, staff=staff, entry_id=first.id)
    await return_entry(ctx, staff=staff, entry_id=second.id, reason="人数不对")
    await correct_entry(ctx, provider=provider, entry_id=second.id, draft=replace(afternoon, people_count=5))
    await correct_entry(ctx, provider=provider, entry_id=third.id, draft=evening)
    return [first.id, second.id, third.id]


async def report_of(ctx: Context) -> ChainReport:
    """What verifying says of the story's chain."""
    [report] = await verify_chains(ctx)
    assert report.chain == CHAIN
    return report


async def sentences(ctx: Context) -> list[str]:
    return [fault.sentence for fault in (await report_of(ctx)).faults]


async def test_every_change_is_one_link_that_says_who_what_and_why(ctx: Context) -> None:
    first, second, third = await tell_a_story(ctx)
    links = [link async for link in ctx.store.hour_chain.walk(CHAIN)]
    assert [(link.entry_id, link.change) for link in links] == [
        (first, ChangeKind.SUBMITTED),
        (second, ChangeKind.SUBMITTED),
        (first, ChangeKind.APPROVED),
        (second, ChangeKind.RETURNED),
        (second, ChangeKind.CORRECTED),
        (third, ChangeKind.SUBMITTED),
    ]
    returned = links[3]
    assert (returned.by, returned.why) == ("wu", "退回：人数不对")
    assert '"state":"submitted"' in returned.old
    assert '"return_reason":"人数不对"' in returned.new
    assert all(link.settled for link in links)
    report = await report_of(ctx)
    assert (report.faults, report.entry_count, report.head.seq) == ((), 3, 6)
    assert say_report(report)[-1].endswith(f"全部相符。链尾6:{report.head.hash[:16]}")


async def test_writers_at_once_make_one_unbroken_chain(ctx: Context) -> None:
    provider, staff = await prepare(ctx), await add_staff(ctx)
    drafts = [replace(DRAFT, from_time=time(hour), to_time=time(hour, 30)) for hour in range(7, 19)]
    entries = await asyncio.gather(*(log_entry(ctx, provider=provider, draft=one, client_id=None) for one in drafts))
    await asyncio.gather(*(approve_entry(ctx, staff=staff, entry_id=one.id) for one in entries))
    report = await report_of(ctx)
    assert (report.faults, report.head.seq) == ((), 24)


async def test_what_the_store_refused_is_voided_in_the_chain(ctx: Context) -> None:
    provider = await prepare(ctx)
    starts = [replace(DRAFT, from_time=time(9, 5 * step)) for step in range(6)]
    racing = [log_entry(ctx, provider=provider, draft=draft, client_id=None) for draft in starts]
    outcome = await asyncio.gather(*racing, return_exceptions=True)
    assert sum(isinstance(one, EntryOverlaps) for one in outcome) == 5
    assert await sentences(ctx) == []
    links = [link async for link in ctx.store.hour_chain.walk(CHAIN)]
    assert sum(link.change is ChangeKind.VOIDED for link in links) == len(links) // 2
    assert all(link.settled for link in links)


Tamper = Callable[[Database, list[str]], Awaitable[Any]]


def _set(place: int, change: dict[str, Any]) -> Tamper:
    return lambda database, ids: database["entries"].update_one({"_id": ids[place]}, {"$set": change})


async def _copy_entry(database: Database, ids: list[str]) -> None:
    copied = await database["entries"].find_one({"_id": ids[0]})
    assert copied
    await database["entries"].insert_one({**copied, "_id": "inserted", "client_id": "x", "steps": [1]})


async def _forget_link(database: Database, ids: list[str]) -> None:
    """Make the correction undone, with its link gone and the entry as it was."""
    await database["hour_chain"].delete_one({"seq": 5})


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (_set(0, {"minutes": 600}), "分钟数应为“150”，实际为“600”。"),
        (_set(0, {"state": "returned"}), "状态应为“已通过”，实际为“已退回”。"),
        (_set(1, {"summary": "别的事"}), "摘要应为“解答土地流转合同的问题”，实际为“别的事”。"),
        (_set(2, {"steps": [1, 2]}), "占用的时间格与起止时间不符。"),
        (_set(1, {"history.1.what": "退回：别的原因"}), "经过与留痕不符。"),
        (_set(1, {"chain": "999999000000:2026"}), "chain应为"),
        (lambda database, ids: database["entries"].delete_one({"_id": ids[1]}), "记录被删除。"),
        (_copy_entry, "没有留痕，是绕过程序插入的。"),
        (lambda database, ids: database["hour_chain"].update_one({"seq": 3}, {"$set": {"by": "x"}}), "内容被改过。"),
        (lambda database, ids: database["hour_chain"].update_one({"seq": 2}, {"$set": {"why": ""}}), "内容被改过。"),
        (lambda database, ids: database["hour_chain"].delete_one({"seq": 4}), "第4号被删除。"),
        (_forget_link, "第5号被删除。"),
        (lambda database, ids: database["hour_chain"].delete_many({"seq": {"$gte": 5}}), "经过与留痕不符。"),
    ],
)
async def test_what_was_done_behind_the_programs_back_is_told(
    ctx: Context, database: Database, clock: SettableClock, tamper: Tamper, expected: str
) -> None:
    ids = await tell_a_story(ctx)
    clock.move(hours=1)
    await tamper(database, ids)
    told = await sentences(ctx)
    assert any(expected in one for one in told), told


async def test_a_link_changed_with_its_hash_breaks_the_next_one(ctx: Context, database: Database) -> None:
    await tell_a_story(ctx)
    [third] = [link async for link in ctx.store.hour_chain.walk(CHAIN) if link.seq == 3]
    forged = replace(third, by="somebody else")
    await database["hour_chain"].update_one({"_id": third.id}, {"$set": {"by": forged.by, "hash": hash_of(forged)}})
    assert "第4号与前一号接不上。" in await sentences(ctx)


async def test_a_chain_rewritten_to_its_end_is_told_by_a_noted_hash(ctx: Context, database: Database) -> None:
    [first, *_] = await tell_a_story(ctx)
    noted = (await report_of(ctx)).head
    assert [one.seen for one in await verify_chains(ctx, county_code=COUNTY, year=2026, noted=noted)] == [True]
    links = [link async for link in ctx.store.hour_chain.walk(CHAIN)]
    head = Head()
    for link in links:
        forged = place(replace(link, new=link.new.replace('"people_count":3', '"people_count":30')), head)
        await database["hour_chain"].update_one({"_id": link.id}, {"$set": {**vars(forged), "id": None}})
        head = Head(forged.seq, forged.hash)
    await database["entries"].update_one({"_id": first}, {"$set": {"people_count": 30}})
    [report] = await verify_chains(ctx, county_code=COUNTY, year=2026, noted=noted)
    assert report.seen is False
    assert read_noted(f"6:{noted.hash[:12].upper()}") == Head(6, noted.hash[:12])


async def test_a_crash_before_the_entry_followed_is_voided_and_after_it_settled(
    ctx: Context, database: Database, clock: SettableClock
) -> None:
    [first, *_] = await tell_a_story(ctx)
    entry = await ctx.store.entries.find(first)
    assert entry
    event = EntryEvent(clock(), "wu", ActorKind.STAFF, "退回：这一步没有做完")
    after = replace(entry, state=EntryState.RETURNED)
    head = await ctx.store.hour_chain.find_head(CHAIN)
    await ctx.store.hour_chain.add(place(describe(entry, after, ChangeKind.RETURNED, event), head))
    await database["hour_chain"].update_one({"seq": 6}, {"$set": {"settled": False}})
    assert await settle_chain(ctx) == 0  # both may still be at work
    assert await sentences(ctx) == []
    clock.move(minutes=6)
    assert await sentences(ctx) != []
    assert await settle_chain(ctx) == 2
    assert await settle_chain(ctx) == 0
    report = await report_of(ctx)
    assert (report.faults, report.head.seq) == ((), 8)
    assert (await ctx.store.entries.find(first)) == entry


async def test_entries_older_than_the_chain_are_told_until_they_are_adopted(ctx: Context, database: Database) -> None:
    [first, *_] = await tell_a_story(ctx)
    await database["entries"].update_one({"_id": first}, {"$set": {"chain": "", "last_link": None}})
    await database["entries"].update_one({"_id": first}, {"$set": {"history.0.link": None, "history.1.link": None}})
    await database["hour_chain"].delete_many({})
    await database["entries"].delete_many({"_id": {"$ne": first}})
    assert await sentences(ctx) == ["没有留痕，是绕过程序插入的。"]
    assert await adopt_entries(ctx, year=2026) == 1
    assert await sentences(ctx) == []
    assert await adopt_entries(ctx, year=2026) == 0


async def test_sums_changed_behind_the_programs_back_are_rebuilt(ctx: Context, database: Database) -> None:
    await tell_a_story(ctx)
    await roll_up_hours(ctx)
    before = await sums_of(ctx)
    await database["hour_totals"].update_one({"village_code": VILLAGE}, {"$set": {"sums.approved_minutes": 9_999}})
    assert await rebuild_totals(ctx, year=2026) == (1, 1)
    assert await sums_of(ctx) == before
    assert await rebuild_totals(ctx, year=2026) == (1, 0)


async def test_the_villages_confirmation_stands_in_the_chain_until_the_entry_is_written_anew(ctx: Context) -> None:
    [first, second, _] = await tell_a_story(ctx)
    village = await add_staff(ctx, "cun", role=Role.VILLAGE, division_code=VILLAGE)
    for _ in range(2):
        await confirm_entry(ctx, staff=village, entry_id=first, revision=1)
    entry = await ctx.store.entries.find(first)
    assert entry and entry.village_confirmed_by == "cun" and entry.history[-1].what == "村（居）委会确认"
    await take_confirmation_back(ctx, staff=village, entry_id=first)
    await confirm_entry(ctx, staff=village, entry_id=second, revision=2)
    wu, zhang = await ctx.store.staff.find("wu"), await ctx.store.providers.find("zhang")
    assert wu and zhang
    await return_entry(ctx, staff=wu, entry_id=second, reason="再看看")
    await correct_entry(
        ctx, provider=zhang, entry_id=second, draft=replace(DRAFT, from_time=time(14), to_time=time(16))
    )
    again = await ctx.store.entries.find(second)
    assert again and again.village_confirmed_by is None
    report = await report_of(ctx)
    assert (report.faults, report.head.seq) == ((), 11)
