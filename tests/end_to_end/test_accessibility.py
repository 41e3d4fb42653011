"""Every view of the doors and the console under axe-core, in both type sizes; sizes are measured, not believed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # it carries no types
from playwright.sync_api import Page, expect

from domain.clock import civil_date, now_utc
from domain.rosters import Roster
from tests.end_to_end.browser import DESK, PHONE, Doors, browser, demo_address, doors, keep_picture
from tests.roster_files import ADVISOR, make_file

__all__ = ["browser", "demo_address", "doors"]  # fixtures

WIDE = {"width": 1366, "height": 768}
SMALLEST_TEXT_PIXELS = 18
SMALLEST_TARGET_PIXELS = {False: 48, True: 60}  # by whether the type is large

RESIDENT_VIEWS = (
    "home",
    "article/start-bride-price",
    "all",
    "class/notary",
    "service/notary",
    "times/find-lawyer/-/family",
    "bookings",
    "booking/{booking}",
    "booking/{booking}/new",
    "materials/{booking}",
    "move/{booking}",
    "wait/notary",
    "green",
    "matters",
    "ask",
    "complain",
    "me",
    "messages",
    "village",
)
ADVISOR_VIEWS = ("day", "walk-in", "entries", "progress", "leaves", "opening", "feed", "group-code")
CONSOLE_PAGES = (
    "",
    "/entries",
    "/villages",
    "/bookings",
    "/opening",
    "/opening/demo-zhang-ming",
    "/applications",
    "/groups",
    "/channels",
    "/channels/bindings",
    "/channels/manual",
    "/alarms",
    "/articles",
    "/articles/new",
    "/articles/start-bride-price",
    "/push-plans",
    "/push-plans/calendar",
    "/push-plans/demo-plan-calendar",
    "/deliveries",
    "/matters",
    "/ratings",
    "/answers",
    "/people/advisors",
    "/people/advisors/new",
    "/people/advisors/demo-zhang-ming",
    "/people/advisors/demo-zhang-ming/edit",
    "/people/appointments",
    "/people/villages",
    "/people/staff",
    "/people/imports",
    "/password",
    "/overview",
    "/overview/990101100000",
    "/overview/990101000000/records/approved",
    "/overview/990101000000/records/matters",
    "/advisors/demo-zhang-ming/years/{year}",
    "/reports?kind=year",
    "/sent-reports",
    "/circulars",
    "/villages/990101100201/file",
)

MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Look:
    """How a view is looked at."""

    size: dict[str, int]
    large: bool

    def __str__(self) -> str:
        return f"{self.size['width']} px{', large' if self.large else ''}"


LOOKS = (Look(PHONE, large=False), Look(PHONE, large=True), Look(WIDE, large=False), Look(WIDE, large=True))


def test_every_view_of_the_residents_phone(doors: Doors) -> None:
    page = doors.open("/demo/resident")
    expect(page.get_by_role("button", name="王建国")).to_be_visible()
    problems = look_at(page, "choose")
    page.get_by_role("button", name="王建国").click()
    page.get_by_role("button", name="一键预约：找律师").click()
    expect(page.get_by_role("heading", name="已经约好了")).to_be_visible()
    booking = page.url.split("/booking/")[1].split("/")[0]
    page.get_by_role("button", name="取消预约").click()
    problems += look_at(page, "a sheet")
    page.keyboard.press("Escape")

    for view in RESIDENT_VIEWS:
        problems += look_at_view(page, f"{doors.address}/demo/resident#/{view.format(booking=booking)}")

    assert not problems, "\n".join(problems)


def test_every_view_of_the_advisors_phone(doors: Doors) -> None:
    page = doors.open("/demo/advisor")
    page.get_by_role("button", name="张明").click()
    expect(page.get_by_role("heading", name="今天")).to_be_visible()
    problems = []

    for view in ADVISOR_VIEWS:
        problems += look_at_view(page, f"{doors.address}/demo/advisor#/{view}")

    assert not problems, "\n".join(problems)


def test_the_home_page_and_the_group(doors: Doors) -> None:
    page = doors.open("/")
    expect(page.get_by_role("cell", name="demo-sifasuo")).to_be_visible()
    problems = look_at(page, "four doors")
    page = doors.open("/demo/group", DESK)
    expect(page.get_by_role("log")).to_be_visible()
    problems += look_at(page, "group")

    assert not problems, "\n".join(problems)


def sign_in(doors: Doors) -> Page:
    """The console's door, passed by the county's staff."""
    page = doors.open("/console/sign-in", WIDE)
    page.get_by_label("用户名").fill("sifaju")
    page.get_by_label("密码").fill("demo-sifaju-1")
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{doors.address}/console")
    return page


def test_the_overview_goes_down_without_loading_anew_and_keeps_its_tables(doors: Doors) -> None:
    page, this_year = sign_in(doors), civil_date(now_utc()).year
    page.goto(f"{doors.address}/console/overview")
    expect(page.locator("canvas")).to_have_count(2)
    expect(page.locator("#pace-table")).to_be_hidden()  # folded beside its chart
    page.evaluate("window.stays = true")
    page.locator(".overview-table tbody th a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("柳溪镇")
    expect(page.locator("canvas")).to_have_count(2)
    page.get_by_text("看表格").first.click()
    expect(page.locator("#pace-table")).to_be_visible()
    assert page.evaluate("window.stays") is True
    page.get_by_label("年度").focus()
    page.get_by_label("年度").select_option(index=1)
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{this_year - 1}年")
    expect(page.get_by_label("年度")).to_be_focused()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("柳溪镇")

    state = page.context.storage_state()
    plain = page.context.browser.new_context(java_script_enabled=False, storage_state=state)  # type: ignore[union-attr]
    without = plain.new_page()
    without.goto(f"{doors.address}/console/overview")
    expect(without.locator("#pace-table")).to_be_visible()
    expect(without.locator("#coverage-table")).to_be_visible()


def test_every_page_of_the_console(doors: Doors) -> None:
    page = doors.open("/console/sign-in", WIDE)
    problems = check_with_axe(page, "sign-in")
    page = sign_in(doors)

    for path in (one.format(year=civil_date(now_utc()).year) for one in CONSOLE_PAGES):
        page.goto(f"{doors.address}/console{path}")
        for size in (WIDE, PHONE):
            resize(page, size)
            problems += check_with_axe(page, f"/console{path} at {size['width']} px")

    assert not problems, "\n".join(problems)


def test_rolls_are_kept_from_the_first_scan_to_the_last_confirmation(doors: Doors, tmp_path: Path) -> None:
    page = doors.open("/console/sign-in?next=/console/people/imports", WIDE)
    page.get_by_role("link", name="企业微信扫码登录").press("Enter")
    page.get_by_role("link", name="吴强").press("Enter")
    page.wait_for_url(f"{doors.address}/console/people/imports")

    problems = []
    for name, phone, state in (("faulty", "123", "有错误"), ("good", "13900000009", "待确认")):
        file = tmp_path / f"{name}.xlsx"
        file.write_bytes(make_file(Roster.ADVISORS, [ADVISOR | {"village": "上湾村", "phone": phone}]))
        page.goto(f"{doors.address}/console/people/imports")
        page.set_input_files("#file", file)
        page.get_by_role("button", name="上传并预览").press("Enter")
        expect(page.get_by_role("heading", name=f"法律顾问和聘任 {state}")).to_be_visible()
        problems += check_with_axe(page, f"{name} import")
        keep_picture(page, f"import-{name}")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="导入", exact=True).press("Enter")
    expect(page.locator("[data-news]")).to_have_text("已全部导入。")

    page.goto(f"{doors.address}/console/people/staff")
    page.get_by_role("button", name="新建账号").press("Enter")
    page.keyboard.type("hexiuying")
    page.keyboard.press("Tab")
    page.keyboard.type("何秀英")
    form = page.get_by_role("dialog", name="新建账号")
    form.get_by_label("角色").select_option("village")
    form.get_by_label("搜索单位所在区划").fill("上湾村")
    page.keyboard.press("Enter")  # in the search it narrows and does not send the form
    form.get_by_role("button", name="保存").press("Enter")
    expect(page.get_by_role("dialog", name="一次性密码")).to_be_visible()
    problems += check_with_axe(page, "one-time password")
    password = page.locator("#password-dialog .once").inner_text()

    village = doors.open("/console/sign-in", WIDE)
    village.get_by_label("用户名").fill("hexiuying")
    village.get_by_label("密码").fill(password)
    village.keyboard.press("Enter")
    village.wait_for_url(f"{doors.address}/console/password")
    village.get_by_label("一次性密码").fill(password)
    village.get_by_label("新密码").fill("four loose words")
    village.keyboard.press("Enter")
    village.wait_for_url(f"{doors.address}/console/my-village")
    village.get_by_role("button", name="确认属实").first.press("Enter")
    expect(village.get_by_text("何秀英已确认").first).to_be_visible()
    problems += check_with_axe(village, "a village's page")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("door", ["resident", "advisor"])
def test_large_type_stays_while_one_moves_about(doors: Doors, door: str) -> None:
    page = doors.open(f"/demo/{door}")
    page.evaluate("sessionStorage.setItem('demo:large', 'yes')")
    page.reload()
    expect(page.locator("html")).to_have_class("large")


def look_at_view(page: Page, address: str) -> list[str]:
    """A phone's view, once what it shows has arrived."""
    page.evaluate("document.querySelector('.phone-main').firstElementChild.setAttribute('data-before', '')")
    page.goto(address)
    expect(page.locator(".phone-main > :not([data-before]):not(.waiting)")).to_be_visible()
    return look_at(page, address.split("#")[-1])


def look_at(page: Page, name: str) -> list[str]:
    """What is wrong with what a page shows now, at both widths and in both type sizes."""
    problems = []
    before = page.viewport_size
    for look in LOOKS:
        resize(page, look.size)
        page.evaluate("(large) => document.documentElement.classList.toggle('large', large)", look.large)
        small: list[str] = page.evaluate(MEASURE, [SMALLEST_TEXT_PIXELS, SMALLEST_TARGET_PIXELS[look.large]])
        problems += [f"{name} ({look}): {one}" for one in small]
        problems += check_with_axe(page, f"{name} ({look})")
    page.evaluate("document.documentElement.classList.remove('large')")
    resize(page, {"width": before["width"], "height": before["height"]} if before else PHONE)
    return problems


def resize(page: Page, size: dict[str, int]) -> None:
    """Give the page another size."""
    page.set_viewport_size({"width": size["width"], "height": size["height"]})


def check_with_axe(page: Page, name: str) -> list[str]:
    """The violations of every rule of axe-core, each with the first places."""
    violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [f"{name}: {one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in violations]
