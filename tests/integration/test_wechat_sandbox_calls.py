"""The clients against the stand-in platform, over real HTTP on one loop."""

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from domain.errors import BadInput, NotAllowed, PlatformFailure
from domain.platform_errors import (
    CallFailed,
    CodeRefused,
    ConfigurationFault,
    ConsentMissing,
    PlatformUnreachable,
    QuotaExhausted,
    SlowDown,
    TemplateDataWrong,
    UnknownOutcome,
    UserNotRecent,
)
from tests.memory_token_shelf import MemoryTokenShelf
from wechat.platform import WeChat, WeChatConfig, open_wechat
from wechat.sandbox import SandboxPlatform, SandboxSettings, make_sandbox_routes
from wechat.wecom import SendStatus

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@dataclass
class Clock:
    """A clock that tests move."""

    moment: datetime = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **span: float) -> None:
        self.moment += timedelta(**span)


@dataclass
class Stage:
    """A stand-in platform on a free port and a client that talks to it."""

    clock: Clock
    platform: SandboxPlatform
    base: str
    shelf: MemoryTokenShelf
    wechat: WeChat
    config: WeChatConfig
    slept: list[float]

    def login_code(self, user: str = "小芳") -> str:
        return self._code("login", {"user": user})

    def phone_code(self, phone: str) -> str:
        return self._code("phone", {"user": "小芳", "phone": phone})

    def consent(self, openid: str, template_id: str, times: int) -> None:
        self.platform.state["consents"][f"{openid}:{template_id}"] = times

    def calls_of(self, path: str) -> int:
        return len(self.platform.records.listed(path))

    def fault(self, **wanted: Any) -> None:
        self.platform.faults.add(wanted)

    def another_process(self, **changes: Any) -> WeChat:
        return open_wechat(replace(self.config, **changes), self.shelf, self.clock, sleep=self.sleep)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(min(seconds, 0.02))

    def _code(self, kind: str, facts: dict[str, Any]) -> str:
        code = self.platform.new_secret(kind)
        entry = {"kind": kind, "used": False, "issued_at": self.platform.seconds(), **facts}
        self.platform.state["codes"][code] = entry
        return code


@asynccontextmanager
async def stage(state_file: Path | None = None, **settings: Any) -> AsyncIterator[Stage]:
    clock = Clock()
    platform = SandboxPlatform(clock, state_file, SandboxSettings(**settings))
    sockets = bind_sockets(0, "127.0.0.1")
    server = HTTPServer(Application(make_sandbox_routes(platform, "/sandbox"), log_function=lambda _: None))
    server.add_sockets(sockets)
    base = f"http://127.0.0.1:{sockets[0].getsockname()[1]}/sandbox"
    known = platform.settings
    config = WeChatConfig(
        wechat_api_base=f"{base}/wechat",
        wecom_api_base=f"{base}/wecom",
        app_id=known.app_id,
        app_secret=known.app_secret,
        corp_id=known.corp_id,
        corp_secret=known.corp_secrets[0],
        simulator_base=f"{base}/simulator",
        simulator_token=known.simulator_token,
        request_timeout_seconds=2,
    )
    shelf, slept = MemoryTokenShelf(clock), []
    made = Stage(clock, platform, base, shelf, None, config, slept)  # type: ignore[arg-type]  # set below
    made.wechat = open_wechat(config, shelf, clock, sleep=made.sleep)
    try:
        yield made
    finally:
        await made.wechat.close()
        server.stop()
        await server.close_all_connections()


def on_stage(test: Callable[[Stage], Awaitable[None]], **settings: Any) -> None:
    async def play() -> None:
        async with stage(**settings) as made:
            await test(made)

    asyncio.run(play())


# --- login, phone, reminders ------------------------------------------------------------------------------


def test_a_login_code_gives_the_same_openid_each_time_and_needs_no_access_token() -> None:
    async def play(made: Stage) -> None:
        first = await made.wechat.mini_program.code_to_session(made.login_code())
        second = await made.wechat.mini_program.code_to_session(made.login_code())
        assert first.openid == second.openid == made.platform.openid_of("小芳")
        assert first.unionid
        assert first.session_key not in repr(first)
        assert made.calls_of("stable_token") == 0

    on_stage(play)


