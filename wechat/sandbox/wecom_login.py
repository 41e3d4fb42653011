"""The WeCom side of signing in: the page with the code, a tap on the phone, and who it was."""

from html import escape
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from wechat.sandbox.base import ApiHandler, Refused, SandboxHandler
from wechat.sandbox.group_sending import WECOM_TOKEN

CODE_SECONDS = 300
KIND = "wecom_login"
PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>企业微信登录（模拟）</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
body {{ margin: 0; background: #f4f6f5; color: #1a2b28; font: 18px/1.6 "Noto Sans CJK SC", sans-serif; }}
main {{ max-width: 440px; margin: 64px auto; padding: 32px; background: #fff; border-radius: 12px; }}
h1 {{ font-size: 24px; margin: 0 0 8px; }} ul {{ padding: 0; list-style: none; }}
a {{ display: block; padding: 10px 16px; margin: 8px 0; border: 1px solid #9fb0ac; color: #084c42; }}
</style></head><body><main>
<h1>企业微信登录（本机模拟）</h1><p>真实的企业微信在这里显示二维码。请选择谁在扫码：</p><ul>{people}</ul>
<p><a href="{refuse}">在手机上点“取消”</a></p></main></body></html>"""


class LoginPage(SandboxHandler):
    """wwlogin/sso/login: the page that shows the code."""

    async def get(self) -> None:
        """Who may scan; the real page says the same sentence for every wrong parameter."""
        problem = self._problem()
        if problem:
            self.set_status(400)
            self.finish(f"该链接无法访问：{problem}")
            return
        kept = {name: self.get_query_argument(name) for name in ("redirect_uri", "state")}
        links = ((urlencode({**kept, "userid": user}), name) for user, name in self.platform.settings.members)
        people = "".join(f'<li><a href="confirm?{escape(link)}">{escape(name)}</a></li>' for link, name in links)
        refuse = f"{kept['redirect_uri']}?state={quote(kept['state'])}"
        self.finish(PAGE.format(people=people, refuse=escape(refuse)))

    def _problem(self) -> str:
        asked = {name: self.get_query_argument(name, "") for name in ("login_type", "appid", "agentid", "redirect_uri")}
        if asked["login_type"] != "CorpApp" or asked["appid"] != self.platform.settings.corp_id:
            return "appid"
        if not asked["agentid"].isdigit():
            return "agentid"
        where = urlsplit(asked["redirect_uri"])
        trusted = where.scheme in ("http", "https") and where.hostname == self.platform.settings.login_domain
        return "" if trusted else "redirect_uri"


class ConfirmLogin(SandboxHandler):
    """A member has scanned and tapped: the browser goes back with a code."""

    async def get(self) -> None:
        """One code for one tap."""
        code = self.platform.new_secret("wwcode_")
        user = self.get_query_argument("userid")
        entry = {"kind": KIND, "used": False, "issued_at": self.platform.seconds(), "user": user}
        self.platform.state["codes"][code] = entry
        await self.platform.saved()
        back = urlencode({"code": code, "state": self.get_query_argument("state")})
        self.redirect(f"{self.get_query_argument('redirect_uri')}?{back}")


class GetUserInfo(ApiHandler):
    """auth/getuserinfo: a member by their account name, anybody else by an openid."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        """A code is good once, for five minutes."""
        entry = self.platform.state["codes"].get(self.get_query_argument("code", ""))
        fresh = entry and not entry["used"] and entry["issued_at"] + CODE_SECONDS > self.platform.seconds()
        if not fresh or entry["kind"] != KIND:
            raise Refused(40029, "invalid code")
        entry["used"] = True
        if entry["user"] in dict(self.platform.settings.members):
            return {"userid": entry["user"], "user_ticket": self.platform.new_secret("")}
        return {"openid": self.platform.openid_of(entry["user"]), "external_userid": f"wm{entry['user']}"}
