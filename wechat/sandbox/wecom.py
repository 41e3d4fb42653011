"""The WeCom side: qyapi.weixin.qq.com. Tokens, media, customer groups, webhook."""

import base64
import binascii
import hashlib
from typing import Any

from wechat.sandbox.base import ApiHandler, Refused, SandboxHandler, latest_token, new_token
from wechat.sandbox.group_sending import WECOM_TOKEN, page_of
from wechat.sandbox.rooms import BOT, get_room, post_message

IMAGE_LIMIT_BYTES = 10 * 1024 * 1024
WEBHOOK_MESSAGES_PER_MINUTE = 20
WEBHOOK_IMAGE_BYTES = 2 * 1024 * 1024


class GetToken(ApiHandler):
    """gettoken: the same token while it is good."""

    async def work(self) -> dict[str, Any]:
        secret = self.get_query_argument("corpsecret", "")
        if self.get_query_argument("corpid", "") != self.platform.settings.corp_id:
            raise Refused(40013, "invalid corpid")
        if secret not in self.platform.settings.corp_secrets:
            raise Refused(40001, "invalid credential")
        kind = f"{WECOM_TOKEN}:{hashlib.sha256(secret.encode()).hexdigest()[:8]}"
        token = latest_token(self.platform, kind, 0) or new_token(self.platform, kind)
        seconds_left = int(token["expires_at"] - self.platform.seconds())
        return {"access_token": token["value"], "expires_in": seconds_left}


class MediaUpload(ApiHandler):
    """media/upload of an image; the media id is good for three days."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        if self.get_query_argument("type", "") != "image":
            raise Refused(40004, "invalid media type")
        files = self.request.files.get("media")
        if not files:
            raise Refused(41005, "media data missing")
        content = files[0]["body"]
        if not 5 < len(content) <= IMAGE_LIMIT_BYTES:
            raise Refused(40006, "invalid media size")
        media_id = self.platform.new_secret("media_").replace("-", "0")
        content_type = "image/jpeg" if content[:3] == b"\xff\xd8\xff" else "image/png"
        created_at = int(self.platform.seconds())
        self.platform.state["media"][media_id] = {"content_type": content_type, "created_at": created_at}
        self.platform.keep_media(media_id, content_type, content)
        return {"type": "image", "media_id": media_id, "created_at": str(created_at)}


class MediaFile(SandboxHandler):
    """An uploaded file, for the page that shows a room."""

    async def get(self, media_id: str) -> None:
        found = self.platform.find_media(media_id)
        if found is None:
            self.set_status(404)
            return
        self.set_header("Content-Type", found[0])
        self.write(found[1])


class GroupChatList(ApiHandler):
    """externalcontact/groupchat/list."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        body = self.body_json()
        if not 1 <= int(body.get("limit") or 0) <= 1000:
            raise Refused(40058, "invalid limit")
        owners = (body.get("owner_filter") or {}).get("userid_list") or []
        rooms = self.platform.state["rooms"].values()
        rows = [
            {"chat_id": room["chat_id"], "status": 0}
            for room in rooms
            if _owned(room, owners) and not room.get("internal")
        ]
        return page_of("group_chat_list", rows, body)


class GroupChatGet(ApiHandler):
    """externalcontact/groupchat/get."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        room = get_room(self.platform, str(self.body_json().get("chat_id", "")))
        group = {
            "chat_id": room["chat_id"],
            "name": room["name"],
            "owner": room["owner"],
            "notice": "",
            "create_time": int(room["created_at"]),
            "member_list": _members(room),
            "admin_list": [],
            "member_version": "1",
        }
        return {"group_chat": group}


class OpengidToChatid(ApiHandler):
    """externalcontact/opengid_to_chatid."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        opengid = self.body_json().get("opengid")
        for room in self.platform.state["rooms"].values():
            if room["opengid"] == opengid:
                return {"chat_id": room["chat_id"]}
        raise Refused(40058, "invalid opengid")


class WebhookSend(ApiHandler):
    """webhook/send: 20 messages a minute for each key."""

    async def work(self) -> dict[str, Any]:
        key = self.get_query_argument("key", "")
        webhook = self.platform.state["webhooks"].get(key)
        if webhook is None:
            raise Refused(93000, "invalid webhook url")
        minute_ago = self.platform.seconds() - 60
        recent = [at for at in webhook["sent_at"] if at > minute_ago]
        if len(recent) >= WEBHOOK_MESSAGES_PER_MINUTE:
            raise Refused(45009, "api freq out of limit")
        webhook["sent_at"] = [*recent, self.platform.seconds()]
        post_message(self.platform, webhook["chat_id"], {**BOT, **_webhook_message(self.body_json())})
        return {}


def _webhook_message(body: dict[str, Any]) -> dict[str, Any]:
    kind = body.get("msgtype")
    content = (body.get(str(kind)) or {}).get("content", "")
    if kind == "image":
        return {"msgtype": "image", "image": {"url": f"data:image/png;base64,{_webhook_image(body['image'])}"}}
    limit_bytes = {"text": 2048, "markdown": 4096, "markdown_v2": 4096}.get(str(kind))
    if limit_bytes is None:
        raise Refused(40008, "invalid message type")
    if not content or len(content.encode("utf-8")) > limit_bytes:
        raise Refused(40058, "content is empty or exceeds the limit")
    return {"msgtype": "text", "text": {"content": content}}


def _webhook_image(image: dict[str, Any]) -> str:
    """JPG or PNG, at most 2 MB before the encoding, and the digest of just these bytes."""
    try:
        content = base64.b64decode(str(image.get("base64", "")), validate=True)
    except binascii.Error:
        raise Refused(40058, "invalid base64") from None
    if not content.startswith((b"\xff\xd8\xff", b"\x89PNG")) or len(content) > WEBHOOK_IMAGE_BYTES:
        raise Refused(40009, "invalid image size or type")
    if hashlib.md5(content, usedforsecurity=False).hexdigest() != image.get("md5"):
        raise Refused(301019, "file md5 does not match")
    return str(image["base64"])


def _owned(room: dict[str, Any], owners: list[str]) -> bool:
    return not owners or room["owner"] in owners


def _members(room: dict[str, Any]) -> list[dict[str, Any]]:
    joined = int(room["created_at"])
    owner = {"userid": room["owner"], "type": 1, "join_time": joined, "join_scene": 1, "name": room["owner"]}
    others: dict[str, dict[str, Any]] = {}
    for message in room["messages"]:
        if message["sender_role"] in {"villager", "advisor"}:
            member = {"userid": message["sender"], "type": 2, "join_time": joined, "join_scene": 3}
            others[message["sender"]] = {**member, "name": message["sender_name"]}
    joined_by_way = [
        {"userid": name, "type": 2, "join_time": joined, "join_scene": 3, "name": name, "state": state}
        for name, state in room.get("joined", {}).items()
    ]
    return [owner, *others.values(), *joined_by_way]
