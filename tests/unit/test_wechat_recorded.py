"""Clients read the documented shapes: recorded payloads through a transport that answers from files."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.platform_errors import CallFailed, CodeRefused, TemplateDataWrong, UnknownOutcome
from wechat.calls import PlatformCalls, QuotaGate
from wechat.error_policy import Platform
from wechat.invitations import cut_bytes
from wechat.kf import CustomerService
from wechat.mini_program import MiniProgram, fetch_stable_token
from wechat.transport import Incoming, Outgoing
from wechat.wecom import SendStatus, WeCom, WeComCalls, fetch_corp_token
from wechat.wecom_login import WeComLogin

RECORDED = Path(__file__).parent.parent / "recorded"
NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


class FileTransport:
    """Answers each path with one body and keeps what was sent."""

    def __init__(self, answers: dict[str, bytes | str], content_type: str = "application/json") -> None:
        self._answers = answers
        self._content_type = content_type
        self.sent: list[Outgoing] = []

    async def send(self, outgoing: Outgoing) -> Incoming:
        self.sent.append(outgoing)
        answer = self._answers[outgoing.path]
        body = answer if isinstance(answer, bytes) else (RECORDED / answer).read_bytes()
        return Incoming(body, self._content_type)


class OneToken:
    """Always the same token."""

    async def current(self) -> str:
        return "TOKEN"

    async def refuse(self, value: str) -> None:
        raise AssertionError("not expected here")


def mini_program(answers: dict[str, Any], content_type: str = "text/plain") -> tuple[MiniProgram, FileTransport]:
    transport = FileTransport(answers, content_type)
    bare = calls_over(PlatformCalls, Platform.MINI_PROGRAM, transport, tokens=None)
    calls = calls_over(PlatformCalls, Platform.MINI_PROGRAM, transport, tokens=OneToken())
    return MiniProgram("wx1", "S", bare=bare, calls=calls), transport


def wecom(answers: dict[str, Any]) -> tuple[WeCom, FileTransport]:
    transport = FileTransport(answers)
    calls = calls_over(WeComCalls, Platform.WECOM, transport, tokens=OneToken())
    return WeCom(calls, CustomerService(calls)), transport


def calls_over(kind: Any, platform: Platform, transport: FileTransport, tokens: OneToken | None) -> Any:
    def now() -> datetime:
        return NOW

    return kind(platform, "https://base.invalid", transport=transport, gate=QuotaGate(now), now=now, tokens=tokens)


def test_login() -> None:
    program, transport = mini_program({"sns/jscode2session": "jscode2session_ok.json"})
    identity = asyncio.run(program.code_to_session("C"))
    assert (identity.openid, identity.unionid) == ("oDemo0000000000000000000001", "uDemo0000000000000000000001")
    assert transport.sent[0].query == {
        "appid": "wx1", "secret": "S", "js_code": "C", "grant_type": "authorization_code",
    }  # fmt: skip
    assert repr(transport.sent[0]) == "Outgoing(method='GET', path='sns/jscode2session')"


def test_a_used_code() -> None:
    program, _ = mini_program({"sns/jscode2session": "jscode2session_used.json"})
    with pytest.raises(CodeRefused) as caught:
        asyncio.run(program.code_to_session("C"))
    assert caught.value.errcode == 40163


@pytest.mark.parametrize(
    ("recorded", "number"),
    [("getuserphonenumber_ok.json", "13800138000"), ("getuserphonenumber_abroad.json", "+85291234567")],
)
def test_phone_number(recorded: str, number: str) -> None:
    program, transport = mini_program({"wxa/business/getuserphonenumber": recorded})
    assert asyncio.run(program.phone_number("C")) == number
    assert transport.sent[0].query == {"access_token": "TOKEN"}


def test_a_wrong_field_is_named_for_the_operator() -> None:
    program, transport = mini_program({"cgi-bin/message/subscribe/send": "subscribe_send_47003.json"})
    with pytest.raises(TemplateDataWrong) as caught:
        asyncio.run(program.send_subscribe_message("o", "T", {"thing1": "普法"}, "p"))
    assert "thing1" in caught.value.errmsg
    assert "thing1" not in caught.value.message
    assert "普法".encode() in (transport.sent[0].body or b"")


def test_image_or_json() -> None:
    program, _ = mini_program({"wxa/getwxacodeunlimit": b"\xff\xd8\xff image"}, "image/jpeg")
    assert asyncio.run(program.unlimited_code("a=1", "pages/home/index")).startswith(b"\xff\xd8")
    refused, _ = mini_program({"wxa/getwxacodeunlimit": "getwxacodeunlimit_41030.json"}, "application/json")
    with pytest.raises(CallFailed) as caught:
        asyncio.run(refused.unlimited_code("a=1", "pages/home/index"))
    assert caught.value.errcode == 41030


@pytest.mark.parametrize("body", [b"<html>502</html>", b"", b"[1]", b'"x"', b"\xff\xfe"])
def test_an_answer_that_is_not_json_is_an_unknown_outcome(body: bytes) -> None:
    program, _ = mini_program({"wxa/msg_sec_check": body})
    with pytest.raises(UnknownOutcome):
        asyncio.run(program.check_text("o", "你好"))


def test_text_verdict() -> None:
    program, transport = mini_program({"wxa/msg_sec_check": "msg_sec_check_risky.json"})
    verdict = asyncio.run(program.check_text("o", "你好"))
    assert (verdict.suggest, verdict.label, verdict.trace_id) == ("risky", 20001, "60ae120f-371d5872-7941a05b")
    assert b"\\u" not in (transport.sent[0].body or b"")


def test_tokens() -> None:
    transport = FileTransport({"cgi-bin/stable_token": "stable_token_ok.json", "cgi-bin/gettoken": "gettoken_ok.json"})
    bare = calls_over(PlatformCalls, Platform.MINI_PROGRAM, transport, tokens=None)
    corp = calls_over(WeComCalls, Platform.WECOM, transport, tokens=None)
    token = asyncio.run(fetch_stable_token(bare, "wx1", "S", False))
    assert (token.value, token.expires_in_seconds) == ("ACCESS_TOKEN_VALUE", 7200)
    assert "ACCESS" not in repr(token)
    assert asyncio.run(fetch_corp_token(corp, "ww1", "S")).value == "CORP_TOKEN_VALUE"


def test_group_sending() -> None:
    base = "cgi-bin/externalcontact"
    client, transport = wecom(
        {
            f"{base}/add_msg_template": "add_msg_template_ok.json",
            f"{base}/get_groupmsg_list_v2": "get_groupmsg_list_v2_ok.json",
            f"{base}/get_groupmsg_task": "get_groupmsg_task_ok.json",
            f"{base}/get_groupmsg_send_result": "get_groupmsg_send_result_ok.json",
        }
    )
    task = asyncio.run(client.create_group_task(sender="zhangsan", chat_ids=["a"], text="您好"))
    assert task.failed_chat_ids == ("wrOgQhDgAAcwMTB7YmDkbeBsgT_KAAAA",)
    assert b'"chat_type": "group"' in (transport.sent[0].body or b"")
    (listed,) = asyncio.run(client.tasks_between(NOW, NOW))
    assert (listed.msgid, listed.creator) == (task.msgid, "zhangsan")
    assert [owner.confirmed for owner in asyncio.run(client.task_owners(task.msgid))] == [True, False]
    results = asyncio.run(client.task_results(task.msgid, "zhangsan"))
    assert [row.status for row in results] == [
        SendStatus.SENT, SendStatus.ANOTHER_CAME_FIRST, SendStatus.UNSENT,
    ]  # fmt: skip
    assert results[0].sent_at == datetime.fromtimestamp(1552536375, UTC)
    assert results[1].sent_at is None


def test_groups_media_and_customer_service() -> None:
    base = "cgi-bin/externalcontact"
    client, transport = wecom(
        {
            f"{base}/groupchat/list": "groupchat_list_ok.json",
            f"{base}/groupchat/get": "groupchat_get_ok.json",
            f"{base}/opengid_to_chatid": "opengid_to_chatid_ok.json",
            "cgi-bin/media/upload": "media_upload_ok.json",
            "cgi-bin/kf/sync_msg": "kf_sync_msg_ok.json",
            "cgi-bin/kf/send_msg": "kf_send_msg_ok.json",
        }
    )
    assert len(asyncio.run(client.group_chat_ids())) == 2
    group = asyncio.run(client.group_chat("wr"))
    assert (group.name, len(group.members), group.members[1]["type"]) == ("某村公共法律服务群", 2, 2)
    assert asyncio.run(client.chat_id_of_opengid("og")) == "ooAAAAAAAAAAAAA"
    assert asyncio.run(client.upload_image(b"\x89PNG1234", "poster.png")).startswith("1G6nrLmr5EC3MMb")
    upload = transport.sent[-1]
    assert upload.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert b'name="media"; filename="poster.png"; filelength=8' in (upload.body or b"")
    batch = asyncio.run(client.kf.pull(open_kfid="wk"))
    assert (batch.next_cursor, batch.has_more, len(batch.messages)) == ("4gw7MepFLfgF2VC5npN", True, 1)
    assert asyncio.run(client.kf.send_text(open_kfid="wk", external_userid="wm", text="您好")) == "MSG_ID"


@pytest.mark.parametrize(("recorded", "user_id"), [("member", "liu-fang"), ("outsider", None)])
def test_who_signed_in(recorded: str, user_id: str | None) -> None:
    transport = FileTransport({"cgi-bin/auth/getuserinfo": f"auth_getuserinfo_{recorded}.json"})
    calls = calls_over(WeComCalls, Platform.WECOM, transport, tokens=OneToken())
    login = WeComLogin(calls, base="https://login.example.cn/", corp_id="ww1", agent_id="1000001")
    assert asyncio.run(login.find_user_id("CODE")) == user_id
    assert transport.sent[0].query["code"] == "CODE"
    assert login.address(redirect_uri="https://a.example.cn/b", state="s1") == (
        "https://login.example.cn/wwlogin/sso/login?login_type=CorpApp&appid=ww1&agentid=1000001"
        "&redirect_uri=https%3A%2F%2Fa.example.cn%2Fb&state=s1"
    )


def test_cutting_by_bytes_never_leaves_half_a_character() -> None:
    assert cut_bytes("村村村", 8) == "村村"
    assert cut_bytes("abc", 8) == "abc"
