"""Signing in by scanning with WeCom: one browser, one scan, five minutes, and only those who are bound."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.web import Application

from actions.context import Context
from server.app import make_app
from tests.builders import SettableClock, add_divisions, add_staff
from tests.callers import Caller, cookies_of
from wechat.platform import WeChatConfig, open_wechat

pytestmark = pytest.mark.gen_test(timeout=60)

START = "/console/sign-in/wecom"


class Browser(Caller):
    """A browser that goes to WeCom and comes back."""

    async def start(self, onwards: str = "/console/entries") -> str:
        """Press the button; where WeCom is."""
        answer = await self.fetch("GET", f"{START}?next={onwards}")
        assert answer.code == 302
        self.headers = {"Cookie": cookies_of(answer)}
        return answer.headers["Location"]

    async def scan(self, page: str, who: str) -> str:
        """Scan as somebody; the address to which WeCom sends the browser back, without its host."""
        shown = await self.client.fetch(page)
        link = unescape(re.findall(r'href="(confirm[^"]*userid=liu-fang)"', shown.body.decode())[0])
        link = link.replace("userid=liu-fang", f"userid={who}")
        tapped = await self.client.fetch(
            f"{page.split('/login?')[0]}/{link}", follow_redirects=False, raise_error=False
        )
        back = urlsplit(tapped.headers["Location"])
        return f"{back.path}?{back.query}"

    async def come_back(self, address: str) -> tuple[int, str]:
        """Status, and where one is sent or the code of the refusal."""
        answer = await self.fetch("GET", address)
        if answer.code == 302:
            if "staff_session" in str(answer.headers.get_list("Set-Cookie")):
                self.headers = {"Cookie": cookies_of(answer)}
            return 302, answer.headers["Location"]
        found = re.search(r"<code>(\w+)</code>", answer.body.decode())
        assert found
        return answer.code, found[1]


@pytest.fixture
async def browser(ctx: Context, http_client: AsyncHTTPClient, base_url: str) -> Callable[[], Browser]:
    await add_divisions(ctx)
    await add_staff(ctx, wecom_user_id="liu-fang")
    return lambda: Browser(http_client, base_url)


async def test_who_scans_is_signed_in_and_goes_where_they_wanted(browser: Callable[[], Browser]) -> None:
    mine = browser()
    page = await mine.start()
    asked = {name: values[0] for name, values in parse_qs(urlsplit(page).query).items()}
    assert (asked["login_type"], asked["appid"], asked["agentid"]) == ("CorpApp", "ww-sandbox", "1000001")
    assert asked["redirect_uri"] == "http://127.0.0.1/console/sign-in/wecom/callback"
    assert re.fullmatch(r"[0-9a-f]{48}", asked["state"])
    assert await mine.come_back(await mine.scan(page, "liu-fang")) == (302, "/console/entries")
    assert (await mine("GET", "/api/v1/staff/me"))[1]["name"] == "吴芳"


async def test_a_scan_is_good_once_in_its_own_browser_and_for_five_minutes(
    browser: Callable[[], Browser], clock: SettableClock
) -> None:
    mine, other = browser(), browser()
    back = await mine.scan(await mine.start(), "liu-fang")
    ticket = dict(mine.headers)
    assert await other.come_back(back) == (403, "scan_refused")  # no ticket at all
    await other.start()
    assert await other.come_back(back) == (403, "scan_refused")  # another browser's
    assert (await mine.come_back(back))[0] == 302
    mine.headers = ticket
    assert await mine.come_back(back) == (403, "scan_refused")  # once more

    late = await other.scan(await other.start(), "liu-fang")
    clock.move(minutes=6)
    assert await other.come_back(late) == (403, "scan_refused")

    state = parse_qs(urlsplit(await other.start()).query)["state"][0]
    assert await other.come_back(f"{START}/callback?state={state}") == (403, "scan_refused")  # 取消 on the phone
    state = parse_qs(urlsplit(await other.start()).query)["state"][0]
    forged = await other.come_back(f"{START}/callback?code=forged&state={state}")
    assert forged == (400, "login_code_invalid")
    other.headers = {"Cookie": 'wecom_ticket="made up"'}
    assert await other.come_back(f"{START}/callback?code=x&state=made") == (403, "scan_refused")


async def test_only_who_is_bound_and_in_service_gets_in(ctx: Context, browser: Callable[[], Browser]) -> None:
    async def try_as(who: str) -> tuple[int, str]:
        mine = browser()
        return await mine.come_back(await mine.scan(await mine.start(), who))

    assert await try_as("wu-qiang") == (403, "wecom_not_bound")
    assert await try_as("a-customer") == (403, "wecom_not_bound")  # no member of the corporation
    await ctx.store.staff.change("wu", must_change_password=True)
    assert await try_as("liu-fang") == (302, "/console/entries")
    kept = await ctx.store.staff.find("wu")
    assert kept is not None
    assert (kept.must_change_password, kept.password_hash) == (False, "")
    await ctx.store.staff.change("wu", active=False)
    assert await try_as("liu-fang") == (403, "account_disabled")


async def test_without_wecom_there_is_no_such_door(
    ctx: Context, app: Application, http_client: AsyncHTTPClient, base_url: str, clock: SettableClock
) -> None:
    shown = await Browser(http_client, base_url).fetch("GET", "/console/sign-in")
    assert "企业微信扫码登录" in shown.body.decode()
    bare = replace(ctx, wechat=open_wechat(WeChatConfig(), ctx.store.tokens, clock))
    plain = make_app(bare, cookie_secret="c" * 40)
    app.wildcard_router, app.default_router = plain.wildcard_router, plain.default_router
    shown = await Browser(http_client, base_url).fetch("GET", "/console/sign-in")
    assert "企业微信" not in shown.body.decode()
    for path in (START, f"{START}/callback?code=x&state=y"):
        assert await Browser(http_client, base_url).come_back(path) == (404, "wecom_not_set_up")
    await bare.wechat.close()
