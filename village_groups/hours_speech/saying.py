"""What the bot says about hours in a chat: what it understood, the one thing it asks, what became of it.

Villagers may read along: nothing is said of other villages, of other entries or of how an advisor's year stands.
"""

import re

from domain.hours import ENTRY_KIND_NAMES, ENTRY_WAY_NAMES, EntryDraft
from domain.wording import WEEKDAYS, say_minutes
from village_groups.hours_speech.reading import Ask, Villages
from village_groups.hours_speech.slips import tidy

_YES = re.compile(r"确认|确定|对|对的|对了|没错|好|好的|好滴|好了|是|是的|可以|行|提交|嗯|ok|没问题|正确|无误|确认提交")
_CLEAR_YES = re.compile(r"确认|确定|提交|确认提交|确认无误")
_NO = re.compile(r"取消|算了|不记了|不用了|不用记了|不要了|先不记|作废|撤销")
_TAIL = "。.!！~，, "

DONE = "已提交，等司法所审核。"
DROPPED = "好的，没有记。"
OVERLAPS = "这段时间与您已有的一条工时重叠，没有提交。请改时间再说一遍，或到小程序“记工时”里查看。"
NOT_UNDERSTOOD = "没听明白要改哪里。可以说“是10点开始”“5个人”“是师院社区”，或者回“取消”。"
IN_THE_PROGRAM = "没听明白，先不记了。您也可以在小程序“记工时”里填，一样快。"
QUESTIONS = {
    Ask.FUTURE: "这个时间还没有到，请问是哪一天、几点到几点？",
    Ask.TIMES: "请问是几点到几点？",
    Ask.START: "请问是几点开始的？",
    Ask.END: "请问到几点结束？",
    Ask.HALF_OF_DAY: "请问是早上还是晚上？",
    Ask.WHAT: "请问做的是哪一类：咨询、调解、讲座、审合同、代写文书、走访，还是其他？",
    Ask.PEOPLE: "请问大约有多少人听？",
}


def is_yes(message: str) -> bool:
    """Whether the whole message agrees."""
    return bool(_YES.fullmatch(tidy(message).strip(_TAIL)))


def is_clear_yes(message: str) -> bool:
    """Whether it agrees in a word that is not said to anybody else."""
    return bool(_CLEAR_YES.fullmatch(tidy(message).strip(_TAIL)))


def is_no(message: str) -> bool:
    """Whether the whole message calls it off."""
    return bool(_NO.fullmatch(tidy(message).strip(_TAIL)))


def say_back(draft: EntryDraft, village_name: str) -> str:
    """What was understood, complete, with what to answer."""
    return f"请核对：{say_draft(draft, village_name)}。对就回“确认”；不对，直接说哪里不对。"


def say_draft(draft: EntryDraft, village_name: str) -> str:
    """``11月25日（周三）9:00到11:30（2小时30分钟），桂花湾社区，参与调解，到村现场，3人，调解宅基地纠纷``."""
    day = f"{draft.on.month}月{draft.on.day}日（周{WEEKDAYS[draft.on.weekday()]}）"
    start, end = (f"{at.hour}:{at.minute:02d}" for at in (draft.from_time, draft.to_time))
    kind, way = ENTRY_KIND_NAMES[draft.kind], ENTRY_WAY_NAMES[draft.way]
    parts = [f"{day}{start}到{end}（{say_minutes(draft.minutes)}）", village_name, kind, way, f"{draft.people_count}人"]
    return "，".join([*parts, *([draft.summary] if draft.summary != kind else [])])


def ask_for(ask: Ask, villages: Villages) -> str:
    """One short question."""
    if ask is not Ask.VILLAGE:
        return QUESTIONS[ask]
    names = [name for _, name in villages]
    return f"请问是在哪个村：{'、'.join(names[:-1])}还是{names[-1]}？" if len(names) > 1 else "请问是在哪个村？"
