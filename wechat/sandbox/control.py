"""The control API: what the people around the platforms do, for demo doors and tests.

A refusal here is a real status (400 or 404), unlike on the platforms' own wires.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from tornado.web import HTTPError

from wechat.sandbox.base import Refused, SandboxHandler, expire_tokens
from wechat.sandbox.bot import MENTION, refresh_stream, say_to_bot, talk_with_bot
from wechat.sandbox.group_sending import confirm_task
from wechat.sandbox.join_ways import join_by_way, seal_group_entry
from wechat.sandbox.kf import customer_enters, customer_writes
from wechat.sandbox.pushes import push_wecom_event
from wechat.sandbox.reports import resident_reports
from wechat.sandbox.rooms import create_room, deliver, get_room, post_message


class ControlHandler(SandboxHandler):
    """One control: ``act`` returns the JSON answer."""

    async def act(self) -> dict[str, Any]:
        """Do it."""
        raise HTTPError(405)

    async def show(self) -> dict[str, Any]:
        """Look."""
        raise HTTPError(405)

    @property
    def named(self) -> str:
        """The part of the path that names a room or a task."""
        return str(self.path_args[0])

    async def get(self, *_path: str) -> None:
        await self._serve(self.show)

    async def post(self, *_path: str) -> None:
        await self._serve(self.act)

    async def _serve(self, work: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        try:
            answer = await work()
        except Refused as refused:
            self.set_status(404 if refused.errcode == 40050 else 400)
            self.answer_json({"error": refused.errmsg})
            return
        except (KeyError, TypeError, ValueError) as wrong:
            self.set_status(400)
            self.answer_json({"error": f"{type(wrong).__name__}: {wrong}"})
            return
        await self.platform.saved()
        self.answer_json(answer)


class LoginCode(ControlHandler):
    """POST control/login-code: what wx.login would hand to the mini-program."""

    async def act(self) -> dict[str, Any]:
        user = str(self.body_json()["user"])
        code = _issue(self, "login", {"user": user})
        return {"code": code, "openid": self.platform.openid_of(user)}


class PhoneCode(ControlHandler):
    """POST control/phone-code: what the phone-number button would hand over."""

    async def act(self) -> dict[str, Any]:
        body = self.body_json()
        return {"code": _issue(self, "phone", {"user": str(body["user"]), "phone": str(body["phone"])})}


class Consent(ControlHandler):
    """POST control/consent: each acceptance allows one message; a refusal allows none."""

    async def act(self) -> dict[str, Any]:
        body = self.body_json()
        key = f"{self.platform.openid_of(str(body['user']))}:{body['template_id']}"
        left = self.platform.state["consents"].get(key, 0)
        if body.get("accepted", True):
            left += int(body.get("times", 1))
        self.platform.state["consents"][key] = left
        return {"left": left}


class Notices(ControlHandler):
    """GET control/notices?user=: the reminders that reached this user."""

    async def show(self) -> dict[str, Any]:
        openid = self.platform.openid_of(self.get_query_argument("user"))
        return {"notices": [one for one in self.platform.state["notices"] if one["openid"] == openid]}


class FaultOrders(ControlHandler):
    """POST, GET, DELETE control/faults."""

    async def act(self) -> dict[str, Any]:
        self.platform.faults.add(self.body_json())
        return {"faults": self.platform.faults.listed()}

    async def show(self) -> dict[str, Any]:
        return {"faults": self.platform.faults.listed()}

    async def delete(self) -> None:
        self.platform.faults.clear()
        self.answer_json({"faults": []})


class ExpireTokens(ControlHandler):
    """POST control/expire-tokens."""

    async def act(self) -> dict[str, Any]:
        expire_tokens(self.platform)
        return {"tokens": len(self.platform.state["tokens"])}


class Calls(ControlHandler):
    """GET control/calls?path=."""

    async def show(self) -> dict[str, Any]:
        return {"calls": self.platform.records.listed(self.get_query_argument("path", ""))}


class Rooms(ControlHandler):
    """GET and POST control/rooms."""

    async def show(self) -> dict[str, Any]:
        return {"rooms": [_room_row(room) for room in self.platform.state["rooms"].values()]}

    async def act(self) -> dict[str, Any]:
        body = self.body_json()
        chat_id, name, owner = (str(body[part]) for part in ("chat_id", "name", "owner"))
        room = create_room(self.platform, chat_id=chat_id, name=name, owner=owner, internal=bool(body.get("internal")))
        return _room_row(room)


class RoomMessages(ControlHandler):
    """GET and POST control/rooms/CHAT_ID/messages."""

    async def show(self) -> dict[str, Any]:
        after = int(self.get_query_argument("after", "0"))
        messages = get_room(self.platform, self.named)["messages"]
        return {"messages": [message for message in messages if message["seq"] > after]}

    async def act(self) -> dict[str, Any]:
        body, chat_id = self.body_json(), self.named
        message = {
            "sender": str(body["sender"]),
            "sender_name": str(body.get("sender_name") or body["sender"]),
            "sender_role": str(body.get("sender_role", "villager")),
            "msgtype": "text",
            "text": {"content": str(body["text"])},
            "msgid": body.get("msgid"),
        }
        kept = post_message(self.platform, chat_id, message)
        if get_room(self.platform, chat_id).get("internal"):
            if MENTION in str(body["text"]):
                self.platform.in_background(talk_with_bot(self.platform, chat_id, kept))
            return kept
        if self.platform.settings.callback_url and body.get("deliver", True):
            times = int(body.get("deliveries", 1))
            self.platform.in_background(deliver(self.platform, chat_id, kept, times))
        return kept


class JoinByWay(ControlHandler):
    """POST control/join-ways/CONFIG_ID/join: somebody scans the code; the platform tells our server."""

    async def act(self) -> dict[str, Any]:
        chat_id = join_by_way(self.platform, self.named, str(self.body_json()["user"]))
        event = {"Event": "change_external_chat", "ChangeType": "update", "ChatId": chat_id}
        event |= {"UpdateDetail": "add_member", "JoinScene": "3", "MemChangeCnt": "1"}
        if self.platform.settings.wecom_callback_url:
            await push_wecom_event(self.platform, event)
        return {"chat_id": chat_id}


class GroupEntry(ControlHandler):
    """POST control/group-entry: what wx.getGroupEnterInfo would hand to the mini-program, with a login code."""

    async def act(self) -> dict[str, Any]:
        body = self.body_json()
        user, room = str(body["user"]), get_room(self.platform, str(body["chat_id"]))
        code = _issue(self, "login", {"user": user})
        return {"code": code, **seal_group_entry(self.platform, user, str(room["opengid"]))}


class GroupTasks(ControlHandler):
    """GET control/group-tasks?state=: awaiting, sent or cancelled."""

    async def show(self) -> dict[str, Any]:
        wanted = self.get_query_argument("state", "")
        tasks = self.platform.state["group_tasks"].values()
        return {"tasks": [task for task in tasks if wanted in {"", task["state"]}]}


class ConfirmGroupTask(ControlHandler):
    """POST control/group-tasks/MSGID/confirm: the group owner taps confirm."""

    async def act(self) -> dict[str, Any]:
        return confirm_task(self.platform, self.named)


class Webhooks(ControlHandler):
    """POST control/webhooks: give a room a webhook key."""

    async def act(self) -> dict[str, Any]:
        body = self.body_json()
        get_room(self.platform, str(body["chat_id"]))
        webhook = {"chat_id": str(body["chat_id"]), "sent_at": []}
        self.platform.state["webhooks"][str(body["key"])] = webhook
        return {"chat_id": webhook["chat_id"]}


class KfMessages(ControlHandler):
    """POST control/kf-messages: a customer writes, or enters when there is no text. GET: our answers."""

    async def show(self) -> dict[str, Any]:
        return {"answers": self.platform.state["kf_answers"]}

    async def act(self) -> dict[str, Any]:
        body = self.body_json()
        who = {"open_kfid": str(body["open_kfid"]), "user": str(body["user"])}
        if body.get("text"):
            message = customer_writes(self.platform, text=str(body["text"]), **who)
        else:
            message = customer_enters(self.platform, scene_param=str(body.get("scene_param", "")), **who)
        if self.platform.settings.wecom_callback_url:
            self.platform.in_background(self._wake(who["open_kfid"]))
        return message

    async def _wake(self, open_kfid: str) -> None:
        token = self.platform.new_secret("kfcb_")
        self.platform.state["callback_tokens"][token] = self.platform.seconds()
        await push_wecom_event(self.platform, {"Event": "kf_msg_or_event", "Token": token, "OpenKfId": open_kfid})


class ResidentReports(ControlHandler):
    """POST control/resident-reports: a resident reports to the robot of their group."""

    async def act(self) -> dict[str, Any]:
        body = self.body_json()
        facts = {name: str(body[name]) for name in ("grid_id", "user", "text")}
        more = {name: body[name] for name in ("grid_name", "case_name", "urge_type") if name in body}
        return resident_reports(self.platform, **facts, **more)


class SmartBot(ControlHandler):
    """POST control/smart-bot: a message to the smart bot; answers with its decrypted reply."""

    async def act(self) -> dict[str, Any]:
        body = self.body_json()
        if body.get("stream_id"):
            return await refresh_stream(self.platform, str(body["stream_id"]))
        facts = {"userid": str(body["userid"]), "text": str(body.get("text", ""))}
        msgid, chatid = str(body.get("msgid") or ""), str(body.get("chatid") or "")
        return await say_to_bot(self.platform, msgid=msgid, chatid=chatid, **facts)


class WeComEvent(ControlHandler):
    """POST control/wecom-event: push any event, for example change_external_chat."""

    async def act(self) -> dict[str, Any]:
        fields = {str(name): str(value) for name, value in self.body_json().items()}
        return {"status": await push_wecom_event(self.platform, fields)}


class Deliveries(ControlHandler):
    """GET control/deliveries?msgid=: the tries to bring a message to our server."""

    async def show(self) -> dict[str, Any]:
        msgid = self.get_query_argument("msgid", "")
        return {"deliveries": [one for one in self.platform.state["deliveries"] if msgid in {"", one["msgid"]}]}


def _issue(handler: ControlHandler, kind: str, facts: dict[str, Any]) -> str:
    platform = handler.platform
    code = platform.new_secret(f"{kind}_")
    platform.state["codes"][code] = {"kind": kind, "used": False, "issued_at": platform.seconds(), **facts}
    return code


def _room_row(room: dict[str, Any]) -> dict[str, Any]:
    row = {name: room[name] for name in ("chat_id", "name", "owner", "opengid")}
    row["internal"] = bool(room.get("internal"))
    last = room["messages"][-1]["seq"] if room["messages"] else 0
    return {**row, "message_count": len(room["messages"]), "last_seq": last}
