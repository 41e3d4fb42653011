"""What is said of entries: how two differ, and which are the same."""

import hashlib
import json
from dataclasses import asdict
from datetime import date, time
from typing import Any

from domain.hours import ENTRY_KIND_NAMES, ENTRY_WAY_NAMES, Entry, EntryDraft, EntryKind, EntryWay

FIELD_NAMES = {
    "village_code": "村居",
    "on": "日期",
    "from_time": "开始时间",
    "to_time": "结束时间",
    "kind": "类别",
    "way": "方式",
    "summary": "摘要",
    "people_count": "对象人数",
}

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


def say_correction(entry: Entry, draft: EntryDraft) -> str:
    """What a correction changes, for the history: what stood there before stays readable."""
    changed = [name for name, value in asdict(draft).items() if getattr(entry, name) != value]
    return "；".join(f"{FIELD_NAMES[name]}原为“{_say(getattr(entry, name))}”" for name in changed) or "内容未变"


def says_the_same(entry: Entry, draft: EntryDraft) -> bool:
    """Whether the entry holds just this content."""
    return all(getattr(entry, name) == value for name, value in asdict(draft).items())


def fingerprint(draft: EntryDraft) -> str:
    """The same for the same content: tells a retry from another entry under the same client_id."""
    parts = json.dumps([str(value) for value in asdict(draft).values()], ensure_ascii=False)
    return hashlib.sha256(parts.encode()).hexdigest()[:32]


def _say(value: Any) -> str:
    if isinstance(value, EntryKind):
        return ENTRY_KIND_NAMES[value]
    if isinstance(value, EntryWay):
        return ENTRY_WAY_NAMES[value]
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)
