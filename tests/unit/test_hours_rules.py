"""The rules of hours, without a store."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from domain.errors import BadInput
from domain.hours import EntryDraft, EntryKind, EntryWay, check_draft, check_reason, is_late, steps_between
from domain.people import Appointment
from domain.village_years import HourSums, Progress, expected_minutes, target_of

NOW = datetime(2026, 3, 1, 10, tzinfo=UTC)  # 18:00 in China
DRAFT = EntryDraft("420202005001", date(2026, 3, 1), time(9), time(10), EntryKind.VISIT, EntryWay.ON_SITE, "走访", 1)


def test_stretches_that_touch_share_no_step_and_those_that_overlap_do() -> None:
    def steps(first: time, last: time) -> set[int]:
        draft = replace(DRAFT, from_time=first, to_time=last)
        return set(steps_between(draft.starts_at, draft.ends_at))

    assert len(steps(time(9), time(10))) == 12
    assert steps(time(9), time(10)).isdisjoint(steps(time(10), time(11)))
    assert steps(time(9), time(10)) & steps(time(9, 55), time(11)) != set()


@pytest.mark.parametrize(
    "given",
    [
        {"on": date(1, 1, 1)},
        {"on": date(9999, 12, 31)},
        {"from_time": time(9, 0, 30)},
        {"from_time": time(0), "to_time": time(12, 5)},
        {"to_time": time(18, 5)},
    ],
)
def test_impossible_times_are_refused(given: dict[str, date | time]) -> None:
    with pytest.raises(BadInput) as refusal:
        check_draft(replace(DRAFT, **given), NOW)
    assert refusal.value.message.endswith("。")


def test_the_longest_and_the_latest_that_is_allowed() -> None:
    check_draft(replace(DRAFT, from_time=time(6), to_time=time(18)), NOW)
    check_draft(replace(DRAFT, on=date(2025, 1, 1), from_time=time(11), to_time=time(23)), NOW)


def test_late_counts_days_of_the_calendar_in_china() -> None:
    just_before_midnight = datetime(2026, 3, 8, 15, 55, tzinfo=UTC)
    just_after_midnight = datetime(2026, 3, 8, 16, 5, tzinfo=UTC)
    assert not is_late(just_before_midnight, date(2026, 3, 1), 7)
    assert is_late(just_after_midnight, date(2026, 3, 1), 7)


def test_a_reason_is_trimmed_and_must_say_something() -> None:
    assert check_reason("  时间不符 ") == "时间不符"
    for bad in ("", " 错 ", "字" * 201):
        with pytest.raises(BadInput):
            check_reason(bad)


def test_the_expected_minutes_grow_evenly_through_the_year() -> None:
    assert expected_minutes(6000, 2026, date(2026, 12, 31)) == 6000
    assert expected_minutes(6000, 2024, date(2024, 7, 1)) == 6000 * 183 // 366
    assert expected_minutes(6000, 2025, date(2026, 1, 1)) == 6000
    assert expected_minutes(6000, 2027, date(2026, 1, 1)) == 0


def test_two_advisors_of_a_village_share_its_hours() -> None:
    first = Appointment("a", "zhang", "420202005001", date(2026, 1, 1), date(2026, 12, 31))
    assert target_of([first, replace(first, id="b", provider_id="wang")], 6000) == 6000
    assert target_of([replace(first, target_minutes=3000)], 6000) == 3000
    assert target_of([], 4800) == 4800


@pytest.mark.parametrize(
    ("approved", "today", "standing", "words"),
    [
        (6000, date(2026, 6, 1), "全年已完成", "全年任务已完成。"),
        (2600, date(2026, 6, 1), "进度正常", "进度正常。"),
        (1000, date(2026, 6, 1), "落后于进度", "还差1,498分钟（24小时58分钟）。"),
        (5400, date(2027, 1, 1), "全年未完成", "还差600分钟（10小时）。"),
    ],
)
def test_the_year_is_told_in_plain_words(approved: int, today: date, standing: str, words: str) -> None:
    progress = Progress(2026, today, 6000, HourSums(approved_minutes=approved))
    assert progress.standing == standing
    assert progress.sentence.endswith(words)
    awaiting = replace(progress.sums, awaiting_minutes=90, awaiting_count=2)
    assert replace(progress, sums=awaiting).sentence.endswith("另有2条、90分钟等待审核。")
