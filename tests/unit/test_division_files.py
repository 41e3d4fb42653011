"""What a file of divisions may hold, and what an import of it changes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.division_changes import full_name_of, plan_changes, plan_full_names
from domain.division_files import (
    BadDivisionFile,
    FileKind,
    check_parents,
    decode,
    find_kind,
    read_name,
    read_rows,
)
from domain.divisions import Division, DivisionState, FormerName, Level
from domain.errors import BadInput

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LATER = datetime(2027, 11, 23, tzinfo=UTC)
HEADER = "code,name,streetCode,provinceCode,cityCode,areaCode\n"
FIRST = '420202005001,"桂花湾社区",420202005,42,4202,420202\n'
SECOND = '420202005002,"师院社区",420202005,42,4202,420202\n'
STREET = Division("420202005000", Level.TOWNSHIP, "沈家营街道", "420202000000", "黄石市黄石港区沈家营街道")
PARENTS = {STREET.id: STREET}


def problems(text: str, kind: FileKind = FileKind.VILLAGES) -> dict[int, str]:
    with pytest.raises(BadDivisionFile) as caught:
        read_rows(text, kind)
    return {row.line: row.problem for row in caught.value.rows}


def test_good_rows_are_read_with_windows_lines_quotes_blank_lines_and_a_byte_order_mark() -> None:
    content = b"\xef\xbb\xbf" + (HEADER + FIRST + "\n" + SECOND).replace("\n", "\r\n").encode()
    rows = read_rows(decode(content), FileKind.VILLAGES)
    assert [(row.line, row.code, row.name) for row in rows] == [
        (2, "420202005001", "桂花湾社区"),
        (4, "420202005002", "师院社区"),
    ]
    assert rows[0].parent_code == "420202005000"
    assert rows[0].county_code == "420202000000"


def test_codes_may_be_short_or_padded() -> None:
    short = read_rows("code,name,areaCode\n420202005,沈家营街道,420202\n", FileKind.STREETS)
    padded = read_rows("code,name,areaCode\n420202005000,沈家营街道,420202000000\n", FileKind.STREETS)
    assert short == padded
    assert short[0].code == "420202005000"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ('42020200500,"甲",420202005,42,4202,420202', "代码“42020200500”不是12位数字"),
        ('４２０２０２００５００１,"甲",420202005,42,4202,420202', "代码“４２０２０２００５００１”不是12位数字"),
        ('420202005000,"甲",420202005,42,4202,420202', "代码“420202005000”不是这一级的代码"),
        ('420202005009,"甲",420202006,42,4202,420202', "streetCode“420202006”不是代码420202005009的上级"),
        ('420202005009,"甲",420202005,41,4202,420202', "provinceCode“41”不是代码420202005009的上级"),
        ('420202005009,"  ",420202005,42,4202,420202', "名称为空"),
        ('420202005009,"甲\u200b",420202005,42,4202,420202', "名称中有看不见的字符"),
        ("420202005009," + "甲" * 61 + ",420202005,42,4202,420202", "名称超过60个字"),
        ('420202005009,"甲",420202005,42,4202', "应有6列，实有5列"),
        (FIRST.strip(), "代码420202005001与第2行重复"),
    ],
)
def test_a_bad_row_is_reported_with_its_line(row: str, problem: str) -> None:
    assert problems(HEADER + FIRST + row + "\n" + SECOND) == {3: problem}


def test_all_bad_rows_are_reported_together() -> None:
    text = HEADER + "1,甲,420202005,42,4202,420202\n" + FIRST + "420202005003,,420202005,42,4202,420202\n" + FIRST
    assert list(problems(text)) == [2, 4, 5]


def test_bytes_that_are_not_utf_8_are_bad_rows() -> None:
    content = HEADER.encode() + FIRST.encode() + SECOND.encode("gbk")
    assert problems(decode(content)) == {3: "编码不是 UTF-8"}


def test_an_unclosed_quote_is_reported_where_it_opens() -> None:
    assert problems(HEADER + FIRST + '420202005002,"师院社区,420202005\n' + SECOND) == {
        3: "引号不成对或格式不是 CSV，此后的内容无法读取"
    }


def test_files_without_the_columns_or_without_rows_are_refused() -> None:
    assert problems("code,title\n1,2\n") == {1: "缺少列：name、streetCode"}
    assert problems("") == {1: "缺少列：code、name、streetCode"}
    assert problems(HEADER) == {1: "文件中没有数据行"}


def test_the_kind_is_told_by_the_header_then_by_the_name() -> None:
    assert find_kind("x.csv", HEADER) is FileKind.VILLAGES
    assert find_kind("villages.csv", "code,name,areaCode,provinceCode,cityCode\n") is FileKind.STREETS
    assert find_kind("x.csv", "code,name,cityCode,provinceCode\n") is FileKind.AREAS
    assert find_kind("henan-streets.csv.gz", "a,b\n") is FileKind.STREETS
    assert find_kind("x.csv", "") is None


def test_a_village_needs_a_standing_township() -> None:
    rows = read_rows(HEADER + FIRST, FileKind.VILLAGES)
    check_parents(rows, PARENTS)
    with pytest.raises(BadDivisionFile) as unknown:
        check_parents(rows, {})
    assert [row.line for row in unknown.value.rows] == [2]
    gone = replace(STREET, state=DivisionState.VANISHED, vanished_at=NOW)
    with pytest.raises(BadDivisionFile, match="1处错误"):
        check_parents(rows, {STREET.id: gone})


def test_names_given_by_hand() -> None:
    city = read_name("4202=黄石市")
    assert (city.code, city.level, city.parent_code) == ("420200000000", Level.CITY, "420000000000")
    assert read_name("42=湖北省").parent_code is None
    for wrong in ("4202", "4202=", "黄石市=4202", "420202=黄石港区", "4200=湖北省"):
        with pytest.raises(BadInput):
            read_name(wrong)


def test_a_first_import_adds_everything_with_full_names() -> None:
    changes = plan_changes([], read_rows(HEADER + FIRST, FileKind.VILLAGES), parents=PARENTS, now=NOW)
    assert changes.added == (
        Division("420202005001", Level.VILLAGE, "桂花湾社区", "420202005000", "黄石市黄石港区沈家营街道桂花湾社区"),
    )
    assert changes.rewritten == ()


def test_the_same_again_changes_nothing() -> None:
    rows = read_rows(HEADER + FIRST + SECOND, FileKind.VILLAGES)
    kept = plan_changes([], rows, parents=PARENTS, now=NOW).added
    again = plan_changes(kept, rows, parents=PARENTS, now=LATER)
    assert (again.added, again.rewritten, again.unchanged) == ((), (), 2)


def test_a_renamed_village_keeps_its_former_name() -> None:
    kept = plan_changes([], read_rows(HEADER + FIRST, FileKind.VILLAGES), parents=PARENTS, now=NOW).added
    rows = read_rows(HEADER + FIRST.replace("桂花湾", "桂花"), FileKind.VILLAGES)
    (renamed,) = plan_changes(kept, rows, parents=PARENTS, now=LATER).renamed
    assert (renamed.name, renamed.full_name) == ("桂花社区", "黄石市黄石港区沈家营街道桂花社区")
    assert renamed.former_names == (FormerName("桂花湾社区", LATER),)


def test_a_vanished_village_is_marked_and_stands_again_when_it_is_back() -> None:
    both = read_rows(HEADER + FIRST + SECOND, FileKind.VILLAGES)
    kept = plan_changes([], both, parents=PARENTS, now=NOW).added
    gone = plan_changes(kept, both[:1], parents=PARENTS, now=NOW)
    (vanished,) = gone.vanished
    assert (vanished.id, vanished.state, vanished.vanished_at) == ("420202005002", DivisionState.VANISHED, NOW)
    kept_now = (kept[0], vanished)
    assert plan_changes(kept_now, both[:1], parents=PARENTS, now=LATER).rewritten == ()
    assert plan_changes(kept_now, both, parents=PARENTS, now=LATER).returned == (kept[1],)


def test_only_counties_in_the_file_lose_villages_and_counties_themselves_never_vanish() -> None:
    elsewhere = Division("420203001001", Level.VILLAGE, "乙村", "420203001000", "乙村")
    rows = read_rows(HEADER + FIRST, FileKind.VILLAGES)
    assert plan_changes([elsewhere], rows, parents=PARENTS, now=NOW).vanished == ()
    county = Division("420203000000", Level.COUNTY, "西塞山区", "420200000000", "西塞山区")
    areas = read_rows("code,name,cityCode\n420202,黄石港区,4202\n", FileKind.AREAS)
    assert plan_changes([county], areas, parents={}, now=NOW).vanished == ()


def test_full_names_follow_a_new_name_all_the_way_down() -> None:
    village = Division("420202005001", Level.VILLAGE, "桂花湾社区", STREET.id, "黄石港区沈家营街道桂花湾社区")
    county = Division("420202000000", Level.COUNTY, "黄石港区", "420200000000", "黄石市黄石港区")
    street = replace(STREET, full_name="黄石港区沈家营街道")
    fitted = plan_full_names({county.id: county}, [street, village])
    assert [one.full_name for one in fitted] == [STREET.full_name, "黄石市黄石港区沈家营街道桂花湾社区"]
    assert plan_full_names({county.id: county}, fitted) == ()


def test_the_province_goes_without_saying() -> None:
    province = Division("420000000000", Level.PROVINCE, "湖北省", None, "湖北省")
    assert full_name_of(Level.CITY, "黄石市", province) == "黄石市"
    assert full_name_of(Level.COUNTY, "济源市", None) == "济源市"


@given(st.binary(max_size=300))
def test_any_bytes_are_either_rows_or_a_refusal(content: bytes) -> None:
    try:
        rows = read_rows(HEADER + decode(content), FileKind.VILLAGES)
    except BadDivisionFile as refused:
        assert refused.rows
    else:
        assert rows
