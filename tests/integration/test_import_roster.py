"""Importing rolls: seen before it is done, done as a whole or not at all, once however often it is asked for."""

from datetime import date
from typing import Any

import pytest

from actions import write_rosters
from actions.context import Context
from actions.import_roster import apply_import, check_file
from domain.duties import DEFAULT_DUTIES
from domain.errors import NotAllowed, NotFound
from domain.people import Role
from domain.roster_imports import (
    ImportNotReady,
    ImportState,
    LineAction,
)
from domain.rosters import Roster
from tests.builders import (
    COUNTY,
    NEXT_TOWNSHIP,
    TOWNSHIP,
    VILLAGE,
    SettableClock,
    add_service,
    add_staff,
)
from tests.roster_files import ADVISOR, read_cells
from tests.roster_stage import PHONE, actions_of, check, county_staff, find_advisor, messages, put

pytestmark = pytest.mark.gen_test(timeout=60)


@pytest.mark.both_stores
async def test_an_advisor_comes_in_with_the_villages_and_can_be_booked(ctx: Context) -> None:
    staff = await county_staff(ctx)
    await add_service(ctx)
    rows = (
        ADVISOR | {"on_site_minutes": 300, "lectures": 0},
        ADVISOR | {"village": "师院社区", "target_minutes": 3000},
    )

    checked = await check(ctx, staff, *rows)
    assert actions_of(checked) == ["new", "new"]
    assert await find_advisor(ctx) is None  # a preview writes nothing

    applied = await apply_import(ctx, staff=staff, import_id=checked.id)
    assert applied.state is ImportState.APPLIED
    advisor = await find_advisor(ctx)
    assert (advisor.name, advisor.township_code, advisor.service_codes) == ("李静", TOWNSHIP, ("find-lawyer",))
    assert advisor.opening.spans_on(date(2026, 11, 25))
    assert ctx.store.sealer.unseal(advisor.phone_sealed) == PHONE
    kept = await ctx.store.appointments.list_of_provider(advisor.id, date(2026, 11, 25))
    assert sorted((one.village_code, one.target_minutes) for one in kept) == [(VILLAGE, 6000), ("420202005002", 3000)]
    duties = await ctx.store.duties.find_many(one.id for one in kept)
    [changed] = duties.values()
    amounts = {one.name: one.amount for one in changed.duties}
    assert (amounts["到村服务"], amounts.get("法治讲座")) == (300, None)
    assert len(changed.duties) == len(DEFAULT_DUTIES) - 1


async def test_the_preview_says_what_would_change_from_what_to_what(ctx: Context) -> None:
    staff = await county_staff(ctx)
    await put(ctx, staff, ADVISOR)
    changed = ADVISOR | {"organisation": "湖北新言律师事务所", "ends_on": "2027-12-31", "phone": "13900000010"}
    checked = await check(ctx, staff, changed, ADVISOR | {"name": "王新", "phone": "13900000011", "licence_number": ""})
    assert actions_of(checked) == ["changed", "new"]
    told = {(one.title, one.old, one.new) for one in checked.lines[0].changes}
    assert ("执业机构", "湖北正言律师事务所", "湖北新言律师事务所") in told
    assert ("聘任", "2026-01-01至2026-12-31", "2026-01-01至2027-12-31") in told
    assert ("手机号", "139****0009", "139****0010（已更换）") in told
    assert PHONE not in repr(checked.lines)


async def test_the_same_file_again_changes_nothing(ctx: Context) -> None:
    staff = await county_staff(ctx)
    await put(ctx, staff, ADVISOR)
    checked = await check(ctx, staff, ADVISOR)
    assert actions_of(checked) == ["unchanged"]
    assert not checked.changes_something


WRONG: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"phone": "1390000000"}, "phone", "手机号应为11位数字，以1开头，例如13900000000。"),
    ({"organisation": "=A1"}, "organisation", "这个单元格是公式，请复制后“选择性粘贴”为数值。"),
    ({"kind": "法官"}, "kind", "请从这些里选：律师、基层法律服务工作者、公证员、司法鉴定人、人民调解员。"),
    ({"name": None}, "name", "请填写姓名。"),
    ({"village": "不在的村"}, "village", "辖区内没有村（社区）“不在的村”。"),
    ({"ends_on": "2025-12-31"}, "ends_on", "聘任结束不能早于聘任开始。"),
    ({"ends_on": "2026-02-30"}, "ends_on", "没有“2026-02-30”这一天。"),
    ({"ends_on": None}, "ends_on", "请填写聘任结束。"),
    ({"village": None}, "village", "填了聘任日期或“结束聘任”，就要填写服务的村。"),
    ({"target_minutes": "很多"}, "target_minutes", "应为60到60000之间的整数。"),
    ({"step": "结束聘任"}, "step", "没有找到正在进行的聘任，不用结束。"),
    ({"id": "nobody"}, "id", "系统里没有这个编号，新增的人请把编号留空。"),
)


