"""Customer-group sending: tasks that wait until a human confirms, one message per group and day."""

from typing import Any

from domain.clock import civil_date
from wechat.sandbox.base import ApiHandler, Refused
from wechat.sandbox.rooms import post_message
from wechat.sandbox.state import SandboxPlatform

REMINDERS_PER_DAY = 3
UNSENT, SENT, ANOTHER_CAME_FIRST = 0, 1, 3
WECOM_TOKEN = "wecom"  # noqa: S105  the name of a kind of token


def confirm_task(platform: SandboxPlatform, msgid: str) -> dict[str, Any]:
    """What happens when the group owner taps confirm: the messages appear in the rooms."""
    task = get_task(platform, msgid)
    if task["state"] != "awaiting":
        raise Refused(40058, f"task is {task['state']}")
    for row in task["results"]:
        _send_to_group(platform, task, row)
    task |= {"state": "sent", "send_time": int(platform.seconds())}
    return task


def get_task(platform: SandboxPlatform, msgid: str) -> dict[str, Any]:
    """Raises: Refused 40058 for an unknown task."""
    task: dict[str, Any] | None = platform.state["group_tasks"].get(msgid)
    if task is None:
        raise Refused(40058, "invalid msgid")
    return task


def _send_to_group(platform: SandboxPlatform, task: dict[str, Any], row: dict[str, Any]) -> None:
    room = platform.state["rooms"].get(row["chat_id"])
    today = civil_date(platform.now()).isoformat()
    if room is None or room["last_group_message_day"] == today:
        row["status"] = ANOTHER_CAME_FIRST
        return
    room["last_group_message_day"] = today
    row |= {"status": SENT, "send_time": int(platform.seconds())}
    sender = {"sender": task["sender"], "sender_name": task["sender"], "sender_role": "owner"}
    for number, part in enumerate(_parts(task, f"{platform.prefix}/media/")):
        post_message(platform, row["chat_id"], {**sender, **part, "msgid": f"{task['msgid']}-{number}"})


def _parts(task: dict[str, Any], media_prefix: str) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    if task["text"].get("content"):
        parts.append({"msgtype": "text", "text": {"content": task["text"]["content"]}})
    return parts + [_as_room_message(media_prefix, attachment) for attachment in task["attachments"]]


def _as_room_message(media_prefix: str, attachment: dict[str, Any]) -> dict[str, Any]:
    kind = attachment.get("msgtype")
    if kind == "image":
        return {"msgtype": "image", "image": {"url": f"{media_prefix}{attachment['image'].get('media_id', '')}"}}
    if kind == "miniprogram":
        card = attachment["miniprogram"]
        page, _, scene = str(card.get("page", "")).partition("?")
        return {"msgtype": "card", "card": {"title": card.get("title", ""), "page": page, "scene": scene}}
    link = attachment.get("link") or {}
    return {"msgtype": "text", "text": {"content": f"{link.get('title', '')} {link.get('url', '')}".strip()}}


class AddMsgTemplate(ApiHandler):
    """externalcontact/add_msg_template."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        body = self.body_json()
        self._check(body)
        rooms = self.platform.state["rooms"]
        owned = {chat_id for chat_id, room in rooms.items() if room["owner"] == body["sender"]}
        wanted = body.get("chat_id_list") or sorted(owned)
        good = [chat_id for chat_id in wanted if chat_id in owned]
        if not good:
            raise Refused(41048, "no customer to send")
        msgid = f"gm{self.platform.next_number():08d}"
        self.platform.state["group_tasks"][msgid] = self._task(msgid, body, good)
        return {"msgid": msgid, "fail_list": [chat_id for chat_id in wanted if chat_id not in owned]}

    def _check(self, body: dict[str, Any]) -> None:
        text = (body.get("text") or {}).get("content", "")
        attachments = body.get("attachments") or []
        if body.get("chat_type") != "group" or not body.get("sender"):
            raise Refused(40058, "invalid chat_type or sender")
        if not text and not attachments:
            raise Refused(40058, "text and attachments are both empty")
        if len(text.encode("utf-8")) > 4000 or len(attachments) > 9:
            raise Refused(40058, "text or attachments too long")
        for attachment in attachments:
            part = attachment.get(attachment.get("msgtype")) or {}
            media_id = part.get("media_id") or part.get("pic_media_id")
            if media_id and media_id not in self.platform.state["media"]:
                raise Refused(40007, "invalid media_id")

    def _task(self, msgid: str, body: dict[str, Any], chat_ids: list[str]) -> dict[str, Any]:
        sender = body["sender"]
        return {
            "msgid": msgid,
            "sender": sender,
            "text": body.get("text") or {},
            "attachments": body.get("attachments") or [],
            "state": "awaiting",
            "create_time": int(self.platform.seconds()),
            "send_time": 0,
            "reminded_at": [],
            "results": [{"chat_id": chat_id, "userid": sender, "status": UNSENT} for chat_id in chat_ids],
        }


class GroupMsgList(ApiHandler):
    """externalcontact/get_groupmsg_list_v2."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        body = self.body_json()
        start, end = int(body.get("start_time", 0)), int(body.get("end_time", 0))
        if body.get("chat_type") not in {"group", "single"} or end - start > 31 * 86400:
            raise Refused(40058, "invalid chat_type or time span")
        rows = [
            {
                "msgid": task["msgid"],
                "creator": task["sender"],
                "create_time": task["create_time"],
                "create_type": 0,
                "text": task["text"],
                "attachments": task["attachments"],
            }
            for task in self.platform.state["group_tasks"].values()
            if start <= task["create_time"] <= end and body.get("creator") in {None, "", task["sender"]}
        ]
        return page_of("group_msg_list", rows, body)


class GroupMsgTask(ApiHandler):
    """externalcontact/get_groupmsg_task."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        body = self.body_json()
        task = get_task(self.platform, str(body.get("msgid", "")))
        row = {"userid": task["sender"], "status": 2 if task["state"] == "sent" else 0}
        row |= {"send_time": task["send_time"]} if task["send_time"] else {}
        return page_of("task_list", [row], body)


class GroupMsgSendResult(ApiHandler):
    """externalcontact/get_groupmsg_send_result."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        body = self.body_json()
        task = get_task(self.platform, str(body.get("msgid", "")))
        rows = [row for row in task["results"] if row["userid"] == body.get("userid")]
        return page_of("send_list", rows, body)


class RemindGroupMsg(ApiHandler):
    """externalcontact/remind_groupmsg_send. The number for "too often" is not documented; 45009 is assumed."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        task = get_task(self.platform, str(self.body_json().get("msgid", "")))
        recent = [at for at in task["reminded_at"] if at > self.platform.seconds() - 86400]
        if len(recent) >= REMINDERS_PER_DAY:
            raise Refused(45009, "api freq out of limit")
        task["reminded_at"] = [*recent, self.platform.seconds()]
        return {}


class CancelGroupMsg(ApiHandler):
    """externalcontact/cancel_groupmsg_send."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        task = get_task(self.platform, str(self.body_json().get("msgid", "")))
        if task["state"] == "awaiting":
            task["state"] = "cancelled"
        return {}


def page_of(name: str, rows: list[Any], body: dict[str, Any]) -> dict[str, Any]:
    """One page of a list; the cursor is where the next page begins."""
    start, limit = int(body.get("cursor") or 0), int(body.get("limit") or 50)
    next_cursor = str(start + limit) if start + limit < len(rows) else ""
    return {name: rows[start : start + limit], "next_cursor": next_cursor}
