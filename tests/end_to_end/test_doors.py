"""The demo's doors in a real browser: what one person does at one door is seen at another."""

from datetime import datetime, timedelta

from playwright.sync_api import Page, Route, expect

from domain.clock import SHANGHAI, now_utc
from tests.end_to_end.browser import DESK, Doors, browser, demo_address, doors, keep_picture

__all__ = ["browser", "demo_address", "doors"]  # fixtures


def test_the_four_doors_stand_under_a_banner(doors: Doors) -> None:
    page = doors.open("/", DESK)

    expect(page.get_by_role("complementary", name="演示提示")).to_have_text(
        "演示环境：数据均为虚构，请勿填写真实个人信息"
    )
    for name in ("居民的手机", "村民微信群", "法律顾问的手机", "工作人员后台"):
        expect(page.get_by_role("link", name=name)).to_be_visible()
    expect(page.get_by_role("cell", name="demo-sifasuo")).to_be_visible()
    keep_picture(page, "four-doors")


def test_a_newcomer_chooses_her_village_and_books_with_one_tap(doors: Doors) -> None:
    page = doors.open("/demo/resident")
    page.get_by_role("button", name="李桂香").click()
    choose_village(page)
    keep_picture(page, "resident-home")

    page.get_by_role("button", name="一键预约：找律师").click()
    expect(page.get_by_text("139****1001")).to_be_visible()
    keep_picture(page, "resident-phone-consent")
    page.get_by_role("button", name="允许", exact=True).click()

    expect(page.get_by_role("heading", name="已经约好了")).to_be_visible()
    for term in ("时间", "地点", "见谁", "为什么是这位", "请带上"):
        expect(page.get_by_role("term").filter(has_text=term)).to_be_visible()
    keep_picture(page, "resident-booking")

    page.get_by_role("button", name="取消预约").click()
    page.get_by_role("dialog").get_by_role("button", name="取消预约").click()
    expect(page.get_by_text("已取消", exact=True)).to_be_visible()


def test_larger_type_is_larger_and_nothing_runs_off_the_screen(doors: Doors) -> None:
    page = doors.open("/demo/resident")
    page.get_by_role("button", name="王建国").click()
    tile = page.get_by_role("button", name="一键预约：找律师")
    expect(tile).to_be_visible()
    before = tile.bounding_box()

    page.get_by_role("link", name="我的").click()
    page.get_by_text("大字模式").click()
    page.get_by_role("link", name="首页").click()
    expect(tile).to_be_visible()
    after = tile.bounding_box()

    assert before and after
    assert before["height"] >= 48
    assert after["height"] >= 60
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    keep_picture(page, "resident-home-large")


def test_an_entry_goes_from_the_advisor_to_the_reviewer_and_back(doors: Doors) -> None:
    advisor = doors.open("/demo/advisor")
    advisor.get_by_role("button", name="张明").click()
    expect(advisor.get_by_role("heading", name="今日")).to_be_visible()
    expect(advisor.get_by_role("heading", name="新诉求")).to_be_visible()
    keep_picture(advisor, "advisor-today")
    advisor.get_by_role("link", name="记工时").click()
    what = f"解答土地承包问题（{now_utc():%H%M%S}）"
    write_entry(advisor, what)
    entry = advisor.get_by_role("article").filter(has_text=what)
    expect(entry.get_by_text("待审核")).to_be_visible()
    keep_picture(advisor, "advisor-entries")

    console = doors.open("/console/entries", DESK)
    sign_in(console, "sifasuo", "demo-sifasuo")
    row = console.get_by_role("row").filter(has_text=what)
    row.get_by_role("button", name="通过").click()
    expect(row.get_by_text("已通过")).to_be_visible()
    keep_picture(console, "console-entries")

    advisor.get_by_role("link", name="进度").click()
    expect(advisor.get_by_role("progressbar").first).to_be_visible()
    keep_picture(advisor, "advisor-progress")
    advisor.get_by_role("link", name="记工时").click()
    expect(entry.get_by_text("已通过")).to_be_visible()


