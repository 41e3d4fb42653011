"""Circulars (通报): the quarter's figures as an official document's text, drafted for staff to edit.

Villages that need help are named in the order of their codes with the reasons; nobody is ranked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from domain.divisions import Division, Level
from domain.entry_words import say_date
from domain.hours import ENTRY_KIND_NAMES, ENTRY_WAY_NAMES, EntryKind, EntryWay
from domain.report_periods import Period
from domain.reports import GroupCount, Sums, add_up

BEHIND_FROM_MINUTES = 600  # less than ten hours behind is no cause for a letter
MOST_NAMED = 40
NUMERALS = "一二三四五六七八九十"


class PartKind(StrEnum):
    """How a paragraph is set."""

    HEADING = "heading"
    TEXT = "text"


@dataclass(frozen=True)
class Part:
    """One paragraph."""

    kind: PartKind
    text: str


@dataclass(frozen=True)
class Circular:
    """A drafted document."""

    title: str
    addressees: str
    parts: tuple[Part, ...]
    attachments: tuple[str, ...]
    office: str
    dated: str


@dataclass(frozen=True)
class VillageFacts:
    """What a circular knows of a village. ``done_minutes`` and ``expected_minutes`` are the year's up to the day."""

    code: str
    name: str
    township_name: str
    advised: bool
    target_minutes: int
    done_minutes: int
    expected_minutes: int
    quarter: Sums
    lectures: int

    @property
    def needs_help(self) -> bool:
        """Whether a reason weighs enough to be named."""
        behind = self.expected_minutes - self.done_minutes
        return not self.advised or not self.quarter.count or behind >= BEHIND_FROM_MINUTES

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, in plain words."""
        behind = self.expected_minutes - self.done_minutes
        found = (
            (not self.advised, "没有在聘的法律顾问"),
            (not self.quarter.count, "本季度没有审核通过的服务记录"),
            (
                behind >= BEHIND_FROM_MINUTES,
                f"按时间进度应完成{say_hours(self.expected_minutes)}，已完成{say_hours(self.done_minutes)}，"
                f"还差{say_hours(behind)}",
            ),
            (not self.lectures, "本季度没有开展法治讲座"),
        )
        return tuple(words for applies, words in found if applies)


@dataclass(frozen=True)
class CircularFacts:
    """All that a circular is made of. ``awaiting_count`` are entries that nobody has reviewed yet."""

    division: Division
    period: Period
    office: str
    today: date
    counts: tuple[GroupCount, ...]
    villages: tuple[VillageFacts, ...]
    awaiting_count: int


def draft_text(facts: CircularFacts) -> Circular:
    """The circular."""
    needy = [one for one in facts.villages if one.needs_help]
    sections = (
        ("总体情况", _overview(facts)),
        ("工作开展情况", [_work(facts.counts)]),
        ("需要帮助的村（社区）", _needs(needy)),
        ("下一步工作", _next_steps(facts, needy)),
    )
    parts = [Part(PartKind.TEXT, _lead(facts))]
    for numeral, (heading, paragraphs) in zip(NUMERALS, sections, strict=False):
        parts.append(Part(PartKind.HEADING, f"{numeral}、{heading}"))
        parts += [Part(PartKind.TEXT, text) for text in paragraphs]
    return Circular(
        title=f"关于{facts.period.name}村（社区）法律顾问工作情况的通报",
        addressees=_addressees(facts.division),
        parts=tuple(parts),
        attachments=(f"{facts.division.name}{facts.period.name}法律顾问服务工时台账",),
        office=facts.office,
        dated=say_date(facts.today),
    )


def say_hours(minutes: int) -> str:
    """``12.5小时``: hours to one decimal place, as documents give them."""
    return f"{_tenths(minutes * 10, 60)}小时"


def _addressees(division: Division) -> str:
    if division.level is Level.TOWNSHIP:
        return "各村（社区），各村（社区）法律顾问："
    if division.level is Level.COUNTY:
        return "各乡镇（街道）司法所，各村（社区）法律顾问所在单位："
    return "各县（市、区）司法局："


def _lead(facts: CircularFacts) -> str:
    running = facts.period.last >= facts.today
    until = f"，数据截至{facts.today.month}月{facts.today.day}日" if running else ""
    return f"现将{facts.period.name}（{facts.period.span}{until}）村（社区）法律顾问工作情况通报如下。"


def _overview(facts: CircularFacts) -> list[str]:
    villages, advised = len(facts.villages), sum(one.advised for one in facts.villages)
    sums = add_up(facts.counts)
    ways = [(name, add_up(one for one in facts.counts if one.way is way)) for way, name in ENTRY_WAY_NAMES.items()]
    first = (
        f"{facts.division.name}共有{villages:,}个村（社区），其中{advised:,}个有在聘的法律顾问，"
        f"占{_percent(advised, villages)}。{facts.period.name}审核通过服务记录{sums.count:,}条，"
        f"服务时长{say_hours(sums.minutes)}，服务群众{sums.people:,}人次。"
    )
    if sums.count:
        said = "，".join(f"{name}{one.count:,}条、{say_hours(one.minutes)}" for name, one in ways if one.count)
        on_site = add_up(one for one in facts.counts if one.way is EntryWay.ON_SITE)
        first += f"按服务方式分，{said}；到村现场服务时长占{_percent(on_site.minutes, sums.minutes)}。"
    return [first, _year_so_far(facts)]


def _year_so_far(facts: CircularFacts) -> str:
    target = sum(one.target_minutes for one in facts.villages)
    done = sum(one.done_minutes for one in facts.villages)
    expected = sum(one.expected_minutes for one in facts.villages)
    words = (
        f"{facts.period.first.year}年以来，累计服务{say_hours(done)}，完成全年任务{say_hours(target)}的"
        f"{_percent(done, target)}，时间进度为{_percent(expected, target)}"
    )
    return (
        f"{words}，总体快于时间进度。" if done >= expected else f"{words}，距时间进度还差{say_hours(expected - done)}。"
    )


def _work(counts: Sequence[GroupCount]) -> str:
    by_kind = [(kind, add_up(one for one in counts if one.kind is kind)) for kind in ENTRY_KIND_NAMES]
    said = [_say_kind(kind, sums) for kind, sums in by_kind if sums.count]
    return f"{'；'.join(said)}。" if said else "本季度没有审核通过的服务记录。"


def _say_kind(kind: EntryKind, sums: Sums) -> str:
    if kind is EntryKind.LECTURE:
        return f"法治讲座{sums.count:,}场、{say_hours(sums.minutes)}，听众{sums.people:,}人次"
    people = f"，服务{sums.people:,}人次" if sums.people else ""
    return f"{ENTRY_KIND_NAMES[kind]}{sums.count:,}条、{say_hours(sums.minutes)}{people}"


def _needs(needy: Sequence[VillageFacts]) -> list[str]:
    if not needy:
        return ["本季度各村（社区）都有法律顾问提供服务，没有明显落后于时间进度的村（社区）。"]
    paragraphs = [f"以下{len(needy)}个村（社区）需要重点帮助，按区划代码排列，不作排名。"]
    named = needy[:MOST_NAMED]
    for number, (township, villages) in enumerate(groupby(named, key=lambda one: one.township_name), 1):
        said = "；".join(f"{one.name}，{'，'.join(one.reasons)}" for one in villages)
        paragraphs.append(f"（{_numeral(number)}）{township}：{said}。")
    if len(needy) > len(named):
        paragraphs.append(f"其余{len(needy) - len(named)}个村（社区）的情况，由各司法所在工作台逐村核对。")
    return paragraphs


def _next_steps(facts: CircularFacts, needy: Sequence[VillageFacts]) -> list[str]:
    unadvised = [one for one in facts.villages if not one.advised]
    behind = [one for one in needy if one.expected_minutes - one.done_minutes >= BEHIND_FROM_MINUTES]
    unlectured = sum(not one.lectures for one in facts.villages)
    steps = (
        (bool(unadvised), f"尽快选聘法律顾问。{len(unadvised)}个没有在聘法律顾问的村（社区），由司法所协调落实。"),
        (
            bool(behind),
            f"补齐服务时长。{len(behind)}个落后于时间进度的村（社区），由司法所会同法律顾问排出到村服务的日子，"
            "优先安排到村现场服务。",
        ),
        (
            unlectured > 0,
            f"按季开展法治讲座。本季度有{unlectured:,}个村（社区）没有开展，请结合村民实际需要安排。",
        ),
        (
            facts.awaiting_count > 0,
            f"及时审核。本季度还有{facts.awaiting_count:,}条服务记录等待审核，请司法所尽快办理。",
        ),
        (True, "做好服务记录。法律顾问服务后及时如实记录，不要求打卡、不要求拍照留痕，不增加村（社区）负担。"),
    )
    wanted = [words for applies, words in steps if applies]
    return [f"（{_numeral(number)}）{words}" for number, words in enumerate(wanted, 1)]


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return NUMERALS[ones - 1]
    return f"{NUMERALS[tens - 1] if tens > 1 else ''}十{NUMERALS[ones - 1] if ones else ''}"


def _percent(part: int, whole: int) -> str:
    return f"{_tenths(part * 1_000, whole)}%" if whole else "0%"


def _tenths(tenfold: int, whole: int) -> str:
    """A quotient to one decimal place, rounded as people round: a half goes up."""
    units, tenths = divmod((2 * tenfold + whole) // (2 * whole), 10)
    return f"{units:,}.{tenths}" if tenths else f"{units:,}"


def lectures_by_place(counts: Iterable[GroupCount]) -> dict[str, int]:
    """How many lectures there were in each place."""
    found: dict[str, int] = {}
    for one in counts:
        if one.kind is EntryKind.LECTURE:
            found[one.place_code] = found.get(one.place_code, 0) + one.count
    return found
