"""The doors the platforms knock at: only the platform gets in, everything is kept once, answers are quick."""

import json
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.httputil import url_concat
from tornado.web import Application

from actions.context import Context
from domain.groups import ChannelName
from tests.builders import SettableClock
from tests.callers import Caller
from tests.village_stage import SECRETS, WECOM_ROOM, WISH, Stage, add_group, set_stage, with_callbacks
from wechat.callbacks import CallbackSettings, encrypt
from wechat.sandbox.pushes import push_wecom_event
from wechat.sandbox.rooms import create_room
from wechat.sandbox.state import SandboxPlatform
from wechat.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER, sha1_signature, sign_simulator

pytestmark = pytest.mark.gen_test(timeout=60)

PUSHED = {
    "channel": "simulator",
    "chat_id": "room-guihuawan",
    "msgid": "m1",
    "sender": "王桂兰",
    "sender_name": "王桂兰",
    "sender_role": "villager",
    "text": WISH,
    "sent_at": "2026-11-23T08:00:00+08:00",
}
DOORS = ("simulator", "wechat", "wecom", "smart-bot")


@pytest.fixture
def ctx(ctx: Context, request: pytest.FixtureRequest) -> Context:
    """With callbacks set up, unless the test is about their absence."""
    return ctx if "not_set_up" in request.node.name else with_callbacks(ctx)


@pytest.fixture
async def stage(
    ctx: Context, sandbox: tuple[SandboxPlatform, str], app: Application, http_server: HTTPServer, base_url: str
) -> Stage:
    """The village."""
    return await set_stage(ctx, sandbox[0], app, base_url)


def signed(ctx: Context, pushed: dict[str, Any], *, token: str = SECRETS.simulator_token, age: int = 0) -> Any:
    """Body and headers as the simulator sends them."""
    body = json.dumps(pushed, ensure_ascii=False).encode()
    timestamp = str(int(ctx.now().timestamp()) - age)
    return body, {TIMESTAMP_HEADER: timestamp, SIGNATURE_HEADER: sign_simulator(token, timestamp, body)}


async def inbox(ctx: Context) -> list[dict[str, Any]]:
    """Everything in the inbox as it is stored."""
    return await ctx.store.database["inbox"].find({}).to_list(None)


@pytest.mark.parametrize("door", DOORS)
async def test_a_door_that_is_not_set_up_does_not_exist(
    stage: Stage, http_client: AsyncHTTPClient, base_url: str, door: str
) -> None:
    answer = await Caller(http_client, base_url).fetch("POST", f"/callbacks/{door}", b"{}")
    assert (answer.code, answer.body) == (404, b"not_found")


@pytest.mark.parametrize("door", DOORS)
async def test_nobody_gets_in_without_a_signature(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str, door: str
) -> None:
    body = b'{"encrypt": "x", "Encrypt": "x", "msgid": "1", "chat_id": "1"}'
    answer = await Caller(http_client, base_url).fetch("POST", f"/callbacks/{door}", body)
    assert (answer.code, answer.body) == (403, b"bad_signature")
    assert await inbox(ctx) == []


