"""An advisor logs hours once; nobody is in two places at once; the village's year follows."""

import asyncio
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient

from actions.context import Context
from actions.hour_totals import changing_hours, roll_up_hours
from actions.log_hours import correct_entry, log_entry
from actions.notices import list_notices
from actions.review_hours import approve_entry, return_entry
from domain.errors import BadInput, NotAllowed, NotFound, ServiceError
from domain.hours import (
    ClientIdReused,
    EntryChanged,
    EntryDraft,
    EntryKind,
    EntryNotAwaiting,
    EntryNotReturned,
    EntryOverlaps,
    EntryState,
    EntryWay,
    NotAppointed,
)
from domain.people import Role
from domain.village_facts import VillageFacts
from store.database import Database
from tests.builders import (
    COUNTY,
    NEXT_TOWNSHIP,
    VILLAGE,
    SettableClock,
    add_appointment,
    add_divisions,
    add_provider,
    add_resident,
    add_staff,
)
from tests.callers import advisor_caller

pytestmark = pytest.mark.gen_test(timeout=60)

DRAFT = EntryDraft(
    village_code=VILLAGE,
    on=date(2026, 11, 20),
    from_time=time(9),
    to_time=time(11, 30),
    kind=EntryKind.CONSULTATION,
    way=EntryWay.ON_SITE,
    summary="解答土地流转合同的问题",
    people_count=3,
)
BODY: dict[str, Any] = {
    "village_code": VILLAGE,
    "on": "2026-11-20",
    "from_time": "09:00",
    "to_time": "11:30",
    "kind": "consultation",
    "way": "on_site",
    "summary": "解答土地流转合同的问题",
    "people_count": 3,
}


async def prepare(ctx: Context) -> Any:
    """An advisor of one village; their provider."""
    await add_divisions(ctx)
    provider = await add_provider(ctx)
    await add_appointment(ctx)
    return provider


async def sums_of(ctx: Context, year: int = 2026, village_code: str = VILLAGE) -> tuple[int, int, int]:
    """Approved and awaiting minutes and returned entries, as kept."""
    totals = await ctx.store.hour_totals.find(year, village_code)
    assert totals is not None
    assert not totals.marks and not totals.due
    return totals.sums.approved_minutes, totals.sums.awaiting_minutes, totals.sums.returned_count


