"""Signing in by scanning with WeCom: where to send the browser, and who came back.

Source: WeCom documents 98152 (the page with the code, wwlogin/sso/login) and 98176 (auth/getuserinfo).
"""

from urllib.parse import urlencode

from wechat.wecom import WeComCalls

LOGIN_PATH = "wwlogin/sso/login"


class WeComLogin:
    """Of one application of a corporation; without these two there is no such sign-in."""

    def __init__(self, calls: WeComCalls, *, base: str, corp_id: str, agent_id: str) -> None:
        self._calls = calls
        self._base = base.rstrip("/")
        self._corp_id = corp_id
        self._agent_id = agent_id

    @property
    def is_set_up(self) -> bool:
        """Whether one can sign in this way."""
        return bool(self._corp_id and self._agent_id)

    def address(self, *, redirect_uri: str, state: str) -> str:
        """The page that shows the code to be scanned; afterwards it sends the browser to ``redirect_uri``.

        Units: ``state`` is at most 128 letters and digits.
        """
        asked = {
            "login_type": "CorpApp",
            "appid": self._corp_id,
            "agentid": self._agent_id,
            "redirect_uri": redirect_uri,
            "state": state,
        }
        return f"{self._base}/{LOGIN_PATH}?{urlencode(asked)}"

    async def find_user_id(self, code: str) -> str | None:
        """The member who scanned, by their account name; None for somebody who is no member.

        Raises: CodeRefused when the code is forged, used or older than five minutes; CallFailed.
        """
        answer = await self._calls.get("auth/getuserinfo", params={"code": code})
        return str(answer.get("userid") or "") or None
