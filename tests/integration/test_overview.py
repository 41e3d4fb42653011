"""The overview of a region: every figure leads to exactly the records that it counts, level by level."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from tornado.httpclient import AsyncHTTPClient

from actions.context import Context
from actions.overview import tell_overview
from actions.overview_records import RecordsWish, tell_records
from actions.set_duties import set_duties
from domain.duties import Duty, DutyMeasure, DutyPeriod
from domain.errors import NotFound
from domain.hours import EntryWay
from domain.people import Role, Staff
from store.database import Database
from tests.builders import COUNTY, TOWNSHIP, VILLAGE, add_staff
from tests.callers import Caller, staff_caller
from tests.overview_stage import CITY, LONE_VILLAGE, OTHER_COUNTY, OTHER_VILLAGE, add_region, add_staff_of_all_levels

pytestmark = pytest.mark.gen_test(timeout=120)

ON_SITE_TWO_HOURS = Duty("到村服务", DutyPeriod.MONTH, DutyMeasure.MINUTES, 120, way=EntryWay.ON_SITE)
LINK = re.compile(r'<a[^>]* href="(/console/overview/\d{12}/records/[^"]*)"[^>]*>(.*?)</a>', re.S)
COUNT = re.compile(r"data-count-of-records>(\d+)<")
MINUTES = re.compile(r"合计<strong>([^<]*)</strong>")
NUMBER = re.compile(r"\d+")


async def page(call: Caller, path: str) -> str:
    """The text of a page that must be there."""
    answer = await call.fetch("GET", path)
    assert answer.code == 200, (path, answer.body.decode()[-800:])
    return answer.body.decode()


def minutes_of(words: str) -> int:
    """``1小时30分`` as minutes."""
    hours, rest = re.search(r"(\d+)小时", words), re.search(r"(\d+)分", words)
    return (int(hours[1]) * 60 if hours else 0) + (int(rest[1]) if rest else 0)


def says_the_same(figure: str, words: str, count: int, minutes: int, listed: str) -> bool:
    """Whether what the link says is what the list that it leads to adds up to."""
    if words.endswith("%"):
        return count > 0
    if figure == "villages" and "小时" in words:  # expected or forecast: a column of the list
        columns = [re.findall(r'<td class="number">([^<a]*)</td>', row) for row in listed.split("<tr data-record>")[1:]]
        return minutes_of(words) in {sum(minutes_of(row[index]) for row in columns) for index in (0, 1)}
    if "小时" in words and "落后" not in words and figure != "behind":
        return minutes_of(words) == minutes
    if figure == "behind" and "落后" not in words and "小时" in words:
        return count == 1  # a village's own gap
    return int(NUMBER.findall(words)[0]) in ({count, minutes} if figure == "on_site" else {count})


async def test_every_figure_leads_to_exactly_its_records(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await add_region(ctx)
    await add_staff(ctx, "shi", division_code=CITY, role=Role.CITY)
    call = await staff_caller(http_client, base_url, "shi-login")
    lists: dict[str, str] = {}
    for code in (CITY, COUNTY, TOWNSHIP, VILLAGE):
        text = await page(call, f"/console/overview/{code}")
        links = {(unescape(href), words.strip()) for href, words in LINK.findall(text)}
        figures = {urlsplit(href).path.split("/")[-1] for href, _ in links}
        assert figures >= {"approved", "awaiting", "returned", "on_site", "lectures", "served", "in_time", "bookings"}
        for href, words in links:
            listed = lists[href] = lists.get(href) or await page(call, href)
            count, found = int(COUNT.findall(listed)[0]), MINUTES.findall(listed)
            minutes = minutes_of(found[0]) if found else -1
            assert listed.count("data-record>") == count, href
            figure = urlsplit(href).path.split("/")[-1]
            assert says_the_same(figure, words, count, minutes, listed), (href, words, count)
    assert "正在汇总" not in text
    await ctx.store.hour_totals.mark(2026, VILLAGE, "a change under way", ctx.now(), [11])
    assert "有1个村（社区）的工时正在汇总" in await page(call, "/console/overview")


@pytest.mark.both_stores
async def test_the_figures_of_a_county_are_those_of_what_happened(ctx: Context, database: Database) -> None:
    await add_region(ctx)
    staff = await add_staff(ctx, "lin", division_code=COUNTY, role=Role.COUNTY)
    told = await tell_overview(ctx, staff=staff)
    total = told.figures
    assert (total.villages, total.served, total.unserved) == (3, 2, 1)
    assert (total.approved_minutes, total.awaiting_minutes, total.returned_count) == (
        180 + 120 + 60 + 60 + 120 + 180,
        120,
        1,
    )
    assert (total.approved_by_month[2], total.approved_by_month[9], total.approved_by_month[10]) == (180, 60, 480)
    assert (total.on_site_minutes, total.on_site_met, total.lectures, total.lecture_met) == (480, 1, 1, 1)
    assert (total.consultations, total.in_time, total.overdue, total.matters, total.bookings) == (4, 1, 2, 5, 1)
    assert total.target_minutes == 18_000 and total.expected_minutes == 3 * (6_000 * 327 // 365)
    assert [row.division.id for row in told.rows] == [TOWNSHIP, "420202006000"]
    assert sum(row.figures.approved_minutes for row in told.rows) == total.approved_minutes
    assert [one.village.id for one in told.needs] == [LONE_VILLAGE, OTHER_VILLAGE, VILLAGE]
    await set_duties(ctx, staff=staff, appointment_id=f"zhang-{OTHER_VILLAGE}", duties=[ON_SITE_TWO_HOURS])
    eased = (await tell_overview(ctx, staff=staff)).figures
    assert (eased.on_site_met, eased.on_site_owed, eased.lecture_met) == (2, 240 + 240 + 120, 2)
    march = await tell_overview(ctx, staff=staff, month=3)
    assert (march.figures.lectures, march.figures.on_site_minutes, march.figures.matters) == (1, 180, 0)
    before = await tell_overview(ctx, staff=staff, year=2025)
    assert (before.period.month, before.figures.approved_minutes, before.figures.served) == (12, 0, 0)
    await check_advisors_of_a_village(ctx)
    await check_what_a_vanished_village_left(ctx, database, staff)
    await check_a_place_without_villages(ctx)


async def check_advisors_of_a_village(ctx: Context) -> None:
    """Below a village stand its advisors, each with an own part."""
    staff = await add_staff(ctx)
    told = await tell_overview(ctx, staff=staff, code=VILLAGE)
    rows = {row.provider_id: row for row in told.advisors}
    assert (rows["zhang"].sums.approved_minutes, rows["wang"].sums.approved_minutes) == (360, 60)
    assert (rows["wang"].sums.awaiting_minutes, rows["wang"].serving) == (120, True)
    assert [one.id for one in told.path] == [TOWNSHIP, VILLAGE]
    wish = RecordsWish(provider_id="wang")
    records = (await tell_records(ctx, staff=staff, code=VILLAGE, figure="approved", wish=wish)).records
    assert records.count == 1 and records.shown[0].provider.name == "王丽"  # type: ignore[union-attr]


async def check_what_a_vanished_village_left(ctx: Context, database: Database, staff: Staff) -> None:
    """Its hours stay; it counts as no village."""
    before = (await tell_overview(ctx, staff=staff)).figures
    await database["divisions"].update_one({"_id": OTHER_VILLAGE}, {"$set": {"state": "vanished"}})
    ctx.store.divisions._levels.forget_all()
    after = (await tell_overview(ctx, staff=staff)).figures
    assert (after.villages, after.approved_minutes) == (before.villages - 1, before.approved_minutes)
    records = (await tell_records(ctx, staff=staff, code=COUNTY, figure="approved", wish=RecordsWish())).records
    assert records.count == 6


async def check_a_place_without_villages(ctx: Context) -> None:
    """It says so."""
    staff = await add_staff(ctx, "sun", division_code=OTHER_COUNTY, role=Role.COUNTY)
    told = await tell_overview(ctx, staff=staff)
    assert (told.rows, told.needs, told.figures.villages, told.figures.gap_sentence) == ((), (), 0, "没有村（社区）")
    with pytest.raises(NotFound):
        await tell_overview(ctx, staff=staff, code=CITY)


async def test_each_level_sees_what_lies_below_it_and_nothing_else(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await add_region(ctx)
    await add_staff_of_all_levels(ctx)
    city = await staff_caller(http_client, base_url, "shi-login")
    text = await page(city, "/console/overview")
    assert f"/console/overview/{COUNTY}?" in text and f"/console/overview/{OTHER_COUNTY}?" in text
    township = await staff_caller(http_client, base_url)
    assert "天桥社区" not in await page(township, "/console/overview")
    for path in (f"/console/overview/{COUNTY}", f"/console/overview/{OTHER_VILLAGE}/records/approved"):
        assert (await township.fetch("GET", path)).code == 404
    neighbour = await staff_caller(http_client, base_url, "sun-login")
    for path in (f"/console/overview/{VILLAGE}", "/console/advisors/zhang/years/2026"):
        assert (await neighbour.fetch("GET", path)).code == 404
    own = await page(township, "/console/advisors/zhang/years/2026")
    assert "桂花湾社区" in own and "天桥社区" not in own and "全年记录（3条）" in own
    for path in (
        f"/console/overview/{VILLAGE}/records/points",
        "/console/overview/nowhere",
        "/console/advisors/nobody/years/2026",
    ):
        assert (await township.fetch("GET", path)).code == 404
    assert (await township.fetch("GET", "/console/overview?year=2099")).code == 400
