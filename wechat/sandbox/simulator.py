"""The simulator channel's wire: our server posts a signed message into a room."""

from typing import Any

from domain.errors import NotAllowed
from wechat.callbacks import read_simulator_push
from wechat.sandbox.base import ApiHandler, Refused
from wechat.sandbox.rooms import BOT, post_message

MESSAGE_KINDS = {"text", "image", "card"}


class SimulatorSend(ApiHandler):
    """simulator/send."""

    async def work(self) -> dict[str, Any]:
        token = self.platform.settings.simulator_token
        try:
            message = read_simulator_push(token, self.request.headers, self.request.body, self.platform.now())
        except NotAllowed:
            raise Refused(40001, "bad signature") from None
        kind = message.get("msgtype")
        if kind not in MESSAGE_KINDS or not isinstance(message.get(str(kind)), dict):
            raise Refused(40008, "invalid message type")
        part = {"msgtype": kind, str(kind): message[str(kind)], "msgid": message.get("msgid")}
        kept = post_message(self.platform, str(message.get("chat_id", "")), {**BOT, **part})
        return {"msgid": kept["msgid"], "seq": kept["seq"]}
