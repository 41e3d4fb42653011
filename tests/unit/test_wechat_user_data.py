"""Data sealed with the session key is opened only when it is ours and recent."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from wechatpy.crypto.base import WeChatCipher
from wechatpy.crypto.pkcs7 import PKCS7Encoder

from domain.errors import BadInput
from wechat.user_data import open_user_data

NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
KEY, IV = b"0123456789abcdef", b"fedcba9876543210"


def sealed(at: datetime = NOW, app_id: str = "wx1") -> str:
    data = {"opengid": "og1", "watermark": {"timestamp": int(at.timestamp()), "appid": app_id}}
    text = json.dumps(data).encode()
    padding = 16 - len(text) % 16
    cipher: bytes = WeChatCipher(KEY, IV).encrypt(text + bytes([padding]) * padding)
    return base64.b64encode(cipher).decode()


def opened(encrypted: str, key: bytes = KEY) -> dict[str, Any]:
    session_key, iv = base64.b64encode(key).decode(), base64.b64encode(IV).decode()
    return open_user_data(session_key=session_key, encrypted=encrypted, iv=iv, app_id="wx1", now=NOW)


def test_the_group_id_is_read() -> None:
    assert PKCS7Encoder.decode(b"a" + b"\x0f" * 15) == b"a"  # the padding that the platform uses
    assert opened(sealed())["opengid"] == "og1"


@pytest.mark.parametrize(
    "encrypted",
    [sealed(NOW - timedelta(minutes=11)), sealed(NOW + timedelta(minutes=11)), sealed(app_id="wx2"), "", "AAAA"],
)
def test_old_foreign_or_broken_data_is_refused(encrypted: str) -> None:
    with pytest.raises(BadInput):
        opened(encrypted)


def test_a_wrong_session_key_is_refused() -> None:
    with pytest.raises(BadInput):
        opened(sealed(), b"another key 1234")
