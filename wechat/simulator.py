"""The simulator channel's outgoing side: posts into a room of the stand-in platform."""

import json
from collections.abc import Sequence
from typing import Any

from domain.clock import Now
from domain.identifiers import NewId
from domain.platform_errors import CallFailed, UnknownOutcome
from domain.rates import CallRate
from wechat.rates import RateGate
from wechat.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign_simulator
from wechat.transport import Outgoing, Transport


class Simulator:
    """Sends messages to rooms. The same ``msgid`` twice is kept once by the room."""

    def __init__(
        self, base: str, token: str, *, transport: Transport, now: Now, new_id: NewId, rates: RateGate | None = None
    ) -> None:
        self._base = base
        self._token = token
        self._transport = transport
        self._now = now
        self._new_id = new_id
        self._rates = rates

    async def send(self, chat_id: str, message: dict[str, Any], rates: Sequence[CallRate] = ()) -> str:
        """Post ``message`` (msgtype text, image or card, and its part) and return its message id.

        Give it a ``msgid`` of its own to make a second try harmless.
        Raises: CallFailed, UnknownOutcome, PlatformUnreachable, SlowDown.
        """
        if self._rates:
            await self._rates.take(rates, "send")
        posted = {"msgid": self._new_id(), **message, "chat_id": chat_id}
        answer = await self._post(posted)
        if answer.get("errcode"):
            raise CallFailed(path="send", errcode=int(answer["errcode"]), errmsg=str(answer.get("errmsg", "")))
        return str(answer["msgid"])

    async def _post(self, posted: dict[str, Any]) -> dict[str, Any]:
        body = json.dumps(posted, ensure_ascii=False).encode("utf-8")
        timestamp = str(int(self._now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            TIMESTAMP_HEADER: timestamp,
            SIGNATURE_HEADER: sign_simulator(self._token, timestamp, body),
        }
        incoming = await self._transport.send(Outgoing("POST", "send", self._base, {}, body, headers))
        try:
            answer = json.loads(incoming.body)
        except ValueError:
            raise UnknownOutcome(path="send", errmsg="the answer is not JSON") from None
        return answer if isinstance(answer, dict) else {}
