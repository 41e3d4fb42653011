"""A message as the intents read it: one width of letters, no blanks, common slips of ear and finger put right."""

import re
import unicodedata
from dataclasses import dataclass

# A voice message or a forwarded article may be long; what somebody wants stands at its beginning or its end.
HEAD_LETTERS = 300
TAIL_LETTERS = 100

_BOT_NAME = r"(?:法律服务|法律|普法)?(?:小法|小助手|小助理|助手|助理|机器人)"
_BOT_MENTION = re.compile(rf"@{_BOT_NAME}|^{_BOT_NAME}(?:{_BOT_NAME})?[,，:：!！、 ]")
_OTHER_MENTION = re.compile(r"@[^\s,，:：@]{1,12}\s?")
# Somebody called by the office she holds is asked for by it: 「@张律师 有空吗」.
_OFFICE = re.compile(r"律师|法律顾问|公证员|调解员|鉴定人")
_LINK = re.compile(r"https?://\S+")

# Each slip is put right only beside words that leave no doubt: 「签定合同」 and 「调节温度」 stay as they are.
_SLIPS = tuple(
    (re.compile(slip), right)
    for slip, right in (
        (r"[绿率侓滤律驴][师诗施湿帅狮失]|律司|lv师|律shi|lvshi", "律师"),
        (r"[发法]律[援元缘园原圆员源][助住]|法缘(?=中心|怎|在|申)", "法律援助"),
        (r"[发法]律[顾故雇][问文]", "法律顾问"),
        (r"发律", "法律"),
        (r"公[政正证][处出](?!去|来)|公zheng处", "公证处"),
        (r"公正(?=员|书|人|遗嘱|委托|一下|要|怎|咋|啷|需|多少|几多|好多)|(?<=遗嘱|委托|房产|财产)公正", "公证"),
        (r"(?<=[办做搞弄去])(个|一个|下)?公(?:正(?!义)|zheng)", r"\1公证"),
        (
            r"(?<=伤残|工伤|亲子|司法|笔迹|伤情|残疾|精神|医疗|等级|做个|搞个|弄个|做了|要做|去做)"
            r"(?:签|坚|见|建|检|间)定",
            "鉴定",
        ),
        (r"[调条][节解](?=员|委员会|室|主任)|人民调节|条解", "调解"),
        (r"(?<=[来人请要申想])(来|个人|人|去)?调节(?!温|空调|音|亮)", r"\1调解"),
        (r"[中种重]裁|仲才", "仲裁"),
        (r"投[述素速]|头诉", "投诉"),
        (r"公伤", "工伤"),
        (r"离昏|离分", "离婚"),
        (r"[启]诉|起[素速述]", "起诉"),
        (r"私法所|司发所|司法[索锁]", "司法所"),
    )
)


@dataclass(frozen=True)
class PlainText:
    """``is_called``: the bot's own name was said; ``is_to_another``: somebody else's was."""

    text: str
    is_called: bool
    is_to_another: bool


def read_plainly(message: str) -> PlainText:
    """One width, no blanks, no mentions, no links."""
    folded = unicodedata.normalize("NFKC", _shorten(message)).lower()
    unlinked = _LINK.sub("", folded)
    without_bot = _BOT_MENTION.sub(" ", unlinked)
    text = _OTHER_MENTION.sub(_keep_office, without_bot)
    joined = re.sub(r"\s+", "", text)
    for slip, right in _SLIPS:
        joined = slip.sub(right, joined)
    return PlainText(joined, is_called=without_bot != unlinked, is_to_another=text != without_bot)


def drop_bot_name(text: str) -> str:
    """The text without the bot's name; anybody else's stays."""
    return _BOT_MENTION.sub(" ", text)


def _keep_office(mention: re.Match[str]) -> str:
    office = _OFFICE.search(mention.group())
    return office.group() if office else ""


def _shorten(message: str) -> str:
    if len(message) <= HEAD_LETTERS + TAIL_LETTERS:
        return message
    return f"{message[:HEAD_LETTERS]}。{message[-TAIL_LETTERS:]}"
