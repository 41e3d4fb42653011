"""Customer service: a customer writes, our server pulls, and answers within 48 hours and five messages."""

from typing import Any

from wechat.sandbox.base import ApiHandler, Refused
from wechat.sandbox.group_sending import WECOM_TOKEN
from wechat.sandbox.state import SandboxPlatform

WINDOW_SECONDS = 48 * 3600
MESSAGES_PER_WINDOW = 5
CALLBACK_TOKEN_SECONDS = 600
WELCOME_SECONDS = 20
MSGID_BYTES = 32
TEXT_BYTES = 2048


def customer_writes(platform: SandboxPlatform, *, open_kfid: str, user: str, text: str) -> dict[str, Any]:
    """Keep a customer's message and open the window for answers."""
    external_userid = external_userid_of(user)
    message = {
        "msgid": platform.new_secret("kf_"),
        "open_kfid": open_kfid,
        "external_userid": external_userid,
        "send_time": int(platform.seconds()),
        "origin": 3,
        "servicer_userid": "",
        "msgtype": "text",
        "text": {"content": text},
    }
    platform.state["kf_messages"].append(message)
    window = {"opened_at": platform.seconds(), "sent": 0}
    platform.state["kf_windows"][f"{open_kfid}:{external_userid}"] = window
    return message


def customer_enters(platform: SandboxPlatform, *, open_kfid: str, user: str, scene_param: str = "") -> dict[str, Any]:
    """A customer opens the chat: an event whose code allows one welcome within 20 seconds."""
    code = platform.new_secret("welcome_")
    at = int(platform.seconds())
    event = {
        "event_type": "enter_session",
        "open_kfid": open_kfid,
        "external_userid": external_userid_of(user),
        "scene": "village",
        "scene_param": scene_param,
        "welcome_code": code,
    }
    message = {
        "msgid": platform.new_secret("kf_"),
        "send_time": at,
        "origin": 4,
        "msgtype": "event",
        "event": event,
    }
    platform.state["kf_messages"].append({**message, "open_kfid": open_kfid})
    platform.state["kf_codes"][code] = {
        "open_kfid": open_kfid,
        "external_userid": event["external_userid"],
        "issued_at": at,
    }
    return message


def answer_fails(platform: SandboxPlatform, msgid: str) -> dict[str, Any]:
    """An answer that was taken does not arrive: the platform says so in an event."""
    answer = next(one for one in platform.state["kf_answers"] if one["msgid"] == msgid)
    event = {
        "event_type": "msg_send_fail",
        "open_kfid": answer["open_kfid"],
        "external_userid": answer["external_userid"],
        "fail_msgid": msgid,
        "fail_type": 4,
    }
    message = {
        "msgid": platform.new_secret("kf_"),
        "open_kfid": answer["open_kfid"],
        "send_time": int(platform.seconds()),
        "origin": 4,
        "msgtype": "event",
        "event": event,
    }
    platform.state["kf_messages"].append(message)
    return message


def external_userid_of(user: str) -> str:
    """The customer's id in WeCom."""
    return f"wm_{user}"


def keep_answer(platform: SandboxPlatform, body: dict[str, Any], open_kfid: str, external_userid: str) -> str:
    """Keep what our server said to a customer; the same msgid is kept once."""
    answers = platform.state["kf_answers"]
    msgid = str(body.get("msgid") or platform.new_secret("kfa_"))
    if not any(answer["msgid"] == msgid for answer in answers):
        kind = str(body.get("msgtype"))
        answer = {"msgid": msgid, "open_kfid": open_kfid, "external_userid": external_userid, "msgtype": kind}
        answers.append({**answer, kind: body.get(kind), "at": int(platform.seconds())})
    return msgid


class SyncMsg(ApiHandler):
    """kf/sync_msg: the cursor is the number of messages already read."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        body = self.body_json()
        self._check_callback_token(body.get("token"))
        start = int(body.get("cursor") or 0)
        limit = int(body.get("limit") or 1000)
        everything = self.platform.state["kf_messages"]
        end = min(start + limit, len(everything))
        oldest = self.platform.seconds() - 3 * 86400
        wanted = body.get("open_kfid")
        mine = [
            message
            for message in everything[start:end]
            if wanted in {None, "", message["open_kfid"]} and message["send_time"] >= oldest
        ]
        return {"next_cursor": str(end), "has_more": int(end < len(everything)), "msg_list": mine}

    def _check_callback_token(self, token: Any) -> None:
        if not token:
            return
        issued_at = self.platform.state["callback_tokens"].get(token)
        if issued_at is None or issued_at + CALLBACK_TOKEN_SECONDS < self.platform.seconds():
            raise Refused(95007, "invalid msg token")


class SendMsg(ApiHandler):
    """kf/send_msg. The numbers 95001 and 95002 are taken from public code lists, not from the API's page."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        body = self.body_json()
        open_kfid, external_userid = str(body.get("open_kfid", "")), str(body.get("touser", ""))
        if f"{open_kfid}:{external_userid}" in self.platform.state["kf_servicers"]:
            raise Refused(95018, "send msg session status invalid")
        if len(str(body.get("msgid") or "").encode()) > MSGID_BYTES:
            raise Refused(40058, "invalid msgid")
        if len(str((body.get("text") or {}).get("content", "")).encode()) > TEXT_BYTES:
            raise Refused(40058, "text is too long")
        window = self.platform.state["kf_windows"].get(f"{open_kfid}:{external_userid}")
        if window is None or window["opened_at"] + WINDOW_SECONDS < self.platform.seconds():
            raise Refused(95002, "send msg time limit")
        if window["sent"] >= MESSAGES_PER_WINDOW:
            raise Refused(95001, "send msg count limit")
        window["sent"] += 1
        return {"msgid": keep_answer(self.platform, body, open_kfid, external_userid)}


class ServiceStateTrans(ApiHandler):
    """kf/service_state/trans: 3 gives the conversation to a person, 1 back to the robot."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        body = self.body_json()
        key = f"{body.get('open_kfid', '')}:{body.get('external_userid', '')}"
        if body.get("service_state") == 3:
            self.platform.state["kf_servicers"][key] = str(body.get("servicer_userid", ""))
        else:
            self.platform.state["kf_servicers"].pop(key, None)
        return {"msg_code": self.platform.new_secret("msgcode_")}


class ServiceStateGet(ApiHandler):
    """kf/service_state/get."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        body = self.body_json()
        servicer = self.platform.state["kf_servicers"].get(f"{body['open_kfid']}:{body['external_userid']}")
        return {"service_state": 3 if servicer is not None else 1, "servicer_userid": servicer or ""}


class SendMsgOnEvent(ApiHandler):
    """kf/send_msg_on_event: the code is used once and within 20 seconds."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        body = self.body_json()
        code = self.platform.state["kf_codes"].pop(str(body.get("code", "")), None)
        if code is None or code["issued_at"] + WELCOME_SECONDS < self.platform.seconds():
            raise Refused(95000, "invalid welcome code")
        return {"msgid": keep_answer(self.platform, body, code["open_kfid"], code["external_userid"])}
