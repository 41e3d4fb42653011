"""The mini-program side: api.weixin.qq.com."""

import asyncio
from typing import Any

from wechat.mini_program import SCENE
from wechat.sandbox.base import ApiHandler, Refused, latest_token, new_token
from wechat.sandbox.code_image import draw_code
from wechat.sandbox.state import SandboxPlatform
from wechat.template_data import is_fitting

CODE_SECONDS = 300
LAST_SECONDS = 300  # within them stable_token gives a new token
VISIT_SECONDS = 2 * 3600
FORCED_REFRESHES_PER_DAY = 20
MINI_PROGRAM_TOKEN = "mini_program"  # noqa: S105  the name of a kind of token


def take_code(platform: SandboxPlatform, code: str, kind: str) -> dict[str, Any]:
    """Use up a one-time code. Raises: Refused 40029 or 40163."""
    entry: dict[str, Any] | None = platform.state["codes"].get(code)
    if entry is None or entry["kind"] != kind:
        raise Refused(40029, "invalid code")
    if entry["used"]:
        raise Refused(40163, "code been used")
    if entry["issued_at"] + CODE_SECONDS <= platform.seconds():
        raise Refused(40029, "invalid code, expired")
    entry["used"] = True
    return entry


class CodeToSession(ApiHandler):
    """sns/jscode2session."""

    quiet_success = True

    async def work(self) -> dict[str, Any]:
        check_app(self.platform, self.get_query_argument("appid", ""), self.get_query_argument("secret", ""))
        entry = take_code(self.platform, self.get_query_argument("js_code", ""), "login")
        openid = self.platform.openid_of(entry["user"])
        self.platform.state["users"][openid]["seen_at"] = self.platform.seconds()
        return {
            "openid": openid,
            "session_key": self.platform.session_key_of(entry["user"]),
            "unionid": self.platform.unionid_of(entry["user"]),
        }


class StableToken(ApiHandler):
    """cgi-bin/stable_token."""

    quiet_success = True

    async def work(self) -> dict[str, Any]:
        body = self.body_json()
        if body.get("grant_type") != "client_credential":
            raise Refused(40002, "invalid grant_type")
        check_app(self.platform, str(body.get("appid", "")), str(body.get("secret", "")))
        if body.get("force_refresh"):
            self._count_forced()
        known = None if body.get("force_refresh") else latest_token(self.platform, MINI_PROGRAM_TOKEN, LAST_SECONDS)
        token = known or new_token(self.platform, MINI_PROGRAM_TOKEN)
        seconds_left = int(token["expires_at"] - self.platform.seconds())
        return {"access_token": token["value"], "expires_in": seconds_left}

    def _count_forced(self) -> None:
        day_ago = self.platform.seconds() - 86400
        recent = [at for at in self.platform.state["forced_refreshes"] if at > day_ago]
        if len(recent) >= FORCED_REFRESHES_PER_DAY:
            raise Refused(45009, "reach max api daily quota limit")
        self.platform.state["forced_refreshes"] = [*recent, self.platform.seconds()]


class PhoneNumber(ApiHandler):
    """wxa/business/getuserphonenumber."""

    token_kind = MINI_PROGRAM_TOKEN

    async def work(self) -> dict[str, Any]:
        entry = take_code(self.platform, str(self.body_json().get("code", "")), "phone")
        watermark = {"timestamp": int(self.platform.seconds()), "appid": self.platform.settings.app_id}
        phone = entry["phone"]
        numbers = {"phoneNumber": phone, "purePhoneNumber": phone, "countryCode": "86"}
        return {"phone_info": {**numbers, "watermark": watermark}}