def test_a_used_code_and_an_old_code_ask_for_a_new_login_and_are_not_retried() -> None:
    async def play(made: Stage) -> None:
        code, old = made.login_code(), made.login_code()
        await made.wechat.mini_program.code_to_session(code)
        made.clock.forward(minutes=6)
        for bad, errcode in ((code, 40163), (old, 40029), ("nonsense", 40029)):
            with pytest.raises(CodeRefused) as caught:
                await made.wechat.mini_program.code_to_session(bad)
            assert caught.value.errcode == errcode
            assert isinstance(caught.value, BadInput)
            assert isinstance(caught.value, PlatformFailure)
            assert caught.value.code == "login_code_invalid"
        assert made.calls_of("jscode2session") == 4

    on_stage(play)


def test_a_phone_number_is_read_once() -> None:
    async def play(made: Stage) -> None:
        code = made.phone_code("13800138000")
        assert await made.wechat.mini_program.phone_number(code) == "13800138000"
        with pytest.raises(CodeRefused):
            await made.wechat.mini_program.phone_number(code)

    on_stage(play)


def test_each_consent_allows_one_reminder() -> None:
    async def play(made: Stage) -> None:
        openid = (await made.wechat.mini_program.code_to_session(made.login_code())).openid
        made.consent(openid, "T1", 2)
        send = made.wechat.mini_program.send_subscribe_message
        long_thing = "预约的法律顾问将于明天上午到村里为您提供面对面的服务"
        for _ in range(2):
            await send(openid, "T1", {"thing1": long_thing, "time2": "2026-01-06 09:00"}, "pages/booking/index")
        with pytest.raises(ConsentMissing):
            await send(openid, "T1", {"thing1": "短"}, "pages/booking/index")
        notices = made.platform.state["notices"]
        assert len(notices) == 2
        assert len(notices[0]["data"]["thing1"]["value"]) == 20
        assert notices[0]["miniprogram_state"] == "formal"

    on_stage(play)


def test_data_that_cannot_fit_never_leaves_us_and_the_platform_refuses_it_too() -> None:
    async def play(made: Stage) -> None:
        openid = (await made.wechat.mini_program.code_to_session(made.login_code())).openid
        made.consent(openid, "T1", 1)
        with pytest.raises(TemplateDataWrong) as caught:
            await made.wechat.mini_program.send_subscribe_message(openid, "T1", {"number1": "三"}, "p")
        assert caught.value.outcome == "not_sent"
        assert made.calls_of("subscribe/send") == 0
        body = {"touser": openid, "template_id": "T1", "data": {"number1": {"value": "三"}}}
        calls = made.wechat.mini_program._calls
        with pytest.raises(TemplateDataWrong) as refused:
            await calls.post("cgi-bin/message/subscribe/send", data=body)
        assert "number1" in refused.value.errmsg

    on_stage(play)


# --- image or JSON, text check ----------------------------------------------------------------------------


def test_a_mini_program_code_is_an_image_and_a_refusal_of_it_is_an_error() -> None:
    async def play(made: Stage) -> None:
        image = await made.wechat.mini_program.unlimited_code("v=420101001001", "pages/home/index", 280)
        assert Image.open(io.BytesIO(image)).size == (280, 280)
        made.fault(path="getwxacodeunlimit", kind="fail", errcode=41030, times=1)
        with pytest.raises(CallFailed) as caught:
            await made.wechat.mini_program.unlimited_code("v=1", "pages/home/index")
        assert caught.value.errcode == 41030
        for scene, page in (("a%b", "p"), ("x" * 33, "p"), ("村", "p"), ("ok", "/p"), ("ok", "p?x=1")):
            with pytest.raises(BadInput):
                await made.wechat.mini_program.unlimited_code(scene, page)
        assert made.calls_of("getwxacodeunlimit") == 2

    on_stage(play)


def test_the_text_check_sends_raw_utf8_and_needs_a_recent_user() -> None:
    async def play(made: Stage) -> None:
        openid = (await made.wechat.mini_program.code_to_session(made.login_code())).openid
        assert (await made.wechat.mini_program.check_text(openid, "土地承包怎么办")).suggest == "pass"
        verdict = await made.wechat.mini_program.check_text(openid, "专业代办假证")
        assert (verdict.suggest, verdict.label) == ("risky", 20006)
        made.clock.forward(hours=3)
        with pytest.raises(UserNotRecent):
            await made.wechat.mini_program.check_text(openid, "土地承包怎么办")

    on_stage(play)


