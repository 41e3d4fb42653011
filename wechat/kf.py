"""WeChat customer service (微信客服): pull what customers wrote, answer within 48 hours and five messages."""

from dataclasses import dataclass
from typing import Any

from wechat.calls import PlatformCalls

HELD_BY_PERSON = 3


@dataclass(frozen=True)
class MessageBatch:
    """One pull. Keep ``next_cursor`` only after the messages are stored."""

    messages: tuple[dict[str, Any], ...]
    next_cursor: str
    has_more: bool


class CustomerService:
    """Thin calls over kf/*. Their token may come from a secret of its own."""

    def __init__(self, calls: PlatformCalls) -> None:
        self._calls = calls

    async def pull(
        self, *, open_kfid: str, cursor: str = "", callback_token: str = "", limit: int = 1000
    ) -> MessageBatch:
        """What has come since the cursor (sync_msg). Units: history of three days, token of ten minutes."""
        body: dict[str, Any] = {"open_kfid": open_kfid, "limit": limit}
        body |= {"cursor": cursor} if cursor else {}
        body |= {"token": callback_token} if callback_token else {}
        answer = await self._calls.post("kf/sync_msg", data=body)
        more = bool(answer.get("has_more"))
        return MessageBatch(tuple(answer.get("msg_list") or ()), answer.get("next_cursor", cursor), more)

    async def send_text(self, *, open_kfid: str, external_userid: str, text: str, msgid: str = "") -> str:
        """Send a text; the same ``msgid`` (at most 32 bytes) is taken once. Accepted is not yet delivered."""
        message = {"msgtype": "text", "text": {"content": text}}
        return await self.send(open_kfid=open_kfid, external_userid=external_userid, msgid=msgid, **message)

    async def send(self, *, open_kfid: str, external_userid: str, msgid: str = "", **message: Any) -> str:
        """Send a message of any type (send_msg); the platform's message id."""
        body = {"touser": external_userid, "open_kfid": open_kfid, **message}
        body |= {"msgid": msgid} if msgid else {}
        answer = await self._calls.post("kf/send_msg", data=body)
        return str(answer["msgid"])

    async def send_welcome(self, *, code: str, text: str, msgid: str = "") -> str:
        """Answer an event with its one-time code, within 20 seconds (send_msg_on_event)."""
        body: dict[str, Any] = {"code": code, "msgtype": "text", "text": {"content": text}}
        body |= {"msgid": msgid} if msgid else {}
        answer = await self._calls.post("kf/send_msg_on_event", data=body)
        return str(answer["msgid"])

    async def is_held_by_person(self, *, open_kfid: str, external_userid: str) -> bool:
        """Whether one of our people is talking with the customer (service_state/get): then only they can send."""
        body = {"open_kfid": open_kfid, "external_userid": external_userid}
        answer = await self._calls.post("kf/service_state/get", data=body)
        return int(answer.get("service_state", 0)) == HELD_BY_PERSON
