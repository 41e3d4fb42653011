"""Which day is meant: 今天, 上周三, 11月3号, 3号. A day without month or year is the latest one that has come."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from domain.wording import WEEKDAYS
from village_groups.hours_speech.numbers import NUMBER, read_number

_DAYS_AGO = {"今天": 0, "今日": 0, "今儿": 0, "当天": 0, "昨天": 1, "昨日": 1, "昨儿": 1, "前天": 2, "前日": 2}
_PART = r"(?=\s?(?:凌晨|清晨|早|上午|中午|午后|下午|傍晚|晚|夜|\d{1,2}[点:时]))"
_WRITTEN = re.compile(rf"(?:(\d{{4}})年)?({NUMBER})月({NUMBER})[日号]?")
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_SHORT = re.compile(rf"(?<![\d.:])(\d{{1,2}})[./-](\d{{1,2}}){_PART}")
_RELATIVE = re.compile(r"大前天|今天|今日|今儿|当天|昨天|昨日|昨儿|前天|前日")
_AGO = re.compile(rf"({NUMBER})天(?:前|以前)")
_WEEKDAY = re.compile(r"(上上个?|上个?|这个?|本)?(?:周|星期|礼拜)([一二三四五六日天])")
_OF_MONTH = re.compile(rf"(上个?月|本月|这个?月)?({NUMBER})[号日](?![楼院门线房路文栋公单])")
_COMING = re.compile(r"明天|后天|明日|下周|下个?月|下星期|下礼拜|明早|明晚")


@dataclass(frozen=True)
class FoundDay:
    """A day and where in the text it stands."""

    on: date
    span: tuple[int, int]


def speaks_of_the_future(text: str) -> bool:
    """Whether a day is named that has not come."""
    return bool(_COMING.search(text))


def find_day(text: str, today: date) -> FoundDay | None:
    """The day that is named; none if none is, or no such day exists."""
    for pattern, read in _READERS:
        found = pattern.search(text)
        if found is None:
            continue
        try:
            return FoundDay(read(found, today), found.span())
        except ValueError:
            continue
    return None


def _read_iso(found: re.Match[str], today: date) -> date:
    return date(int(found[1]), int(found[2]), int(found[3]))


def _read_written(found: re.Match[str], today: date) -> date:
    month, day = read_number(found[2]), read_number(found[3])
    return date(int(found[1]), month, day) if found[1] else _latest(today, month, day)


def _read_short(found: re.Match[str], today: date) -> date:
    return _latest(today, int(found[1]), int(found[2]))


def _read_relative(found: re.Match[str], today: date) -> date:
    return today - timedelta(days=_DAYS_AGO.get(found[0], 3))


def _read_ago(found: re.Match[str], today: date) -> date:
    return today - timedelta(days=read_number(found[1]))


def _read_weekday(found: re.Match[str], today: date) -> date:
    weekday = WEEKDAYS.index(found[2].replace("天", "日"))
    monday = today - timedelta(days=today.weekday())
    if found[1] and found[1].startswith("上"):
        return monday + timedelta(days=weekday - 7 * found[1].count("上"))
    back = (today.weekday() - weekday) % 7
    return monday + timedelta(days=weekday) if found[1] else today - timedelta(days=back)


def _read_of_month(found: re.Match[str], today: date) -> date:
    day = read_number(found[2])
    first = today.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    if found[1] and found[1].startswith("上"):
        return before.replace(day=day)
    return first.replace(day=day) if found[1] or day <= today.day else before.replace(day=day)


def _latest(today: date, month: int, day: int) -> date:
    this_year = date(today.year, month, day)
    return this_year if this_year <= today else date(today.year - 1, month, day)


_READERS = (
    (_ISO, _read_iso),
    (_WRITTEN, _read_written),
    (_SHORT, _read_short),
    (_RELATIVE, _read_relative),
    (_AGO, _read_ago),
    (_WEEKDAY, _read_weekday),
    (_OF_MONTH, _read_of_month),
)
