"""The mini-program's server API: login, phone number, reminders, mini-program codes, the text check."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.errors import BadInput
from wechat.calls import PlatformCalls
from wechat.template_data import fitted
from wechat.tokens import FetchedToken

# Source: getUnlimitedQRCode; the percent sign cannot be decoded by the client and is refused.
SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")
PAGE = re.compile(r"[0-9A-Za-z_\-/.]{1,128}")
TEXT_CHECK_LIMIT_CHARACTERS = 2500


@dataclass(frozen=True)
class LoginIdentity:
    """Who opened the mini-program. The session key never leaves the server."""

    openid: str
    unionid: str | None
    session_key: str = field(repr=False)


@dataclass(frozen=True)
class TextVerdict:
    """What the platform thinks of a text: ``suggest`` is pass, review or risky."""

    suggest: str
    label: int
    trace_id: str


class MiniProgram:
    """Thin calls; ``bare`` carries no access token, ``calls`` does."""

    def __init__(self, app_id: str, app_secret: str, *, bare: PlatformCalls, calls: PlatformCalls) -> None:
        self._app_id = app_id
        self._app_secret = app_secret
        self._bare = bare
        self._calls = calls

    async def code_to_session(self, code: str) -> LoginIdentity:
        """Exchange the one-time login code.

        Raises: CodeRefused, HighRiskUser, CallFailed.
        """
        credentials = {"appid": self._app_id, "secret": self._app_secret}
        params = {**credentials, "js_code": code, "grant_type": "authorization_code"}
        answer = await self._bare.get("sns/jscode2session", params=params)
        return LoginIdentity(answer["openid"], answer.get("unionid") or None, answer["session_key"])

    async def phone_number(self, code: str) -> str:
        """The phone number behind a one-time code of the phone button: 11 digits, or with its country code.

        Raises: CodeRefused, CallFailed.
        """
        answer = await self._calls.post("wxa/business/getuserphonenumber", data={"code": code})
        info = answer["phone_info"]
        if str(info.get("countryCode", "86")) == "86":
            return str(info["purePhoneNumber"])
        return f"+{info['countryCode']}{info['purePhoneNumber']}"

    async def send_subscribe_message(
        self,
        openid: str,
        template_id: str,
        data: Mapping[str, str],
        page: str,
        miniprogram_state: str = "formal",
    ) -> None:
        """Send one reminder; one accepted subscription is used up.

        Raises: ConsentMissing, TemplateDataWrong, UnknownOutcome, CallFailed.
        """
        message = {
            "touser": openid,
            "template_id": template_id,
            "page": page,
            "data": fitted(data),
            "miniprogram_state": miniprogram_state,
            "lang": "zh_CN",
        }
        await self._calls.post("cgi-bin/message/subscribe/send", data=message)

    async def unlimited_code(
        self,
        scene: str,
        page: str,
        width_px: int = 430,
        env_version: str = "release",
        check_path: bool = False,
    ) -> bytes:
        """The image of a mini-program code that opens ``page`` with ``scene``.

        Raises: BadInput for a scene or page that the platform does not take, CallFailed.
        """
        _check_code_request(scene, page, width_px)
        data = {"scene": scene, "page": page, "width": width_px}
        data |= {"env_version": env_version, "check_path": check_path}
        image: bytes = await self._calls.post("wxa/getwxacodeunlimit", data=data, expects_image=True)
        return image

    async def check_text(self, openid: str, content: str, scene: int = 2) -> TextVerdict:
        """Ask whether a text may be published; ``scene`` 1 profile, 2 comment, 3 forum, 4 social log.

        Raises: UserNotRecent when the user was not seen within two hours, CallFailed.
        """
        data = {
            "openid": openid,
            "scene": scene,
            "version": 2,
            "content": content[:TEXT_CHECK_LIMIT_CHARACTERS],
        }
        answer = await self._calls.post("wxa/msg_sec_check", data=data)
        result: Mapping[str, Any] = answer.get("result") or {}
        return TextVerdict(
            str(result.get("suggest", "review")), int(result.get("label", 0)), str(answer.get("trace_id", ""))
        )


async def fetch_stable_token(bare: PlatformCalls, app_id: str, app_secret: str, force: bool) -> FetchedToken:
    """Ask for the access token; unforced, the same one is given out until its last five minutes."""
    data = {"grant_type": "client_credential", "appid": app_id, "secret": app_secret, "force_refresh": force}
    answer = await bare.post("cgi-bin/stable_token", data=data)
    return FetchedToken(answer["access_token"], int(answer["expires_in"]))


def _check_code_request(scene: str, page: str, width_px: int) -> None:
    if not SCENE.fullmatch(scene):
        raise BadInput(
            "小程序码的场景值不合规。", code="bad_scene", fields={"scene": "最多32个可用字符，不能含百分号。"}
        )
    if page.startswith("/") or not PAGE.fullmatch(page):
        raise BadInput("小程序码的页面路径不合规。", code="bad_page", fields={"page": "不能以斜杠开头，也不能带参数。"})
    if not 280 <= width_px <= 1280:
        raise BadInput("小程序码的宽度不合规。", code="bad_width", fields={"width_px": "应在280到1280像素之间。"})