async def test_a_wrong_key_or_an_old_message_is_refused(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    call = Caller(http_client, base_url)
    for wrong in ({"token": "another"}, {"age": 301}, {"age": -301}):
        body, headers = signed(ctx, PUSHED, **wrong)
        assert (await call.fetch("POST", "/callbacks/simulator", body, **headers)).code == 403
    body, headers = signed(ctx, PUSHED)
    assert (await call.fetch("POST", "/callbacks/simulator", body + b" ", **headers)).code == 403
    assert (await call.fetch("POST", "/callbacks/simulator", body, **headers)).body == b"success"
    await stage.app.settings["inbox_waker"].drain()
    assert len(await stage.matters()) == 1


@pytest.mark.parametrize("missing", ["msgid", "chat_id"])
async def test_a_message_without_its_names_is_refused(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str, missing: str
) -> None:
    body, headers = signed(ctx, {**PUSHED, missing: ""})
    assert (await Caller(http_client, base_url).fetch("POST", "/callbacks/simulator", body, **headers)).code == 400


async def test_the_answer_does_not_wait_for_the_work(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    stage.app.settings["inbox_waker"].wake = lambda: None
    body, headers = signed(ctx, PUSHED)
    call = Caller(http_client, base_url)
    answers = [(await call.fetch("POST", "/callbacks/simulator", body, **headers)).body for _ in range(3)]
    assert answers == [b"success"] * 3
    assert [one["state"] for one in await inbox(ctx)] == ["new"]
    assert stage.said() == []


async def test_the_mini_program_address_is_echoed_and_events_are_kept_once(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    query = {"timestamp": "1", "nonce": "n", "echostr": "hello"}
    query["signature"] = sha1_signature(SECRETS.mini_program_token, "1", "n")
    call = Caller(http_client, base_url)
    path = url_concat("/callbacks/wechat", query)
    assert (await call.fetch("GET", path)).body == b"hello"
    event = b'{"FromUserName": "o1", "CreateTime": 1, "MsgType": "event", "Event": "subscribe_msg_popup_event"}'
    for _ in range(2):
        assert (await call.fetch("POST", path, event)).body == b"success"
    assert [(one["channel"], one["event"]) for one in await inbox(ctx)] == [
        ("mini_program", "subscribe_msg_popup_event")
    ]


async def test_wecom_echoes_the_decrypted_text(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    keys = CallbackSettings(SECRETS.wecom_token, SECRETS.wecom_aes_key, SECRETS.wecom_corp_id)
    sealed = encrypt(keys, "4711")
    query = {"timestamp": "1", "nonce": "n", "echostr": sealed}
    query["msg_signature"] = sha1_signature(SECRETS.wecom_token, "1", "n", sealed)
    answer = await Caller(http_client, base_url).fetch("GET", url_concat("/callbacks/wecom", query))
    assert answer.body == b"4711"


async def test_customer_groups_are_followed_as_wecom_tells_of_them(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    create_room(stage.platform, chat_id=WECOM_ROOM, name="桂花湾客户群", owner="zhou")
    event = {"Event": "change_external_chat", "ChangeType": "create", "ChatId": WECOM_ROOM}
    assert await push_wecom_event(stage.platform, event) == 200
    await stage.app.settings["inbox_waker"].drain()
    [group] = await ctx.store.groups.list_unbound()
    assert (group.channel, group.name, group.owner) == (ChannelName.WECOM_CUSTOMER_GROUP, "桂花湾客户群", "zhou")
    create_room(stage.platform, chat_id=WECOM_ROOM, name="桂花湾新名", owner="zhou")
    clock.move(minutes=1)
    await push_wecom_event(stage.platform, {**event, "ChangeType": "update", "UpdateDetail": "change_name"})
    await stage.app.settings["inbox_waker"].drain()
    assert [one.name for one in await ctx.store.groups.list_unbound()] == ["桂花湾新名"]
    await push_wecom_event(stage.platform, {**event, "ChangeType": "dismiss"})
    await stage.app.settings["inbox_waker"].drain()
    assert await ctx.store.groups.list_unbound() == []


async def test_customer_service_events_are_kept(stage: Stage, ctx: Context) -> None:
    await push_wecom_event(stage.platform, {"Event": "kf_msg_or_event", "Token": "t", "OpenKfId": "kf1"})
    await stage.app.settings["inbox_waker"].drain()
    assert [(one["event"], one["chat_id"], one["state"]) for one in await inbox(ctx)] == [
        ("kf_msg_or_event", "kf1", "done")
    ]


async def test_a_known_group_keeps_its_village_when_wecom_renames_it(stage: Stage, ctx: Context) -> None:
    group = await add_group(ctx, stage.platform, ChannelName.WECOM_CUSTOMER_GROUP, WECOM_ROOM)
    event = {"Event": "change_external_chat", "ChangeType": "update", "ChatId": WECOM_ROOM}
    await push_wecom_event(stage.platform, event)
    await stage.app.settings["inbox_waker"].drain()
    kept = await ctx.store.groups.find(group.id)
    assert kept is not None
    assert kept.village_code == group.village_code
