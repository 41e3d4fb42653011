"""From when until when: 上午9点到11点半, 14:20-15:00, 9点开始两个小时, 刚才一个半钟头.

A time without 上午 or 下午 is read as the working day has it: one to six o'clock in the afternoon, the rest in the
morning; an end lies after its beginning. Whoever must choose (six or seven) is asked. Minutes go down to a whole five.
"""

import re
from dataclasses import dataclass
from datetime import time

from village_groups.hours_speech.numbers import NUMBER, read_number

DAY_MINUTES = 24 * 60
STEP = 5
PARTS = r"凌晨|清晨|早上|早晨|上午|中午|午后|下午|傍晚|晚上|夜里|晚间|早|晚"
MORNING, EVENING = ("凌晨", "清晨", "早上", "早晨", "上午", "早"), ("晚上", "夜里", "晚间", "晚")
_HOUR = r"(?:[01]?\d|2[0-4]|[零一二两三四五六七八九]|十[一二]?|二十[一二三四]?|十[三四五六七八九])"
_NOT_COUNTED = r"(?!\s?[个多余来几]?[人位名户件份家])"
_MINUTES_SAID = (
    r"[0-5]\d|[零〇][一二三四五六七八九]|[一二三四五]?十[一二三四五六七八九]?|[二三四五][一二三四五六七八九]|\d(?=分)"
)
_MINUTE = rf"(?:(?P<half{{0}}>半)|整|(?P<quarter{{0}}>[一三1-3])刻|(?P<minute{{0}}>{_MINUTES_SAID})分?{_NOT_COUNTED})?"
_CLOCK = rf"(?P<part{{0}}>{PARTS})?(?P<hour{{0}}>{_HOUR})(?:点钟?|时(?!间)|:){_MINUTE}"
_BARE = rf"(?P<part{{0}}>{PARTS})?(?P<hour{{0}}>{_HOUR})"
_TO = r"\s?(?:一直|直)?[到至-]\s?(?:今天|当天)?"
_NO_UNIT = r"(?![\d.:]|\s?[个多余来几]?[人位名户件份家月号日天小分%])"


def _number(pattern: str, number: int) -> str:
    return pattern.replace("{0}", str(number))


_FROM = _number(_CLOCK, 1) + r"(?:开始|起)?"
_RANGES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"从?{_FROM}[,，]?{_TO}{_number(_CLOCK, 2)}(?:结束|为止)?",
        rf"从?(?<![\d月.]){_number(_BARE, 1)}{_TO}{_number(_CLOCK, 2)}(?:结束|为止)?",
        rf"从?{_FROM}{_TO}{_number(_BARE, 2)}{_NO_UNIT}",
        rf"从?(?=(?:{PARTS})){_number(_BARE, 1)}{_TO}{_number(_BARE, 2)}{_NO_UNIT}",
    )
)
_UNTIL_NOW = re.compile(rf"从?{_FROM}[,，]?(?:一直|直)?[到至-](?:现在|刚才|刚刚)(?:结束|为止)?")
_ONE = re.compile(rf"(?P<until>(?:一直|直)?[到至])?从?{_number(_CLOCK, 1)}(?P<after>开始|起|结束|为止|完|散会)?")
_SOME = r"(?:\d{1,2}(?:\.\d)?|[一二两俩三四五六七八九十]{1,2})"
_LASTING = re.compile(
    rf"(?:一共|总共|共|用了|花了|历时|约|大概|大约)?(?:"
    rf"(?P<hours>{_SOME})个?(?P<more>半)?个?(?:小时|钟头|h(?![a-z]))(?P<half>半)?(?:零?(?P<rest>{NUMBER})分钟?)?"
    rf"|(?P<only_half>半)个?(?:多)?(?:小时|钟头)|(?P<minutes>{NUMBER})分钟|(?P<quarters>[一三])刻钟)"
)
_JUST = re.compile(r"刚刚|刚才|刚")
_PART_ALONE = re.compile(PARTS)


@dataclass(frozen=True)
class FoundTimes:
    """What is said of when, as far as it is said, and where in the text it stands.

    ``either``: the hour may be of the morning or of the evening.
    """

    from_time: time | None = None
    to_time: time | None = None
    minutes: int | None = None
    part: str | None = None
    either: bool = False
    spans: tuple[tuple[int, int], ...] = ()


def find_times(text: str, now: time) -> FoundTimes:
    """Beginning, end and length, as far as they are said; ``now`` ends what was done just now."""
    for pattern in _RANGES:
        found = pattern.search(text)
        if found:
            return _of_range(text, found)
    found = _UNTIL_NOW.search(text)
    if found:
        start, either = _start(_read(found, 1), _part_before(text, found.start()), None)
        return _settled(start, _minutes(now), either, (found.span(), *_lone_parts(text)))
    return _of_single(text, now)


def add_minutes(start: time, minutes: int) -> time | None:
    """So much later on the same day; none if that is past midnight."""
    return _clock(_minutes(start) + minutes)


def shift_to(part: str, at: time) -> time:
    """The same hour in the morning, or in the afternoon or evening."""
    if part in MORNING:
        return at.replace(hour=at.hour - 12) if at.hour > 12 else at
    return at.replace(hour=at.hour + 12) if at.hour < 12 else at


