"""Opening rules that make no sense are refused, each mistake at its field."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from domain.errors import BadInput
from domain.opening import MeetingWay, OpeningException, OpeningSpan
from domain.opening_checks import OpeningForm, check_opening, what_is_wrong

TODAY = date(2026, 11, 23)
FORM = OpeningForm((OpeningSpan(0, time(9), time(12)), OpeningSpan(0, time(14), time(17))), lengths={"find-lawyer": 45})


def wrong(form: OpeningForm) -> dict[str, str]:
    """What is said against the form, by field."""
    with pytest.raises(BadInput) as refusal:
        check_opening(form, service_codes=("find-lawyer",), today=TODAY)
    return refusal.value.fields


def test_a_sensible_rule_passes_and_so_does_one_with_no_hours() -> None:
    for form in (FORM, replace(FORM, spans=(), daily_cap=8, horizon_days=30, seats=2)):
        check_opening(form, service_codes=("find-lawyer",), today=TODAY)


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ([(time(9), time(12)), (time(11, 45), time(13))], "时段之间不能重叠。"),
        ([(time(9), time(9))], "结束时间须晚于开始时间，且在同一天内。"),
        ([(time(17), time(9))], "结束时间须晚于开始时间，且在同一天内。"),
        ([(time(9, 10), time(12))], "时间须为整刻钟，如09:00、09:15。"),
        ([(time(h), time(h, 30)) for h in range(7)], "一天最多6个时段。"),
        ([(time(12), time(13)), (time(9), time(12))], None),
    ],
)
def test_the_hours_of_a_day(hours: list[tuple[time, time]], words: str | None) -> None:
    assert what_is_wrong(hours) == words


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seats", 0),
        ("buffer_before_minutes", -1),
        ("buffer_after_minutes", 121),
        ("lead_minutes", 14 * 24 * 60 + 1),
        ("horizon_days", 0),
        ("daily_cap", 0),
        ("make_up_weekday", 7),
        ("ways", ()),
        ("ways", (MeetingWay.PHONE, MeetingWay.PHONE)),
    ],
)
def test_a_number_beyond_its_limits_is_named(field: str, value: Any) -> None:
    assert list(wrong(replace(FORM, **{field: value}))) == [field]


def test_every_mistake_is_named_at_once() -> None:
    monday = OpeningException(TODAY, ((time(9), time(8)),))
    form = replace(
        FORM,
        spans=(*FORM.spans, OpeningSpan(0, time(10), time(11))),
        exceptions=(monday, OpeningException(TODAY + timedelta(days=400))),
        lengths={"notary": 30, "find-lawyer": 7},
        lead_minutes=1440,
        horizon_days=1,
    )
    assert wrong(form) == {
        "spans.0": "周一：时段之间不能重叠。",
        "exceptions.2026-11-23": "11月23日：结束时间须晚于开始时间，且在同一天内。",
        "exceptions.2027-12-28": "12月28日：特殊日期最多提前一年设置。",
        "lead_minutes": "最短提前时间须小于可约范围，否则没有时间可约。",
        "lengths.notary": "这位人员不办理此项服务，不能设置时长。",
        "lengths.find-lawyer": "时长为5到480分钟，按5分钟取整。",
    }


def test_a_date_is_set_once() -> None:
    twice = (OpeningException(TODAY), OpeningException(TODAY, ((time(9), time(10)),)))
    assert wrong(replace(FORM, exceptions=twice)) == {"exceptions.2026-11-23": "11月23日：这一天填写了两次，请合并。"}