# --- tokens ------------------------------------------------------------------------------------------------


def test_many_callers_in_two_processes_fetch_one_token() -> None:
    async def play(made: Stage) -> None:
        openid = (await made.wechat.mini_program.code_to_session(made.login_code())).openid
        made.fault(path="stable_token", kind="delay", seconds=0.1)
        other = made.another_process()
        clients = [made.wechat, other] * 20
        await asyncio.gather(*(one.mini_program.check_text(openid, "你好") for one in clients))
        assert made.calls_of("stable_token") == 1
        await other.close()

    on_stage(play)


def test_a_bad_token_is_dropped_once_and_each_call_retried_once() -> None:
    async def play(made: Stage) -> None:
        openid = (await made.wechat.mini_program.code_to_session(made.login_code())).openid
        await made.wechat.mini_program.check_text(openid, "你好")
        made.platform.state["tokens"].clear()
        await asyncio.gather(*(made.wechat.mini_program.check_text(openid, "你好") for _ in range(10)))
        assert made.calls_of("stable_token") == 2
        assert made.calls_of("msg_sec_check") <= 1 + 20

    on_stage(play)


def test_a_token_refused_twice_is_a_configuration_fault() -> None:
    async def play(made: Stage) -> None:
        openid = (await made.wechat.mini_program.code_to_session(made.login_code())).openid
        made.fault(path="msg_sec_check", kind="fail", errcode=40001)
        with pytest.raises(ConfigurationFault):
            await made.wechat.mini_program.check_text(openid, "你好")
        assert made.calls_of("msg_sec_check") == 2

    on_stage(play)


def test_an_expired_token_is_renewed_and_a_fresh_process_reads_the_shelf() -> None:
    async def play(made: Stage) -> None:
        openid = (await made.wechat.mini_program.code_to_session(made.login_code())).openid
        await made.wechat.mini_program.check_text(openid, "你好")
        other = made.another_process()
        await other.mini_program.check_text(openid, "你好")
        assert made.calls_of("stable_token") == 1
        made.fault(path="msg_sec_check", kind="expire", times=1)
        await other.mini_program.check_text(openid, "你好")
        assert made.calls_of("stable_token") == 2
        made.clock.forward(seconds=7200 - 100)
        made.platform.state["users"][openid]["seen_at"] = made.platform.seconds()
        await made.wechat.mini_program.check_text(openid, "你好")
        assert made.calls_of("stable_token") == 3
        await other.close()

    on_stage(play)


def test_a_wecom_token_is_used_up_to_its_end_without_asking_on_each_call() -> None:
    async def play(made: Stage) -> None:
        await made.wechat.wecom.group_chat_ids()
        made.clock.forward(seconds=7200 - 100)
        for _ in range(5):
            await made.wechat.wecom.group_chat_ids()
        assert made.calls_of("gettoken") == 2
        made.clock.forward(seconds=101)
        for _ in range(5):
            await made.wechat.wecom.group_chat_ids()
        assert made.calls_of("gettoken") == 3

    on_stage(play)


def test_a_wrong_secret_is_a_configuration_fault_without_retry() -> None:
    async def play(made: Stage) -> None:
        wrong = made.another_process(app_secret="wrong-one", corp_secret="wrong-two")
        with pytest.raises(ConfigurationFault):
            await wrong.mini_program.phone_number("x")
        with pytest.raises(ConfigurationFault):
            await wrong.wecom.group_chat_ids()
        assert made.calls_of("stable_token") == made.calls_of("gettoken") == 1
        await wrong.close()

    on_stage(play)


# --- the error policy --------------------------------------------------------------------------------------


def test_busy_is_tried_three_times_with_growing_pauses() -> None:
    async def play(made: Stage) -> None:
        made.fault(path="jscode2session", kind="fail", errcode=-1, times=2)
        await made.wechat.mini_program.code_to_session(made.login_code())
        assert len(made.slept) == 2
        assert 0 < made.slept[0] < made.slept[1]
        made.fault(path="jscode2session", kind="fail", errcode=-1)
        with pytest.raises(CallFailed) as caught:
            await made.wechat.mini_program.code_to_session(made.login_code())
        assert caught.value.errcode == -1
        assert made.calls_of("jscode2session") == 6

    on_stage(play)


