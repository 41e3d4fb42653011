"""Village groups (群): which chat belongs to which village."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import Conflict


class ChannelName(StrEnum):
    """The ways into a group. What each can do stands in village_groups/channels/descriptor.py."""

    SIMULATOR = "simulator"
    WECOM_CUSTOMER_GROUP = "wecom_customer_group"
    RESIDENT_REPORT = "resident_report"
    KF = "kf"
    SMART_BOT = "smart_bot"
    WEBHOOK = "webhook"
    MINI_PROGRAM_CARD = "mini_program_card"
    MANUAL = "manual"


CHANNEL_NAMES = {
    ChannelName.SIMULATOR: "演示群",
    ChannelName.WECOM_CUSTOMER_GROUP: "企业微信客户群",
    ChannelName.RESIDENT_REPORT: "居民上报",
    ChannelName.KF: "微信客服",
    ChannelName.SMART_BOT: "智能机器人（内部群）",
    ChannelName.WEBHOOK: "消息推送（内部群）",
    ChannelName.MINI_PROGRAM_CARD: "小程序卡片",
    ChannelName.MANUAL: "人工转发",
}


PRIVATE_CHANNELS = frozenset({ChannelName.KF})
"""One person reads there, so that their own matter may be spoken of."""

INTERNAL_CHANNELS = frozenset({ChannelName.SMART_BOT, ChannelName.WEBHOOK})
"""Staff among themselves: no village waits to be bound there."""

PUSHED_CHANNELS = frozenset({ChannelName.SIMULATOR, ChannelName.WECOM_CUSTOMER_GROUP, ChannelName.MANUAL})
"""Villagers read there and something can be sent there unasked; what the descriptors say."""


@dataclass(frozen=True)
class Group:
    """One chat. ``owner`` is the platform's id of the group owner, needed where the owner must confirm sending.

    ``chat_id`` is what the channel calls it: of resident reports the grid's id, of mini-program cards the opengid.
    ``opengid``: the same chat as the mini-program sees it. ``bound_by``: a member of staff, a code or a join way.
    """

    id: str
    channel: ChannelName
    chat_id: str
    name: str
    created_at: datetime
    owner: str = ""
    village_code: str | None = None
    bound_by: str | None = None
    bound_at: datetime | None = None
    dismissed_at: datetime | None = None
    language: str = "zh-CN"
    tags: tuple[str, ...] = ()
    opengid: str | None = None


def group_id_of(channel: ChannelName, chat_id: str) -> str:
    """The same chat always has the same id: that is what makes registering twice harmless."""
    return f"{channel.value}:{chat_id}"


PLAIN_CHINESE = "zh-CN"
SUGGESTED_TAGS = ("少数民族村", "移民村", "城中村", "老年人多", "外出务工多", "山区", "边境")


class GroupElsewhere(Conflict):
    """The group belongs to a village of another region."""

    code = "group_bound_elsewhere"
    message = "这个群已绑定到其他地区的村（社区），请联系县司法局处理。"
