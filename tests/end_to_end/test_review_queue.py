"""The review queue by keyboard alone, in a real browser: the way to 300 entries before lunch."""

from playwright.sync_api import Page, expect

from server.demo_data import world
from tests.end_to_end.browser import (
    DESK,
    Doors,
    browser,  # noqa: F401  a fixture
    demo_address,  # noqa: F401  a fixture
    doors,  # noqa: F401  a fixture
    keep_picture,
)


def sign_in(opened: Doors, login: str, path: str) -> Page:
    """The console as this member of staff sees it."""
    person = next(one for one in world.STAFF if one.login == login)
    page = opened.open(f"/console/sign-in?next={path}", DESK)
    page.fill("[name=login]", person.login)
    page.fill("[name=password]", person.password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(opened.address + path)
    return page


def test_entries_are_reviewed_without_touching_the_mouse(doors: Doors) -> None:  # noqa: F811
    page = sign_in(doors, "sifasuo", "/console/entries")
    waiting = page.locator("tr[data-item]")
    total = waiting.count()
    assert total >= 4
    keep_picture(page, "review-queue")

    page.keyboard.press("?")
    expect(page.locator("#help-dialog")).to_be_visible()
    keep_picture(page, "review-queue-help")
    page.keyboard.press("Escape")

    page.keyboard.press("j")
    expect(waiting.first.locator("[data-approve]")).to_be_focused()
    page.keyboard.press("a")
    expect(waiting).to_have_count(total - 1)
    expect(page.locator("[data-count]")).to_have_text(str(total - 1))

    page.keyboard.press("u")
    expect(page.locator("[data-news]")).to_contain_text("已撤回1条")
    expect(waiting).to_have_count(total)

    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.locator("#return-dialog")).to_be_visible()
    page.keyboard.press("2")
    page.keyboard.press("Control+Enter")
    expect(waiting).to_have_count(total - 1)

    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-approve-selected]")).to_contain_text("2条")
    keep_picture(page, "review-queue-selected")
    page.keyboard.press("Shift+A")
    expect(page.locator("[data-news]")).to_contain_text("已通过2条")
    expect(waiting).to_have_count(total - 3)
    page.keyboard.press("u")
    expect(page.locator("[data-news]")).to_contain_text("已撤回2条")
    expect(waiting).to_have_count(total - 1)


def test_a_month_is_closed_unlocked_with_a_reason_and_adjusted(doors: Doors) -> None:  # noqa: F811
    page = sign_in(doors, "sifaju", "/console/months")
    row = page.locator("tr[data-item]").nth(1)  # the first has no hours
    keep_picture(page, "months")
    name = row.locator("a").first.inner_text()
    row.get_by_role("button", name="封账").click()
    expect(page.locator("[data-news]")).to_contain_text(f"已封账：{name}")
    closed = page.locator("tr[data-item]", has_text=name).first
    closed.get_by_role("button", name="解封").click()
    page.fill("#unlock-dialog textarea", "核对后更正")
    keep_picture(page, "months-unlock")
    page.locator("#unlock-dialog [type=submit]").click()
    expect(page.locator("[data-news]")).to_contain_text(f"已解封：{name}")
    page.locator("tr[data-item]", has_text=name).first.get_by_role("button", name="封账").click()
    expect(page.locator("[data-news]")).to_contain_text(f"已封账：{name}")
    page.locator("tr[data-item]", has_text=name).first.locator("a").first.click()
    page.locator("tr", has_text="已通过").get_by_role("button", name="调整").first.click()
    page.fill("#adjust-dialog [name=minutes]", "-30")
    page.fill("#adjust-dialog [name=reason]", "多记了半小时")
    keep_picture(page, "adjust")
    page.locator("#adjust-dialog [type=submit]").click()
    expect(page.locator("[data-news]")).to_contain_text("已登记调整")
    expect(page.get_by_text("封账后调整").first).to_be_visible()
    keep_picture(page, "village-year")
