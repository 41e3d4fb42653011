"""Message push into internal groups by webhook: 20 messages a minute each; the key is the only secret."""

import base64
import hashlib
from collections.abc import Sequence
from typing import Any

from domain.errors import BadInput
from domain.rates import CallRate
from wechat.calls import PlatformCalls

TEXT_LIMIT_BYTES = 2048
IMAGE_LIMIT_BYTES = 2 * 1024 * 1024
MESSAGES_A_MINUTE = 20


class Webhook:
    """Sends to any webhook by its key; after 45009 that key alone rests for a minute."""

    def __init__(self, bare: PlatformCalls) -> None:
        self._bare = bare

    async def send_text(self, key: str, text: str, mention_userids: Sequence[str] = ()) -> None:
        """Plain text. Raises: BadInput over 2048 bytes; QuotaExhausted, UnknownOutcome, CallFailed."""
        _check_bytes(text, TEXT_LIMIT_BYTES)
        body = {"content": text, "mentioned_list": list(mention_userids)}
        await self._send(key, {"msgtype": "text", "text": body})

    async def send_image(self, key: str, image: bytes) -> None:
        """A JPG or PNG of at most 2 MB."""
        if len(image) > IMAGE_LIMIT_BYTES:
            raise BadInput("图片过大，最多2MB。", code="image_too_large")
        digest = hashlib.md5(image, usedforsecurity=False).hexdigest()
        body = {"base64": base64.b64encode(image).decode("ascii"), "md5": digest}
        await self._send(key, {"msgtype": "image", "image": body})

    async def _send(self, key: str, message: dict[str, Any]) -> None:
        # The gate's key is a digest: it may be looked at, the webhook's key may not.
        gate_key = "webhook:" + hashlib.sha256(key.encode()).hexdigest()[:16]
        rates = (CallRate(gate_key, MESSAGES_A_MINUTE),)
        await self._bare.post("webhook/send", params={"key": key}, data=message, gate_key=gate_key, rates=rates)


def _check_bytes(text: str, limit_bytes: int) -> None:
    if len(text.encode("utf-8")) > limit_bytes:
        raise BadInput(f"内容过长，最多{limit_bytes}字节。", code="text_too_long")