async def test_an_advisor_logs_in_one_request_and_sees_the_year(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await prepare(ctx)
    call = await advisor_caller(ctx, http_client, base_url)
    status, entry = await call("POST", "/api/v1/advisor/entries", BODY)
    assert status == 201, entry
    assert (entry["minutes"], entry["state"], entry["state_name"]) == (150, "submitted", "待审核")
    assert (entry["village_name"], entry["kind_name"], entry["way_name"]) == ("桂花湾社区", "法律咨询", "到村现场")
    assert (entry["on"], entry["from_time"], entry["to_time"]) == ("2026-11-20", "09:00", "11:30")
    assert entry["late"] is False
    _, listed = await call("GET", "/api/v1/advisor/entries")
    assert [one["id"] for one in listed["items"]] == [entry["id"]]
    status, overview = await call("GET", "/api/v1/advisor/overview")
    assert status == 200, overview
    [village] = overview["villages"]
    assert (village["name"], village["target_minutes"]) == ("桂花湾社区", 6000)
    assert (village["approved_minutes"], village["awaiting_minutes"]) == (0, 150)
    assert village["expected_minutes"] == 6000 * 327 // 365
    assert {"code": "lecture", "name": "法治讲座"} in overview["choices"]["kinds"]


async def test_a_repeated_submission_keeps_one_entry_and_another_content_is_refused(ctx: Context) -> None:
    provider = await prepare(ctx)
    first = await log_entry(ctx, provider=provider, draft=DRAFT, client_id="phone-1")
    racing = [log_entry(ctx, provider=provider, draft=DRAFT, client_id="phone-1") for _ in range(8)]
    assert {entry.id for entry in await asyncio.gather(*racing)} == {first.id}
    with pytest.raises(ClientIdReused):
        await log_entry(ctx, provider=provider, draft=replace(DRAFT, people_count=4), client_id="phone-1")
    assert await sums_of(ctx) == (0, 150, 0)


async def test_racing_retries_of_one_submission_make_one_entry(ctx: Context) -> None:
    provider = await prepare(ctx)
    racing = [log_entry(ctx, provider=provider, draft=DRAFT, client_id="phone-2") for _ in range(8)]
    assert len({entry.id for entry in await asyncio.gather(*racing)}) == 1


async def test_nobody_is_in_two_places_at_once(ctx: Context) -> None:
    provider = await prepare(ctx)
    await add_appointment(ctx, village_code="420202005002")
    made = await log_entry(ctx, provider=provider, draft=DRAFT, client_id=None)
    elsewhere = replace(DRAFT, village_code="420202005002", from_time=time(11, 25), to_time=time(12))
    with pytest.raises(EntryOverlaps) as refusal:
        await log_entry(ctx, provider=provider, draft=elsewhere, client_id=None)
    assert refusal.value.details["entry"]["id"] == made.id
    assert refusal.value.message == (
        "这段时间与您已记录的工时重叠：2026年11月20日09:00至11:30，桂花湾社区。请修改时间。"
    )
    await log_entry(ctx, provider=provider, draft=replace(elsewhere, from_time=time(11, 30)), client_id=None)
    assert await sums_of(ctx) == (0, 150, 0)
    assert await sums_of(ctx, village_code="420202005002") == (0, 30, 0)


async def test_of_many_racing_entries_for_one_time_one_is_kept(ctx: Context) -> None:
    provider = await prepare(ctx)
    starts = [replace(DRAFT, from_time=time(9, 5 * step)) for step in range(10)]
    racing = [log_entry(ctx, provider=provider, draft=draft, client_id=None) for draft in starts]
    results = await asyncio.gather(*racing, return_exceptions=True)
    kept = [one for one in results if not isinstance(one, Exception)]
    assert len(kept) == 1
    assert all(isinstance(one, EntryOverlaps) for one in results if isinstance(one, Exception))
    assert await sums_of(ctx) == (0, kept[0].minutes, 0)


async def test_two_advisors_of_a_village_may_work_at_the_same_time_and_share_its_hours(ctx: Context) -> None:
    zhang = await prepare(ctx)
    wang = await add_provider(ctx, "wang", name="王丽", phone="13800000002")
    await add_appointment(ctx, "wang")
    staff = await add_staff(ctx)
    for provider in (zhang, wang):
        entry = await log_entry(ctx, provider=provider, draft=DRAFT, client_id=None)
        await approve_entry(ctx, staff=staff, entry_id=entry.id)
    assert await sums_of(ctx) == (300, 0, 0)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"from_time": time(9, 3)}, "from_time"),
        ({"to_time": time(9)}, "to_time"),
        ({"to_time": time(8)}, "to_time"),
        ({"from_time": time(8), "to_time": time(20, 5)}, "to_time"),
        ({"on": date(2026, 11, 24)}, "on"),
        ({"on": date(2026, 11, 23)}, "to_time"),
        ({"on": date(2024, 12, 31)}, "on"),
    ],
)
async def test_times_that_cannot_be_are_refused_with_the_field(
    ctx: Context, change: dict[str, Any], field: str
) -> None:
    provider = await prepare(ctx)
    with pytest.raises(BadInput) as refusal:
        await log_entry(ctx, provider=provider, draft=replace(DRAFT, **change), client_id=None)
    assert set(refusal.value.fields) == {field}


