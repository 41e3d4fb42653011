"""WeCom (企业微信): customer groups and sending to them. A task is only created here: its owner must confirm."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

from wechatpy.enterprise.client import api

from domain.errors import BadInput
from domain.rates import CallRate
from wechat.calls import PlatformCalls
from wechat.invitations import Invitations
from wechat.kf import CustomerService
from wechat.reports import ResidentReports
from wechat.tokens import FetchedToken

TEXT_LIMIT_BYTES = 4000
ATTACHMENT_LIMIT = 9
CHAT_LIMIT = 2000
PAGE_SIZE = 100


class WeComCalls(PlatformCalls):
    """The call path with wechatpy's API objects, whose endpoints are relative to cgi-bin/."""

    ENDPOINT_FOLDER = "cgi-bin/"
    external_contact_group_chat = api.WeChatExternalContactGroupChat()


class SendStatus(IntEnum):
    """What became of one group's copy of a task (numbers of the platform)."""

    UNSENT = 0
    SENT = 1
    NOT_A_FRIEND = 2
    ANOTHER_CAME_FIRST = 3


@dataclass(frozen=True)
class CreatedTask:
    """A group-sending task that now waits for its owner; ``failed_chat_ids`` were not taken."""

    msgid: str
    failed_chat_ids: tuple[str, ...]


@dataclass(frozen=True)
class SentTask:
    """One task as the list tells it."""

    msgid: str
    creator: str
    created_at: datetime
    text: str = ""


@dataclass(frozen=True)
class OwnerTask:
    """Whether an owner has confirmed a task."""

    userid: str
    confirmed: bool
    sent_at: datetime | None


@dataclass(frozen=True)
class GroupResult:
    """What became of a task in one group."""

    chat_id: str
    userid: str
    status: SendStatus
    sent_at: datetime | None


@dataclass(frozen=True)
class CustomerGroup:
    """A customer group; ``members`` is the platform's member_list as it came."""

    chat_id: str
    name: str
    owner: str
    notice: str
    created_at: datetime
    members: tuple[dict[str, Any], ...]

    @property
    def join_states(self) -> tuple[str, ...]:
        """The states of the join ways by which members came."""
        return tuple(str(one["state"]) for one in self.members if one.get("state"))


