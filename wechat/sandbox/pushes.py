"""Encrypted callbacks that the stand-in sends to our server: WeCom events and smart-bot messages."""

import json
from typing import Any
from urllib.parse import urlencode

from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from wechat.callbacks import CallbackSettings, encrypt, read_smart_bot_push
from wechat.sandbox.base import Refused
from wechat.sandbox.state import SandboxPlatform
from wechat.signatures import sha1_signature


async def push_wecom_event(platform: SandboxPlatform, fields: dict[str, str]) -> int:
    """Send an event as encrypted XML; the status that our server answered."""
    settings = platform.settings
    keys = CallbackSettings(settings.wecom_callback_token, settings.wecom_callback_aes_key, settings.corp_id)
    known = {"ToUserName": settings.corp_id, "FromUserName": "sys", "CreateTime": str(int(platform.seconds()))}
    inner = "".join(
        f"<{name}><![CDATA[{value}]]></{name}>" for name, value in {**known, "MsgType": "event", **fields}.items()
    )
    sealed = encrypt(keys, f"<xml>{inner}</xml>")
    body = f"<xml><ToUserName>{settings.corp_id}</ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    status, _ = await _post(platform, settings.wecom_callback_url, keys, sealed, body)
    return status


async def push_smart_bot_message(platform: SandboxPlatform, message: dict[str, Any]) -> dict[str, Any]:
    """Send a message to the smart bot's callback; what it answered, decrypted."""
    settings = platform.settings
    keys = CallbackSettings(settings.smart_bot_token, settings.smart_bot_aes_key, "")
    sealed = encrypt(keys, json.dumps(message, ensure_ascii=False))
    body = json.dumps({"encrypt": sealed})
    status, answer = await _post(platform, settings.smart_bot_callback_url, keys, sealed, body)
    if status != 200 or not answer:
        return {"status": status, "reply": None}
    reply = json.loads(answer)
    args = {name: str(reply[name]) for name in ("timestamp", "nonce")}
    return {
        "status": status,
        "reply": read_smart_bot_push(keys, {**args, "msg_signature": reply["msgsignature"]}, answer),
    }


async def _post(
    platform: SandboxPlatform, url: str, keys: CallbackSettings, sealed: str, body: str
) -> tuple[int, bytes]:
    if not (url and keys.token and keys.aes_key):
        raise Refused(40058, "this callback is not configured")
    timestamp, nonce = str(int(platform.seconds())), platform.new_secret("")[:10]
    signature = sha1_signature(keys.token, timestamp, nonce, sealed)
    query = urlencode({"msg_signature": signature, "timestamp": timestamp, "nonce": nonce})
    try:
        response = await AsyncHTTPClient().fetch(
            f"{url}?{query}",
            method="POST",
            body=body,
            request_timeout=platform.settings.delivery_timeout_seconds,
            raise_error=False,
        )
    except (HTTPClientError, OSError):
        return 0, b""
    return response.code, response.body
