"""Periods, rows and circulars: pure rules of reports."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.circulars import CircularFacts, PartKind, VillageFacts, draft_text
from domain.divisions import Division, Level
from domain.errors import BadInput
from domain.hours import EntryKind, EntryState, EntryWay
from domain.report_periods import Period, PeriodKind, check_period, period_of
from domain.report_rows import COLUMNS, NameBook, NamedAdvisor, ReportEntry, cells_of
from domain.reports import GroupCount, ReportStates, Sums, add_up, make_foot, say_closed
from tests.report_stage import count_entries

DAYS = some.dates(date(2018, 1, 1), date(2030, 12, 31))
ENTRY = ReportEntry(
    id="one",
    provider_id="zhang",
    village_code="420202005001",
    on=date(2026, 11, 20),
    from_time="09:00:00",
    to_time="11:30:00",
    minutes=150,
    kind=EntryKind.MEDIATION,
    way=EntryWay.ON_SITE,
    state=EntryState.APPROVED,
    summary="调解，当事人电话13812345678",
    people_count=3,
    created_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
    reviewed_by="wu",
    reviewed_at=datetime(2026, 11, 22, 17, tzinfo=UTC),
)
NAMES = NameBook(
    {"420202005000": "沈家营街道"},
    {"420202005001": "桂花湾社区"},
    {"zhang": NamedAdvisor("张明", "某所\n1420")},
    {"wu": "吴芳"},
)


@given(some.sampled_from(PeriodKind), DAYS)
def test_periods_cover_every_day_once(kind: PeriodKind, day: date) -> None:
    period = period_of(kind, day)
    assert period.first <= day <= period.last
    assert period_of(kind, period.first) == period_of(kind, period.last) == period
    assert period.before.last + timedelta(days=1) == period.first
    assert period.after.first - timedelta(days=1) == period.last
    assert len({period.key, period.before.key, period.after.key}) == 3
    assert all((day.year, day.month) in period.months for day in (period.first, day, period.last))


def test_periods_are_named_as_officials_name_them() -> None:
    day = date(2026, 11, 23)
    named = {kind: (period_of(kind, day).key, period_of(kind, day).name) for kind in PeriodKind}
    assert named == {
        PeriodKind.DAY: ("2026-11-23", "2026年11月23日"),
        PeriodKind.WEEK: ("2026-W48", "2026年第48周"),
        PeriodKind.MONTH: ("2026-11", "2026年11月"),
        PeriodKind.QUARTER: ("2026-Q4", "2026年第四季度"),
        PeriodKind.YEAR: ("2026", "2026年"),
    }
    assert period_of(PeriodKind.WEEK, date(2027, 1, 1)).span == "2026年12月28日至2027年1月3日"
    assert period_of(PeriodKind.QUARTER, day).span == "2026年10月1日至12月31日"


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2017, 12, 31), date(2026, 11, 24)])
def test_what_has_not_begun_or_lies_before_all_records_is_refused(day: date) -> None:
    with pytest.raises(BadInput):
        check_period(PeriodKind.DAY, day, date(2026, 11, 23))


def test_a_row_has_a_cell_for_each_column_and_hides_numbers() -> None:
    row = dict(zip((column.key for column in COLUMNS), cells_of(7, ENTRY, NAMES), strict=True))
    assert row["number"] == 7
    assert (row["township"], row["village"], row["advisor"]) == ("沈家营街道", "桂花湾社区", "张明")
    assert (row["on"], row["span"], row["minutes"]) == ("2026-11-20", "09:00—11:30", 150)
    assert row["reviewed"] == "吴芳\n2026-11-23通过"
    assert "13812345678" not in str(row["summary"])
    assert (row["place"], row["evidence"], row["rating"], row["confirmed"]) == ("", "", "", "")


def test_columns_that_have_a_source_are_filled() -> None:
    full = replace(
        ENTRY,
        place="村委会",
        served="李**",
        result="当场和解",
        photo_count=2,
        village_confirmed_at=datetime(2026, 11, 21, tzinfo=UTC),
        late=True,
        created_at=datetime(2026, 11, 30, tzinfo=UTC),
        remark="双方到场",
    )
    row = dict(zip((column.key for column in COLUMNS), cells_of(1, full, NAMES), strict=True))
    assert (row["place"], row["served"], row["result"]) == ("村委会", "李**等3人", "当场和解")
    assert (row["evidence"], row["confirmed"]) == ("照片2张", "2026-11-21确认")
    assert row["remark"] == "服务后第10天补记。双方到场"
    returned = replace(ENTRY, state=EntryState.RETURNED, return_reason="时间不符")
    assert cells_of(1, returned, NAMES)[-2:] == ("吴芳\n2026-11-23退回", "退回原因：时间不符")
    adjusted = replace(ENTRY, corrects="earlier", minutes=-30)
    assert cells_of(1, adjusted, NAMES)[6:8] == ("调整", -30)


@given(some.permutations(range(12)))
def test_sums_are_the_entries_whatever_their_order(order: list[int]) -> None:
    kinds, ways, states = list(EntryKind), list(EntryWay), list(ReportStates.ALL.states)
    entries = [
        replace(ENTRY, minutes=5 * n - 20, people_count=n, kind=kinds[n % 4], way=ways[n % 3], state=states[n % 2])
        for n in order
    ]
    counts = count_entries(entries)
    assert add_up(counts) == Sums(12, sum(one.minutes for one in entries), sum(range(12)))
    foot = make_foot(counts, ReportStates.ALL)
    assert sum(row.minutes for row in foot.rows) == sum(one.minutes for one in entries)


def test_closed_months_are_said_as_runs() -> None:
    year = period_of(PeriodKind.YEAR, date(2026, 1, 1))
    closed = {(2026, month): 3 for month in range(1, 10)} | {(2026, 10): 1}
    assert say_closed(year, closed, 3) == "已封账：1月至9月。未封账：10月（3个村居中还有2个）、11月至12月。"
    assert say_closed(period_of(PeriodKind.MONTH, date(2026, 9, 1)), closed, 3) == "已封账：9月。"


def village(number: int, **change: object) -> VillageFacts:
    usual = VillageFacts(
        code=f"42020200500{number}",
        name=f"{number}号村",
        township_name="沈家营街道",
        advised=True,
        target_minutes=6_000,
        done_minutes=5_000,
        expected_minutes=4_500,
        quarter=Sums(5, 700, 30),
        lectures=1,
    )
    return replace(usual, **change)  # type: ignore[arg-type] # any field


def circular_of(*villages: VillageFacts, counts: tuple[GroupCount, ...] = ()) -> list[str]:
    county = Division("420202000000", Level.COUNTY, "黄石港区", None, "黄石市黄石港区")
    quarter = Period(PeriodKind.QUARTER, date(2026, 7, 1), date(2026, 9, 30))
    facts = CircularFacts(county, quarter, "黄石港区司法局", date(2026, 10, 12), counts, villages, 4)
    made = draft_text(facts)
    assert made.title == "关于2026年第三季度村（社区）法律顾问工作情况的通报"
    assert made.addressees == "各乡镇（街道）司法所，各村（社区）法律顾问所在单位："
    assert (made.office, made.dated) == ("黄石港区司法局", "2026年10月12日")
    assert [part.text[:2] for part in made.parts if part.kind is PartKind.HEADING] == ["一、", "二、", "三、", "四、"]
    return [part.text for part in made.parts]


def test_a_circular_names_who_needs_help_by_code_and_ranks_nobody() -> None:
    needy = (
        village(2, advised=False, quarter=Sums(), lectures=0),
        village(3, done_minutes=3_000),
        village(4, lectures=0),
    )
    text = "\n".join(circular_of(village(1), *needy))
    assert "以下2个村（社区）需要重点帮助，按区划代码排列，不作排名。" in text
    assert (
        "（一）沈家营街道：2号村，没有在聘的法律顾问，本季度没有审核通过的服务记录，本季度没有开展法治讲座；"
        "3号村，按时间进度应完成75小时，已完成50小时，还差25小时。"
    ) in text
    assert "4号村" not in text
    assert "黄石港区共有4个村（社区），其中3个有在聘的法律顾问，占75%。" in text
    assert "还有4条服务记录等待审核" in text
    for word in ("第一名", "末位", "排名靠", "倒数", "得分"):
        assert word not in text


def test_a_circular_takes_its_figures_from_the_counts() -> None:
    counts = (
        GroupCount("420202005001", EntryState.APPROVED, EntryKind.LECTURE, EntryWay.ON_SITE, 2, 240, 80),
        GroupCount("420202005001", EntryState.APPROVED, EntryKind.CONSULTATION, EntryWay.PHONE, 3, 60, 3),
    )
    text = "\n".join(circular_of(village(1), counts=counts))
    assert "审核通过服务记录5条，服务时长5小时，服务群众83人次。" in text
    assert "按服务方式分，到村现场2条、4小时，电话3条、1小时；到村现场服务时长占80%。" in text
    assert "法律咨询3条、1小时，服务3人次；法治讲座2场、4小时，听众80人次。" in text
    assert "完成全年任务100小时的83.3%，时间进度为75%，总体快于时间进度。" in text
    assert "没有明显落后于时间进度的村（社区）" in text
