"""A villager asks in the group: one matter, one answer, whatever the platform does."""

import asyncio

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.web import Application

from actions.context import Context
from domain.errors import Unavailable
from domain.groups import ChannelName
from domain.inbox import InboundMessage, InboundState, SenderRole
from domain.matters import MatterKind
from domain.people import Role
from domain.services import ServiceClass
from tests.builders import COUNTY, NEXT_TOWNSHIP, VILLAGE, SettableClock, add_staff
from tests.callers import advisor_caller, staff_caller
from tests.village_stage import ROOM, WISH, Stage, add_group, set_stage, with_callbacks
from village_groups import inbox_worker
from village_groups.inbox_worker import handle_due_messages
from wechat.sandbox.state import SandboxPlatform

pytestmark = pytest.mark.gen_test(timeout=60)


@pytest.fixture
def ctx(ctx: Context) -> Context:
    """With callbacks set up."""
    return with_callbacks(ctx)


@pytest.fixture
async def stage(
    ctx: Context, sandbox: tuple[SandboxPlatform, str], app: Application, http_server: HTTPServer, base_url: str
) -> Stage:
    """The village."""
    return await set_stage(ctx, sandbox[0], app, base_url)


async def test_a_wish_in_the_group_becomes_a_matter_that_the_advisor_sees(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await stage.write(WISH)
    [matter] = await stage.matters()
    assert matter.id == "HS20261123-0001"
    assert (matter.text, matter.village_code, matter.owner_provider_id) == (WISH, VILLAGE, "zhang")
    assert (matter.service_class, matter.service_code) == (ServiceClass.LAWYER, "find-lawyer")
    words, card = stage.said()
    assert words["text"]["content"] == (
        "@王桂兰 已收到您的诉求，编号 HS20261123-0001。您村法律顾问张明律师会在6小时内（今天14:00前）联系您。"
        "点下面的卡片可以直接预约见面时间；急事请拨12348。"
    )
    assert card["card"]["page"] == "pages/book/index"
    assert card["card"]["scene"] == f"c={matter.card_token}"
    assert len(card["card"]["scene"]) <= 32
    status, page = await (await advisor_caller(ctx, http_client, base_url))("GET", "/api/v1/advisor/matters")
    assert status == 200
    assert [(one["number"], one["text"], one["state_name"]) for one in page["items"]] == [(matter.id, WISH, "待受理")]


async def test_the_same_message_delivered_many_times_at_once_makes_one_matter_and_one_answer(
    stage: Stage, ctx: Context
) -> None:
    msgid = await stage.write(WISH, times=3)
    await asyncio.gather(*(stage.write(WISH, msgid=msgid) for _ in range(5)))
    assert len(await stage.matters()) == 1
    assert [one["msgtype"] for one in stage.said()] == ["text", "card"]


async def test_many_workers_at_once_make_one_matter_and_one_answer(stage: Stage, ctx: Context) -> None:
    stage.app.settings["inbox_waker"].wake = lambda: None
    await stage.write(WISH)
    assert await stage.matters() == []
    handled = await asyncio.gather(*(handle_due_messages(ctx) for _ in range(8)))
    assert sum(handled) == 1
    assert len(await stage.matters()) == 1
    assert len(stage.said()) == 2


@pytest.mark.parametrize(
    "broken_step",
    ["answering.deliveries.order_reply", "answering.outbox.deliver_one", "inbox_worker.inbox_work.finish_message"],
)
async def test_a_crash_after_any_step_is_made_good_by_the_next_run(
    stage: Stage, ctx: Context, clock: SettableClock, monkeypatch: pytest.MonkeyPatch, broken_step: str
) -> None:
    async def crash(*_: object, **__: object) -> None:
        raise asyncio.CancelledError  # as when the process is killed: nothing after this line happens

    stage.app.settings["inbox_waker"].wake = lambda: None
    await stage.write(WISH)
    with monkeypatch.context() as patched:
        patched.setattr(f"village_groups.{broken_step}", crash)
        with pytest.raises(asyncio.CancelledError):
            await handle_due_messages(ctx)
    assert await handle_due_messages(ctx) == 0, "the dead worker's claim holds for a minute"
    clock.move(seconds=61)
    assert await handle_due_messages(ctx) == 1
    assert [one.id for one in await stage.matters()] == ["HS20261123-0001"]
    assert [one["msgtype"] for one in stage.said()] == ["text", "card"]


async def test_a_worker_that_fails_tries_again_later_and_gives_up_in_the_end(
    stage: Stage, ctx: Context, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise Unavailable()

    stage.app.settings["inbox_waker"].wake = lambda: None
    msgid = await stage.write(WISH)
    monkeypatch.setattr("village_groups.villagers.take_matter.take_matter_from_group", fail)
    tries = 0
    for _ in range(20):
        tries += await handle_due_messages(ctx)
        clock.move(hours=1)
    kept = await ctx.store.inbox.find(f"simulator:{msgid}")
    assert tries == 8
    assert kept is not None
    assert (kept.state, kept.outcome) == (InboundState.FAILED, "Unavailable")


async def test_ordinary_chat_is_not_answered_and_not_kept(stage: Stage, ctx: Context) -> None:
    msgid = await stage.write("猪肉多少钱一斤")
    kept = await ctx.store.inbox.find(f"simulator:{msgid}")
    assert kept is not None
    assert (kept.state, kept.text, kept.sender_id, kept.sender_name) == (InboundState.DONE, "", "", "")
    assert stage.said() == []
    assert await stage.matters() == []


@pytest.mark.parametrize("role", ["advisor", "staff", "bot", "something new"])
async def test_only_villagers_are_answered(stage: Stage, role: str) -> None:
    await stage.write(WISH, sender_role=role)
    assert await stage.matters() == []
    assert [one for one in stage.said() if one["sender_name"] != "王桂兰"] == []


async def test_phone_and_identity_numbers_are_masked_in_what_is_kept(stage: Stage, ctx: Context) -> None:
    msgid = await stage.write("我想找律师，电话13812345678，身份证420202196503072418")
    [matter] = await stage.matters()
    kept = await ctx.store.inbox.find(f"simulator:{msgid}")
    assert kept is not None
    for text in (matter.text, kept.text):
        assert text == "我想找律师，电话138****5678，身份证420*************18"


async def test_who_asks_again_soon_is_told_the_number_they_have(stage: Stage, clock: SettableClock) -> None:
    await stage.write(WISH)
    clock.move(minutes=10)
    await stage.write("有律师吗？")
    [matter] = await stage.matters()
    assert "已登记" in stage.said()[2]["text"]["content"]
    assert matter.id in stage.said()[2]["text"]["content"]
    await stage.write("有律师吗？", sender="李建国")
    clock.move(minutes=31)
    await stage.write("有律师吗？")
    assert len(await stage.matters()) == 3


async def test_numbers_count_up_and_start_anew_each_day(stage: Stage, clock: SettableClock) -> None:
    await asyncio.gather(*(stage.write(WISH, sender=f"村民{number}") for number in range(12)))
    clock.move(days=1)
    await stage.write(WISH)
    numbers = sorted(one.id for one in await stage.matters())
    assert numbers == [*(f"HS20261123-{count:04d}" for count in range(1, 13)), "HS20261124-0001"]


@pytest.mark.parametrize(
    ("text", "kind", "owner", "said"),
    [
        ("我要投诉律师，说好来又没来", MatterKind.COMPLAINT, None, "由司法所处理"),
        ("老板拖欠工资不给怎么办", MatterKind.QUESTION, "zhang", "请不要在群里细说"),
        ("他又打我了", MatterKind.EMERGENCY, "zhang", "请马上拨打110报警"),
        ("我不想活了", MatterKind.EMERGENCY, "zhang", "12356心理援助热线"),
    ],
)
async def test_each_kind_has_its_owner_and_its_words(
    stage: Stage, text: str, kind: MatterKind, owner: str | None, said: str
) -> None:
    await stage.write(text)
    [matter] = await stage.matters()
    assert (matter.kind, matter.owner_provider_id) == (kind, owner)
    assert matter.urgent is (kind is MatterKind.EMERGENCY)
    words, card = stage.said()[0]["text"]["content"], stage.said()[1]["card"]
    assert card["title"] == f"{'预约法律咨询' if kind is MatterKind.QUESTION else '查看办理进展'}（{matter.id}）"
    assert said in words
    assert matter.id in words
    assert text not in words


async def test_a_village_without_an_advisor_is_promised_the_justice_office(
    stage: Stage, ctx: Context, clock: SettableClock
) -> None:
    clock.move(days=60)  # the appointment ended with the year
    await stage.write(WISH)
    [matter] = await stage.matters()
    assert matter.owner_provider_id is None
    assert "司法所工作人员会在6小时内" in stage.said()[0]["text"]["content"]


async def test_a_group_nobody_has_bound_gets_the_hotline_and_shows_up_for_staff(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await add_group(ctx, stage.platform, ChannelName.SIMULATOR, "stray", village_code=None)
    await ctx.store.inbox.add_once(message_in(ctx, "stray"))
    await handle_due_messages(ctx)
    assert await stage.matters() == []
    assert "12348" in stage.said("stray")[0]["text"]["content"]
    call = await staff_caller(http_client, base_url)
    _, page = await call("GET", "/api/v1/staff/groups")
    assert [one["chat_id"] for one in page["items"]] == ["stray", ROOM]
    status, bound = await call("PUT", "/api/v1/staff/groups/simulator:stray/village", {"village_code": VILLAGE})
    assert (status, bound["village_name"]) == (200, "黄石市黄石港区沈家营街道桂花湾社区")
    await ctx.store.inbox.add_once(message_in(ctx, "stray", "m2"))
    await handle_due_messages(ctx)
    assert len(await stage.matters()) == 1


async def test_an_unknown_chat_is_noted_for_staff_to_bind(stage: Stage, ctx: Context) -> None:
    await ctx.store.inbox.add_once(message_in(ctx, "nobody-knows"))
    await handle_due_messages(ctx)
    assert [one.chat_id for one in await ctx.store.groups.list_unbound()] == ["nobody-knows"]


async def test_staff_bind_only_within_their_region_and_auditors_not_at_all(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await add_staff(ctx, "elsewhere", division_code=NEXT_TOWNSHIP)
    await add_staff(ctx, "auditor", division_code=COUNTY, role=Role.AUDITOR)
    body = {"channel": "simulator", "chat_id": ROOM, "name": "桂花湾群", "village_code": "420202006001"}
    status, answer = await (await staff_caller(http_client, base_url))("POST", "/api/v1/staff/groups", body)
    assert (status, answer["error"]["code"]) == (404, "village_not_found")
    other = await staff_caller(http_client, base_url, "elsewhere-login")
    status, answer = await other("POST", "/api/v1/staff/groups", body)
    assert (status, answer["error"]["code"]) == (409, "group_bound_elsewhere")
    assert (await other("GET", "/api/v1/staff/groups"))[1]["items"] == []
    looking = await staff_caller(http_client, base_url, "auditor-login")
    assert (await looking("POST", "/api/v1/staff/groups", body))[0] == 403


async def test_registering_a_group_twice_keeps_one(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    call = await staff_caller(http_client, base_url)
    body = {
        "channel": "wecom_customer_group",
        "chat_id": "wrNEW",
        "name": "新群",
        "village_code": VILLAGE,
        "owner": "z",
    }
    first, second = [await call("POST", "/api/v1/staff/groups", body) for _ in range(2)]
    assert (first[0], second[0]) == (201, 201)
    assert first[1]["id"] == second[1]["id"] == "wecom_customer_group:wrNEW"


async def test_the_worker_wakes_again_for_what_came_while_it_worked(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[int] = []
    entered, leave = asyncio.Event(), asyncio.Event()

    async def slow(_: Context) -> int:
        runs.append(1)
        entered.set()
        await leave.wait()
        return 0

    monkeypatch.setattr(inbox_worker, "handle_due_messages", slow)
    waker = inbox_worker.InboxWaker(stage.ctx)
    waker.wake()
    await entered.wait()
    waker.wake()
    waker.wake()
    leave.set()
    await waker.drain()
    assert len(runs) == 2


def message_in(ctx: Context, chat_id: str, msgid: str = "m1") -> InboundMessage:
    """A wish in some chat."""
    now = ctx.now()
    return InboundMessage(
        id=f"simulator:{msgid}",
        channel="simulator",
        event="message",
        chat_id=chat_id,
        received_at=now,
        due_at=now,
        expires_at=now,
        sender_id="王",
        sender_name="王",
        sender_role=SenderRole.VILLAGER,
        text=WISH,
    )
