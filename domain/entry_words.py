"""What is said of entries: how two differ, and which are the same."""

import hashlib
import json
import re
from dataclasses import asdict, replace
from datetime import date, time
from typing import Any

from domain.hours import ENTRY_KIND_NAMES, ENTRY_WAY_NAMES, Entry, EntryDraft, EntryKind, EntryWay
from domain.masking import mask_name, mask_numbers_in_text
from domain.places import IN_VILLAGE_NAMES, InVillage

FIELD_NAMES = {
    "village_code": "村居",
    "on": "日期",
    "from_time": "开始时间",
    "to_time": "结束时间",
    "kind": "类别",
    "way": "方式",
    "summary": "摘要",
    "people_count": "对象人数",
    "place": "地点",
    "served": "对象",
    "result": "结果",
    "remark": "备注",
    "in_village": "是否在村",
}
# What came later than the first entries: left out of the fingerprint while it is empty, so that old retries fit.
OPTIONAL_FIELDS = {"place": "", "served": "", "result": "", "remark": "", "in_village": InVillage.UNKNOWN}
_BETWEEN_NAMES = re.compile(r"[、,，;；和与及\s]+")
_DESCRIPTIONS = ("村民", "居民", "群众", "村委会", "村委", "干部", "党员", "学生", "家长", "老人", "户", "人", "等")
_WORDS = ("place", "served", "result", "remark")

COMMON_RETURN_REASONS = (
    "起止时间与实际不符，请核对后修改。",
    "摘要太简单，请写明为谁办了什么事。",
    "村居选错了，请改正后再提交。",
    "与另一条记录重复，请核对。",
    "类别或方式选错了，请改正。",
)


def say_date(day: date) -> str:
    """``2026年1月3日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def tidy_draft(draft: EntryDraft) -> EntryDraft:
    """The draft as it may be kept: words trimmed, numbers of phones, cards and identities masked, names shortened."""
    words: dict[str, Any] = {name: mask_numbers_in_text(getattr(draft, name).strip()) for name in ("summary", *_WORDS)}
    return replace(draft, **{**words, "served": mask_served(words["served"])})


def mask_served(served: str) -> str:
    """Whom it was done for, as it is kept: ``李桂香、王建国`` as ``李**、王**``; ``村民3人`` stays."""
    return "、".join(_mask_one(one) for one in _BETWEEN_NAMES.split(served.strip()) if one)


def say_correction(entry: Entry, draft: EntryDraft) -> str:
    """What a correction changes, for the history: what stood there before stays readable."""
    changed = [name for name, value in asdict(draft).items() if getattr(entry, name) != value]
    return "；".join(f"{FIELD_NAMES[name]}原为“{_say(getattr(entry, name))}”" for name in changed) or "内容未变"


def says_the_same(entry: Entry, draft: EntryDraft) -> bool:
    """Whether the entry holds just this content."""
    return all(getattr(entry, name) == value for name, value in asdict(draft).items())


def fingerprint(draft: EntryDraft) -> str:
    """The same for the same content: tells a retry from another entry under the same client_id."""
    said = asdict(draft)
    more = [f"{name}={said.pop(name)}" for name, unsaid in OPTIONAL_FIELDS.items() if said[name] != unsaid]
    first = [str(value) for name, value in said.items() if name not in OPTIONAL_FIELDS]
    parts = json.dumps([*first, *more], ensure_ascii=False)
    return hashlib.sha256(parts.encode()).hexdigest()[:32]


def _mask_one(name: str) -> str:
    """A name of two to four Han characters is a person's; anything else is a description and names nobody."""
    person = re.fullmatch(r"[\u4e00-\u9fff]{2,4}", name) and not name.endswith(_DESCRIPTIONS)
    return mask_name(name) if person else name


def _say(value: Any) -> str:
    if isinstance(value, EntryKind):
        return ENTRY_KIND_NAMES[value]
    if isinstance(value, EntryWay):
        return ENTRY_WAY_NAMES[value]
    if isinstance(value, InVillage):
        return IN_VILLAGE_NAMES[value]
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)
