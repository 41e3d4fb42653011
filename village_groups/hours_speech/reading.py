"""A sentence about hours, read: 今天上午9点到11点半在桂花湾社区调解宅基地纠纷,3人.

Pure. What is not said stays None; ``complete`` fills in what goes without saying and tells the one thing to ask for.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from domain.clock import SHANGHAI
from domain.hours import ENTRY_KIND_NAMES, LONGEST_SUMMARY, EntryDraft, EntryKind, EntryWay
from domain.masking import mask_numbers_in_text
from village_groups.hours_speech.clocks import EVENING, add_minutes, find_times, shift_to
from village_groups.hours_speech.days import find_day, speaks_of_the_future
from village_groups.hours_speech.facts import find_kind, find_people, find_village, find_way, only_counts
from village_groups.hours_speech.slips import tidy

Villages = Sequence[tuple[str, str]]
"""Code and spoken name of each village that the advisor serves."""

NOON = time(12)

_LEAD = re.compile(
    r"^[,，。:：!！\s]*(?:请|麻烦)?(?:你)?(?:帮我|给我|我要|我想|我)?(?:把)?(?:记录|登记|补记|补报|补登|上报|填报?|录入?|记|报)"
    r"(?:一下|一?[笔条个]|下)?(?:工时|服务时长|时长)?[,，:： ]*|工时(?:登记|记录|补记)?[,，:： ]+"
)
_TRIM_START = re.compile(
    r"^(?:(?:工作|日志)[:：]|刚才|刚刚|[我]?(?:在|于|从|到|去|了|是|的|并|并且|然后|开始|起(?!草)|一共|总共|共)|我们?|本人|[\s,，。、:：;；-])+"
)
_TRIM_END = re.compile(r"(?:结束|为止|(?<=.)了|[\s,，。、:：;；!！-])+$")
_SPLIT = re.compile(r"[,，。;；!！\x00]+")
_NOT_THIS = re.compile(r"不是[^,，。;；]*[,，。;；]?")
_CONTENT = re.compile(r"(?:内容|摘要|事情|说明|事由)(?:应该|应当)?(?:改成|改为|换成|写成|是|为|[:：])+(?P<words>.+)")
_ONLY_NUMBER = re.compile(r"(?:大概|大约|约|有|来了|是)*(\d{1,3})(?:个|来个|多个|左右)?")
_NO_REPORT = re.compile(r"[?？吗]|预约|改约|请假|能不能|可不可以|有没有|请大家|通知|欢迎|有需要|将于|多少|怎么")


class Ask(StrEnum):
    """The one thing that has to be asked."""

    FUTURE = "future"
    TIMES = "times"
    END = "end"
    START = "start"
    HALF_OF_DAY = "half_of_day"
    VILLAGE = "village"
    WHAT = "what"
    PEOPLE = "people"


@dataclass(frozen=True)
class HoursSaid:
    """What has been understood so far; ``either``: the hours may be of the morning or of the evening."""

    on: date | None = None
    from_time: time | None = None
    to_time: time | None = None
    minutes: int | None = None
    part: str | None = None
    either: bool = False
    future: bool = False
    village_code: str | None = None
    elsewhere: str | None = None
    kind: EntryKind | None = None
    way: EntryWay | None = None
    people_count: int | None = None
    summary: str = ""

    @property
    def says_anything(self) -> bool:
        """Whether anything but loose words was understood."""
        return self != HoursSaid(summary=self.summary)


def read_hours(message: str, *, now: datetime, villages: Villages) -> HoursSaid:
    """What a sentence says of hours."""
    local = now.astimezone(SHANGHAI)
    text = _LEAD.sub("", tidy(message))
    day = find_day(text, local.date())
    rest = _blank(text, [day.span] if day else [])
    village = find_village(rest, villages)
    rest = _blank(rest, village.spans)
    times = find_times(rest, local.time())
    rest = _blank(rest, times.spans)
    return HoursSaid(
        on=day.on if day else None,
        from_time=times.from_time,
        to_time=times.to_time,
        minutes=times.minutes,
        part=times.part,
        either=times.either,
        future=speaks_of_the_future(text) or (day is not None and day.on > local.date()),
        village_code=village.codes[0] if len(village.codes) == 1 else None,
        elsewhere=village.elsewhere,
        kind=find_kind(rest),
        way=find_way(rest),
        people_count=find_people(rest),
        summary=_summary_of(rest),
    )


def read_correction(message: str, *, now: datetime, villages: Villages) -> HoursSaid:
    """What a correction says anew: 不是9点,是10点开始. Its words do not become the summary unless it says so."""
    text = _NOT_THIS.sub("", tidy(message))
    content = _CONTENT.search(text)
    if content:
        words = content["words"].strip(' 。，,“”"')
        return HoursSaid(summary=words, kind=find_kind(words), way=find_way(words))
    said = read_hours(text, now=now, villages=villages)
    number = _ONLY_NUMBER.fullmatch(text.strip("。,， "))
    if number and not said.says_anything:
        said = replace(said, people_count=int(number[1]))
    return replace(said, summary="")


def merge(known: HoursSaid, news: HoursSaid) -> HoursSaid:
    """What is known, with what has been said since."""
    merged = replace(
        known,
        on=news.on or known.on,
        future=news.future or (known.future and news.on is None),
        village_code=news.village_code or known.village_code,
        elsewhere=news.elsewhere if news.village_code is None and news.elsewhere else None,
        kind=news.kind or known.kind,
        way=news.way or known.way,
        people_count=known.people_count if news.people_count is None else news.people_count,
        summary=news.summary or known.summary,
    )
    return _merge_times(merged, news)


def complete(said: HoursSaid, *, now: datetime, villages: Villages, here: str | None) -> EntryDraft | Ask:
    """The draft, or the one thing to ask for. ``here`` is the village of the group."""
    local = now.astimezone(SHANGHAI)
    village = said.village_code or (None if said.elsewhere else _only_village(villages, here))
    times = said.from_time is not None, said.to_time is not None
    kind = said.kind
    asks = (
        (said.future, Ask.FUTURE),
        (not any(times), Ask.TIMES),
        (not times[0], Ask.START),
        (not times[1], Ask.END),
        (said.either, Ask.HALF_OF_DAY),
        (village is None, Ask.VILLAGE),
        (kind is None, Ask.WHAT),
        (kind is EntryKind.LECTURE and said.people_count is None, Ask.PEOPLE),
    )
    missing = next((ask for lacks, ask in asks if lacks), None)
    if missing or said.from_time is None or said.to_time is None or village is None or kind is None:
        return missing or Ask.TIMES
    draft = EntryDraft(
        village,
        said.on or local.date(),
        said.from_time,
        said.to_time,
        kind,
        said.way or EntryWay.ON_SITE,
        mask_numbers_in_text(said.summary or ENTRY_KIND_NAMES[kind])[:LONGEST_SUMMARY],
        1 if said.people_count is None else said.people_count,
    )
    return Ask.FUTURE if draft.ends_at > now else draft


def _merge_times(known: HoursSaid, news: HoursSaid) -> HoursSaid:
    if news.from_time is None and news.to_time is None:
        return _with_length(_in_part(known, news.part), news.minutes or known.minutes, anew=news.minutes is not None)
    start, end, either = news.from_time or known.from_time, news.to_time or known.to_time, news.either
    if news.from_time and known.part and known.from_time is None:
        start, end, either = shift_to(known.part, news.from_time), end and shift_to(known.part, end), False
    elif start and either and known.from_time and not known.either:
        start, either = shift_to(EVENING[0], start) if known.from_time >= NOON else start, False
    if start and end and end <= start < NOON <= shift_to(EVENING[0], end):
        end = shift_to(EVENING[0], end)
    merged = replace(known, from_time=start, to_time=end, either=either, part=None)
    return _with_length(merged, news.minutes or known.minutes, anew=news.minutes is not None and not news.to_time)


def _in_part(known: HoursSaid, part: str | None) -> HoursSaid:
    """The same hours in the morning, or in the afternoon or evening."""
    if part is None:
        return known
    start, end = (one and shift_to(part, one) for one in (known.from_time, known.to_time))
    return replace(known, part=part, either=False, from_time=start, to_time=end)


def _with_length(known: HoursSaid, minutes: int | None, *, anew: bool) -> HoursSaid:
    """The end that follows from beginning and length, or the beginning from the end, where one is missing."""
    if minutes is None:
        return known
    start, end = known.from_time, known.to_time
    if start and (end is None or anew):
        end = add_minutes(start, minutes)
    elif end and start is None:
        start = add_minutes(end, -minutes)
    return replace(known, from_time=start, to_time=end, minutes=minutes)


def _only_village(villages: Villages, here: str | None) -> str | None:
    codes = [code for code, _ in villages]
    if here in codes:
        return here
    return codes[0] if len(codes) == 1 else None


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with parts taken out; their places stay as breaks."""
    for first, beyond in spans:
        text = text[:first] + "\x00" * (beyond - first) + text[beyond:]
    return text


def _summary_of(rest: str) -> str:
    """What is left of the sentence, without the breaks, the counts and the small words around them."""
    parts = [_TRIM_END.sub("", _TRIM_START.sub("", one)) for one in _SPLIT.split(rest)]
    return "，".join(one for one in parts if one and not only_counts(one))


def reports_hours(said: HoursSaid, message: str) -> bool:
    """Whether what was read can be a report of hours: a time or a length, with work or a day; no question, no plan."""
    if said.future or _NO_REPORT.search(message):
        return False
    timed = (said.from_time and said.to_time) or said.minutes
    return bool(timed and (said.kind or said.village_code or said.on)) or bool(said.from_time and said.kind)
