"""The limits of the channels' platforms, as documented: our clients keep them, the stand-in refuses who does not."""

import base64
import hashlib
from datetime import timedelta

import pytest

from domain.errors import BadInput
from domain.platform_errors import CallFailed, ConfigurationFault, QuotaExhausted
from tests.integration.test_wechat_sandbox_calls import PNG, Stage, on_stage, open_room
from wechat.sandbox.join_ways import join_by_way, seal_group_entry
from wechat.sandbox.kf import customer_writes
from wechat.sandbox.reports import resident_reports
from wechat.user_data import open_user_data


async def refused(made: Stage, path: str, body: dict[str, object], errcode: int) -> None:
    """The stand-in refuses this very body with this number."""
    with pytest.raises(CallFailed) as caught:
        await made.wechat.wecom._calls.post(path, data=body)
    assert caught.value.errcode == errcode, path


def test_resident_reports_come_by_pages_of_fifty_and_only_when_granted() -> None:
    async def play(made: Stage) -> None:
        reports, since = made.wechat.wecom.reports, made.clock.moment - timedelta(hours=1)
        for number in range(60):
            resident_reports(made.platform, grid_id="g1", grid_name="桂花湾", user="王桂兰", text=f"第{number}件")
        first = await reports.orders_since(since)
        rest = await reports.orders_since(since, cursor=first.next_cursor)
        assert [one.description for one in (*first.orders, *rest.orders)] == [f"第{number}件" for number in range(60)]
        assert rest.next_cursor == ""
        assert await reports.grids() == {"g1": "桂花湾"}
        with pytest.raises(BadInput):
            await reports.orders_since(since, limit=51)
        path = "report/resident/get_order_list"
        await refused(made, path, {"begin_create_time": 1, "limit": 51}, 40058)
        await refused(made, path, {"limit": 50}, 40058)

    on_stage(play)

    async def without_grant(made: Stage) -> None:
        with pytest.raises(ConfigurationFault):
            await made.wechat.wecom.reports.orders_since(made.clock.moment)

    on_stage(without_grant, reports_granted=False)


def test_join_ways_and_welcomes_keep_to_their_lengths() -> None:
    async def play(made: Stage) -> None:
        open_room(made, "g1")
        wecom = made.wechat.wecom
        made_way = await wecom.invitations.add_join_way(chat_ids=["g1"], state="420202005001", remark="桂花湾" * 20)
        assert (await wecom.invitations.join_way_picture(made_way)).startswith("https://")
        join_by_way(made.platform, made_way, "王桂兰")
        assert (await wecom.group_chat("g1")).join_states == ("420202005001",)
        way = {"scene": 2, "chat_id_list": ["g1"]}
        for wrong in ({"state": "4" * 31}, {"remark": "长" * 31}, {"chat_id_list": ["g1"] * 6}, {"scene": 3}):
            await refused(made, "externalcontact/groupchat/add_join_way", {**way, **wrong}, 40058)
        long = await wecom.invitations.add_welcome_template("欢迎" * 900)
        assert len(made.platform.state["welcome_templates"][long]["text"]["content"].encode()) <= 3000
        await refused(made, "externalcontact/group_welcome_template/add", {"text": {"content": "字" * 1001}}, 40058)
        for _ in range(99):
            await wecom.invitations.add_welcome_template("欢迎")
        with pytest.raises(QuotaExhausted):
            await wecom.invitations.add_welcome_template("第一百零一个")

    on_stage(play)


def test_customer_service_refuses_long_ids_closed_windows_and_held_conversations() -> None:
    async def play(made: Stage) -> None:
        kf, who = made.wechat.wecom.kf, {"open_kfid": "kf1", "external_userid": "wm_大山"}
        sent = {"open_kfid": "kf1", "touser": "wm_大山", "msgtype": "text", "text": {"content": "您好"}}
        await refused(made, "kf/send_msg", sent, 95002)
        customer_writes(made.platform, open_kfid="kf1", user="大山", text="在吗")
        await refused(made, "kf/send_msg", {**sent, "msgid": "x" * 33}, 40058)
        await refused(made, "kf/send_msg", {**sent, "text": {"content": "字" * 683}}, 40058)
        assert not await kf.is_held_by_person(**who)
        await made.wechat.wecom._calls.post("kf/service_state/trans", data={**who, "service_state": 3})
        assert await kf.is_held_by_person(**who)
        await refused(made, "kf/send_msg", sent, 95018)
        await made.wechat.wecom._calls.post("kf/service_state/trans", data={**who, "service_state": 1})
        await kf.send_text(**who, text="您好")
        made.clock.forward(hours=49)
        await refused(made, "kf/send_msg", sent, 95002)
        await refused(made, "kf/sync_msg", {"open_kfid": "kf1", "token": "stale"}, 95007)

    on_stage(play)


def test_a_webhooks_picture_must_bear_its_own_digest() -> None:
    async def play(made: Stage) -> None:
        open_room(made, "staff")
        made.platform.state["webhooks"]["key-one"] = {"chat_id": "staff", "sent_at": []}
        await made.wechat.webhook.send_image("key-one", PNG)
        encoded = base64.b64encode(PNG).decode()
        digest = hashlib.md5(PNG, usedforsecurity=False).hexdigest()
        for image, errcode in (
            ({"base64": encoded, "md5": "0" * 32}, 301019),
            ({"base64": base64.b64encode(b"GIF89a").decode(), "md5": digest}, 40009),
            ({"base64": "not base64!", "md5": digest}, 40058),
        ):
            with pytest.raises(CallFailed) as caught:
                await made.wechat.webhook._send("key-one", {"msgtype": "image", "image": image})
            assert caught.value.errcode == errcode
        with pytest.raises(BadInput):
            await made.wechat.webhook.send_image("key-one", PNG + b"0" * (2 * 1024 * 1024))

    on_stage(play)


def test_the_late_answer_of_the_bot_goes_once_within_an_hour() -> None:
    async def play(made: Stage) -> None:
        for code in ("c1", "c2"):
            made.platform.state["bot_codes"][code] = {"at": made.platform.seconds(), "chatid": "", "userid": "wu"}
        await made.wechat.smart_bot.answer_late("c1", "答复")
        with pytest.raises(CallFailed):
            await made.wechat.smart_bot.answer_late("c1", "再说一次")
        made.clock.forward(minutes=61)
        with pytest.raises(CallFailed):
            await made.wechat.smart_bot.answer_late("c2", "太晚")
        assert [one["content"] for one in made.platform.state["bot_late_answers"]] == ["答复"]

    on_stage(play)


def test_what_the_mini_program_hands_over_is_opened_with_the_session_key_alone() -> None:
    async def play(made: Stage) -> None:
        identity = await made.wechat.mini_program.code_to_session(made.login_code())
        sealed = seal_group_entry(made.platform, "小芳", "og_1")
        opened = open_user_data(
            session_key=identity.session_key,
            encrypted=sealed["encrypted_data"],
            iv=sealed["iv"],
            app_id=made.config.app_id,
            now=made.clock.moment,
        )
        assert opened["opengid"] == "og_1"

    on_stage(play)
