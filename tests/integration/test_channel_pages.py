"""Channels in the console: how they fare, what is carried by hand, which chat belongs to which village."""

from dataclasses import replace
from urllib.parse import quote

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.web import Application

from actions.context import Context
from actions.sync_groups import sync_customer_groups
from domain.divisions import Division, Level
from domain.groups import ChannelName
from domain.people import Role
from domain.settings import ChannelSettings
from tests.builders import COUNTY, TOWNSHIP, VILLAGE, SettableClock, add_staff
from tests.callers import Caller, advisor_caller, staff_caller
from tests.village_stage import ROOM, WECOM_ROOM, WISH, Stage, add_group, set_stage, with_callbacks
from village_groups.outbox import deliver_due
from wechat.sandbox.join_ways import join_by_way, seal_group_entry
from wechat.sandbox.pushes import push_wecom_event
from wechat.sandbox.rooms import create_room
from wechat.sandbox.state import SandboxPlatform

pytestmark = pytest.mark.gen_test(timeout=60)

KEY = "693a91f6-7a01-4bc4-97a0-0ec2sifa1aaa"
ADDRESS = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"


@pytest.fixture
def ctx(ctx: Context) -> Context:
    """With callbacks and customer groups set up, the smart bot not."""
    ctx = with_callbacks(ctx)
    channels = ChannelSettings(customer_groups=True, missing={"smart_bot": ("SMART_BOT_TOKEN",)})
    return replace(ctx, settings=replace(ctx.settings, channels=channels))


@pytest.fixture
async def stage(
    ctx: Context, sandbox: tuple[SandboxPlatform, str], app: Application, http_server: HTTPServer, base_url: str
) -> Stage:
    """The village."""
    return await set_stage(ctx, sandbox[0], app, base_url)


async def page(call: Caller, path: str) -> str:
    """The text of a page that must be there."""
    answer = await call.fetch("GET", f"/console/{path}")
    assert answer.code == 200
    return answer.body.decode()


