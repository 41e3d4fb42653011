"""What opening rules may say: every mistake is named by its field, in words for whoever filled in the form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import pairwise

from domain.errors import BadInput
from domain.languages import checked_language
from domain.opening import MeetingWay, OpeningException, OpeningRule, OpeningSpan
from domain.quarter_hours import QUARTER

MOST_SPANS_A_DAY = 6
MOST_EXCEPTIONS = 120
MOST_SEATS = 20
MOST_BUFFER_MINUTES = 120
MOST_LEAD_MINUTES = 14 * 24 * 60
MOST_HORIZON_DAYS = 180
MOST_A_DAY = 200
LONGEST_MEETING_MINUTES = 8 * 60
MOST_LANGUAGES = 8
WEEKDAY_NAMES = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")

Hours = tuple[time, time]


@dataclass(frozen=True)
class OpeningForm:
    """What can be set of an opening rule. Leave has its own ways; ``seats`` and ``languages`` None leave them as they
    are."""

    spans: tuple[OpeningSpan, ...]
    exceptions: tuple[OpeningException, ...] = ()
    keeps_holidays: bool = True
    make_up_weekday: int = 0
    seats: int | None = None
    buffer_before_minutes: int = 0
    buffer_after_minutes: int = 0
    lead_minutes: int = 0
    horizon_days: int | None = None
    daily_cap: int | None = None
    ways: tuple[MeetingWay, ...] = (MeetingWay.OFFICE,)
    lengths: dict[str, int] = field(default_factory=dict)
    languages: tuple[str, ...] | None = None


def check_opening(form: OpeningForm, *, service_codes: Sequence[str], today: date) -> None:
    """Hold a form against what is possible. ``service_codes`` are the services that the provider gives.

    Raises: BadInput, with every field that is wrong.
    """
    fields = {**_wrong_hours(form), **_wrong_exceptions(form, today), **_wrong_numbers(form)}
    fields |= _wrong_lengths(form, service_codes)
    fields |= _wrong_languages(form)
    if not form.ways or len(set(form.ways)) != len(form.ways):
        fields["ways"] = "请至少选择一种服务方式，每种只选一次。"
    if fields:
        raise BadInput("出诊规则有误，请按提示修改。", code="opening_not_valid", fields=fields)


def _wrong_hours(form: OpeningForm) -> dict[str, str]:
    found = {}
    for weekday, name in enumerate(WEEKDAY_NAMES):
        hours = [(one.from_time, one.to_time) for one in form.spans if one.weekday == weekday]
        wrong = what_is_wrong(hours)
        if wrong:
            found[f"spans.{weekday}"] = f"{name}：{wrong}"
    if any(one.weekday not in range(7) for one in form.spans):
        found["spans"] = "星期只能是周一到周日。"
    return found


def _wrong_exceptions(form: OpeningForm, today: date) -> dict[str, str]:
    found = {}
    if len(form.exceptions) > MOST_EXCEPTIONS:
        found["exceptions"] = f"特殊日期最多{MOST_EXCEPTIONS}天，请删去用不到的。"
    dates = [one.on for one in form.exceptions]
    for one in form.exceptions:
        wrong = what_is_wrong(one.hours)
        if dates.count(one.on) > 1:
            wrong = "这一天填写了两次，请合并。"
        elif one.on > today + timedelta(days=366):
            wrong = "特殊日期最多提前一年设置。"
        if wrong:
            found[f"exceptions.{one.on.isoformat()}"] = f"{one.on.month}月{one.on.day}日：{wrong}"
    return found


def what_is_wrong(hours: Iterable[Hours]) -> str | None:
    """What is wrong with the open stretches of one day; None when they are in order."""
    ordered = sorted(hours)
    if len(ordered) > MOST_SPANS_A_DAY:
        return f"一天最多{MOST_SPANS_A_DAY}个时段。"
    if not all(_is_quarter(at) for span in ordered for at in span):
        return "时间须为整刻钟，如09:00、09:15。"
    if any(closes <= opens for opens, closes in ordered):
        return "结束时间须晚于开始时间，且在同一天内。"
    if any(later[0] < earlier[1] for earlier, later in pairwise(ordered)):
        return "时段之间不能重叠。"
    return None


def _is_quarter(at: time) -> bool:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second) % QUARTER == timedelta(0)


def _wrong_numbers(form: OpeningForm) -> dict[str, str]:
    limits = (
        ("make_up_weekday", form.make_up_weekday, 0, 6, "请选择周一到周日中的一天。"),
        ("seats", form.seats, 1, MOST_SEATS, f"同时接待的人数为1到{MOST_SEATS}。"),
        ("buffer_before_minutes", form.buffer_before_minutes, 0, MOST_BUFFER_MINUTES, _buffer_words()),
        ("buffer_after_minutes", form.buffer_after_minutes, 0, MOST_BUFFER_MINUTES, _buffer_words()),
        ("lead_minutes", form.lead_minutes, 0, MOST_LEAD_MINUTES, "最短提前时间为0分钟到14天。"),
        ("horizon_days", form.horizon_days, 1, MOST_HORIZON_DAYS, f"可约范围为1到{MOST_HORIZON_DAYS}天。"),
        ("daily_cap", form.daily_cap, 1, MOST_A_DAY, f"每日上限为1到{MOST_A_DAY}个，不限则留空。"),
    )
    found = {
        name: words for name, value, least, most, words in limits if value is not None and not least <= value <= most
    }
    if form.horizon_days and 0 < form.horizon_days * 24 * 60 <= form.lead_minutes:
        found.setdefault("lead_minutes", "最短提前时间须小于可约范围，否则没有时间可约。")
    return found


def _buffer_words() -> str:
    return f"前后间隔为0到{MOST_BUFFER_MINUTES}分钟。"


def _wrong_lengths(form: OpeningForm, service_codes: Sequence[str]) -> dict[str, str]:
    found = {}
    for code, minutes in form.lengths.items():
        if code not in service_codes:
            found[f"lengths.{code}"] = "这位人员不办理此项服务，不能设置时长。"
        elif minutes % 5 or not 5 <= minutes <= LONGEST_MEETING_MINUTES:
            found[f"lengths.{code}"] = f"时长为5到{LONGEST_MEETING_MINUTES}分钟，按5分钟取整。"
    return found


def _wrong_languages(form: OpeningForm) -> dict[str, str]:
    if form.languages is None:
        return {}
    if not form.languages or len(form.languages) > MOST_LANGUAGES:
        return {"languages": f"请选择1到{MOST_LANGUAGES}种语言。"}
    try:
        for said in form.languages:
            checked_language(said)
    except BadInput as refusal:
        return {"languages": refusal.fields["language"]}
    return {}


def rule_after(rule: OpeningRule, form: OpeningForm) -> OpeningRule:
    """The rule as the form says; leave stays, and so do the seats where none are named."""
    return OpeningRule(
        spans=tuple(sorted(form.spans, key=lambda one: (one.weekday, one.from_time))),
        exceptions=tuple(sorted(form.exceptions, key=lambda one: one.on)),
        leaves=rule.leaves,
        keeps_holidays=form.keeps_holidays,
        make_up_weekday=form.make_up_weekday,
        seats=rule.seats if form.seats is None else form.seats,
        buffer_before_minutes=form.buffer_before_minutes,
        buffer_after_minutes=form.buffer_after_minutes,
        lead_minutes=form.lead_minutes,
        horizon_days=form.horizon_days,
        daily_cap=form.daily_cap,
        ways=form.ways,
        lengths=dict(form.lengths) or None,
    )