def _of_range(text: str, found: re.Match[str]) -> FoundTimes:
    first, second = _read(found, 1), _read(found, 2)
    known_end = _absolute(*second) if second[0] else None
    start, either = _start(first, _part_before(text, found.start()), known_end)
    end = known_end if known_end is not None else _end_after(second, start)
    return _settled(start, end, either and known_end is None, (found.span(), *_lone_parts(text)))


def _of_single(text: str, now: time) -> FoundTimes:
    clocks = list(_ONE.finditer(text))
    lasting = _LASTING.search(text)
    length = _length(lasting) if lasting else None
    spans = tuple(one.span() for one in (*clocks[:2], *([lasting] if lasting else ())))
    parts = _lone_parts(text)
    alone = text[slice(*parts[0])] if parts else None
    if len(clocks) > 1 and clocks[1]["until"]:
        start, either = _start(_read(clocks[0], 1), _part_before(text, clocks[0].start()), None)
        second = _read(clocks[1], 1)
        end = _absolute(*second) if second[0] else _end_after(second, start)
        return _settled(start, end, either, (*spans, *parts))
    if clocks:
        return _of_one_clock(text, clocks[0], length, (*spans, *parts))
    just = _JUST.search(text)
    if just and length:
        end = _minutes(now)
        return _settled(end - length, end, either=False, spans=(*spans, just.span(), *parts))
    return FoundTimes(minutes=length, part=alone, spans=(*spans, *parts))


def _of_one_clock(
    text: str, found: re.Match[str], length: int | None, spans: tuple[tuple[int, int], ...]
) -> FoundTimes:
    at, either = _start(_read(found, 1), _part_before(text, found.start()), None)
    if found["until"] or found["after"] in ("结束", "为止", "完", "散会"):
        start = at - length if length else None
        return FoundTimes(_clock(start), _clock(at), length, None, either, spans)
    end = at + length if length else None
    return FoundTimes(_clock(at), _clock(end), length, None, either, spans)


def _settled(start: int, end: int | None, either: bool, spans: tuple[tuple[int, int], ...]) -> FoundTimes:
    length = end - start if end is not None else None
    return FoundTimes(_clock(start), _clock(end), length, None, either, spans)


def _read(found: re.Match[str], number: int) -> tuple[str | None, int, int]:
    """Part of day, hour and minute as written."""
    said = found.groupdict()
    minute = 0
    if said.get(f"half{number}"):
        minute = 30
    elif said.get(f"quarter{number}"):
        minute = 15 * read_number(said[f"quarter{number}"])
    elif said.get(f"minute{number}"):
        minute = read_number(said[f"minute{number}"].lstrip("零〇0") or "0")
    hour = said[f"hour{number}"]
    part = said[f"part{number}"] or ("上午" if re.match(r"0\d", hour) else None)  # nobody writes 07:00 for the evening
    return part, read_number(hour), minute // STEP * STEP


def _start(first: tuple[str | None, int, int], part_before: str | None, end: int | None) -> tuple[int, bool]:
    """Minutes of the day, and whether that was a guess between morning and evening."""
    part, hour, minute = first
    part = part or part_before
    if part:
        return _absolute(part, hour, minute), False
    if end is not None and hour <= 12:
        either_way = [one for one in (hour * 60 + minute, (hour % 12 + 12) * 60 + minute) if one < end]
        return max(either_way, default=hour * 60 + minute), False
    return _absolute("下午" if 1 <= hour <= 5 else None, hour, minute), hour in (6, 7)


def _end_after(second: tuple[str | None, int, int], start: int) -> int:
    _, hour, minute = second
    choices = (hour * 60 + minute, hour * 60 + minute + 12 * 60)
    return next((one for one in choices if start < one < DAY_MINUTES), choices[0])


def _absolute(part: str | None, hour: int, minute: int) -> int:
    noon_or_later = (
        part in ("下午", "午后", "傍晚") or (part in EVENING and hour >= 5) or (part == "中午" and hour < 10)
    )
    return (hour + 12 if noon_or_later and hour < 12 else hour) * 60 + minute


def _length(found: re.Match[str]) -> int | None:
    """Minutes, to the nearest five."""
    if found["only_half"]:
        return 30
    if found["quarters"]:
        return 15 * read_number(found["quarters"])
    if found["minutes"]:
        return max(STEP, round(read_number(found["minutes"]) / STEP) * STEP)
    hours = found["hours"]
    minutes = float(hours) * 60 if hours[0].isdigit() else read_number(hours) * 60
    minutes += 30 if found["more"] or found["half"] else 0
    minutes += read_number(found["rest"]) if found["rest"] else 0
    return max(STEP, round(minutes / STEP) * STEP)


def _part_before(text: str, place: int) -> str | None:
    """The part of day said earlier in the sentence: 下午在村里, 2点到4点."""
    found = [one[0] for one in _PART_ALONE.finditer(text[:place])]
    return found[-1] if found else None


def _lone_parts(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(one.span() for one in _PART_ALONE.finditer(text) if len(one[0]) > 1)


def _minutes(at: time) -> int:
    return (at.hour * 60 + at.minute) // STEP * STEP


def _clock(minutes: int | None) -> time | None:
    if minutes is None or not 0 <= minutes < DAY_MINUTES:
        return None
    return time(minutes // 60, minutes % 60)