class SubscribeSend(ApiHandler):
    """cgi-bin/message/subscribe/send."""

    token_kind = MINI_PROGRAM_TOKEN

    async def work(self) -> dict[str, Any]:
        body = self.body_json()
        openid, template_id = str(body.get("touser", "")), str(body.get("template_id", ""))
        if openid not in self.platform.state["users"]:
            raise Refused(40003, "invalid openid")
        if not template_id:
            raise Refused(40037, "invalid template_id")
        _check_template_data(body.get("data"))
        self._use_consent(openid, template_id)
        notice = {name: body.get(name) for name in ("template_id", "page", "data", "miniprogram_state")}
        notice |= {"seq": self.platform.next_number(), "openid": openid, "at": self.platform.seconds()}
        self.platform.state["notices"].append(notice)
        return {"msgid": notice["seq"]}

    def _use_consent(self, openid: str, template_id: str) -> None:
        key = f"{openid}:{template_id}"
        left = self.platform.state["consents"].get(key, 0)
        if left <= 0:
            raise Refused(43101, "user refuse to accept the msg")
        self.platform.state["consents"][key] = left - 1


class UnlimitedCode(ApiHandler):
    """wxa/getwxacodeunlimit: an image, or JSON when refused."""

    token_kind = MINI_PROGRAM_TOKEN

    async def work(self) -> bytes:
        body = self.body_json()
        scene, page = str(body.get("scene", "")), str(body.get("page", ""))
        width_px = int(body.get("width", 430))
        if not SCENE.fullmatch(scene):
            raise Refused(40169, "invalid length for scene, or the data is not json string")
        if page.startswith("/") or "?" in page:
            raise Refused(41030, "invalid page")
        if not 280 <= width_px <= 1280:
            raise Refused(40097, "invalid args")
        link = f"{self.platform.settings.code_link_prefix}{page}?scene={scene}"
        return await asyncio.to_thread(draw_code, link, width_px)


class TextCheck(ApiHandler):
    """wxa/msg_sec_check, version 2."""

    token_kind = MINI_PROGRAM_TOKEN

    async def work(self) -> dict[str, Any]:
        body = self.body_json()
        if body.get("version") != 2 or body.get("scene") not in {1, 2, 3, 4}:
            raise Refused(40097, "invalid args")
        content = str(body.get("content", ""))
        if len(content) > 2500:
            raise Refused(45002, "content size out of limit")
        self._check_visit(str(body.get("openid", "")))
        # The real check cannot read \uXXXX either: a client that escapes never meets a refusal.
        suggest, label = "pass", 100
        if b"\\u" not in self.request.body:
            suggest, label = self._judge(content)
        detail = [{"strategy": "content_model", "errcode": 0, "suggest": suggest, "label": label}]
        trace_id = f"sandbox-{self.platform.next_number()}"
        return {"result": {"suggest": suggest, "label": label}, "detail": detail, "trace_id": trace_id}

    def _check_visit(self, openid: str) -> None:
        user = self.platform.state["users"].get(openid)
        if user is None:
            raise Refused(40003, "invalid openid")
        if user["seen_at"] + VISIT_SECONDS < self.platform.seconds():
            raise Refused(61010, "code is expired")

    def _judge(self, content: str) -> tuple[str, int]:
        if any(word in content for word in self.platform.settings.risky_words):
            return "risky", 20006
        if any(word in content for word in self.platform.settings.review_words):
            return "review", 10001
        return "pass", 100


def check_app(platform: SandboxPlatform, app_id: str, secret: str) -> None:
    """Raises: Refused 40013 or 40125."""
    if app_id != platform.settings.app_id:
        raise Refused(40013, "invalid appid")
    if secret != platform.settings.app_secret:
        raise Refused(40125, "invalid appsecret")


def _check_template_data(data: Any) -> None:
    if not isinstance(data, dict) or not data:
        raise Refused(47003, "argument invalid! data is empty")
    for name, part in data.items():
        value = part.get("value") if isinstance(part, dict) else None
        if not isinstance(value, str) or not is_fitting(name, value):
            raise Refused(47003, f"argument invalid! data.{name}.value invalid")
