"""Callbacks: what is signed and sealed by a platform is read, anything else is refused."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from wechatpy.crypto import WeChatCrypto
from wechatpy.enterprise.crypto import WeChatCrypto as CorpCrypto

from domain.errors import BadInput, NotAllowed
from wechat import callbacks
from wechat.callbacks import CallbackSettings
from wechat.signatures import sha1_signature, sign_simulator

RECORDED = Path(__file__).parent.parent / "recorded"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
PLAIN = CallbackSettings("token")
SAFE = CallbackSettings("token", AES_KEY, "wx1")
CORP = CallbackSettings("token", AES_KEY, "ww1")
BOT = CallbackSettings("token", AES_KEY, "")
NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


def signed(name: str, *parts: str) -> dict[str, str]:
    return {"timestamp": "1700000000", "nonce": "n1", name: sha1_signature("token", "1700000000", "n1", *parts)}


def recorded(name: str) -> bytes:
    return (RECORDED / name).read_bytes()


def sealed(settings: CallbackSettings, text: str) -> tuple[str, dict[str, str]]:
    encrypted = callbacks.encrypt(settings, text)
    return encrypted, {**signed("msg_signature", encrypted), "encrypt_type": "aes"}


def test_the_push_address_is_confirmed_only_to_who_knows_the_token() -> None:
    args = {**signed("signature"), "echostr": "hello"}
    assert callbacks.verify_mini_program_url(PLAIN, args) == "hello"
    with pytest.raises(NotAllowed) as caught:
        callbacks.verify_mini_program_url(PLAIN, {**args, "nonce": "n2"})
    assert caught.value.code == "bad_signature"


@pytest.mark.parametrize("name", ["push_subscribe_popup.json", "push_subscribe_popup.xml"])
def test_a_plain_push_is_read_as_json_or_xml(name: str) -> None:
    message = callbacks.read_mini_program_push(PLAIN, signed("signature"), recorded(name))
    assert message["Event"] == "subscribe_msg_popup_event"


@pytest.mark.parametrize("name", ["push_subscribe_popup.json", "push_subscribe_popup.xml"])
def test_a_sealed_push_is_read_in_either_envelope(name: str) -> None:
    encrypted, args = sealed(SAFE, recorded(name).decode("utf-8"))
    as_json = json.dumps({"ToUserName": "gh", "Encrypt": encrypted}).encode()
    as_xml = f"<xml><ToUserName>gh</ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>".encode()
    for body in (as_json, as_xml):
        assert callbacks.read_mini_program_push(SAFE, args, body)["MsgType"] == "event"


def test_an_envelope_made_by_wechatpy_is_read() -> None:
    text = recorded("push_change_external_chat.xml").decode("utf-8")
    for crypto, read, settings in (
        (WeChatCrypto("token", AES_KEY, "wx1"), callbacks.read_mini_program_push, SAFE),
        (CorpCrypto("token", AES_KEY, "ww1"), callbacks.read_wecom_push, CORP),
    ):
        envelope = crypto.encrypt_message(text, "n1", "1700000000")
        given = callbacks.decode_push(envelope.encode())
        args = {"timestamp": "1700000000", "nonce": "n1", "encrypt_type": "aes"}
        message = read(settings, {**args, "msg_signature": given["MsgSignature"]}, envelope.encode())
        assert message["ChangeType"] == "update"


def test_where_a_key_is_configured_a_plain_push_is_refused() -> None:
    with pytest.raises((BadInput, NotAllowed)):
        callbacks.read_mini_program_push(SAFE, signed("signature"), recorded("push_subscribe_popup.json"))


def test_wecom_address_and_events() -> None:
    echo, args = sealed(CORP, "7123456789")
    assert callbacks.verify_wecom_url(CORP, {**args, "echostr": echo}) == "7123456789"
    encrypted, args = sealed(CORP, recorded("push_kf_msg_or_event.xml").decode("utf-8"))
    body = f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>".encode()
    event = callbacks.read_wecom_push(CORP, args, body)
    assert (event["Event"], event["OpenKfId"]) == ("kf_msg_or_event", "wkxxxxxxx")


def test_a_message_for_another_corporation_is_refused() -> None:
    encrypted, args = sealed(CallbackSettings("token", AES_KEY, "ww2"), "<xml><A>1</A></xml>")
    body = f"<xml><Encrypt>{encrypted}</Encrypt></xml>".encode()
    with pytest.raises(NotAllowed):
        callbacks.read_wecom_push(CORP, args, body)


def test_a_smart_bot_is_heard_and_answered_in_sealed_json() -> None:
    encrypted, args = sealed(BOT, recorded("smart_bot_text.json").decode("utf-8"))
    message = callbacks.read_smart_bot_push(BOT, args, json.dumps({"encrypt": encrypted}).encode())
    assert (message["from"]["userid"], message["chattype"]) == ("USERID", "group")
    reply = callbacks.smart_bot_stream("s1", "村" * 7000, finish=True)
    assert len(reply["stream"]["content"].encode()) <= 20480
    answer = callbacks.seal_smart_bot_reply(BOT, reply, nonce="n9", timestamp="1700000009")
    assert set(answer) == {"encrypt", "msgsignature", "timestamp", "nonce"}
    back = {"timestamp": "1700000009", "nonce": "n9", "msg_signature": answer["msgsignature"]}
    assert callbacks.read_smart_bot_push(BOT, back, json.dumps(answer).encode()) == reply


@pytest.mark.parametrize(
    "body", [b"", b"<xml>", b"<a/>", b"{", b"[]", b"<xml></xml>", b'{"encrypt": 5}', b"\xff\xfe", b"{}"]
)
def test_rubbish_is_bad_input_not_a_crash(body: bytes) -> None:
    for read in (callbacks.read_wecom_push, callbacks.read_smart_bot_push, callbacks.read_mini_program_push):
        with pytest.raises(BadInput):
            read(SAFE, {}, body)


@pytest.mark.parametrize("cipher", ["", "AAAA", "not base64 !", "QUJD" * 16])
def test_a_signed_but_broken_cipher_is_bad_input(cipher: str) -> None:
    body = json.dumps({"encrypt": cipher}).encode()
    with pytest.raises((BadInput, NotAllowed)):
        callbacks.read_smart_bot_push(BOT, signed("msg_signature", cipher), body)


def test_a_flipped_bit_is_a_bad_signature() -> None:
    encrypted, args = sealed(BOT, "{}")
    flipped = ("A" if encrypted[0] != "A" else "B") + encrypted[1:]
    with pytest.raises(NotAllowed):
        callbacks.read_smart_bot_push(BOT, args, json.dumps({"encrypt": flipped}).encode())


def test_an_unset_token_trusts_nobody() -> None:
    unset = CallbackSettings("")
    args = {"timestamp": "1", "nonce": "n", "signature": sha1_signature("", "1", "n")}
    with pytest.raises(NotAllowed):
        callbacks.verify_mini_program_url(unset, args)
    body = b"{}"
    forged = {"X-Simulator-Timestamp": "1", "X-Simulator-Signature": sign_simulator("", "1", body)}
    with pytest.raises(NotAllowed):
        callbacks.read_simulator_push("", forged, body, datetime.fromtimestamp(1, UTC))


def simulator_headers(body: bytes, at: datetime, token: str = PLAIN.token) -> dict[str, str]:
    timestamp = str(int(at.timestamp()))
    return {"X-Simulator-Timestamp": timestamp, "X-Simulator-Signature": sign_simulator(token, timestamp, body)}


def test_the_simulator_is_heard_within_five_minutes() -> None:
    body = json.dumps({"msgid": "m1", "text": "在吗"}).encode()
    headers = simulator_headers(body, NOW)
    assert callbacks.read_simulator_push("token", headers, body, NOW)["msgid"] == "m1"
    assert callbacks.read_simulator_push("token", headers, body, NOW + timedelta(seconds=300))
    bad: list[tuple[dict[str, Any], bytes, datetime]] = [
        (headers, body, NOW + timedelta(seconds=301)),
        (headers, body, NOW - timedelta(seconds=301)),
        (headers, body + b" ", NOW),
        (simulator_headers(body, NOW, "guess"), body, NOW),
        ({}, body, NOW),
        ({**headers, "X-Simulator-Timestamp": "x"}, body, NOW),
        ({**headers, "X-Simulator-Timestamp": "１７"}, body, NOW),
    ]
    for given, content, at in bad:
        with pytest.raises(NotAllowed) as caught:
            callbacks.read_simulator_push("token", given, content, at)
        assert caught.value.code == "bad_signature"