async def test_what_is_wrong_is_told_at_its_cell_and_nothing_comes_in(ctx: Context) -> None:
    staff = await county_staff(ctx)
    people = [
        ADVISOR | {"name": f"王{n}", "phone": f"139000002{n:02d}", "licence_number": ""} for n in range(len(WRONG) + 1)
    ]
    rows = [one | wrong for one, (wrong, _, _) in zip(people, WRONG, strict=False)]
    checked = await check(ctx, staff, *rows, people[-1])
    assert messages(checked) == [(line, key, words) for line, (_, key, words) in enumerate(WRONG, 2)]
    with pytest.raises(ImportNotReady):
        await apply_import(ctx, staff=staff, import_id=checked.id)
    assert await find_advisor(ctx, people[-1]["phone"]) is None


async def test_rows_of_one_person_must_agree_and_not_repeat(ctx: Context) -> None:
    staff = await county_staff(ctx)
    checked = await check(
        ctx,
        staff,
        ADVISOR,
        ADVISOR | {"village": "师院社区", "organisation": "另一家"},
        ADVISOR | {"name": "王新", "phone": "13900000011"},
    )
    assert (3, "organisation", "和第2行是同一个人，执业机构却不一样。") in messages(checked)
    assert (4, "licence_number", "和第2行的另一个人重复。") in messages(checked)
    checked = await check(ctx, staff, ADVISOR, ADVISOR)
    assert messages(checked) == [(3, "village", "与第2行重复。")]


async def test_ending_and_leaving(ctx: Context, clock: SettableClock) -> None:
    staff = await county_staff(ctx)
    await put(ctx, staff, ADVISOR, ADVISOR | {"village": "师院社区"})
    ended = await put(ctx, staff, ADVISOR | {"step": "结束聘任", "starts_on": "", "ends_on": "2026-11-30"})
    assert actions_of(ended) == ["ended"]
    advisor = await find_advisor(ctx)
    kept = {one.village_code: one.ends_on for one in await ctx.store.appointments.list_kept_of_provider(advisor.id)}
    assert kept == {VILLAGE: date(2026, 11, 30), "420202005002": date(2026, 12, 31)}

    gone = await put(
        ctx,
        staff,
        {
            "name": "李静",
            "phone": PHONE,
            "kind": "律师",
            "organisation": ADVISOR["organisation"],
            "place": ADVISOR["place"],
            "step": "离岗",
        },
    )
    assert actions_of(gone) == ["ended"]
    assert await find_advisor(ctx) is None
    assert not (await ctx.store.providers.find_fresh(advisor.id)).active  # type: ignore[union-attr]
    kept = {one.village_code: one.ends_on for one in await ctx.store.appointments.list_kept_of_provider(advisor.id)}
    assert kept == {VILLAGE: date(2026, 11, 23), "420202005002": date(2026, 11, 23)}


async def test_who_may_import_what_and_see_it(ctx: Context) -> None:
    staff = await county_staff(ctx)
    office = await add_staff(ctx)
    auditor = await add_staff(ctx, "shen", role=Role.AUDITOR, division_code=COUNTY)
    village = await add_staff(ctx, "cun", role=Role.VILLAGE, division_code=VILLAGE)
    for nobody in (office, auditor, village):
        with pytest.raises(NotAllowed):
            await check(ctx, nobody, ADVISOR)
    for nobody in (auditor, village):
        with pytest.raises(NotAllowed):
            await check(ctx, nobody, {"village": "桂花湾社区"}, roster=Roster.VILLAGES)
    checked = await check(ctx, staff, ADVISOR)
    with pytest.raises(NotFound):
        await apply_import(ctx, staff=office, import_id=checked.id)
    elsewhere = await check(ctx, office, {"village": "天桥社区"}, roster=Roster.VILLAGES)
    assert messages(elsewhere) == [(2, "village", "辖区内没有村（社区）“天桥社区”。")]


