"""Ways into a customer group: join ways whose state stays with the member, welcome templates, and group entries."""

import base64
import json
import secrets
from typing import Any

from wechatpy.crypto.base import WeChatCipher

from wechat.sandbox.base import ApiHandler, Refused
from wechat.sandbox.group_sending import WECOM_TOKEN
from wechat.sandbox.rooms import get_room
from wechat.sandbox.state import SandboxPlatform

LONGEST_STATE, LONGEST_REMARK, LONGEST_BASE_NAME, MOST_CHATS = 30, 30, 40, 5
MOST_TEMPLATES = 100
LONGEST_WELCOME_BYTES = 3000
ATTACHMENTS = ("image", "link", "miniprogram", "file", "video")


def join_by_way(platform: SandboxPlatform, config_id: str, user: str) -> str:
    """Somebody scans the code and is in the group; the state of the way stays with the member. The chat's id."""
    way = platform.state["join_ways"].get(config_id)
    if way is None:
        raise Refused(40058, "invalid config_id")
    room = get_room(platform, way["chat_id_list"][0])
    room.setdefault("joined", {})[user] = way["state"]
    return str(room["chat_id"])


def seal_group_entry(platform: SandboxPlatform, user: str, opengid: str) -> dict[str, str]:
    """The data of getGroupEnterInfo: AES-128-CBC under the user's session key."""
    watermark = {"timestamp": int(platform.seconds()), "appid": platform.settings.app_id}
    text = json.dumps({"opengid": opengid, "watermark": watermark}).encode()
    padding = 16 - len(text) % 16
    iv = secrets.token_bytes(16)
    key = base64.b64decode(platform.session_key_of(user))
    sealed: bytes = WeChatCipher(key, iv).encrypt(text + bytes([padding]) * padding)
    return {"encrypted_data": base64.b64encode(sealed).decode(), "iv": base64.b64encode(iv).decode()}


class AddJoinWay(ApiHandler):
    """externalcontact/groupchat/add_join_way."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        body = self.body_json()
        chat_ids = body.get("chat_id_list") or []
        if body.get("scene") not in (1, 2) or not 1 <= len(chat_ids) <= MOST_CHATS:
            raise Refused(40058, "invalid scene or chat_id_list")
        if len(str(body.get("state", ""))) > LONGEST_STATE or len(str(body.get("remark", ""))) > LONGEST_REMARK:
            raise Refused(40058, "state or remark is too long")
        if len(str(body.get("room_base_name", ""))) > LONGEST_BASE_NAME:
            raise Refused(40058, "room_base_name is too long")
        for chat_id in chat_ids:
            get_room(self.platform, str(chat_id))
        config_id = self.platform.new_secret("way").replace("-", "0")
        self.platform.state["join_ways"][config_id] = {**body, "config_id": config_id}
        return {"config_id": config_id}


class GetJoinWay(ApiHandler):
    """externalcontact/groupchat/get_join_way."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        way = self.platform.state["join_ways"].get(str(self.body_json().get("config_id", "")))
        if way is None:
            raise Refused(40058, "invalid config_id")
        return {"join_way": {**way, "qr_code": f"https://p.qpic.cn/wwhead/{way['config_id']}/0"}}


class AddWelcome(ApiHandler):
    """externalcontact/group_welcome_template/add."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        if len(self.platform.state["welcome_templates"]) >= MOST_TEMPLATES:
            raise Refused(45009, "too many templates")
        template_id = self.platform.new_secret("msg").replace("-", "0")
        self.platform.state["welcome_templates"][template_id] = check_welcome(self.body_json())
        return {"template_id": template_id}


class EditWelcome(ApiHandler):
    """externalcontact/group_welcome_template/edit."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        body = self.body_json()
        find_welcome(self.platform, body)
        self.platform.state["welcome_templates"][str(body["template_id"])] = check_welcome(body)
        return {}


class GetWelcome(ApiHandler):
    """externalcontact/group_welcome_template/get."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        return find_welcome(self.platform, self.body_json())


class DeleteWelcome(ApiHandler):
    """externalcontact/group_welcome_template/del."""

    token_kind = WECOM_TOKEN

    async def work(self) -> dict[str, Any]:
        body = self.body_json()
        find_welcome(self.platform, body)
        del self.platform.state["welcome_templates"][str(body["template_id"])]
        return {}


def find_welcome(platform: SandboxPlatform, body: dict[str, Any]) -> dict[str, Any]:
    """Raises: Refused 40058 for an unknown template."""
    found: dict[str, Any] | None = platform.state["welcome_templates"].get(str(body.get("template_id", "")))
    if found is None:
        raise Refused(40058, "invalid template_id")
    return found


def check_welcome(body: dict[str, Any]) -> dict[str, Any]:
    """Words and at most one attachment. Raises: Refused 40058."""
    content = str((body.get("text") or {}).get("content", ""))
    attached = [name for name in ATTACHMENTS if body.get(name)]
    if len(content.encode()) > LONGEST_WELCOME_BYTES or len(attached) > 1 or not (content or attached):
        raise Refused(40058, "invalid text or attachment")
    return {"text": {"content": content}, **{name: body[name] for name in attached}}