class WeCom:
    """Thin calls of the customer-contact application, with ``kf``, ``reports`` and ``invitations`` to groups."""

    def __init__(self, calls: WeComCalls, kf: CustomerService) -> None:
        self._calls = calls
        self.kf = kf
        self.reports = ResidentReports(calls)
        self.invitations = Invitations(calls)

    async def upload_image(self, content: bytes, filename: str = "image.png") -> str:
        """Upload an image for an attachment; the media id is good for three days.

        Units: 5 bytes to 10 MB, JPG or PNG.
        """
        kind = "image/jpeg" if content[:3] == b"\xff\xd8\xff" else "image/png"
        form = {"field": "media", "filename": filename, "content": content, "content_type": kind}
        answer = await self._calls.post("media/upload", params={"type": "image"}, files=form)
        return str(answer["media_id"])

    async def create_group_task(
        self,
        *,
        sender: str,
        chat_ids: Sequence[str],
        text: str = "",
        attachments: Sequence[dict[str, Any]] = (),
        rates: Sequence[CallRate] = (),
    ) -> CreatedTask:
        """Create a sending task (add_msg_template). Nothing is sent until ``sender`` taps confirm.

        Raises: BadInput, UnknownOutcome (look into ``tasks_between`` before trying again), SlowDown, CallFailed.
        """
        template = _task_template(sender, chat_ids, text, attachments)
        answer = await self._calls.post("externalcontact/add_msg_template", data=template, rates=rates)
        return CreatedTask(answer["msgid"], tuple(answer.get("fail_list") or ()))

    async def tasks_between(self, start: datetime, end: datetime, creator: str = "") -> list[SentTask]:
        """The group tasks created in a span of at most one month (get_groupmsg_list_v2)."""
        body = {
            "chat_type": "group",
            "start_time": int(start.timestamp()),
            "end_time": int(end.timestamp()),
        }
        body |= {"creator": creator} if creator else {}
        pages = self._pages("externalcontact/get_groupmsg_list_v2", body, "group_msg_list")
        return [
            SentTask(
                row["msgid"],
                row.get("creator", ""),
                _moment(row["create_time"]),
                str((row.get("text") or {}).get("content", "")),
            )
            async for row in pages
        ]

    async def task_owners(self, msgid: str) -> list[OwnerTask]:
        """Who has confirmed and who has not (get_groupmsg_task)."""
        pages = self._pages("externalcontact/get_groupmsg_task", {"msgid": msgid}, "task_list")
        return [OwnerTask(row["userid"], row["status"] == 2, _sent_at(row)) async for row in pages]

    async def task_results(self, msgid: str, userid: str) -> list[GroupResult]:
        """What became of the task in each group of one owner (get_groupmsg_send_result)."""
        body = {"msgid": msgid, "userid": userid}
        pages = self._pages("externalcontact/get_groupmsg_send_result", body, "send_list")
        return [
            GroupResult(row["chat_id"], row["userid"], SendStatus(row["status"]), _sent_at(row))
            async for row in pages
            if row.get("chat_id")
        ]

    async def remind_task(self, msgid: str) -> None:
        """Nudge the owners who have not confirmed; the platform allows three times in 24 hours."""
        await self._calls.post("externalcontact/remind_groupmsg_send", data={"msgid": msgid})

    async def cancel_task(self, msgid: str) -> None:
        """Stop a task; what is sent already stays sent."""
        await self._calls.post("externalcontact/cancel_groupmsg_send", data={"msgid": msgid})

    async def group_chat_ids(self, owners: Sequence[str] = ()) -> list[str]:
        """The customer groups of these owners, or of everybody the application can see."""
        found: list[str] = []
        cursor = None
        while True:
            answer = await self._calls.external_contact_group_chat.list(
                owner_userid_list=list(owners), cursor=cursor, limit=1000
            )
            found += [row["chat_id"] for row in answer.get("group_chat_list", [])]
            cursor = answer.get("next_cursor")
            if not cursor:
                return found

    async def group_chat(self, chat_id: str) -> CustomerGroup:
        """One customer group with its members (groupchat/get)."""
        data = {"chat_id": chat_id, "need_name": 1}
        answer = await self._calls.post("externalcontact/groupchat/get", data=data)
        group = answer["group_chat"]
        return CustomerGroup(
            chat_id=group["chat_id"],
            name=group.get("name", ""),
            owner=group.get("owner", ""),
            notice=group.get("notice", ""),
            created_at=_moment(group.get("create_time", 0)),
            members=tuple(group.get("member_list") or ()),
        )

    async def chat_id_of_opengid(self, opengid: str) -> str:
        """The customer group behind the group id that the mini-program sees (opengid_to_chatid)."""
        answer = await self._calls.post("externalcontact/opengid_to_chatid", data={"opengid": opengid})
        return str(answer["chat_id"])

    async def _pages(self, endpoint: str, body: dict[str, Any], rows: str) -> AsyncIterator[dict[str, Any]]:
        cursor = ""
        while True:
            paged = {**body, "limit": PAGE_SIZE, **({"cursor": cursor} if cursor else {})}
            answer = await self._calls.post(endpoint, data=paged)
            for row in answer.get(rows) or []:
                yield row
            cursor = answer.get("next_cursor") or ""
            if not cursor:
                return


async def fetch_corp_token(bare: WeComCalls, corp_id: str, secret: str) -> FetchedToken:
    """Ask for the access token of one application (gettoken)."""
    answer = await bare.get("gettoken", params={"corpid": corp_id, "corpsecret": secret})
    return FetchedToken(answer["access_token"], int(answer["expires_in"]))


def _task_template(
    sender: str, chat_ids: Sequence[str], text: str, attachments: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    wrong = _task_problem(sender, chat_ids, text, attachments)
    if wrong:
        raise BadInput(wrong, code="bad_group_task")
    template: dict[str, Any] = {"chat_type": "group", "sender": sender, "chat_id_list": list(chat_ids)}
    if text:
        template["text"] = {"content": text}
    if attachments:
        template["attachments"] = list(attachments)
    return template


def _task_problem(sender: str, chat_ids: Sequence[str], text: str, attachments: Sequence[dict[str, Any]]) -> str | None:
    if not sender:
        return "群发需要指定群主。"
    if not 1 <= len(chat_ids) <= CHAT_LIMIT:
        return "一次群发应选择1到2000个群。"
    if not text and not attachments:
        return "群发的文字和附件不能都为空。"
    if len(text.encode("utf-8")) > TEXT_LIMIT_BYTES:
        return "群发的文字过长，最多4000字节。"
    if len(attachments) > ATTACHMENT_LIMIT:
        return "群发最多带9个附件。"
    return None


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _sent_at(row: dict[str, Any]) -> datetime | None:
    return _moment(row["send_time"]) if row.get("send_time") else None
