"""Cells as people fill them: read kindly, never wrongly."""

from datetime import date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.roster_cells import (
    Cell,
    CellProblem,
    plain,
    read_choice,
    read_code,
    read_count,
    read_day,
    read_phone,
    read_public_phone,
    read_text,
    read_word,
)

WIDE = str.maketrans("0123456789-/ ", "０１２３４５６７８９－／　")
days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
phones = st.integers(13_000_000_000, 19_999_999_999).map(str)
blanks = st.text(" \u3000\u00a0\u200b\ufeff\t\n", max_size=3)
anything = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.dates(), st.datetimes(), phones, st.just("=1+1")
)


@given(phones, blanks, blanks)
def test_a_phone_number_is_read_however_it_was_typed(phone: str, before: str, after: str) -> None:
    grouped = f"{phone[:3]}-{phone[3:7]} {phone[7:]}"
    for typed in (phone, int(phone), float(phone), grouped, f"+86 {grouped}", phone.translate(WIDE), f"86{phone}"):
        assert read_phone(Cell(typed)) == phone
    assert read_phone(Cell(f"{before}{phone}{after}")) == phone


@given(days, blanks)
def test_a_date_is_read_however_it_was_typed(day: date, blank: str) -> None:
    serial = (day - date(1899, 12, 30)).days
    texts = [f"{day}", f"{day:%Y/%m/%d}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y.%m.%d}", f"{day:%Y%m%d}"]
    for typed in (day, datetime(day.year, day.month, day.day), serial, float(serial), str(serial), *texts):  # noqa: DTZ001  a cell has no zone
        assert read_day(Cell(typed)) == day
    for text in texts:
        assert read_day(Cell(blank + text.translate(WIDE) + blank)) == day


@given(anything)
@example("2026-13-01")
@example(float("nan"))
@example(1e300)
@example("\ud800")
def test_whatever_stands_in_a_cell_is_read_or_refused_with_a_sentence(value: object) -> None:
    cell = Cell(value)  # type: ignore[arg-type]
    for read in (
        read_text,
        read_word,
        read_phone,
        read_public_phone,
        read_day,
        lambda one: read_count(one, 0, 100),
        lambda one: read_choice(one, ("律师", "公证员")),
    ):
        try:
            found = read(cell)
        except CellProblem as problem:
            assert str(problem).endswith("。")
        else:
            assert found is None or not isinstance(found, str) or (found.isprintable() and found == found.strip())


@given(st.text())
def test_reading_plainly_twice_is_reading_once(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert "\n" not in once


@pytest.mark.parametrize("typed", ["律师", " 律 师 ", "律师\u3000"])
def test_a_choice_is_known_despite_blanks(typed: str) -> None:
    assert read_choice(Cell(typed), ("律师", "公证员")) == "律师"
    assert read_choice(Cell("村(居)委会"), ("村（居）委会",)) == "村（居）委会"


@pytest.mark.parametrize(
    ("typed", "number"),
    [(6000, 6000), (6000.0, 6000), ("6,000", 6000), ("６０００分钟", 6000), (" 240 ", 240), ("", None)],
)
def test_counts(typed: str | float, number: int) -> None:
    assert read_count(Cell(typed), 0, 10_000) == number


@pytest.mark.parametrize("typed", ["6000.5", "-1", "100001", "六千", "1,00", True])
def test_what_is_no_count(typed: str) -> None:
    with pytest.raises(CellProblem):
        read_count(Cell(typed), 0, 10_000)


@pytest.mark.parametrize("typed", ["0714-5321234", "（0714）5321234", "13900000000", "12348", "400-123-4567"])
def test_numbers_for_everybody(typed: str) -> None:
    assert read_public_phone(Cell(typed))


def test_formulas_and_joined_cells_are_refused() -> None:
    for cell in (Cell(formula=True), Cell("张明", merged=True)):
        for read in (read_text, read_phone, read_day):
            with pytest.raises(CellProblem):
                read(cell)


def test_codes() -> None:
    assert read_code("420281") == "420281000000"
    assert read_code("420281108201") == "420281108201"
    assert read_code("42028") is None
    assert read_code("青石镇") is None
    assert plain(420281108201.0) == "420281108201"