def test_what_was_typed_outlives_a_reload(doors: Doors) -> None:
    page = doors.open("/demo/advisor#/entries")
    page.get_by_role("button", name="周晓燕").click()
    page.get_by_role("textbox", name="简单说明").fill("写到一半")
    page.reload()
    expect(page.get_by_role("textbox", name="简单说明")).to_have_value("写到一半")


def test_a_tap_whose_answer_was_lost_books_once(doors: Doors) -> None:
    page = doors.open("/demo/resident")
    page.get_by_role("button", name="陈小梅").click()
    page.route("**/api/v1/bookings", lose_the_answer, times=1)
    page.get_by_role("button", name="一键预约：找律师").click()
    expect(page.get_by_role("alert").filter(has_text="网络不太稳定")).to_be_visible()
    doors.wrongs.clear()  # the browser reports the lost answer

    page.get_by_role("button", name="一键预约：找律师").click()
    expect(page.get_by_role("heading", name="已经约好了")).to_be_visible()
    page.get_by_role("link", name="查看我的预约").click()
    standing = page.get_by_role("main").get_by_role("listitem").filter(has_text="已预约")
    expect(standing).to_have_count(1)


def test_three_entries_written_without_a_network_arrive_once(doors: Doors) -> None:
    page = doors.open("/demo/advisor#/entries")
    page.get_by_role("button", name="周晓燕").click()
    expect(page.get_by_role("button", name="开始计时")).to_be_visible()

    page.context.set_offline(True)
    for number, begins in enumerate(("06:00", "07:00", "06:30"), 1):
        write_entry(page, f"离线记的第{number}条", begins=begins)
        expect(page.locator("[data-queued]")).to_have_count(number)
    expect(page.get_by_text("现在没有网络，照样可以记")).to_be_visible()
    keep_picture(page, "advisor-offline")

    page.route("**/api/v1/advisor/entries", lose_the_answer, times=1)
    page.context.set_offline(False)  # the answer to the first one is lost: it is sent again
    expect(page.locator("[data-queued]")).to_have_count(1, timeout=30_000)
    refused = page.locator("[data-queued]")
    expect(refused).to_contain_text("离线记的第3条")
    expect(refused.get_by_text("这段时间与您已记录的工时重叠")).to_be_visible()
    keep_picture(page, "advisor-offline-conflict")
    for number in (1, 2):
        expect(page.locator("[data-entry]").filter(has_text=f"离线记的第{number}条")).to_have_count(1)

    refused.get_by_role("button", name="改一改").click()
    expect(page.get_by_label("简单说明")).to_have_value("离线记的第3条")
    page.get_by_label("哪一天").fill(f"{now_utc().astimezone(SHANGHAI) - timedelta(days=2):%Y-%m-%d}")
    page.get_by_role("button", name="记下来").click()
    expect(page.locator("[data-entry]").filter(has_text="离线记的第3条")).to_have_count(1)
    expect(page.locator("[data-queued]")).to_have_count(0)
    doors.wrongs.clear()  # the browser reports every request that found no network


def lose_the_answer(route: Route) -> None:
    """The request arrives, its answer does not."""
    route.fetch()
    route.abort()


def choose_village(page: Page) -> None:
    """Take the first of every list until the home page is there."""
    for question in ("哪个县", "哪个乡镇", "哪个村"):
        expect(page.get_by_role("heading", name=question)).to_be_visible()
        keep_picture(page, "resident-village")
        page.get_by_role("main").get_by_role("listitem").first.get_by_role("button").click()
    expect(page.get_by_role("heading", name="您好")).to_be_visible()


def write_entry(page: Page, what: str, begins: str = "06:00") -> None:
    """An hour before breakfast: no made-up entry of the demo lies there."""
    now: datetime = now_utc().astimezone(SHANGHAI)
    day = now if now.hour >= 8 else now - timedelta(days=1)
    page.get_by_label("哪一天").fill(f"{day:%Y-%m-%d}")
    page.get_by_label("开始时间").select_option(begins)
    page.get_by_role("button", name="1小时").click()
    page.get_by_label("简单说明").fill(what)
    page.get_by_role("button", name="记下来").click()


def sign_in(page: Page, login: str, password: str) -> None:
    """At the console's door."""
    page.get_by_label("用户名").fill(login)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
