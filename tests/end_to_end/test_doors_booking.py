"""All of booking at the phone doors: one tap, another time, a parent, the waitlist, the green channel, the desk."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from domain.clock import SHANGHAI, now_utc
from tests.end_to_end.browser import DESK, Doors, browser, demo_address, doors, keep_picture

__all__ = ["browser", "demo_address", "doors"]  # fixtures

LAWYER = "一键预约：找律师"
AROUND_MIDNIGHT = now_utc().astimezone(SHANGHAI).hour in (23, 0)


def test_one_tap_on_the_home_page_gives_a_confirmed_booking(doors: Doors) -> None:
    page = enter_as(doors, "resident", "王建国")
    tiles = page.get_by_role("button", name="一键预约：")
    expect(tiles).to_have_count(6)
    keep_picture(page, "resident-front-desk")

    page.get_by_role("button", name=LAWYER).click()

    expect(page.get_by_role("heading", name="已经约好了")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="加进日历").click()
    assert "BEGIN:VEVENT" in saved.value.path().read_text(encoding="utf-8")

    old_time = time_of(page).inner_text()
    page.get_by_role("link", name="改期").click()
    page.locator(".time").nth(4).click()
    page.get_by_role("dialog").get_by_role("button", name="改期").click()
    expect(page.get_by_role("heading", name="预约详情")).to_be_visible()
    expect(time_of(page)).not_to_have_text(old_time)
    keep_picture(page, "resident-booking-moved")
    give_up(page)


def test_every_service_has_its_class_its_guide_and_can_be_found_by_a_word(doors: Doors) -> None:
    page = enter_as(doors, "resident", "王建国")
    page.get_by_role("link", name="全部事项").click()
    page.get_by_role("link", name="公证").first.click()
    expect(page.get_by_role("main").get_by_role("heading", level=2)).to_be_visible()  # only the page of a class has one
    expect(page.get_by_role("main").get_by_role("listitem").first).to_be_visible()
    page.go_back()
    expect(page.get_by_role("main").get_by_role("link", name="法律咨询").first).to_be_visible()  # drawn anew

    page.get_by_role("searchbox", name="找一件事").fill("遗嘱")
    found = page.get_by_role("main").get_by_role("link")
    expect(found.first).to_contain_text("遗嘱")
    found.first.click()
    for chapter in ("谁能办", "要带什么", "怎么办", "多久", "收费", "依据", "在哪里", "电话"):
        expect(page.get_by_role("heading", name=chapter, exact=True)).to_be_visible()
    keep_picture(page, "resident-guide")


def test_a_parent_is_booked_for_only_with_their_consent(doors: Doors) -> None:
    page = enter_as(doors, "resident", "陈小梅")
    page.get_by_role("link", name="办事指南：找律师").click()
    page.get_by_role("link", name="替家人约").click()
    page.get_by_label("家里人的姓名").fill("陈奶奶")
    forgive(doors, page.get_by_role("button", name="约最早的时间").click, page)
    expect(page.get_by_role("alert").filter(has_text="须先征得本人同意")).to_be_visible()

    page.get_by_role("checkbox", name="本人同意由我代约").check()
    page.get_by_role("button", name="约最早的时间").click()
    expect(page.get_by_role("heading", name="已经约好了")).to_be_visible()
    expect(page.get_by_text("陈奶奶")).to_be_visible()
    give_up(page)


def test_staff_see_which_bookings_would_lie_outside_before_hours_are_kept(doors: Doors) -> None:
    phone = enter_as(doors, "resident", "王建国")
    phone.get_by_role("button", name=LAWYER).click()
    expect(phone.get_by_role("heading", name="已经约好了")).to_be_visible()
    page = doors.open("/console/sign-in?next=/console/opening", DESK)
    page.get_by_label("用户名").fill("sifaju")
    page.get_by_label("密码").fill("demo-sifaju-1")
    page.get_by_role("button", name="登录").click()
    page.get_by_role("link", name="设置张明的出诊安排").click()
    expect(page.locator(".preview-days li")).to_have_count(14)

    while page.locator("[data-day] [data-drop]").count():
        page.locator("[data-day] [data-drop]").first.click()
    expect(page.get_by_text("没有可约的时间。")).to_be_visible()
    keep_picture(page, "console-opening")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("dialog").get_by_role("listitem").first).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="再看看").click()

    page.reload()
    page.get_by_label("每天最多").fill("30")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已保存张明的出诊安排。")).to_be_visible()
    expect(page.get_by_label("每天最多")).to_have_value("30")
    expect(page.locator('[data-day="0"] [data-span]')).to_have_count(2)
    give_up(phone)


def test_what_is_done_is_rated_and_complained_of(doors: Doors) -> None:
    page = enter_as(doors, "resident", "王建国")
    page.get_by_role("link", name="预约", exact=True).click()
    expect(page.get_by_role("heading", name="以前的")).to_be_visible()  # until then the home page has such a link too
    page.get_by_role("link", name="预约公证").click()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("请先选一项。")).to_be_visible()
    page.get_by_label("不满意", exact=True).check()
    page.get_by_label("想说的话").fill("等了很久。")
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("工作人员会打电话问您情况。")).to_be_visible()
    keep_picture(page, "resident-rating")
    page.get_by_role("button", name="修改评价").click()
    expect(page.get_by_label("不满意", exact=True)).to_be_checked()

    page.get_by_role("link", name="要投诉反映").click()
    page.get_by_label("没有按时").check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("诉求已登记，转给司法所。")).to_be_visible()
    expect(page.get_by_text("没有按约定的时间接待。")).to_be_visible()


def test_whoever_comes_too_late_is_shown_other_times_as_buttons(doors: Doors) -> None:
    page = enter_as(doors, "resident", "陈小梅")
    page.goto(f"{doors.address}/demo/resident#/times/find-lawyer/-")
    wanted = page.locator(".time").nth(2)
    expect(wanted).to_be_visible()
    faster = enter_as(doors, "resident", "王建国")
    faster.goto(f"{doors.address}/demo/resident#/times/find-lawyer/-")
    for hand in (faster, page):
        hand.locator(".time").nth(2).click()
        forgive(doors, hand.get_by_role("button", name="就约这个").click, hand)
    expect(faster.get_by_role("heading", name="已经约好了")).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="约走")).to_be_visible()
    keep_picture(page, "resident-alternatives")

    page.get_by_role("button", name="张明").first.click()
    expect(page.get_by_role("heading", name="已经约好了")).to_be_visible()
    give_up(page)
    give_up(faster)


def test_the_waitlist_offers_at_once_what_is_free_and_takes_yes(doors: Doors) -> None:
    page = enter_as(doors, "resident", "陈小梅")
    page.goto(f"{doors.address}/demo/resident#/wait/appraisal")
    page.get_by_role("button", name="登记候补").click()
    expect(page.get_by_role("heading", name="有空位了，要不要？")).to_be_visible()
    expect(page.get_by_role("timer")).to_contain_text("还剩")
    keep_picture(page, "resident-offer")

    page.get_by_role("button", name="接受").click()
    expect(page.get_by_role("heading", name="要去的")).to_be_visible()
    page.get_by_role("link", name="司法鉴定").click()
    expect(page.get_by_text("已预约", exact=True)).to_be_visible()
    give_up(page)


def test_the_green_channel_needs_a_consent_of_its_own(doors: Doors) -> None:
    page = enter_as(doors, "resident", "王建国")
    page.get_by_role("link", name="我的").click()
    page.get_by_role("link", name="绿色通道").click()
    page.get_by_role("checkbox", name="年满70周岁").check()
    forgive(doors, page.get_by_role("button", name="登记", exact=True).click, page)
    expect(page.get_by_role("alert").filter(has_text="单独同意")).to_be_visible()

    page.get_by_role("checkbox", name="我同意登记").check()
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("已登记", exact=True)).to_be_visible()

    page.get_by_role("link", name="绿色通道").click()
    page.get_by_role("button", name="撤回登记").click()
    expect(page.get_by_text("已撤回登记。")).to_be_visible()


def test_a_photo_of_a_material_is_handed_in_and_taken_back(doors: Doors) -> None:
    page = enter_as(doors, "resident", "王建国")
    page.get_by_role("button", name=LAWYER).click()
    page.get_by_role("link", name="准备材料，看办理期限").click()
    picture = BytesIO()
    Image.new("RGB", (640, 480), "white").save(picture, "JPEG")
    upload = page.get_by_label("拍照上传").first
    upload.set_input_files({"name": "1.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()})
    photo = page.get_by_role("img", name="照片1")
    expect(photo).to_have_js_property("naturalWidth", 640)
    keep_picture(page, "resident-materials")

    page.get_by_role("button", name="照片1").click()
    expect(photo).to_have_count(0)
    page.go_back()
    give_up(page)


@pytest.mark.skipif(AROUND_MIDNIGHT, reason="an entry of hours never runs over midnight, so there is no draft")
def test_a_walk_in_is_served_and_leaves_a_draft_of_hours(doors: Doors) -> None:
    page = enter_as(doors, "advisor", "张明")
    page.get_by_role("link", name="现场登记").click()
    page.get_by_label("姓名").fill("李大妈")
    page.get_by_role("button", name="登记，现在接待").click()
    card = page.get_by_role("article").filter(has_text="李大妈")
    expect(card.get_by_text("已到场")).to_be_visible()
    keep_picture(page, "advisor-walk-in")

    card.get_by_role("button", name="办结").click()
    page.get_by_label("办得怎么样").fill("讲清了补偿标准")
    page.get_by_role("dialog").get_by_role("button", name="办结", exact=True).click()
    expect(card.get_by_text("结果：讲清了补偿标准")).to_be_visible()

    page.get_by_role("link", name="记工时").click()
    draft = page.get_by_role("article").filter(has_text="讲清了补偿标准")
    expect(draft.get_by_text("草稿", exact=True)).to_be_visible()
    keep_picture(page, "advisor-draft")
    draft.get_by_role("link", name="核对并提交").click()
    expect(page.get_by_label("简单说明")).to_have_value("接待预约：找律师。讲清了补偿标准")


def test_leave_asks_the_resident_first_and_the_resident_answers(doors: Doors) -> None:
    resident = enter_as(doors, "resident", "陈小梅")
    resident.get_by_role("button", name=LAWYER).click()
    expect(resident.get_by_role("heading", name="已经约好了")).to_be_visible()
    first_day = resident.evaluate(
        """async () => {
            const { token } = JSON.parse(sessionStorage.getItem("demo:resident"));
            const answer = await fetch("/api/v1/bookings", { headers: { Authorization: `Bearer ${token}` } });
            return (await answer.json()).items.find((one) => one.state === "booked").starts_at.slice(0, 10);
        }"""
    )
    advisor = enter_as(doors, "advisor", "张明")
    advisor.goto(f"{doors.address}/demo/advisor#/leaves")
    for label in ("从哪天", "到哪天"):
        advisor.get_by_label(label).fill(first_day)
    advisor.get_by_role("radio", name="先问居民愿不愿意").check()
    advisor.get_by_role("button", name="请假", exact=True).click()
    expect(advisor.get_by_role("status").filter(has_text="等居民答复")).to_be_visible()
    keep_picture(advisor, "advisor-leave")

    resident.get_by_role("link", name="查看我的预约").click()
    expect(resident.get_by_role("heading", name="想给您改个时间")).to_be_visible()
    keep_picture(resident, "resident-proposal")
    resident.get_by_role("button", name="同意改期").click()
    expect(resident.get_by_role("heading", name="想给您改个时间")).to_have_count(0)
    resident.get_by_role("link", name="找律师").first.click()
    give_up(resident)

    advisor.get_by_role("button", name="撤销请假").click()
    advisor.get_by_role("dialog").get_by_role("button", name="撤销").click()
    expect(advisor.get_by_text("没有请假。")).to_be_visible()


def enter_as(doors: Doors, door: str, name: str) -> Page:
    """At a phone door, as somebody who has been here before."""
    page = doors.open(f"/demo/{door}")
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("navigation", name="主菜单")).to_be_visible()
    return page


def time_of(page: Page) -> Locator:
    """The time that a booking's card shows."""
    return page.locator("[data-booking] dd.big").first


def give_up(page: Page) -> None:
    """Cancel the booking that is shown, so that the next test finds the demo as it was."""
    page.get_by_role("button", name="取消预约").click()
    page.get_by_role("dialog").get_by_role("button", name="取消预约").click()
    expect(page.get_by_text("已取消", exact=True)).to_be_visible()


def forgive(doors: Doors, act: Callable[[], None], page: Page) -> None:
    """A refusal is part of the story: the browser reports it as an error."""
    with page.expect_response(lambda answer: "/api/v1/" in answer.url and answer.request.method in ("POST", "PUT")):
        act()
    page.wait_for_timeout(100)
    doors.wrongs[:] = [wrong for wrong in doors.wrongs if "status of 40" not in wrong]
