"""What the pages of channels say of a channel."""

from collections.abc import Sequence
from dataclasses import dataclass

from actions.bind_group import BY_CODE, BY_JOIN_WAY, BY_SAME_CHAT, GroupTold
from actions.channel_health import ChannelState
from domain.divisions import Division
from domain.groups import ChannelName
from domain.wording import say_minutes
from village_groups.channels.descriptor import ChannelDescriptor, Receive

USES = {
    ChannelName.WECOM_CUSTOMER_GROUP: "往村民的企业微信客户群推送，每次由群主点确认；收不到群里的话。",
    ChannelName.RESIDENT_REPORT: "村民在群里@机器人上报，我们定时去取；要政务版企业微信开通。",
    ChannelName.KF: "村民一对一找客服，自动受理和答复。",
    ChannelName.SMART_BOT: "工作人员和法律顾问的内部群：接单、查预约、记工时。",
    ChannelName.WEBHOOK: "往工作人员的内部群发提醒：紧急求助、超期、转办。",
    ChannelName.MINI_PROGRAM_CARD: "把小程序卡片转到普通微信群，从卡片打开就知道是哪个村的群。",
    ChannelName.MANUAL: "没有企业微信也能用：工作人员把内容复制到群里，把群里的话贴进来。",
    ChannelName.SIMULATOR: "只在演示时使用的模拟群。",
}
RECEIVES = {Receive.PUSH: "能收（平台推来）", Receive.POLL: "能收（定时去取）", Receive.NONE: "收不到群里的话"}
BOUND_HOW = {BY_JOIN_WAY: "入群码", BY_CODE: "群内绑定码", BY_SAME_CHAT: "同一个群"}
NOT_HERE = "—"


@dataclass(frozen=True)
class Binding:
    """One village with everything that is bound to it."""

    village: Division
    chats: tuple[GroupTold, ...]
    opengids: tuple[str, ...]
    grids: tuple[str, ...]


def status_of(state: ChannelState) -> tuple[str, str]:
    """The colour and the word."""
    if state.missing:
        return "calm", "未启用"
    if state.health is None:
        return "warn", "已设置，还没用过"
    return ("bad", "最近一次失败") if state.health.is_failing else ("good", "正常")


def abilities_of(one: ChannelDescriptor) -> list[str]:
    """What it can do, in a few words each."""
    said = [
        "能推送" if one.can_push else "不能主动推送",
        "能回复" if one.can_reply else "不能回复",
        RECEIVES[one.receive],
    ]
    if one.needs_human_confirm:
        said.append("要人点一下才发出")
    if one.reply_window:
        hours = say_minutes(round(one.reply_window.length.total_seconds() / 60))
        most = f"，最多{one.reply_window.messages}条" if one.reply_window.messages else ""
        said.append(f"对方说话后{hours}内可回复{most}")
    for rate in one.rate:
        said.append(f"每{say_minutes(round(rate.per.total_seconds() / 60))}最多{rate.messages}条")
    if one.max_text_bytes:
        said.append(f"一条最多{one.max_text_bytes}字节（约{one.max_text_bytes // 3}个汉字）")
    return said


def how_bound(group: GroupTold) -> str:
    """By whom or what."""
    return BOUND_HOW.get(group.group.bound_by or "", "工作人员")


def bindings_of(villages: Sequence[Division], groups: Sequence[GroupTold]) -> list[Binding]:
    """A row for each village, those without any group last."""
    rows = []
    for village in villages:
        mine = [one for one in groups if one.group.village_code == village.id]
        chats = [
            one for one in mine if one.group.channel not in (ChannelName.MINI_PROGRAM_CARD, ChannelName.RESIDENT_REPORT)
        ]
        cards = {one.group.chat_id for one in mine if one.group.channel is ChannelName.MINI_PROGRAM_CARD}
        cards |= {one.group.opengid for one in mine if one.group.opengid}
        grids = [one.group.chat_id for one in mine if one.group.channel is ChannelName.RESIDENT_REPORT]
        rows.append(Binding(village, tuple(chats), tuple(sorted(cards)), tuple(grids)))
    return sorted(rows, key=lambda one: not (one.chats or one.opengids or one.grids))
