"""Signals for whoever reviews an entry: what is unusual and why. None is a verdict; nothing is refused for one."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.clock import civil_date
from domain.entry_words import say_date
from domain.hours import Entry, EntryWay
from domain.wording import say_minutes

LONG_DAY_MINUTES = 8 * 60
HABIT_ENTRIES, HABIT_PERCENT = 10, 90
MONTH_END_ENTRIES, MONTH_END_DAYS = 4, 3
SHORTEST_SUMMARY = 4
NOT_WORDS = re.compile(r"[\W_]+")


class SignalKind(StrEnum):
    """What is unusual."""

    LONG_DAY = "long_day"
    FAR_APART = "far_apart"
    ROUND_NUMBERS = "round_numbers"
    ALL_AT_MONTH_END = "all_at_month_end"
    SAME_SUMMARY = "same_summary"
    SAME_PHOTO = "same_photo"


SIGNAL_NAMES = {
    SignalKind.LONG_DAY: "一天工时较长",
    SignalKind.FAR_APART: "两地间隔太短",
    SignalKind.ROUND_NUMBERS: "多为整小时",
    SignalKind.ALL_AT_MONTH_END: "月底一次补齐",
    SignalKind.SAME_SUMMARY: "摘要重复",
    SignalKind.SAME_PHOTO: "同一张照片用过",
}


@dataclass(frozen=True)
class Signal:
    """One unusual thing, with a sentence that says why. ``other`` is the entry it speaks of, where one may be shown."""

    kind: SignalKind
    sentence: str
    other: Entry | None = None


@dataclass(frozen=True)
class Travel:
    """How long the way between two places takes at least. Units: minutes."""

    between_townships: int = 15
    between_counties: int = 45


@dataclass(frozen=True)
class PhotoTwin:
    """Another entry with the same photo; ``shown`` is it, unless it lies outside of what the reader may see."""

    shown: Entry | None
    by_another: bool


def signals_of(
    entry: Entry,
    of_provider: Iterable[Entry],
    village_names: Mapping[str, str],
    *,
    travel: Travel = Travel(),
    twins: Iterable[PhotoTwin] = (),
) -> tuple[Signal, ...]:
    """What is unusual in an entry, read beside its advisor's others of the year (returned ones and drafts aside)."""
    if entry.corrects:
        return ()
    standing = {one.id: one for one in of_provider if one.counts}
    others = sorted((one for key, one in standing.items() if key != entry.id), key=lambda one: (one.starts_at, one.id))
    found = (
        (SignalKind.LONG_DAY, _long_day(entry, others)),
        (SignalKind.FAR_APART, _far_apart(entry, others, village_names, travel)),
        (SignalKind.ROUND_NUMBERS, _round_numbers(entry, others)),
        (SignalKind.ALL_AT_MONTH_END, _all_at_month_end(entry, others)),
        (SignalKind.SAME_SUMMARY, _same_summary(entry, others)),
    )
    photos = (Signal(SignalKind.SAME_PHOTO, _same_photo(one, village_names), one.shown) for one in twins)
    return (*(Signal(kind, sentence) for kind, sentence in found if sentence), *photos)


def _long_day(entry: Entry, others: list[Entry]) -> str | None:
    same_day = [one.minutes for one in others if one.on == entry.on]
    minutes = entry.minutes + sum(same_day)
    if minutes <= LONG_DAY_MINUTES:
        return None
    return f"这一天共记{len(same_day) + 1}条、{say_minutes(minutes)}，超过{LONG_DAY_MINUTES // 60}小时。"


def _same_photo(twin: PhotoTwin, village_names: Mapping[str, str]) -> str:
    who = "另一位顾问的工时" if twin.by_another else "另一条工时"
    if twin.shown is None:
        return f"照片与别处{who}里的相同或几乎相同。"
    where = village_names.get(twin.shown.village_code, twin.shown.village_code)
    return f"照片与{say_date(twin.shown.on)}在{where}的{who}里的相同或几乎相同。"


def _far_apart(entry: Entry, others: list[Entry], village_names: Mapping[str, str], travel: Travel) -> str | None:
    for one in others:
        on_site = entry.way is EntryWay.ON_SITE and one.way is EntryWay.ON_SITE
        if one.on != entry.on or one.township_code == entry.township_code or not on_site:
            continue
        first, second = sorted((entry, one), key=lambda each: each.starts_at)
        gap = int((second.starts_at - first.ends_at).total_seconds()) // 60
        same_county = one.county_code == entry.county_code
        if 0 <= gap < (travel.between_townships if same_county else travel.between_counties):
            where = village_names.get(one.village_code, one.village_code)
            when = f"{one.from_time:%H:%M}至{one.to_time:%H:%M}"
            apart = "乡镇" if same_county else "县（市、区）"
            return f"与当天{when}在{where}的到村记录只隔{gap}分钟，两地不在同一个{apart}。"
    return None


def _round_numbers(entry: Entry, others: list[Entry]) -> str | None:
    everything = [entry, *others]
    whole = sum(one.minutes % 60 == 0 for one in everything)
    if entry.minutes % 60 or len(everything) < HABIT_ENTRIES or whole * 100 < HABIT_PERCENT * len(everything):
        return None
    return f"今年记了{len(everything)}条，其中{whole}条正好是整小时。"


def _all_at_month_end(entry: Entry, others: list[Entry]) -> str | None:
    month = [one for one in (entry, *others) if (one.on.year, one.on.month) == (entry.on.year, entry.on.month)]
    logged_on = {civil_date(one.created_at) for one in month}
    if len(month) < MONTH_END_ENTRIES or len({one.on for one in month}) < MONTH_END_DAYS or len(logged_on) > 1:
        return None
    [day] = logged_on
    next_day = day.toordinal() + 1
    if (day.year, day.month) == (entry.on.year, entry.on.month) and type(day).fromordinal(next_day).month == day.month:
        return None
    return f"{entry.on.month}月的{len(month)}条记录都是{say_date(day)}这一天提交的。"


def _same_summary(entry: Entry, others: list[Entry]) -> str | None:
    words = NOT_WORDS.sub("", entry.summary)
    same = [one for one in others if NOT_WORDS.sub("", one.summary) == words]
    if not same or len(words) < SHORTEST_SUMMARY:
        return None
    more = f"等{len(same)}条" if len(same) > 1 else "的"
    return f"摘要与{say_date(same[-1].on)}{more}记录相同。"
