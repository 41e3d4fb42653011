"""What villages add up to, the words for it, and which villages a page of entries lies in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.entry_records import villages_of_page
from domain.matter_glances import MatterGlance
from domain.matters import MatterKind
from domain.overview import Period, VillageFigures, add_up, figures_of, join, need_of
from domain.village_years import HourSums

NOVEMBER = Period(2026, 11, date(2026, 11, 25))
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def village(code: str, approved: int = 0, advisors: tuple[str, ...] = ("zhang",), **sums: int) -> VillageFigures:
    """A standing village that owes 6,000 minutes."""
    return figures_of(code, NOVEMBER, HourSums(approved, **sums), target_minutes=6_000, advisor_ids=advisors)


def test_what_one_has_too_much_does_not_fill_what_another_lacks() -> None:
    expected = 6_000 * 329 // 365
    told = add_up([village("1", 9_000), village("2", expected - 70), village("3", expected - 5)])
    assert (told.behind, told.gap_minutes) == (2, 75)
    assert told.gap_sentence == "2个村落后，合计还差1小时15分钟"
    assert add_up([village("1", 9_000)]).gap_sentence == "都在进度内"
    assert add_up([village("2", expected - 70)]).gap_sentence == "还差1小时10分钟"
    assert add_up([village("1", 3_000), village("2", 6_060)]).percent == 75


@given(st.lists(st.integers(0, 9_000), max_size=12))
def test_a_region_is_the_sum_of_its_villages(minutes: list[int]) -> None:
    villages = [village(str(number), one) for number, one in enumerate(minutes)]
    whole, parts = add_up(villages), [add_up([one]) for one in villages]
    assert join(parts) == whole
    for name in (
        "villages",
        "served",
        "behind",
        "gap_minutes",
        "expected_minutes",
        "forecast_minutes",
        "approved_minutes",
    ):
        assert getattr(whole, name) == sum(getattr(one, name) for one in parts)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (village("1", advisors=()), "还没有在聘的法律顾问，先商量由谁来服务。"),
        (village("1", 5_348), "到今天还差1小时，11月还没有到村记录，可以问问顾问有什么困难。"),
        (village("1", 5_348, awaiting_minutes=30), "到今天还差1小时，另有30分钟待审核，审核后差距会缩小。"),
    ],
)
def test_who_needs_help_is_told_without_a_word_about_others(one: VillageFigures, words: str) -> None:
    assert need_of(one, NOVEMBER) == words


def test_a_reply_counts_if_it_came_within_the_time_and_is_overdue_only_after_it() -> None:
    later = NOON + timedelta(hours=6)

    def asked(answered_at: datetime | None) -> MatterGlance:
        return MatterGlance("1", "v", MatterKind.QUESTION, NOON, later, answered_at, None)

    late = later + timedelta(minutes=1)
    assert asked(later).in_time and not asked(late).in_time
    assert not asked(None).overdue(later) and asked(None).overdue(late)
    assert asked(late).overdue(later + timedelta(days=1))


@given(st.lists(st.integers(0, 7), max_size=12), st.integers(1, 5))
def test_the_pages_of_entries_are_the_whole_list_cut_in_slices(counts: list[int], rows: int) -> None:
    of_village = {f"{number:02d}": count for number, count in enumerate(counts)}
    whole = [(code, place) for code, count in of_village.items() for place in range(count)]
    for start in range(0, len(whole), rows):
        villages, before = villages_of_page(of_village, start, rows)
        held = [(code, place) for code in villages for place in range(of_village[code])]
        assert held[start - before :][:rows] == whole[start : start + rows]
        assert len(villages) <= rows
