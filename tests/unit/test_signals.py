"""Signals: what is unusual about an entry, told with its reason and never as a verdict."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.clock import at_civil
from domain.hours import Entry, EntryKind, EntryState, EntryWay, steps_between
from domain.signals import SignalKind, Travel, signals_of

NAMES = {"420202006001": "天桥社区"}
SUMMARIES = [
    "解答土地流转合同的问题",
    "参与调解宅基地边界纠纷",
    "讲解反诈防骗知识",
    "走访独居老人了解赡养情况",
    "帮助起草借款协议",
]


def make(number: int, on: date, begins: time, minutes: int, **given: Any) -> Entry:
    """An approved entry, logged the same evening."""
    starts_at = at_civil(on, begins)
    ends_at = starts_at + timedelta(minutes=minutes)
    ends = (datetime.combine(on, begins) + timedelta(minutes=minutes)).time()
    logged = at_civil(on, time(21))
    facts: dict[str, Any] = {
        "id": f"entry-{number}",
        "provider_id": "zhang",
        "village_code": "420202005001",
        "township_code": "420202005000",
        "county_code": "420202000000",
        "year": on.year,
        "on": on,
        "from_time": begins,
        "to_time": ends,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "steps": steps_between(starts_at, ends_at),
        "minutes": minutes,
        "kind": EntryKind.CONSULTATION,
        "way": EntryWay.ON_SITE,
        "summary": f"{SUMMARIES[number % 5]}第{number}次",
        "people_count": 1,
        "state": EntryState.APPROVED,
        "counts": True,
        "late": False,
        "client_id": str(number),
        "request_print": "",
        "created_at": logged,
        "submitted_at": logged,
    }
    return Entry(**{**facts, **given})


def kinds(entry: Entry, others: list[Entry]) -> list[SignalKind]:
    return [one.kind for one in signals_of(entry, others, NAMES)]


def sentence(entry: Entry, others: list[Entry]) -> str:
    [signal] = signals_of(entry, others, NAMES)
    return signal.sentence


DAY = date(2026, 11, 20)
MORNING = make(1, DAY, time(9), 150)


def test_an_ordinary_entry_has_none() -> None:
    assert kinds(MORNING, [MORNING, make(2, DAY, time(14), 90)]) == []


def test_a_day_of_more_than_eight_hours() -> None:
    others = [make(2, DAY, time(12), 180), make(3, DAY, time(15, 5), 155)]
    assert sentence(MORNING, others) == "这一天共记3条、8小时5分钟，超过8小时。"
    assert kinds(MORNING, [others[0], replace(others[1], minutes=150)]) == []
    assert kinds(MORNING, [others[0], replace(others[1], counts=False)]) == []


def test_two_townships_with_no_time_to_travel() -> None:
    there = {"village_code": "420202006001", "township_code": "420202006000"}
    other = make(2, DAY, time(11, 40), 60, **there)
    assert sentence(MORNING, [other]) == "与当天11:40至12:40在天桥社区的到村记录只隔10分钟，两地不在同一个乡镇。"
    assert kinds(other, [MORNING]) == [SignalKind.FAR_APART]
    assert kinds(MORNING, [make(2, DAY, time(11, 45), 60, **there)]) == []
    assert kinds(MORNING, [replace(other, way=EntryWay.PHONE)]) == []
    assert kinds(MORNING, [replace(other, township_code=MORNING.township_code)]) == []


def test_between_counties_the_way_takes_longer_and_both_are_set() -> None:
    far = {"village_code": "420203001001", "township_code": "420203001000", "county_code": "420203000000"}
    other = make(2, DAY, time(12), 60, **far)
    assert sentence(MORNING, [other]).endswith("只隔30分钟，两地不在同一个县（市、区）。")
    assert kinds(MORNING, [make(2, DAY, time(12, 15), 60, **far)]) == []
    near = replace(other, county_code=MORNING.county_code)
    assert kinds(MORNING, [near]) == []
    patient = Travel(between_townships=31)
    assert [one.kind for one in signals_of(MORNING, [near], NAMES, travel=patient)] == [SignalKind.FAR_APART]


def test_a_habit_of_whole_hours() -> None:
    hours = [make(n, DAY - timedelta(days=n), time(9), 60) for n in range(1, 11)]
    assert sentence(hours[0], hours) == "今年记了10条，其中10条正好是整小时。"
    assert kinds(hours[0], hours[:9]) == []
    uneven = [replace(one, minutes=55) for one in hours[:2]] + hours[2:]
    assert kinds(hours[5], uneven) == []
    assert kinds(uneven[0], [uneven[0], *hours[1:], *hours[1:]]) == []


def test_a_month_written_down_on_its_last_day() -> None:
    on_the_last = at_civil(date(2026, 10, 31), time(20))
    month = [make(n, date(2026, 10, 5 * n), time(9), 50, created_at=on_the_last) for n in range(1, 5)]
    assert sentence(month[0], month) == "10月的4条记录都是2026年10月31日这一天提交的。"
    assert kinds(month[0], month[:3]) == []
    assert kinds(month[0], [*month[:3], replace(month[3], created_at=at_civil(date(2026, 10, 20), time(20)))]) == []
    the_day_before = at_civil(date(2026, 10, 30), time(20))
    earlier = [replace(one, created_at=the_day_before) for one in month]
    assert kinds(earlier[0], earlier) == []


def test_the_same_words_pasted_again() -> None:
    pasted = [make(n, DAY - timedelta(days=n), time(9), 50, summary="解答 土地流转，合同的问题") for n in (3, 9)]
    entry = replace(MORNING, summary="解答土地流转合同的问题。")
    assert sentence(entry, pasted[:1]) == "摘要与2026年11月17日的记录相同。"
    assert sentence(entry, pasted) == "摘要与2026年11月17日等2条记录相同。"
    assert kinds(replace(entry, summary="咨询"), [replace(pasted[0], summary="咨询")]) == []


def test_an_adjustment_is_no_service_and_has_no_signals() -> None:
    assert kinds(replace(MORNING, corrects="x", minutes=-600), [MORNING]) == []


ENTRIES = st.lists(
    st.builds(
        make,
        number=st.integers(0, 30),
        on=st.dates(date(2026, 11, 1), date(2026, 11, 30)),
        begins=st.builds(time, st.integers(6, 11), st.sampled_from([0, 30])),
        minutes=st.sampled_from([30, 60, 120, 600]),
        created_at=st.integers(0, 96).map(lambda hours: datetime(2026, 11, 28, tzinfo=UTC) + timedelta(hours=hours)),
        township_code=st.sampled_from(["420202005000", "420202006000"]),
    ),
    max_size=12,
)


@given(ENTRIES, st.randoms())
def test_signals_depend_on_no_order_and_each_is_told_once_in_a_sentence(entries: list[Entry], chance: Any) -> None:
    for entry in entries:
        found = signals_of(entry, entries, NAMES)
        unique = list({one.id: one for one in entries}.values())
        chance.shuffle(unique)
        assert {one.kind for one in signals_of(entry, unique, NAMES)} == {one.kind for one in found}
        assert len({one.kind for one in found}) == len(found)
        assert all(one.sentence.endswith("。") for one in found)
