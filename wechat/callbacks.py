"""What the platforms push to us: check, decrypt, decode. Pure functions: (settings, query, body) -> dict.

- mini-program message push: plain or safe (encrypted) mode, XML or JSON
- WeCom callbacks: always encrypted XML
- smart bot (智能机器人): encrypted JSON with an empty receive id, answered in encrypted JSON
- simulator: JSON signed with HMAC-SHA256
"""

import base64
import binascii
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from xml.parsers.expat import ExpatError

import xmltodict
from wechatpy.crypto import PrpCrypto
from wechatpy.exceptions import InvalidAppIdException

from domain.errors import BadInput, NotAllowed
from wechat.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER, same, sha1_signature, sign_simulator

SIMULATOR_WINDOW_SECONDS = 300
STREAM_LIMIT_BYTES = 20480

Args = Mapping[str, str]


@dataclass(frozen=True)
class CallbackSettings:
    """One callback address. ``receive_id``: the appid, the corpid, or "" for a smart bot."""

    token: str = field(repr=False)
    aes_key: str = field(default="", repr=False)
    receive_id: str = ""


def verify_mini_program_url(settings: CallbackSettings, args: Args) -> str:
    """The string to echo when the push address is being set up. Raises: NotAllowed."""
    _check(settings, args, "signature")
    return args.get("echostr", "")


def read_mini_program_push(settings: CallbackSettings, args: Args, body: bytes) -> dict[str, Any]:
    """The pushed message, plain or encrypted, XML or JSON. Raises: NotAllowed, BadInput.

    Where a key is configured only encrypted messages are taken: plain ones sign nothing of their body.
    """
    if args.get("encrypt_type") != "aes" and not settings.aes_key:
        _check(settings, args, "signature")
        return decode_push(body)
    return _read_encrypted(settings, args, decode_push(body).get("Encrypt"))


def verify_wecom_url(settings: CallbackSettings, args: Args) -> str:
    """The decrypted string to echo; serves WeCom callbacks and smart bots alike. Raises: NotAllowed."""
    echo = args.get("echostr", "")
    _check(settings, args, "msg_signature", echo)
    return _decrypt(settings, echo)


def read_wecom_push(settings: CallbackSettings, args: Args, body: bytes) -> dict[str, Any]:
    """The pushed event. Raises: NotAllowed, BadInput."""
    return _read_encrypted(settings, args, decode_push(body).get("Encrypt"))


def read_smart_bot_push(settings: CallbackSettings, args: Args, body: bytes) -> dict[str, Any]:
    """The message to the bot: msgid, chatid, from.userid, msgtype and its part. Raises: NotAllowed, BadInput."""
    return _read_encrypted(settings, args, decode_push(body).get("encrypt"))


def read_simulator_push(token: str, headers: Mapping[str, str], body: bytes, now: datetime) -> dict[str, Any]:
    """The room's message. Raises: NotAllowed (also when older or newer than five minutes), BadInput."""
    timestamp = headers.get(TIMESTAMP_HEADER, "")
    given = headers.get(SIGNATURE_HEADER, "")
    if not (timestamp.isascii() and timestamp.isdigit()) or not token:
        raise _bad_signature()
    if not same(sign_simulator(token, timestamp, body), given):
        raise _bad_signature()
    if abs(now.timestamp() - int(timestamp)) > SIMULATOR_WINDOW_SECONDS:
        raise _bad_signature()
    return decode_push(body)


def seal_smart_bot_reply(
    settings: CallbackSettings, reply: Mapping[str, Any], *, nonce: str, timestamp: str
) -> dict[str, str]:
    """The encrypted JSON that answers a smart bot's callback."""
    encrypted = encrypt(settings, json.dumps(reply, ensure_ascii=False))
    signature = sha1_signature(settings.token, timestamp, nonce, encrypted)
    return {"encrypt": encrypted, "msgsignature": signature, "timestamp": timestamp, "nonce": nonce}


def smart_bot_stream(stream_id: str, content: str, *, finish: bool) -> dict[str, Any]:
    """A stream reply; the platform asks again with the same id until ``finish``. Units: 20480 bytes."""
    text = content.encode("utf-8")[:STREAM_LIMIT_BYTES].decode("utf-8", "ignore")
    return {"msgtype": "stream", "stream": {"id": stream_id, "finish": finish, "content": text}}


def encrypt(settings: CallbackSettings, text: str) -> str:
    """Base64 of AES-256-CBC over random16 + length + text + receive id."""
    sealed: bytes = PrpCrypto(_key(settings)).encrypt(text, settings.receive_id)
    return sealed.decode("ascii")


def decode_push(body: bytes) -> dict[str, Any]:
    """XML or JSON, told apart by the first character. Raises: BadInput."""
    try:
        text = body.decode("utf-8").strip()
        decoded = xmltodict.parse(text)["xml"] if text.startswith("<") else json.loads(text)
    except (ValueError, KeyError, ExpatError):
        raise _bad_callback() from None
    if not isinstance(decoded, dict):
        raise _bad_callback()
    return decoded


def _read_encrypted(settings: CallbackSettings, args: Args, encrypted: Any) -> dict[str, Any]:
    if not isinstance(encrypted, str):
        raise _bad_callback()
    _check(settings, args, "msg_signature", encrypted)
    return decode_push(_decrypt(settings, encrypted).encode("utf-8"))


def _check(settings: CallbackSettings, args: Args, name: str, *signed: str) -> None:
    # An unset token would make every signature computable by anybody.
    if not settings.token:
        raise _bad_signature()
    expected = sha1_signature(settings.token, args.get("timestamp", ""), args.get("nonce", ""), *signed)
    if not same(expected, args.get(name, "")):
        raise _bad_signature()


def _decrypt(settings: CallbackSettings, encrypted: str) -> str:
    try:
        text: str = PrpCrypto(_key(settings)).decrypt(encrypted, settings.receive_id)
    except InvalidAppIdException:
        raise NotAllowed("消息不是发给本应用的。", code="bad_receive_id") from None
    except (ValueError, struct.error, IndexError, TypeError):
        raise _bad_callback() from None
    return text


def _key(settings: CallbackSettings) -> bytes:
    try:
        return base64.b64decode(settings.aes_key + "=")
    except binascii.Error:
        raise _bad_callback() from None


def _bad_signature() -> NotAllowed:
    return NotAllowed("签名不正确。", code="bad_signature")


def _bad_callback() -> BadInput:
    return BadInput("消息格式有误，无法解读。", code="bad_callback")