async def test_villages_groups_and_staff(ctx: Context) -> None:
    staff = await county_staff(ctx)
    facts = {"code": VILLAGE, "phone": "0714-5321234", "station_address": "党群服务中心", "directions": "小学对面"}
    await put(ctx, staff, facts, roster=Roster.VILLAGES)
    await put(ctx, staff, {"village": "桂花湾社区", "phone": "13900000001", "directions": "无"}, roster=Roster.VILLAGES)
    kept = await ctx.store.village_facts.find(VILLAGE)
    assert (kept.phone, kept.station_address, kept.directions) == ("13900000001", "党群服务中心", "")

    group = {
        "channel": "企业微信客户群",
        "chat_id": "wr-1",
        "name": "桂花湾群",
        "owner": "liu",
        "village": "桂花湾社区",
    }
    await put(ctx, staff, group, roster=Roster.GROUPS)
    moved = await put(ctx, staff, group | {"village": "师院社区"}, roster=Roster.GROUPS)
    assert actions_of(moved) == ["changed"]
    [one] = await ctx.store.groups.list_in_range(COUNTY, "420203000000")
    assert one.village_code == "420202005002"

    account = {"login": "LiuFang", "name": "刘芳", "role": "司法所", "division": "420202005", "wecom_user_id": "liu"}
    await put(ctx, staff, account, roster=Roster.STAFF)
    made = await ctx.store.staff.find_by_login("liufang")
    assert made is not None
    assert (made.role, made.division_code, made.password_hash) == (Role.TOWNSHIP, TOWNSHIP, "")
    stopped = await put(ctx, staff, account | {"standing": "停用"}, roster=Roster.STAFF)
    assert actions_of(stopped) == ["ended"]
    above = await check(
        ctx, staff, account | {"login": "boss", "role": "市司法局", "wecom_user_id": ""}, roster=Roster.STAFF
    )
    assert messages(above) == [(2, "role", "您不能管理“市司法局”的账号。")]
    own = await check(
        ctx, staff, {"login": staff.login, "name": "吴强", "role": "司法所", "division": TOWNSHIP}, roster=Roster.STAFF
    )
    assert messages(own) == [(2, "role", "不能停用自己的账号，也不能改自己的角色。")]


async def test_what_is_exported_comes_in_again_unchanged(ctx: Context) -> None:
    staff = await county_staff(ctx)
    await add_staff(ctx, division_code=NEXT_TOWNSHIP, wecom_user_id="wufang")
    await put(ctx, staff, ADVISOR, ADVISOR | {"village": "天桥社区", "lectures": 3})
    await put(
        ctx, staff, {"code": VILLAGE, "phone": "0714-5321234", "directions": "@小学 +对面"}, roster=Roster.VILLAGES
    )
    group = {"channel": "企业微信客户群", "chat_id": "wr-1", "name": "-群", "village": VILLAGE}
    await put(ctx, staff, group, roster=Roster.GROUPS)
    for roster in Roster:
        made = await write_rosters.make_export(ctx, staff=staff, roster=roster)
        assert PHONE not in str(read_cells(made.content))
        again = await check_file(ctx, staff=staff, roster=roster, file_name="x.xlsx", content=made.content)
        assert messages(again) == []
        assert {line.action for line in again.lines} == {LineAction.UNCHANGED}, roster
        assert len(again.lines) == len(read_cells(made.content)) - 1


async def test_the_marked_file_holds_the_rows_and_says_what_is_wrong(ctx: Context) -> None:
    staff = await county_staff(ctx)
    checked = await check(ctx, staff, ADVISOR, ADVISOR | {"phone": "123", "village": "=2+2"})
    marked = await write_rosters.make_marked_file(ctx, staff=staff, import_id=checked.id)
    assert marked.file_name == "名册（已标出错误）.xlsx"
    cells = read_cells(marked.content)
    assert cells[1][0] in ("", None)
    assert "手机号应为11位数字" in cells[2][0]
    assert "公式" in cells[2][0]
    assert cells[2][cells[0].index("手机号*")] == "123"
    again = await check_file(ctx, staff=staff, roster=Roster.ADVISORS, file_name="x", content=marked.content)
    assert [fault.key for fault in again.faults][:1] == ["phone"]
