"""From a sentence in the village group to a booking and an advisor at work, each at their own door."""

from playwright.sync_api import Page, expect

from tests.end_to_end.browser import DESK, Doors, browser, demo_address, doors, keep_picture

__all__ = ["browser", "demo_address", "doors"]  # fixtures

WISH = "我想找律师看看征地补偿"
PUSH_MILLISECONDS = 60_000
"""The first push is due when the demo starts; a job of every few seconds draws and sends it."""


def test_a_sentence_in_the_group_becomes_a_booking_and_the_advisor_takes_it(doors: Doors) -> None:
    group = doors.open("/demo/group", DESK)
    number = say_wish(group)
    keep_picture(group, "group-answered")

    resident = open_card(group)
    resident.get_by_role("button", name="王建国").click()
    expect(resident.get_by_role("heading", name=number)).to_be_visible()
    keep_picture(resident, "resident-matter")
    resident.get_by_role("button", name="一键预约").click()
    expect(resident.get_by_role("heading", name="已经约好了")).to_be_visible()
    expect(resident.get_by_role("link", name=number)).to_be_visible()

    advisor = doors.open("/demo/advisor")
    advisor.get_by_role("button", name="张明").click()
    expect(advisor.get_by_role("article").filter(has_text=number)).to_contain_text(WISH)
    keep_picture(advisor, "advisor-matter")
    advisor.get_by_role("button", name=f"接单：{number}").click()
    expect(advisor.get_by_text("已接单")).to_be_visible()

    resident.get_by_role("link", name=number).click()
    expect(resident.get_by_text("办理中", exact=True)).to_be_visible()
    keep_picture(resident, "resident-matter-taken")


def test_each_room_keeps_its_own_talk(doors: Doors) -> None:
    group = doors.open("/demo/group", DESK)
    expect(group.get_by_role("log")).to_be_visible()
    group.get_by_label("要说的话").fill("大家好")
    group.get_by_role("button", name="发送").click()
    expect(group.get_by_role("log")).to_contain_text("大家好")
    group.get_by_role("button", name="（企业微信）").click()
    expect(group.get_by_role("heading", name="（企业微信）")).to_be_visible()
    expect(group.get_by_role("log")).not_to_contain_text("大家好")


def test_a_poster_hangs_in_one_group_and_waits_for_the_owner_in_the_other(doors: Doors) -> None:
    group = doors.open("/demo/group", DESK)
    poster = group.get_by_role("button", name="普法海报").first
    expect(poster).to_be_visible(timeout=PUSH_MILLISECONDS)
    poster.click()
    enlarged = group.get_by_role("dialog", name="大图").get_by_role("img")
    expect(enlarged).to_have_js_property("complete", True)
    box = enlarged.bounding_box()
    assert box is not None
    assert box["width"] >= 550, "a long picture is read by scrolling, not shrunk to the window's height"
    keep_picture(group, "group-poster")
    group.get_by_role("button", name="关闭").click()

    group.get_by_role("button", name="（企业微信）").click()
    expect(group.get_by_role("heading", name="（企业微信）")).to_be_visible()
    expect(group.get_by_role("log").get_by_role("img")).to_have_count(0)
    group.get_by_role("button", name="确认发送").click(timeout=PUSH_MILLISECONDS)
    expect(group.get_by_role("log").get_by_role("img", name="普法海报")).to_be_visible()
    keep_picture(group, "group-confirmed")


def test_unsure_the_bot_asks_back_and_a_yes_makes_the_matter(doors: Doors) -> None:
    group = doors.open("/demo/group", DESK)
    group.get_by_label("我是").select_option(label="陈小梅（村民）")
    group.get_by_role("button", name="谁会写上诉状啊，急").click()
    expect(group.get_by_role("log")).to_contain_text("要的话请回复“要”。")
    group.get_by_role("button", name="要", exact=True).click()
    expect(group.get_by_role("article").filter(has_text="@陈小梅 已收到您的诉求，编号 HS").last).to_be_visible()


def test_a_poster_waits_to_be_carried_into_a_group_without_a_platform(doors: Doors) -> None:
    console = sign_in_county(doors)
    console.goto(f"{doors.address}/console/channels/manual")
    waiting = console.locator("[data-item]").filter(has_text="【今日普法】")
    for _ in range(20):
        if waiting.count():
            break
        console.wait_for_timeout(1_000)
        console.reload()
    expect(waiting.get_by_role("link", name="打开海报")).to_be_visible()
    expect(waiting.get_by_role("button", name="复制")).to_be_visible()
    keep_picture(console, "console-manual")


def test_an_open_page_of_the_console_hears_of_an_emergency(doors: Doors) -> None:
    console = sign_in_county(doors)
    group = doors.open("/demo/group", DESK)
    group.get_by_role("button", name="他又打我了，救命").click()
    expect(console.get_by_role("alert").filter(has_text="【紧急求助】")).to_be_visible(timeout=40_000)
    assert console.title().startswith("【提醒】")


def sign_in_county(doors: Doors) -> Page:
    """The browser of the county's justice bureau."""
    console = doors.open("/console/sign-in", DESK)
    console.get_by_label("用户名").fill("sifaju")
    console.get_by_label("密码").fill("demo-sifaju-1")
    console.keyboard.press("Enter")
    console.wait_for_url("**/console")
    return console


def say_wish(group: Page) -> str:
    """王建国 says it; the answer names the number that was given."""
    group.get_by_label("我是").select_option(label="王建国（村民）")
    group.get_by_role("button", name=WISH).click()
    answer = group.get_by_role("article").filter(has_text="编号 HS").last
    expect(answer).to_contain_text("@王建国")
    return answer.inner_text().split("编号 ")[1].split("。")[0].split("，")[0]


def open_card(group: Page) -> Page:
    """Tap the mini-program card under the answer."""
    with group.context.expect_page() as opened:
        group.get_by_role("link", name="点按打开").last.click()
    opened.value.set_viewport_size({"width": 375, "height": 812})
    return opened.value
