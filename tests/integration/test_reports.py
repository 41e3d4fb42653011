"""Reports: one model feeds the page, the workbook and the print, bounded by region, period and state."""

import asyncio
import random
import re
from dataclasses import replace
from datetime import date, time
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from tornado.httpclient import AsyncHTTPClient

from actions.close_month import close_month
from actions.context import Context
from actions.reports import ReportWish, list_report_entries, read_rows, tell_report, tell_report_page
from actions.review_hours import approve_entry
from domain.divisions import Division, Level
from domain.errors import BadInput, NotFound
from domain.people import Role
from domain.ratings import RatedKind, Rating, rating_id
from domain.report_periods import PeriodKind
from domain.report_rows import COLUMNS, MINUTES_COLUMN
from domain.reports import SIGN_LINE, ReportStates
from tests.builders import COUNTY, NEXT_TOWNSHIP, TOWNSHIP, VILLAGE, add_staff
from tests.callers import staff_caller
from tests.paper import pages_of, plain, print_page
from tests.report_stage import SECOND_VILLAGE, count_entries, log, log_some, set_up_reports

pytestmark = pytest.mark.gen_test(timeout=60)

NOVEMBER = ReportWish(PeriodKind.MONTH, date(2026, 11, 5))


class Ledger(HTMLParser):
    """The texts of a page's table, of its heading and of the lines around it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.lines: list[str] = []
        self._into: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")
            self._into = "cell"
        elif tag in ("p", "h1", "h2"):
            self.lines.append("")
            self._into = "line"

    def handle_endtag(self, tag: str) -> None:
        self._into = None if tag in ("th", "td", "p", "h1", "h2") else self._into

    def handle_data(self, data: str) -> None:
        if self._into == "cell":
            self.rows[-1][-1] += data
        elif self._into == "line":
            self.lines[-1] += data


def sheet_of(content: bytes) -> Any:
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    return sheet


def texts_of(row: Any) -> list[str]:
    """A row of the workbook as the screen writes it."""
    return [f"{cell.value:,}" if isinstance(cell.value, int) else cell.value or "" for cell in row]


async def test_the_page_the_workbook_and_the_print_say_the_same(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    staff, _ = await set_up_reports(ctx)
    await log_some(ctx, staff)
    call = await staff_caller(http_client, base_url)
    asked = "?kind=year&on=2026-11-01&states=all"
    screen = Ledger((await call.fetch("GET", f"/console/reports{asked}")).body.decode())
    sheet = sheet_of((await call.fetch("GET", f"/api/v1/staff/reports/workbook{asked}")).body)
    paper = Ledger((await call.fetch("GET", f"/console/reports/print{asked}")).body.decode())
    address = f"{base_url}/console/reports/print{asked}"
    pages = pages_of(await asyncio.to_thread(print_page, address, call.headers["Cookie"]))

    table = [texts_of(row) for row in sheet.iter_rows(min_row=3, max_row=9)]
    assert table[0] == [column.name for column in COLUMNS]
    assert [row[0] for row in table[1:]] == ["1", "2", "3", "4", "5", "6"]
    assert screen.rows[:7] == table
    assert paper.rows[:7] == table
    sums = [texts_of(row) for row in sheet.iter_rows(min_row=10, max_row=12)]
    shown = [[row[0], *row[MINUTES_COLUMN:]] for row in sums]
    assert [row[:2] for row in shown] == [
        ["合计：待审核1条", "60"],
        ["合计：已通过4条", "495"],
        ["合计：已退回1条", "60"],
    ]
    assert screen.rows[7:10] == paper.rows[7:10] == shown
    said = [sheet["A1"].value, sheet["A2"].value, *(sheet.cell(row, 1).value for row in range(13, sheet.max_row + 1))]
    assert said[-1] == SIGN_LINE
    for line in said[:-1]:
        assert line in screen.lines, line
        assert line in paper.lines, line
    assert SIGN_LINE in paper.lines

    printed = "".join(pages)
    for row in [*table, *shown, *([line] for line in said)]:
        assert plain("".join(row)) in printed, row
    assert pages[-1].index("填报人") > pages[-1].index("合计")


async def test_no_cell_of_the_workbook_becomes_a_formula_even_when_edited(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    staff, _ = await set_up_reports(ctx)
    await log_some(ctx, staff)
    call = await staff_caller(http_client, base_url)
    answer = await call.fetch("GET", "/api/v1/staff/reports/workbook?kind=year&on=2026-11-01&states=all")
    sheet = sheet_of(answer.body)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert not sheet._hyperlinks
    marked = {cell.value[0] for row in sheet.iter_rows() for cell in row if cell.quotePrefix}
    assert marked == {"=", "+", "@", "-"}
    unmarked = [cell.value for row in sheet.iter_rows() for cell in row if cell.value and not cell.quotePrefix]
    assert not [value for value in unmarked if str(value)[0] in "=+-@"]
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    assert sheet.print_title_rows == "$3:$3"


async def test_a_long_report_repeats_its_head_and_signs_on_its_last_page(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    staff, _ = await set_up_reports(ctx)
    first = await log(ctx)
    await approve_entry(ctx, staff=staff, entry_id=first.id)
    one = await ctx.store.entries.find(first.id)
    assert one
    for number in range(80):
        copy = replace(one, id=f"copy-{number:03d}", client_id=f"copy-{number}", steps=(), counts=False)
        await ctx.store.entries.add(copy)
    call = await staff_caller(http_client, base_url)
    address = f"{base_url}/console/reports/print?kind=month&on=2026-11-01"
    pages = pages_of(await asyncio.to_thread(print_page, address, call.headers["Cookie"]))
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert "机构/证号" in page
        assert plain(f"第{number}页，共{len(pages)}页") in page
    assert ["填报人" in page for page in pages] == [False] * (len(pages) - 1) + [True]
    assert plain("合计：已通过81条") in pages[-1]

    pages_on_screen = [await tell_report_page(ctx, staff=staff, wish=NOVEMBER, page=page) for page in (1, 2, 9)]
    assert [one.first for one in pages_on_screen] == [1, 51, 51]
    assert [row[0] for one in pages_on_screen[:2] for row in one.rows] == list(range(1, 82))


async def test_only_entries_of_the_period_the_place_and_the_state_are_in_it(ctx: Context) -> None:
    staff, county = await set_up_reports(ctx)
    await log_some(ctx, staff)

    async def count(who: Any = county, **change: Any) -> int:
        return (await tell_report(ctx, staff=who, wish=replace(NOVEMBER, **change))).row_count

    assert await count() == 3
    assert await count(who=staff) == 3
    assert await count(within=VILLAGE) == 2
    assert await count(within=SECOND_VILLAGE) == 1
    assert await count(within=NEXT_TOWNSHIP) == 0
    assert await count(states=ReportStates.SUBMITTED) == 1
    assert await count(states=ReportStates.ALL) == 5
    by_kind = {kind: await count(kind=kind, on=date(2026, 11, 20)) for kind in PeriodKind}
    assert by_kind == {"day": 3, "week": 3, "month": 3, "quarter": 4, "year": 4}
    assert await count(kind=PeriodKind.WEEK, on=date(2026, 11, 1)) == 1
    assert await count(kind=PeriodKind.DAY, on=date(2026, 11, 19)) == 0
    with pytest.raises(NotFound):
        await count(who=staff, within=NEXT_TOWNSHIP)
    with pytest.raises(BadInput):
        await count(on=date(2026, 12, 1))


async def test_a_city_counts_over_its_counties(ctx: Context) -> None:
    staff, _ = await set_up_reports(ctx)
    await log_some(ctx, staff)
    await ctx.store.divisions.put(Division("420200000000", Level.CITY, "黄石市", None, "黄石市"))
    city = await add_staff(ctx, "city", division_code="420200000000", role=Role.CITY)
    report = await tell_report(ctx, staff=city, wish=NOVEMBER)
    assert report.row_count == 3
    assert "填报单位：黄石市司法局" in report.head.unit_line
    assert (await tell_report(ctx, staff=city, wish=replace(NOVEMBER, within=COUNTY))).row_count == 3


async def test_closed_months_are_named(ctx: Context) -> None:
    staff, county = await set_up_reports(ctx)
    entry = await log(ctx, on=date(2026, 10, 29))
    await approve_entry(ctx, staff=staff, entry_id=entry.id)
    await close_month(ctx, staff=county, code=TOWNSHIP, month="2026-10")
    wish = ReportWish(PeriodKind.QUARTER, date(2026, 11, 1))
    told = await tell_report(ctx, staff=staff, wish=wish)
    assert "已封账：10月。未封账：11月至12月。" in told.foot.lines
    told = await tell_report(ctx, staff=county, wish=replace(wish, kind=PeriodKind.MONTH, on=date(2026, 10, 1)))
    assert "未封账：10月（3个村居中还有1个）。" in told.foot.lines


@pytest.mark.both_stores
async def test_the_stores_counts_are_the_counts_of_the_rows(ctx: Context) -> None:
    """Whatever was logged, approved and returned, in whatever order."""
    staff, county = await set_up_reports(ctx)
    chance = random.Random(16)  # noqa: S311 # a run that can be repeated
    for number in range(24):
        start = time(8 + number % 10)
        entry = await log(
            ctx,
            chance.choice(("zhang", "zhou")),
            on=date(2026, 11, 2 + number // 2),
            from_time=start,
            to_time=time(start.hour, chance.choice((15, 30, 45))),
            people_count=chance.randrange(9),
        )
        if chance.random() < 0.7:
            await approve_entry(ctx, staff=staff, entry_id=entry.id)
    for who in (staff, county):
        report = await tell_report(ctx, staff=who, wish=replace(NOVEMBER, states=ReportStates.ALL))
        rows = [row for rows in [rows async for rows in read_rows(ctx, report)] for row in rows]
        assert [row[0] for row in rows] == list(range(1, 25))
        assert sum(int(row[MINUTES_COLUMN]) for row in rows) == sum(one.minutes for one in report.counts)
        assert rows == sorted(rows, key=lambda row: (row[2] == "师院社区", row[5], row[6]))
        places = dict.fromkeys(one.place_code for one in report.counts)
        entries = [one for code in places for one in await list_report_entries(ctx, report, code)]
        again = {(one.place_code, one.state, one.kind, one.way): one for one in count_entries(entries)}
        if who is staff:
            assert {(one.place_code, one.state, one.kind, one.way): one for one in report.counts} == again
        assert sum(one.people for one in report.counts) == sum(one.people for one in again.values())


async def test_drafts_other_regions_and_markup_stay_out(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    staff, _ = await set_up_reports(ctx)
    await log_some(ctx, staff)
    await add_staff(ctx, "sun", division_code=NEXT_TOWNSHIP)
    call = await staff_caller(http_client, base_url, "sun-login")
    for path in ("/console/reports", "/console/reports/print", "/api/v1/staff/reports/workbook"):
        answer = await call.fetch("GET", f"{path}?within={VILLAGE}&on=2026-11-20")
        assert answer.code == 404, path
    own = (await call.fetch("GET", "/console/reports")).body.decode()
    assert "这一期没有工时记录。" in own
    call = await staff_caller(http_client, base_url)
    page = (await call.fetch("GET", "/console/reports?kind=month&on=2026-10-02")).body.decode()
    assert "@十月的一次 &lt;走访&gt; &amp; 座谈" in page
    assert not re.search(r" style=|<script>| onclick", unescape(page))
    wrong = await call.fetch("GET", "/console/reports?on=2027-01-01")
    assert (wrong.code, "这个期间还没有开始" in wrong.body.decode()) == (400, True)


async def test_the_quarters_circular_is_drafted_from_the_same_counts(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    staff, _ = await set_up_reports(ctx)
    await log_some(ctx, staff)
    call = await staff_caller(http_client, base_url, "lin-login")
    page = (await call.fetch("GET", "/console/circulars?on=2026-11-01")).body.decode()
    assert "黄石港区共有3个村（社区），其中2个有在聘的法律顾问，占66.7%。" in page
    assert "审核通过服务记录4条，服务时长8.3小时" in page
    assert "天桥社区，没有在聘的法律顾问" in page
    assert not re.search(r" style=|<script>| onclick", page)
    last = (await call.fetch("GET", "/console/circulars")).body.decode()
    assert "关于2026年第三季度村（社区）法律顾问工作情况的通报" in last


async def test_what_a_resident_said_of_the_booking_stands_beside_its_entry(ctx: Context) -> None:
    staff, _ = await set_up_reports(ctx)
    entry = await log(ctx, client_id="booking:b1")
    await approve_entry(ctx, staff=staff, entry_id=entry.id)
    rated = Rating(
        id=rating_id(RatedKind.BOOKING, "b1"),
        kind=RatedKind.BOOKING,
        subject_id="b1",
        resident_id="li",
        provider_id="zhang",
        service_code=None,
        village_code=VILLAGE,
        county_code=COUNTY,
        score=4,
        words="讲得清楚",
        created_at=ctx.now(),
        changed_at=ctx.now(),
    )
    await ctx.store.ratings.add(rated)
    other = await log(ctx, from_time=time(14), to_time=time(15))
    await approve_entry(ctx, staff=staff, entry_id=other.id)
    told = await tell_report_page(ctx, staff=staff, wish=NOVEMBER)
    place = [column.key for column in COLUMNS].index("rating")
    assert [row[place] for row in told.rows] == ["满意", ""]