async def test_only_a_village_served_that_day_can_be_logged(ctx: Context) -> None:
    provider = await prepare(ctx)
    for change in ({"village_code": "420202005002"}, {"on": date(2025, 12, 31)}, {"village_code": "999999999999"}):
        with pytest.raises(NotAppointed):
            await log_entry(ctx, provider=provider, draft=replace(DRAFT, **change), client_id=None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"from_time": "9点"}, "from_time"),
        ({"to_time": 39600}, "to_time"),
        ({"to_time": "24:00"}, "to_time"),
        ({"on": "2026-02-30"}, "on"),
        ({"on": 1795132800}, "on"),
        ({"on": "20261120"}, "on"),
        ({"kind": "dancing"}, "kind"),
        ({"summary": "   "}, "summary"),
        ({"summary": "字" * 501}, "summary"),
        ({"people_count": -1}, "people_count"),
        ({"people_count": 501}, "people_count"),
        ({"points": 3}, "points"),
        ({"client_id": "x" * 65}, "client_id"),
    ],
)
async def test_bad_input_is_answered_with_a_code_and_a_chinese_sentence(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, change: dict[str, Any], field: str
) -> None:
    await prepare(ctx)
    call = await advisor_caller(ctx, http_client, base_url)
    status, answer = await call("POST", "/api/v1/advisor/entries", {**BODY, **change})
    assert (status, answer["error"]["code"]) == (400, "bad_input"), answer
    assert answer["error"]["fields"][field].endswith("。")


async def test_a_late_entry_is_taken_and_flagged(ctx: Context) -> None:
    provider = await prepare(ctx)
    on_time = await log_entry(ctx, provider=provider, draft=replace(DRAFT, on=date(2026, 11, 16)), client_id=None)
    late = await log_entry(ctx, provider=provider, draft=replace(DRAFT, on=date(2026, 11, 15)), client_id=None)
    assert (on_time.late, late.late, late.days_until_logged) == (False, True, 8)


async def test_a_returned_entry_frees_its_time_until_it_is_corrected(ctx: Context, clock: SettableClock) -> None:
    provider, staff = await prepare(ctx), await add_staff(ctx)
    entry = await log_entry(ctx, provider=provider, draft=DRAFT, client_id=None)
    with pytest.raises(EntryNotReturned):
        await correct_entry(ctx, provider=provider, entry_id=entry.id, draft=DRAFT)
    await return_entry(ctx, staff=staff, entry_id=entry.id, reason="起止时间与签到不符")
    assert await sums_of(ctx) == (0, 0, 1)
    other = await log_entry(ctx, provider=provider, draft=replace(DRAFT, to_time=time(10)), client_id=None)
    with pytest.raises(EntryOverlaps) as refusal:
        await correct_entry(ctx, provider=provider, entry_id=entry.id, draft=DRAFT)
    assert refusal.value.details["entry"]["id"] == other.id
    clock.move(days=30)
    fixed = replace(DRAFT, from_time=time(10))
    corrected = await correct_entry(ctx, provider=provider, entry_id=entry.id, draft=fixed)
    assert (corrected.state, corrected.minutes, corrected.revision) == (EntryState.SUBMITTED, 90, 2)
    assert corrected.late is False  # it was written down in time at first
    assert [event.what for event in corrected.history] == [
        "提交",
        "退回：起止时间与签到不符",
        "修改后再次提交：开始时间原为“09:00”",
    ]
    again = await correct_entry(ctx, provider=provider, entry_id=entry.id, draft=fixed)
    assert again.revision == 2
    assert await sums_of(ctx) == (0, 150, 0)


async def test_a_correction_that_moves_to_another_village_moves_its_minutes(ctx: Context) -> None:
    provider, staff = await prepare(ctx), await add_staff(ctx)
    await add_appointment(ctx, village_code="420202005002")
    entry = await log_entry(ctx, provider=provider, draft=DRAFT, client_id=None)
    await return_entry(ctx, staff=staff, entry_id=entry.id, reason="村居选错了")
    moved = replace(DRAFT, village_code="420202005002")
    await correct_entry(ctx, provider=provider, entry_id=entry.id, draft=moved)
    assert await sums_of(ctx) == (0, 0, 0)
    assert await sums_of(ctx, village_code="420202005002") == (0, 150, 0)


