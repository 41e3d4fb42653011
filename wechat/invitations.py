"""Ways into a customer group: codes to scan whose state stays with the member, and words for newcomers.

Source: developer.work.weixin.qq.com, groupchat/add_join_way, and document 92366 (group_welcome_template).
"""

from collections.abc import Sequence

from wechat.calls import PlatformCalls

WELCOME_LIMIT_BYTES = 3000


class Invitations:
    """Thin calls."""

    def __init__(self, calls: PlatformCalls) -> None:
        self._calls = calls

    async def add_join_way(
        self, *, chat_ids: Sequence[str], state: str, remark: str = "", room_base_name: str = ""
    ) -> str:
        """A code by which to join a group; a further group is made when it is full (groupchat/add_join_way).

        Units: at most 5 groups, state and remark at most 30 characters, room_base_name 40.
        """
        body = {
            "scene": 2,
            "remark": remark[:30],
            "auto_create_room": 1,
            "room_base_name": room_base_name[:40],
            "room_base_id": 1,
            "chat_id_list": list(chat_ids)[:5],
            "state": state[:30],
        }
        answer = await self._calls.post("externalcontact/groupchat/add_join_way", data=body)
        return str(answer["config_id"])

    async def join_way_picture(self, config_id: str) -> str:
        """The address of the code's picture (groupchat/get_join_way)."""
        answer = await self._calls.post("externalcontact/groupchat/get_join_way", data={"config_id": config_id})
        return str(answer["join_way"].get("qr_code", ""))

    async def add_welcome_template(self, text: str) -> str:
        """Words that group owners may choose for newcomers; %NICKNAME% stands for the name. Units: 3000 bytes."""
        body = {"text": {"content": cut_bytes(text, WELCOME_LIMIT_BYTES)}, "notify": 1}
        answer = await self._calls.post("externalcontact/group_welcome_template/add", data=body)
        return str(answer["template_id"])

    async def edit_welcome_template(self, template_id: str, text: str) -> None:
        """Other words for the same template."""
        body = {"template_id": template_id, "text": {"content": cut_bytes(text, WELCOME_LIMIT_BYTES)}}
        await self._calls.post("externalcontact/group_welcome_template/edit", data=body)


def cut_bytes(text: str, limit_bytes: int) -> str:
    """The longest beginning that fits into so many bytes of UTF-8, never half a character."""
    return text.encode("utf-8")[:limit_bytes].decode("utf-8", "ignore")
