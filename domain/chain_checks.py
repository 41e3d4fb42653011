"""Reading a chain of hours against itself and against the entries: what was changed behind the program's back."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from domain.entry_words import FIELD_NAMES
from domain.hour_chain import LEFT_OUT, OLDER_HISTORY, ChangeKind, Head, Link, content_of, hash_of, link_id, plain_value
from domain.hours import ENTRY_KIND_NAMES, ENTRY_STATE_NAMES, ENTRY_WAY_NAMES, Entry, EntryState, steps_between
from domain.places import IN_VILLAGE_NAMES

UNDER_WAY = timedelta(minutes=5)
"""So long a change may take: a link this young may still wait for its entry."""

MORE_FIELD_NAMES = {
    "minutes": "分钟数",
    "state": "状态",
    "closed": "封账标记",
    "return_reason": "退回原因",
    "reviewed_by": "审核人",
    "reviewed_at": "审核时间",
    "provider_id": "顾问",
    "late": "补记标记",
    "counts": "占用时间标记",
    "late_held": "补记占用标记",
    "corrects": "所调整的记录",
    "created_at": "提交时间",
    "photo_ids": "照片",
    OLDER_HISTORY: "提交前的经过",
    "village_confirmed_by": "村确认人",
    "village_confirmed_at": "村确认时间",
}


NAMES_OF: Mapping[str, Mapping[Any, str]] = {
    "state": ENTRY_STATE_NAMES,
    "kind": ENTRY_KIND_NAMES,
    "way": ENTRY_WAY_NAMES,
    "in_village": IN_VILLAGE_NAMES,
}
# Fields that younger versions of the program added: a link written before them says nothing of them.
UNSAID: Mapping[str, Any] = {
    one.name: plain_value(one.default)
    for one in fields(Entry)
    if one.name not in LEFT_OUT and one.default is not MISSING
}


@dataclass(frozen=True)
class Fault:
    """One thing that does not agree; of an entry if one is concerned."""

    sentence: str
    entry_id: str | None = None


class ChainWalk:
    """Walks along a chain, link by link in the order of their numbers."""

    def __init__(self, chain: str) -> None:
        self.head = Head()
        self._chain = chain

    def step(self, link: Link) -> list[Fault]:
        """What is wrong with the next link."""
        faults = []
        expected = self.head.seq + 1
        if link.seq > expected:
            missing = f"第{expected}号" if link.seq == expected + 1 else f"第{expected}至{link.seq - 1}号"
            faults.append(f"{missing}被删除。")
        elif link.prev_hash != self.head.hash:
            faults.append(f"第{link.seq}号与前一号接不上。")
        if hash_of(link) != link.hash or link.id != link_id(self._chain, link.seq):
            faults.append(f"第{link.seq}号的内容被改过。")
        self.head = Head(link.seq, link.hash)
        return [Fault(words, link.entry_id) for words in faults]

    def skip(self, seq: int) -> list[Fault]:
        """The next link cannot even be read."""
        self.head = Head(seq, "")
        return [Fault(f"第{seq}号读不出来，内容被改过。")]

    def finish(self, noted_seq: int) -> list[Fault]:
        """What is missing at the end, as far as the noted length tells."""
        if noted_seq <= self.head.seq:
            return []
        return [Fault(f"链尾被删除：应至少有{noted_seq}号，实际到第{self.head.seq}号。")]


def standing_links(links: Iterable[Link]) -> list[Link]:
    """The links of an entry without those that were voided."""
    known = sorted(links, key=lambda one: one.seq)
    void = {one.voids for one in known if one.change is ChangeKind.VOIDED}
    return [one for one in known if one.change is not ChangeKind.VOIDED and one.id not in void]


def check_entry(entry: Entry | None, links: Sequence[Link], now: datetime) -> list[str]:
    """How an entry differs from what its links say; nothing if all is well."""
    standing = standing_links(links)
    noted = {event.link for event in entry.history} if entry else set()
    while standing and standing[-1].id not in noted and standing[-1].at > now - UNDER_WAY:
        standing.pop()  # its entry may still be on its way
    if not standing:
        return [] if entry is None or entry.state is EntryState.DRAFT else ["没有留痕，是绕过程序插入的。"]
    if entry is None:
        return ["记录被删除。"]
    return [*_wrong_content(entry, standing[-1]), *_wrong_history(entry, standing)]


def _wrong_content(entry: Entry, last: Link) -> list[str]:
    try:
        said: dict[str, Any] = {**UNSAID, **json.loads(last.new)}
    except (ValueError, TypeError):
        return ["留痕读不出来，被改过。"]
    found = content_of(entry)
    wrong = [
        f"{_name(name)}应为“{_say(name, value)}”，实际为“{_say(name, found.get(name))}”。"
        for name, value in said.items()
        if found.get(name) != value
    ]
    if entry.steps != (() if entry.corrects else steps_between(entry.starts_at, entry.ends_at)):
        wrong.append("占用的时间格与起止时间不符。")
    return wrong


def _wrong_history(entry: Entry, standing: Sequence[Link]) -> list[str]:
    events = list(entry.history)
    while events and events[0].link is None:
        events.pop(0)  # a draft's, or older than the chain
    noted = [(one.link, one.at, one.by, one.by_kind, one.what) for one in events]
    said = [(one.id, one.at, one.by, one.by_kind, one.why) for one in standing]
    if noted == said and entry.last_link == standing[-1].id:
        return []
    return ["经过与留痕不符。"]


def _name(field: str) -> str:
    return FIELD_NAMES.get(field) or MORE_FIELD_NAMES.get(field) or field


def _say(field: str, value: Any) -> str:
    names: Mapping[str, str] = NAMES_OF.get(field, {})
    if isinstance(value, str) and value in names:
        return names[value]
    return "无" if value is None else "是" if value is True else "否" if value is False else str(value)
