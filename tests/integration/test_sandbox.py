"""The stand-in platform through its control API: what demo doors and a room's page rely on."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from PIL import Image
from tornado.httpclient import AsyncHTTPClient, HTTPResponse
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.simple_httpclient import HTTPStreamClosedError
from tornado.web import Application, RequestHandler

from wechat import callbacks
from wechat.callbacks import CallbackSettings
from wechat.sandbox import SandboxPlatform, SandboxSettings, make_sandbox_routes
from wechat.sandbox.records import masked

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
BOT_KEYS = CallbackSettings("bot-token", AES_KEY, "")
CORP_KEYS = CallbackSettings("corp-token", AES_KEY, "ww-sandbox")


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment


class OurServer(RequestHandler):
    """Plays our callback addresses: keeps what comes, fails as often as it is told to."""

    def initialize(self, inbox: dict[str, Any]) -> None:
        self.inbox = inbox

    def post(self, door: str) -> None:
        if self.inbox["fail"] > 0:
            self.inbox["fail"] -= 1
            self.set_status(500)
            return
        args = {name: self.get_query_argument(name) for name in self.request.query_arguments}
        body, now = self.request.body, self.inbox["clock"]()
        if door == "simulator":
            token = "simulator-token"
            message = callbacks.read_simulator_push(token, self.request.headers, body, now)
            self.inbox["heard"].append(message)
        elif door == "wecom":
            self.inbox["heard"].append(callbacks.read_wecom_push(CORP_KEYS, args, body))
        else:
            self.inbox["heard"].append(callbacks.read_smart_bot_push(BOT_KEYS, args, body))
            reply = callbacks.smart_bot_stream("s1", "正在查找", finish=False)
            self.write(callbacks.seal_smart_bot_reply(BOT_KEYS, reply, nonce="n", timestamp="1700000000"))


class Stage:
    """Sandbox and our callbacks in one XSRF-checking application, as the demo mounts them."""

    def __init__(self, base: str, clock: Clock, platform: SandboxPlatform, inbox: dict[str, Any]) -> None:
        self.base, self.clock, self.platform, self.inbox = base, clock, platform, inbox

    async def raw(self, method: str, path: str, body: Any = None) -> HTTPResponse:
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        client = AsyncHTTPClient(force_instance=True)
        try:
            return await client.fetch(f"{self.base}/{path}", method=method, body=content, raise_error=False)
        finally:
            client.close()

    async def get(self, path: str) -> Any:
        return json.loads((await self.raw("GET", path)).body)

    async def post(self, path: str, body: Any = None) -> Any:
        return json.loads((await self.raw("POST", path, body or {})).body)


@asynccontextmanager
async def stage(state_file: Path | None = None) -> AsyncIterator[Stage]:
    clock, sockets = Clock(), bind_sockets(0, "127.0.0.1")
    origin = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    settings = SandboxSettings(
        callback_url=f"{origin}/ours/simulator",
        wecom_callback_url=f"{origin}/ours/wecom",
        wecom_callback_token=CORP_KEYS.token,
        wecom_callback_aes_key=AES_KEY,
        smart_bot_callback_url=f"{origin}/ours/bot",
        smart_bot_token=BOT_KEYS.token,
        smart_bot_aes_key=AES_KEY,
    )
    platform = SandboxPlatform(clock, state_file, settings)
    inbox: dict[str, Any] = {"heard": [], "fail": 0, "clock": clock}
    ours = [("/ours/(.*)", type("Ours", (OurServer,), {"check_xsrf_cookie": lambda self: None}), {"inbox": inbox})]
    routes: list[Any] = [*make_sandbox_routes(platform, "/sandbox"), *ours]
    server = HTTPServer(Application(routes, xsrf_cookies=True, log_function=lambda _: None))
    server.add_sockets(sockets)
    try:
        yield Stage(f"{origin}/sandbox", clock, platform, inbox)
    finally:
        await platform.drain()
        server.stop()
        await server.close_all_connections()


def on_stage(test: Callable[[Stage], Awaitable[None]], state_file: Path | None = None) -> None:
    async def play() -> None:
        async with stage(state_file) as made:
            await test(made)

    asyncio.run(play())


LOGIN = {"appid": "wx-sandbox", "secret": "sandbox-secret", "grant_type": "authorization_code"}


async def login(made: Stage, user: str) -> dict[str, Any]:
    code = (await made.post("control/login-code", {"user": user}))["code"]
    session: dict[str, Any] = await made.get(f"wechat/sns/jscode2session?{urlencode({**LOGIN, 'js_code': code})}")
    return session


async def token_of(made: Stage) -> str:
    body = {"grant_type": "client_credential", "appid": LOGIN["appid"], "secret": LOGIN["secret"]}
    return str((await made.post("wechat/cgi-bin/stable_token", body))["access_token"])


async def corp_token_of(made: Stage) -> str:
    query = urlencode({"corpid": "ww-sandbox", "corpsecret": "sandbox-corp-secret"})
    return str((await made.get(f"wecom/cgi-bin/gettoken?{query}"))["access_token"])


async def open_room(made: Stage, chat_id: str = "g1") -> None:
    await made.post("control/rooms", {"chat_id": chat_id, "name": "杨家村群", "owner": "wang"})


def test_a_villager_writes_and_our_server_hears_it_signed() -> None:
    async def play(made: Stage) -> None:
        await open_room(made)
        who = {"sender": "v1", "sender_name": "杨大山", "sender_role": "villager"}
        kept = await made.post("control/rooms/g1/messages", {**who, "text": "宅基地怎么办证"})
        await made.platform.drain()
        (heard,) = made.inbox["heard"]
        assert heard == {
            "channel": "simulator", "msgid": kept["msgid"], "chat_id": "g1", **who,
            "text": "宅基地怎么办证", "sent_at": "2026-01-05T10:00:00+08:00",
        }  # fmt: skip
        (shown,) = (await made.get("control/rooms/g1/messages?after=0"))["messages"]
        assert (shown["seq"], shown["sender_role"], shown["msgtype"]) == (kept["seq"], "villager", "text")
        assert (await made.get(f"control/rooms/g1/messages?after={kept['seq']}"))["messages"] == []

    on_stage(play)


def test_a_delivery_is_tried_three_times_and_can_be_doubled() -> None:
    async def play(made: Stage) -> None:
        await open_room(made)
        made.inbox["fail"] = 2
        await made.post("control/rooms/g1/messages", {"sender": "v1", "text": "在吗", "msgid": "m1"})
        await made.platform.drain()
        assert len(made.inbox["heard"]) == 1
        tries = (await made.get("control/deliveries?msgid=m1"))["deliveries"]
        assert [one["status"] for one in tries] == [500, 500, 200]
        await made.post("control/rooms/g1/messages", {"sender": "v1", "text": "再问", "deliveries": 2})
        await made.platform.drain()
        assert [one["text"] for one in made.inbox["heard"]] == ["在吗", "再问", "再问"]
        made.inbox["fail"] = 99
        await made.post("control/rooms/g1/messages", {"sender": "v1", "text": "没人听", "msgid": "m3"})
        await made.platform.drain()
        assert len((await made.get("control/deliveries?msgid=m3"))["deliveries"]) == 3

    on_stage(play)


def test_a_human_confirms_a_task_and_the_room_shows_it_with_its_image() -> None:
    async def play(made: Stage) -> None:
        await open_room(made)
        token = await corp_token_of(made)
        boundary = "b0"
        picture = io.BytesIO()
        Image.new("RGB", (8, 8), "green").save(picture, "PNG")
        part = b'--b0\r\nContent-Disposition: form-data; name="media"; filename="a.png"\r\n\r\n'
        upload = await AsyncHTTPClient().fetch(
            f"{made.base}/wecom/cgi-bin/media/upload?access_token={token}&type=image",
            method="POST",
            headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
            body=part + picture.getvalue() + b"\r\n--b0--\r\n",
        )
        media_id = json.loads(upload.body)["media_id"]
        body = {
            "chat_type": "group", "sender": "wang", "chat_id_list": ["g1"], "text": {"content": "本周普法"},
            "attachments": [{"msgtype": "image", "image": {"media_id": media_id}}],
        }  # fmt: skip
        path = f"wecom/cgi-bin/externalcontact/add_msg_template?access_token={token}"
        msgid = (await made.post(path, body))["msgid"]
        assert (await made.get("control/rooms/g1/messages"))["messages"] == []
        (waiting,) = (await made.get("control/group-tasks?state=awaiting"))["tasks"]
        assert waiting["msgid"] == msgid
        await made.post(f"control/group-tasks/{msgid}/confirm")
        text, image = (await made.get("control/rooms/g1/messages"))["messages"]
        assert text["text"]["content"] == "本周普法"
        assert text["sender_role"] == "owner"
        origin = made.base.removesuffix("/sandbox")
        fetched = await AsyncHTTPClient().fetch(f"{origin}{image['image']['url']}")
        assert fetched.body == picture.getvalue()
        again = await made.raw("POST", f"control/group-tasks/{msgid}/confirm", {})
        assert again.code == 400
        assert (await made.get("control/group-tasks?state=awaiting"))["tasks"] == []

    on_stage(play)


def test_tokens_expire_and_the_old_one_lives_five_minutes_beside_the_new() -> None:
    async def play(made: Stage) -> None:
        session = await login(made, "小芳")
        first = await token_of(made)
        assert await token_of(made) == first
        made.clock.moment += timedelta(seconds=7200 - 200)
        second = await token_of(made)
        assert second != first
        made.platform.state["users"][session["openid"]]["seen_at"] = made.platform.seconds()

        async def check(token: str) -> int:
            body = {"openid": session["openid"], "scene": 2, "version": 2, "content": "你好"}
            answer = await made.post(f"wechat/wxa/msg_sec_check?access_token={token}", body)
            return int(answer["errcode"])

        assert [await check(first), await check(second)] == [0, 0]
        made.clock.moment += timedelta(seconds=301)
        assert [await check(first), await check(second), await check("made_up")] == [42001, 0, 40001]
        await made.post("control/expire-tokens")
        assert await check(second) == 42001

    on_stage(play)


def test_faults_are_ordered_counted_and_cleared() -> None:
    async def play(made: Stage) -> None:
        await made.post("control/faults", {"path": "sns/jscode2session", "kind": "fail", "errcode": 45011, "times": 1})
        assert (await login(made, "小芳"))["errcode"] == 45011
        assert "openid" in await login(made, "小芳")
        await made.post("control/faults", {"path": "sns/jscode2session", "kind": "fail", "percent": 0})
        assert "openid" in await login(made, "小芳")
        await made.post("control/faults", {"path": "sns/jscode2session", "kind": "drop"})
        query = urlencode({**LOGIN, "js_code": "x"})
        with pytest.raises(HTTPStreamClosedError):
            await made.raw("GET", f"wechat/sns/jscode2session?{query}")
        await made.raw("DELETE", "control/faults")
        assert "openid" in await login(made, "小芳")
        assert (await made.raw("POST", "control/faults", {"path": "x", "kind": "nonsense"})).code == 400

    on_stage(play)


def test_consent_and_notices_of_a_user() -> None:
    async def play(made: Stage) -> None:
        openid = (await login(made, "小芳"))["openid"]
        token = await token_of(made)
        body = {"touser": openid, "template_id": "T", "page": "p", "data": {"thing1": {"value": "您好"}}}
        path = f"wechat/cgi-bin/message/subscribe/send?access_token={token}"
        consent = {"user": "小芳", "template_id": "T"}
        await made.post("control/consent", {**consent, "accepted": False})
        assert (await made.post(path, body))["errcode"] == 43101
        assert (await made.post("control/consent", {**consent, "accepted": True}))["left"] == 1
        assert (await made.post(path, body))["errcode"] == 0
        (notice,) = (await made.get(f"control/notices?user={quote('小芳')}"))["notices"]
        assert notice["data"]["thing1"]["value"] == "您好"
        assert (await made.get(f"control/notices?user={quote('别人')}"))["notices"] == []

    on_stage(play)


def test_the_record_of_calls_shows_what_was_asked_without_secrets() -> None:
    async def play(made: Stage) -> None:
        session = await login(made, "小芳")
        await token_of(made)
        calls = (await made.get("control/calls?path=jscode2session"))["calls"]
        assert [call["method"] for call in calls] == ["GET"]
        everything = json.dumps(await made.get("control/calls"))
        assert session["openid"] in everything
        for secret in (LOGIN["secret"], session["session_key"]):
            assert secret not in everything

    on_stage(play)
    assert masked({"secret": "x", "list": [{"access_token": "y"}], "ok": 1}) == {
        "secret": "***", "list": [{"access_token": "***"}], "ok": 1,
    }  # fmt: skip


def test_a_demo_survives_a_restart(tmp_path: Path) -> None:
    state_file = tmp_path / "deep" / "sandbox.json"

    async def first(made: Stage) -> None:
        await open_room(made)
        await made.post("control/rooms/g1/messages", {"sender": "v1", "text": "在吗", "deliver": False})
        made.platform.keep_media("m1", "image/png", b"picture")
        made.platform.state["media"]["m1"] = {"content_type": "image/png", "created_at": 0}
        await login(made, "小芳")

    async def second(made: Stage) -> None:
        (room,) = (await made.get("control/rooms"))["rooms"]
        assert (room["name"], room["message_count"]) == ("杨家村群", 1)
        assert made.platform.find_media("m1") == ("image/png", b"picture")
        (message,) = (await made.get("control/rooms/g1/messages"))["messages"]
        later = await made.post("control/rooms/g1/messages", {"sender": "v1", "text": "还在吗", "deliver": False})
        assert later["seq"] > message["seq"]

    on_stage(first, state_file)
    on_stage(second, state_file)
    assert [path.name for path in state_file.parent.iterdir() if path.suffix == ".new"] == []


def test_the_smart_bot_is_called_and_its_reply_read() -> None:
    async def play(made: Stage) -> None:
        answer = await made.post("control/smart-bot", {"userid": "li", "chatid": "c1", "text": "@助手 今天有什么"})
        assert answer == {"status": 200, "reply": callbacks.smart_bot_stream("s1", "正在查找", finish=False)}
        (heard,) = made.inbox["heard"]
        assert (heard["chattype"], heard["from"]["userid"], heard["text"]["content"]) == (
            "group", "li", "@助手 今天有什么",
        )  # fmt: skip

    on_stage(play)


def test_a_customer_wakes_our_server_and_events_are_pushed() -> None:
    async def play(made: Stage) -> None:
        await made.post("control/kf-messages", {"open_kfid": "kf1", "user": "大山", "text": "在吗"})
        await made.platform.drain()
        (woken,) = made.inbox["heard"]
        assert (woken["Event"], woken["OpenKfId"]) == ("kf_msg_or_event", "kf1")
        token = await corp_token_of(made)
        body = {"open_kfid": "kf1", "token": woken["Token"]}
        pulled = await made.post(f"wecom/cgi-bin/kf/sync_msg?access_token={token}", body)
        assert pulled["msg_list"][0]["text"]["content"] == "在吗"
        wrong = await made.post(f"wecom/cgi-bin/kf/sync_msg?access_token={token}", {**body, "token": "x"})
        assert wrong["errcode"] == 95007
        event = {"Event": "change_external_chat", "ChatId": "g1", "ChangeType": "create"}
        assert (await made.post("control/wecom-event", event))["status"] == 200
        assert made.inbox["heard"][-1]["ChangeType"] == "create"

    on_stage(play)


def test_unknown_rooms_and_incomplete_orders_are_refused() -> None:
    async def play(made: Stage) -> None:
        assert (await made.raw("GET", "control/rooms/nowhere/messages")).code == 404
        assert (await made.raw("POST", "control/rooms/nowhere/messages", {"sender": "v", "text": "x"})).code == 404
        assert (await made.raw("POST", "control/login-code", {})).code == 400
        assert (await made.raw("POST", "control/rooms", {"chat_id": "g"})).code == 400
        assert (await made.raw("GET", "control/login-code")).code == 405

    on_stage(play)


def test_the_state_file_forgets_what_is_spent(tmp_path: Path) -> None:
    async def play(made: Stage) -> None:
        await open_room(made)
        await login(made, "小芳")
        token = await token_of(made)
        for number in range(3):
            await made.post("control/rooms/g1/messages", {"sender": "v", "text": f"{number}", "deliver": False})
        made.clock.moment += timedelta(hours=4)
        await open_room(made, "g2")
        kept = json.loads((tmp_path / "s.json").read_text("utf-8"))
        assert kept["codes"] == {}
        assert token not in kept["tokens"]
        assert len(kept["rooms"]["g1"]["messages"]) == 3

    on_stage(play, tmp_path / "s.json")
