"""Files that people hand in: what is read of them, and what is not even opened."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from actions.read_workbook import MOST_UNPACKED_BYTES, Sheet, read_sheet
from domain.roster_imports import FileNotReadable
from domain.rosters import ADVISOR_COLUMNS, COLUMNS, VILLAGE_COLUMNS, Roster
from tests.roster_files import ADVISOR, make_file


def sheet_of(change: Callable[[Any], object]) -> Sheet:
    """A file of one advisor, changed."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([one.title for one in ADVISOR_COLUMNS])
    sheet.append([ADVISOR.get(one.key) for one in ADVISOR_COLUMNS])
    change(sheet)
    target = io.BytesIO()
    book.save(target)
    return read_sheet(target.getvalue(), ADVISOR_COLUMNS)


def repacked(change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """A good file with its parts changed: what a program made for harm would send."""
    source = zipfile.ZipFile(io.BytesIO(make_file(Roster.ADVISORS, [ADVISOR])))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for one in source.infolist():
            content = change(one.filename, source.read(one.filename))
            if content is not None:
                package.writestr(one.filename, content)
        for name, content in more.items():
            package.writestr(name, content)
    return target.getvalue()


def test_columns_may_stand_in_any_order_under_a_title_and_beside_others() -> None:
    def change(sheet: Any) -> None:
        sheet.delete_cols(9)  # 村 is not required by the file
        sheet.insert_rows(1)
        sheet["A1"] = "某县法律顾问名册"
        sheet["T2"], sheet["T3"] = "电子邮箱", "li@example.cn"
        sheet["B7"] = "只有职业的一行"

    read = sheet_of(change)
    assert [row.line for row in read.rows] == [3, 7]
    assert read.rows[0]["name"].value == "李静"
    assert read.rows[0]["village"].value is None
    assert read.ignored_titles == ("电子邮箱",)


def test_formulas_and_joined_cells_are_known_as_such() -> None:
    def change(sheet: Any) -> None:
        sheet["D2"] = '=HYPERLINK("http://example.cn","点我")'
        sheet.append(["王新"])
        sheet.merge_cells("B2:B3")

    first, second = sheet_of(change).rows
    assert first["organisation"].formula and first["organisation"].value is None
    assert first["kind"].merged and second["kind"].merged
    assert not first["name"].merged


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda sheet: sheet.delete_cols(1), "缺少列：姓名"),
        (lambda sheet: sheet.__setitem__("Q1", "姓名"), "列名重复：姓名"),
        (lambda sheet: sheet.delete_rows(1), "没有找到表头"),
        (lambda sheet: sheet.delete_rows(2), "文件里没有数据行"),
        (lambda sheet: [sheet.append(["王"]) for _ in range(20)], "一次最多导入20行"),
    ],
)
def test_what_is_no_roll_is_told(change: Callable[[Any], object], words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actions.read_workbook.MOST_ROWS", 20)
    with pytest.raises(FileNotReadable, match=words):
        sheet_of(change)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "不是 .xlsx"),
        ("姓名,职业".encode(), "不是 .xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧格式"),
        (b"PK\x03\x04" + bytes(100), "打不开"),
        (make_file(Roster.ADVISORS, [ADVISOR])[:-500], "打不开"),
        (bytes(6 * 1024 * 1024), "文件太大"),
        (repacked(lambda name, content: None if name == "xl/workbook.xml" else content), "打不开"),
        (repacked(lambda name, content: b"<a" if "sheet1" in name else content), "打不开|没有找到表头"),
        (repacked(lambda _, content: content, **{"xl/media/zeros.bin": bytes(MOST_UNPACKED_BYTES)}), "展开后太大"),
        (repacked(lambda name, content: content + b" " * 30_000_000 if "sheet1" in name else content), "展开后太大"),
    ],
    ids=["nothing", "csv", "xls", "noise", "cut", "large", "no book", "no sheet", "bomb", "padded"],
)
def test_what_is_no_workbook_or_a_trap_is_not_opened(content: bytes, words: str) -> None:
    with pytest.raises(FileNotReadable, match=words):
        read_sheet(content, ADVISOR_COLUMNS)


def test_no_entity_is_ever_expanded() -> None:
    trap = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

    def change(name: str, content: bytes) -> bytes:
        return trap + content.split(b"?>", 1)[-1] if name.endswith("sheet1.xml") else content

    with pytest.raises(FileNotReadable, match="打不开"):
        read_sheet(repacked(change), ADVISOR_COLUMNS)


def test_a_sheet_that_claims_to_be_endless_is_read_where_it_has_rows() -> None:
    def change(name: str, content: bytes) -> bytes:
        return content.replace(b'ref="A1:P2"', b'ref="A1:XFD1048576"') if name.endswith("sheet1.xml") else content

    assert len(read_sheet(repacked(change), ADVISOR_COLUMNS).rows) == 1


def test_every_roll_can_be_told_from_its_header() -> None:
    for roster, columns in COLUMNS.items():
        content = make_file(roster, [{columns[0].key: "x", columns[1].key: "y"}])
        assert len(read_sheet(content, columns).rows) == 1
    with pytest.raises(FileNotReadable):
        read_sheet(make_file(Roster.STAFF, [{"login": "x"}]), VILLAGE_COLUMNS)