async def test_the_page_says_what_is_missing_what_failed_and_what_waits(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await stage.write(WISH)
    stage.app.settings["inbox_waker"].wake = lambda: None
    await stage.write("还没处理")
    await ctx.store.channel_health.note_failure("kf", "微信平台的配置有误，请联系管理员。", ctx.now())
    call = await staff_caller(http_client, base_url)
    text = await page(call, "channels")
    for said in (
        "SMART_BOT_TOKEN",
        "未启用",
        "最近一次失败",
        "微信平台的配置有误",
        "对方说话后48小时内可回复，最多5条",
    ):
        assert said in text
    assert "演示群" not in text, "the simulator is for demos alone"
    assert (await ctx.store.channel_health.list_all())["simulator"].last_success_at is not None
    assert await ctx.store.inbox.count_waiting() == {"simulator": 1}
    for name in ("channels/bindings", "channels/manual", "alarms"):
        await page(call, name)


async def test_an_internal_group_is_registered_and_its_key_shown_nowhere(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    create_room(stage.platform, chat_id="office", name="司法所工作群", owner="liu")
    stage.platform.state["webhooks"][KEY] = {"chat_id": "office", "sent_at": []}
    call = await staff_caller(http_client, base_url)
    body = {"name": "司法所工作群", "address": ADDRESS, "division_code": TOWNSHIP}
    status, made = await call("POST", "/api/v1/staff/internal-groups", body)
    assert (status, made["division_code"]) == (201, TOWNSHIP)
    assert (await call("POST", "/api/v1/staff/internal-groups", {**body, "name": "新名"}))[1]["id"] == made["id"]
    assert (await call("POST", "/api/v1/staff/internal-groups", {**body, "division_code": COUNTY}))[0] == 404
    assert (await call("POST", "/api/v1/staff/internal-groups", {**body, "address": "http://elsewhere/abcdefgh"}))[
        0
    ] == 400
    await stage.write("他又打我了，救命")
    assert "紧急求助" in stage.said("office")[0]["text"]["content"]
    kept = str([await ctx.store.database[name].find({}).to_list(None) for name in ("groups", "channel_secrets")])
    for shown in (kept, await page(call, "groups"), await page(call, "channels"), str(made)):
        assert KEY not in shown
    alarms = await page(call, "alarms")
    assert "【紧急求助】" in alarms
    assert "1条提醒" in await page(call, "channels")
    [alarm] = [one for one in await ctx.store.alarms.list_open("0", "9") if one.level == "township"]
    status, _ = await call("POST", f"/api/v1/staff/alarms/{quote(alarm.id, safe='')}/note")
    assert status == 200
    assert "1条提醒" not in await page(call, "channels")


async def test_words_are_carried_by_hand_both_ways(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await add_group(ctx, stage.platform, ChannelName.MANUAL, "by-hand")
    await add_staff(ctx, "auditor", division_code=COUNTY, role=Role.AUDITOR)
    call = await staff_caller(http_client, base_url)
    pasted = {"group_id": "manual:by-hand", "sender_name": "王桂兰", "text": f"{WISH}，电话13812345678"}
    assert [(await call("POST", "/api/v1/staff/pasted-messages", pasted))[1]["is_new"] for _ in range(2)] == [
        True,
        False,
    ]
    await stage.app.settings["inbox_waker"].drain()
    [matter] = await stage.matters()
    assert matter.text == f"{WISH}，电话138****5678"
    text = await page(call, "channels/manual")
    assert f"编号 {matter.id}" in text
    assert "打开我们的小程序可以直接预约" in text
    [delivery] = await ctx.store.database["deliveries"].find({}).to_list(None)
    assert delivery["state"] == "awaiting_confirm", "nobody has put it into the group yet"
    path = f"/api/v1/staff/deliveries/{quote(delivery['_id'], safe='')}/copied"
    assert (await (await staff_caller(http_client, base_url, "auditor-login"))("POST", path))[0] == 403
    assert (await call("POST", path))[1]["state"] == "sent"
    assert (await call("POST", path))[0] == 409
    vague = {**pasted, "text": "隔壁那个事到底咋说"}
    assert (await call("POST", "/api/v1/staff/pasted-messages", vague))[0] == 201
    await stage.app.settings["inbox_waker"].drain()
    assert sorted(one.kind for one in await stage.matters()) == ["question", "service_request"]
    [late] = await ctx.store.database["deliveries"].find({"state": "awaiting_confirm"}).to_list(None)
    await call("POST", f"/api/v1/staff/deliveries/{quote(late['_id'], safe='')}/copied")
    await deliver_due(ctx)
    assert "没有要转发的内容" in await page(call, "channels/manual")


async def test_a_group_joined_by_the_villages_code_binds_itself(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    group = await add_group(ctx, stage.platform, ChannelName.WECOM_CUSTOMER_GROUP, WECOM_ROOM)
    call = await staff_caller(http_client, base_url)
    status, made = await call("POST", f"/api/v1/staff/groups/{quote(group.id, safe='')}/join-way")
    assert (status, made["village_code"]) == (201, VILLAGE)
    path = f"/api/v1/staff/groups/{quote(group.id, safe='')}/join-way"
    assert (await call("POST", path))[1] == made, "the code that hangs in the village stays the same"
    del stage.platform.state["join_ways"][made["config_id"]]
    made = (await call("POST", path))[1]
    way = stage.platform.state["join_ways"][made["config_id"]]
    assert (way["state"], way["auto_create_room"]) == (VILLAGE, 1)
    create_room(stage.platform, chat_id="wrSECOND", name="桂花湾社区群2", owner="zhou")
    way["chat_id_list"] = ["wrSECOND"]  # the first is full: the platform makes a second one
    join_by_way(stage.platform, made["config_id"], "王桂兰")
    event = {"Event": "change_external_chat", "ChangeType": "update", "ChatId": "wrSECOND"}
    await push_wecom_event(stage.platform, {**event, "UpdateDetail": "add_member"})
    await stage.app.settings["inbox_waker"].drain()
    second = await ctx.store.groups.find("wecom_customer_group:wrSECOND")
    assert second is not None
    assert (second.village_code, second.bound_by) == (VILLAGE, "join_way")
    text = await page(call, "channels/bindings")
    assert "桂花湾社区群2" in text
    assert "入群码" in text


async def test_the_welcome_is_shared_so_only_the_office_above_all_counties_sets_it(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    words = {"text": "欢迎%NICKNAME%，有法律问题在群里说一声“想找律师”。"}
    call = await staff_caller(http_client, base_url)
    status, answer = await call("PUT", "/api/v1/staff/group-welcome", words)
    assert (status, answer["error"]["code"]) == (403, "welcome_is_shared")
    assert "入群欢迎语" not in await page(call, "channels")
    call = await staff_caller(http_client, base_url, "county-login")
    assert "入群欢迎语" in await page(call, "channels")
    first = (await call("PUT", "/api/v1/staff/group-welcome", words))[1]
    assert (await call("PUT", "/api/v1/staff/group-welcome", {"text": "欢迎新邻居"}))[1] == first
    written = {first["template_id"]: {"text": {"content": "欢迎新邻居"}}}
    assert stage.platform.state["welcome_templates"] == written
    await ctx.store.divisions.put(Division("420203000000", Level.COUNTY, "西塞山区", None, "黄石市西塞山区"))
    await ctx.store.divisions.put(Division("420200000000", Level.CITY, "黄石市", None, "湖北省黄石市"))
    await add_staff(ctx, "city", division_code="420200000000", role=Role.CITY, name="唐静")
    assert (await call("PUT", "/api/v1/staff/group-welcome", words))[0] == 403, "another county greets by it too"
    assert stage.platform.state["welcome_templates"] == written
    call = await staff_caller(http_client, base_url, "city-login")
    assert (await call("PUT", "/api/v1/staff/group-welcome", words))[1] == first


async def test_groups_no_callback_told_of_are_found_by_the_list(stage: Stage, ctx: Context) -> None:
    create_room(stage.platform, chat_id="wrQUIET", name="石桥村群", owner="zhou")
    assert await sync_customer_groups(ctx) == 2, "the room of the stage is a group to the platform too"
    assert await sync_customer_groups(ctx) == 0
    assert "石桥村群" in [one.name for one in await ctx.store.groups.list_unbound()]


async def test_an_owner_of_whom_no_callback_told_is_known_within_a_day(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    create_room(stage.platform, chat_id="wrQUIET", name="石桥村群", owner="zhou")
    await sync_customer_groups(ctx)
    create_room(stage.platform, chat_id="wrQUIET", name="石桥村村民群", owner="qian")
    path = "externalcontact/groupchat/get"
    stage.platform.faults.add({"path": path, "kind": "fail", "errcode": 40050, "times": 1})
    create_room(stage.platform, chat_id="wrNEW", name="新群", owner="zhou")
    assert await sync_customer_groups(ctx) == 1, "one that cannot be read now keeps nobody from the rest"
    read = 0
    for _ in range(144):
        clock.move(minutes=10)
        await sync_customer_groups(ctx)
        group = await ctx.store.groups.find("wecom_customer_group:wrQUIET")
        assert group is not None
        read += group.owner == "qian"
    assert (group.name, group.owner) == ("石桥村村民群", "qian")
    assert read < 144


async def test_a_card_opened_in_a_group_tells_the_village(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await add_group(ctx, stage.platform, ChannelName.WECOM_CUSTOMER_GROUP, WECOM_ROOM)
    create_room(stage.platform, chat_id="ordinary", name="普通微信群", owner="zhou")
    signed = await sign_in(stage, Caller(http_client, base_url), "wang")
    for room, village in ((WECOM_ROOM, VILLAGE), ("ordinary", None), (WECOM_ROOM, VILLAGE)):
        opengid = stage.platform.state["rooms"][room]["opengid"]
        entry = {**seal_group_entry(stage.platform, "wang", opengid), "code": login_code(stage, "wang")}
        status, told = await signed("POST", "/api/v1/group-entries", entry)
        assert (status, told["village_code"]) == (200, village)
    stolen = {**seal_group_entry(stage.platform, "wang", "og_x"), "code": login_code(stage, "li")}
    assert (await signed("POST", "/api/v1/group-entries", stolen))[1]["village_code"] is None
    broken = {"encrypted_data": "AAAA", "iv": "AAAA", "code": login_code(stage, "wang")}
    assert (await signed("POST", "/api/v1/group-entries", broken))[0] == 400
    assert [one.chat_id for one in await ctx.store.groups.list_unbound()] == ["og_ordinary"]
    status, card = await signed("GET", f"/api/v1/villages/{VILLAGE}/share-card")
    assert (status, card["path"]) == (200, f"pages/book/index?scene=v={VILLAGE}")


async def test_codes_are_handed_out_at_both_doors(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    call = await staff_caller(http_client, base_url)
    status, made = await call("POST", f"/api/v1/staff/villages/{VILLAGE}/group-code")
    assert (status, made["say"]) == (201, f"绑定 {made['code']}")
    assert (await call("POST", "/api/v1/staff/villages/420202006001/group-code"))[0] == 404
    advisor = await advisor_caller(ctx, http_client, base_url)
    status, made = await advisor("POST", "/api/v1/advisor/group-code")
    assert status == 201
    await stage.write(f"绑定{made['code']}", sender="zhang", sender_role="advisor")
    assert "张明律师，绑定好了" in stage.said(ROOM)[0]["text"]["content"]


def login_code(stage: Stage, user: str) -> str:
    """What wx.login hands out."""
    code = stage.platform.new_secret("login_")
    facts = {"kind": "login", "used": False, "issued_at": stage.platform.seconds(), "user": user}
    stage.platform.state["codes"][code] = facts
    return code


async def sign_in(stage: Stage, call: Caller, user: str) -> Caller:
    """A resident at the mini-program."""
    _, session = await call("POST", "/api/v1/sessions", {"code": login_code(stage, user)})
    call.headers["Authorization"] = f"Bearer {session['token']}"
    return call