def test_a_used_up_quota_stops_that_api_until_midnight_in_china() -> None:
    async def play(made: Stage) -> None:
        made.fault(path="jscode2session", kind="fail", errcode=45009, times=1)
        with pytest.raises(QuotaExhausted) as caught:
            await made.wechat.mini_program.code_to_session(made.login_code())
        midnight = datetime(2026, 1, 5, 16, 0, tzinfo=UTC)
        assert caught.value.blocked_until == midnight == made.wechat.gate.blocked_until("sns/jscode2session")
        with pytest.raises(QuotaExhausted) as held:
            await made.wechat.mini_program.code_to_session(made.login_code())
        assert held.value.outcome == "not_sent"
        assert made.calls_of("jscode2session") == 1
        assert await made.wechat.mini_program.phone_number(made.phone_code("13800138000"))
        made.clock.moment = midnight
        assert await made.wechat.mini_program.code_to_session(made.login_code())

    on_stage(play)


def test_a_per_minute_limit_is_handed_to_the_queue_rather_than_slept_through() -> None:
    async def play(made: Stage) -> None:
        made.fault(path="jscode2session", kind="fail", errcode=45011, times=1)
        with pytest.raises(SlowDown) as caught:
            await made.wechat.mini_program.code_to_session(made.login_code())
        assert caught.value.details["retry_after_seconds"] == 60
        patient = open_wechat(made.config, made.shelf, made.clock, sleep=made.sleep, patience_seconds=90)
        made.fault(path="jscode2session", kind="fail", errcode=45011, times=1)
        await patient.mini_program.code_to_session(made.login_code())
        assert made.slept == [60]
        await patient.close()

    on_stage(play)


def test_outcomes_are_told_apart_refused_not_sent_unknown() -> None:
    async def play(made: Stage) -> None:
        openid = (await made.wechat.mini_program.code_to_session(made.login_code())).openid
        made.consent(openid, "T1", 3)
        send = made.wechat.mini_program.send_subscribe_message
        made.fault(path="subscribe/send", kind="drop", times=1)
        with pytest.raises(UnknownOutcome) as dropped:
            await send(openid, "T1", {"thing1": "你好"}, "p")
        assert dropped.value.outcome == "unknown"
        assert len(made.platform.state["notices"]) == 1  # it did happen
        made.fault(path="subscribe/send", kind="fail", errcode=502, times=1)
        with pytest.raises(UnknownOutcome):
            await send(openid, "T1", {"thing1": "你好"}, "p")
        nobody = made.another_process(wechat_api_base="http://127.0.0.1:1")
        with pytest.raises(PlatformUnreachable) as refused:
            await nobody.mini_program.code_to_session("x")
        assert refused.value.outcome == "not_sent"
        await nobody.close()

    on_stage(play)


def test_a_late_answer_is_an_unknown_outcome() -> None:
    async def play(made: Stage) -> None:
        hasty = made.another_process(request_timeout_seconds=0.1)
        made.fault(path="jscode2session", kind="delay", seconds=0.4, times=1)
        with pytest.raises(UnknownOutcome) as caught:
            await hasty.mini_program.code_to_session(made.login_code())
        assert caught.value.outcome == "unknown"
        await hasty.close()
        await asyncio.sleep(0.5)

    on_stage(play)