async def test_reviews_are_guarded_and_repeats_are_harmless(ctx: Context) -> None:
    provider, staff = await prepare(ctx), await add_staff(ctx)
    entry = await log_entry(ctx, provider=provider, draft=DRAFT, client_id=None)
    racing = [approve_entry(ctx, staff=staff, entry_id=entry.id) for _ in range(6)]
    approved = await asyncio.gather(*racing)
    assert {one.state for one in approved} == {EntryState.APPROVED}
    kept = await ctx.store.entries.find(entry.id)
    assert kept and [event.what for event in kept.history] == ["提交", "审核通过"]
    with pytest.raises(EntryNotAwaiting):
        await return_entry(ctx, staff=staff, entry_id=entry.id, reason="想想还是不对")
    assert await sums_of(ctx) == (150, 0, 0)


async def test_of_racing_approval_and_return_exactly_one_wins(ctx: Context) -> None:
    provider, staff = await prepare(ctx), await add_staff(ctx)
    entry = await log_entry(ctx, provider=provider, draft=DRAFT, client_id=None)
    results = await asyncio.gather(
        approve_entry(ctx, staff=staff, entry_id=entry.id),
        return_entry(ctx, staff=staff, entry_id=entry.id, reason="时间不符"),
        return_exceptions=True,
    )
    assert sum(isinstance(one, EntryNotAwaiting) for one in results) == 1
    kept = await ctx.store.entries.find(entry.id)
    assert kept and len(kept.history) == 2
    assert await sums_of(ctx) == ((150, 0, 0) if kept.state is EntryState.APPROVED else (0, 0, 1))


async def test_nobody_approves_what_they_have_not_read(ctx: Context) -> None:
    provider, staff = await prepare(ctx), await add_staff(ctx)
    entry = await log_entry(ctx, provider=provider, draft=DRAFT, client_id=None)
    await return_entry(ctx, staff=staff, entry_id=entry.id, reason="请写清楚对象", revision=1)
    await correct_entry(ctx, provider=provider, entry_id=entry.id, draft=replace(DRAFT, people_count=30))
    with pytest.raises(EntryChanged):
        await approve_entry(ctx, staff=staff, entry_id=entry.id, revision=1)
    assert (await approve_entry(ctx, staff=staff, entry_id=entry.id, revision=2)).state is EntryState.APPROVED


async def test_staff_are_bound_to_their_region_and_auditors_change_nothing(ctx: Context) -> None:
    provider = await prepare(ctx)
    entry = await log_entry(ctx, provider=provider, draft=DRAFT, client_id=None)
    neighbour = await add_staff(ctx, "sun", division_code=NEXT_TOWNSHIP)
    with pytest.raises(NotFound):
        await approve_entry(ctx, staff=neighbour, entry_id=entry.id)
    auditor = await add_staff(ctx, "he", division_code=COUNTY, role=Role.AUDITOR)
    with pytest.raises(NotAllowed) as refusal:
        await approve_entry(ctx, staff=auditor, entry_id=entry.id)
    assert refusal.value.code == "read_only"
    county = await add_staff(ctx, "lin", division_code=COUNTY, role=Role.COUNTY)
    assert (await approve_entry(ctx, staff=county, entry_id=entry.id)).reviewed_by == "lin"


async def test_sums_left_behind_by_a_crash_are_found_and_made_true(ctx: Context, clock: SettableClock) -> None:
    provider = await prepare(ctx)
    entry = await log_entry(ctx, provider=provider, draft=DRAFT, client_id=None)
    await ctx.store.hour_totals.mark(2026, VILLAGE, "a change that crashed", clock())
    longer = replace(entry, id="written-behind-our-back", client_id="x", minutes=60, steps=(1, 2))
    await ctx.store.entries.add(longer)
    assert await roll_up_hours(ctx) == 0  # it may still be at work
    clock.move(minutes=5)
    assert await roll_up_hours(ctx) == 1
    assert await sums_of(ctx) == (0, 210, 0)
    assert await roll_up_hours(ctx) == 0


async def test_a_change_under_way_keeps_its_mark_while_others_sum_up(ctx: Context) -> None:
    provider = await prepare(ctx)
    async with changing_hours(ctx, [(VILLAGE, 2026, 11)]):
        await log_entry(ctx, provider=provider, draft=DRAFT, client_id=None)
        totals = await ctx.store.hour_totals.find(2026, VILLAGE)
        assert totals and totals.due and len(totals.marks) == 1
    assert await sums_of(ctx) == (0, 150, 0)


