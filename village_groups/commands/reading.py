"""Reading a command: what is ordered, and of which matter."""

import re
from dataclasses import dataclass
from enum import StrEnum

from village_groups.intent_model.plain_text import read_plainly


class CommandKind(StrEnum):
    """What advisors may order."""

    BOOKINGS = "bookings"
    MATTERS = "matters"
    ACCEPT = "accept"
    HAND_OVER = "hand_over"
    HAND_ELSEWHERE = "hand_elsewhere"
    SHOW = "show"
    PROGRESS = "progress"
    HELP = "help"


@dataclass(frozen=True)
class Command:
    """``number``: the short number of today, or the whole one."""

    kind: CommandKind
    number: str = ""


_NUMBER = r"(?:编号|第|#)?(hs\d{8}-\d{3,6}|\d{1,6})(?:号单|号|单|#)?"
_OFFICE = r"(?:给|到)(?:司法所|司法所的?同志|所里)"
_WHOSE = r"(?:查看|查询|查一?下|看一?下|查|看)?(?:一下)?(?:我的?|本人的?)?"
_FORMS = (
    (CommandKind.ACCEPT, re.compile(rf"(?:我)?(?:接单|抢单|接){_NUMBER}")),
    (CommandKind.HAND_OVER, re.compile(rf"(?:请?把|将)?{_NUMBER}转(?:交|派|办)?{_OFFICE}")),
    (CommandKind.HAND_OVER, re.compile(rf"转(?:交|派|办|单)?{_NUMBER}{_OFFICE}")),
    (CommandKind.HAND_ELSEWHERE, re.compile(rf"(?:请?把|将)?{_NUMBER}转(?:交|派|办)?(?:给|到)\D{{2,12}}")),
    (CommandKind.HAND_ELSEWHERE, re.compile(rf"转(?:交|派|办|单)?{_NUMBER}(?:给|到)\D{{2,12}}")),
    (
        CommandKind.SHOW,
        re.compile(rf"(?:进度|查询|查一?下|查看|查|看)?(?:编号)?{_NUMBER}(?:的?(?:进度|情况|怎么样了))?"),
    ),
    (
        CommandKind.BOOKINGS,
        re.compile(
            rf"{_WHOSE}(?:今天|今日)?(?:的)?(?:我的)?预约(?:有哪些|有几个|列表)?|(?:今天|今日)有(?:哪些|几个|什么)预约"
        ),
    ),
    (
        CommandKind.MATTERS,
        re.compile(
            rf"{_WHOSE}(?:今天的?|全部|所有|未接的?|待接的?)?(?:待办|待办事项|诉求|单子|工单|未接单|待接单|派单|事项)(?:有哪些|有几个|列表)?"
        ),
    ),
    (CommandKind.PROGRESS, re.compile(rf"{_WHOSE}(?:今年的?|本年的?)?(?:进度|工时|工时进度|服务时长|时长)(?:情况)?")),
    (CommandKind.HELP, re.compile(r"帮助|菜单|使用(?:说明|帮助|方法)|help|指令|命令|功能(?:介绍|列表)?|你好|在吗")),
)


def read_command(text: str) -> Command | None:
    """The command that the whole message is; None when it is something else."""
    plain = read_plainly(text).text.strip("。.!！?？,，~")
    for kind, form in _FORMS:
        found = form.fullmatch(plain)
        if found:
            return Command(kind, (found[1] or "").upper() if form.groups else "")
    return None