def test_no_secret_reaches_a_log_an_error_or_the_record_of_calls(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def play(made: Stage) -> None:
        code = made.login_code()
        openid = (await made.wechat.mini_program.code_to_session(code)).openid
        await made.wechat.mini_program.check_text(openid, "你好")
        raised = []
        for fault in ({"kind": "fail", "errcode": 40013}, {"kind": "drop"}, {"kind": "fail", "errcode": 500}):
            made.fault(path="jscode2session", times=1, **fault)
            with pytest.raises(PlatformFailure) as caught:
                await made.wechat.mini_program.code_to_session(code)
            raised.append(caught.value)
            assert caught.value.__cause__ is None
        told = caplog.text + repr(raised) + str(made.platform.records.listed()) + repr(made.wechat)
        told += repr(made.config) + repr(list(made.shelf.tokens.values()))
        token = next(iter(made.shelf.tokens.values())).value
        for secret in (made.config.app_secret, made.config.corp_secret, token, code, "http://"):
            assert secret not in told.replace(made.base, "")

    on_stage(play)


def test_a_platform_that_echoes_a_secret_is_scrubbed() -> None:
    async def play(made: Stage) -> None:
        calls = made.wechat.mini_program._calls
        assert calls._scrub(f"invalid {made.config.app_secret} and TOKEN", "TOKEN") == "invalid *** and ***"

    on_stage(play)


# --- WeCom -------------------------------------------------------------------------------------------------


def open_room(made: Stage, chat_id: str, owner: str = "wang") -> None:
    from wechat.sandbox.rooms import create_room

    create_room(made.platform, chat_id=chat_id, name=f"{chat_id}村民群", owner=owner)


def test_a_group_task_is_sent_only_when_its_owner_confirms() -> None:
    async def play(made: Stage) -> None:
        from wechat.sandbox.group_sending import confirm_task

        open_room(made, "g1")
        open_room(made, "g2", owner="li")
        wecom = made.wechat.wecom
        media_id = await wecom.upload_image(PNG)
        card = {"title": "找律师", "pic_media_id": media_id, "appid": "wx1", "page": "p?scene=v1"}
        attachments = [
            {"msgtype": "image", "image": {"media_id": media_id}},
            {"msgtype": "miniprogram", "miniprogram": card},
        ]
        task = await wecom.create_group_task(
            sender="wang", chat_ids=["g1", "g2"], text="本周普法", attachments=attachments
        )
        assert task.failed_chat_ids == ("g2",)
        assert [one.confirmed for one in await wecom.task_owners(task.msgid)] == [False]
        assert [one.status for one in await wecom.task_results(task.msgid, "wang")] == [SendStatus.UNSENT]
        assert made.platform.state["rooms"]["g1"]["messages"] == []

        confirm_task(made.platform, task.msgid)
        (owner,) = await wecom.task_owners(task.msgid)
        assert owner.confirmed
        assert owner.sent_at == made.clock.moment
        assert [one.status for one in await wecom.task_results(task.msgid, "wang")] == [SendStatus.SENT]
        kinds = [message["msgtype"] for message in made.platform.state["rooms"]["g1"]["messages"]]
        assert kinds == ["text", "image", "card"]

        second = await wecom.create_group_task(sender="wang", chat_ids=["g1"], text="又一条")
        confirm_task(made.platform, second.msgid)
        (result,) = await wecom.task_results(second.msgid, "wang")
        assert result.status is SendStatus.ANOTHER_CAME_FIRST
        made.clock.forward(days=1)
        third = await wecom.create_group_task(sender="wang", chat_ids=["g1"], text="第二天")
        confirm_task(made.platform, third.msgid)
        assert (await wecom.task_results(third.msgid, "wang"))[0].status is SendStatus.SENT

    on_stage(play)


def test_group_tasks_are_listed_over_pages_reminded_and_cancelled() -> None:
    async def play(made: Stage) -> None:
        open_room(made, "g1")
        wecom = made.wechat.wecom
        created = [
            (await wecom.create_group_task(sender="wang", chat_ids=["g1"], text=f"第{number}条")).msgid
            for number in range(101)
        ]
        span = (made.clock.moment - timedelta(days=1), made.clock.moment + timedelta(days=1))
        listed = await wecom.tasks_between(*span, creator="wang")
        assert [task.msgid for task in listed] == created
        for _ in range(3):
            await wecom.remind_task(created[0])
        with pytest.raises(QuotaExhausted):
            await wecom.remind_task(created[0])
        await wecom.cancel_task(created[0])
        assert made.platform.state["group_tasks"][created[0]]["state"] == "cancelled"
        for wrong in ({"text": ""}, {"text": "字" * 1400}, {"text": "a", "chat_ids": []}):
            with pytest.raises(BadInput):
                await wecom.create_group_task(**{"sender": "wang", "chat_ids": ["g1"], **wrong})

    on_stage(play)


def test_groups_are_listed_read_and_found_by_opengid() -> None:
    async def play(made: Stage) -> None:
        open_room(made, "g1")
        open_room(made, "g2", owner="li")
        assert await made.wechat.wecom.group_chat_ids() == ["g1", "g2"]
        assert await made.wechat.wecom.group_chat_ids(["li"]) == ["g2"]
        group = await made.wechat.wecom.group_chat("g2")
        assert (group.name, group.owner) == ("g2村民群", "li")
        opengid = made.platform.state["rooms"]["g2"]["opengid"]
        assert await made.wechat.wecom.chat_id_of_opengid(opengid) == "g2"
        with pytest.raises(CallFailed):
            await made.wechat.wecom.group_chat("nowhere")

    on_stage(play)


def test_the_webhook_rests_a_minute_after_twenty_messages_and_only_that_one() -> None:
    async def play(made: Stage) -> None:
        open_room(made, "staff")
        for key in ("key-one", "key-two"):
            made.platform.state["webhooks"][key] = {"chat_id": "staff", "sent_at": []}
        for number in range(20):
            await made.wechat.webhook.send_text("key-one", f"第{number}条")
        with pytest.raises(QuotaExhausted):
            await made.wechat.webhook.send_text("key-one", "太多")
        await made.wechat.webhook.send_text("key-two", "好")
        made.clock.forward(seconds=61)
        await made.wechat.webhook.send_image("key-one", PNG)
        with pytest.raises(ConfigurationFault):
            await made.wechat.webhook.send_text("no-such-key", "x")
        with pytest.raises(BadInput):
            await made.wechat.webhook.send_text("key-one", "字" * 700)

    on_stage(play)


def test_customer_service_pulls_by_cursor_and_answers_five_times() -> None:
    async def play(made: Stage) -> None:
        from wechat.sandbox.kf import customer_enters, customer_writes

        kf = made.wechat.wecom.kf
        for text in ("在吗", "我想问土地的事"):
            customer_writes(made.platform, open_kfid="kf1", user="大山", text=text)
        batch = await kf.pull(open_kfid="kf1", limit=1)
        assert batch.has_more
        rest = await kf.pull(open_kfid="kf1", cursor=batch.next_cursor)
        assert [one["text"]["content"] for one in batch.messages + rest.messages] == ["在吗", "我想问土地的事"]
        who = batch.messages[0]["external_userid"]
        for _ in range(5):
            await kf.send_text(open_kfid="kf1", external_userid=who, text="您好")
        with pytest.raises(CallFailed) as caught:
            await kf.send_text(open_kfid="kf1", external_userid=who, text="您好")
        assert caught.value.errcode == 95001
        event = customer_enters(made.platform, open_kfid="kf1", user="大山")["event"]
        await kf.send_welcome(code=event["welcome_code"], text="欢迎")
        with pytest.raises(CallFailed):
            await kf.send_welcome(code=event["welcome_code"], text="欢迎")

    on_stage(play)


# --- simulator ---------------------------------------------------------------------------------------------


def test_the_simulator_keeps_the_same_message_once_and_refuses_a_bad_signature() -> None:
    async def play(made: Stage) -> None:
        open_room(made, "g1")
        message = {"msgid": "m1", "msgtype": "text", "text": {"content": "您好"}}
        for _ in range(2):
            assert await made.wechat.simulator.send("g1", message) == "m1"
        card = {"msgtype": "card", "card": {"title": "找律师", "page": "pages/home/index", "scene": "v1"}}
        await made.wechat.simulator.send("g1", card)
        messages = made.platform.state["rooms"]["g1"]["messages"]
        assert [one["msgtype"] for one in messages] == ["text", "card"]
        assert messages[0]["sender_role"] == "bot"
        forged = made.another_process(simulator_token="guess")
        with pytest.raises(CallFailed):
            await forged.simulator.send("g1", message)
        await forged.close()

    on_stage(play)


def test_high_risk_users_are_not_allowed() -> None:
    async def play(made: Stage) -> None:
        made.fault(path="jscode2session", kind="fail", errcode=40226, times=1)
        with pytest.raises(NotAllowed):
            await made.wechat.mini_program.code_to_session(made.login_code())

    on_stage(play)