async def test_many_changes_at_once_leave_true_sums(ctx: Context) -> None:
    provider, staff = await prepare(ctx), await add_staff(ctx)
    drafts = [replace(DRAFT, from_time=time(hour), to_time=time(hour, 30)) for hour in range(8, 18)]
    racing = [log_entry(ctx, provider=provider, draft=draft, client_id=None) for draft in drafts]
    entries = await asyncio.gather(*racing)
    reviews: list[Any] = [approve_entry(ctx, staff=staff, entry_id=one.id) for one in entries[:6]]
    reviews += [return_entry(ctx, staff=staff, entry_id=one.id, reason="请补充") for one in entries[6:]]
    outcome = await asyncio.gather(*reviews, return_exceptions=True)
    assert not [one for one in outcome if isinstance(one, ServiceError)]
    totals = await ctx.store.hour_totals.find(2026, VILLAGE)
    assert totals
    if totals.due:
        ctx.now.move(minutes=5)  # type: ignore[attr-defined]
        await roll_up_hours(ctx)
    assert await sums_of(ctx) == (180, 0, 4)


async def test_another_advisors_entry_is_not_found(ctx: Context, http_client: AsyncHTTPClient, base_url: str) -> None:
    provider = await prepare(ctx)
    entry = await log_entry(ctx, provider=provider, draft=DRAFT, client_id=None)
    await add_provider(ctx, "wang", name="王丽", phone="13800000002")
    call = await advisor_caller(ctx, http_client, base_url, phone="13800000002")
    for method, body in (("GET", None), ("PUT", BODY)):
        status, answer = await call(method, f"/api/v1/advisor/entries/{entry.id}", body)
        assert (status, answer["error"]["code"]) == (404, "entry_not_found")


async def test_a_return_is_told_to_the_advisor_once(ctx: Context) -> None:
    provider, staff = await prepare(ctx), await add_staff(ctx)
    advisor = await add_resident(ctx, openid="openid-zhang", phone="13800000001")
    entry = await log_entry(ctx, provider=provider, draft=DRAFT, client_id=None)
    for _ in range(2):
        await return_entry(ctx, staff=staff, entry_id=entry.id, reason="时间不符。")
    [notice] = await list_notices(ctx, resident=advisor)
    assert notice.text == "您2026年11月20日09:00至11:30在桂花湾社区的工时被退回：时间不符。 请修改后再提交。"
    await correct_entry(ctx, provider=provider, entry_id=entry.id, draft=replace(DRAFT, to_time=time(11)))
    await return_entry(ctx, staff=staff, entry_id=entry.id, reason="时间不符。")
    assert len(await list_notices(ctx, resident=advisor)) == 2


async def test_the_place_of_the_phone_becomes_a_yes_or_no_and_no_coordinate_stays(
    ctx: Context, database: Database, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await prepare(ctx)
    await ctx.store.village_facts.put(VillageFacts(VILLAGE, spot="30.5,115.5"))
    call = await advisor_caller(ctx, http_client, base_url)
    spot = {"latitude": 30.512345, "longitude": 115.512345}
    more = {"place": "村委会二楼", "served": "李桂香", "result": "达成协议", "remark": "13800001234"}
    status, entry = await call("POST", "/api/v1/advisor/entries", {**BODY, **more, "spot": spot})
    assert (status, entry["in_village"], entry["in_village_name"]) == (201, "yes", "在村")
    assert (entry["place"], entry["served"], entry["remark"]) == ("村委会二楼", "李**", "138****1234")
    away = {**BODY, "from_time": "14:00", "to_time": "15:00", "spot": {"latitude": 31, "longitude": 115.5}}
    assert (await call("POST", "/api/v1/advisor/entries", away))[1]["in_village"] == "no"
    kept = [str(one) for name in await database.list_collection_names() async for one in database[name].find({})]
    assert not [one for one in kept if "30.512" in one or "115.512" in one or "桂香" in one]
