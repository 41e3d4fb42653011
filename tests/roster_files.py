"""Files of rolls as people make them."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

from domain.rosters import COLUMNS, Roster

ADVISOR = {
    "name": "李静",
    "kind": "律师",
    "phone": "13900000009",
    "organisation": "湖北正言律师事务所",
    "licence_number": "14202201510000009",
    "place": "沈家营司法所201室",
    "village": "桂花湾社区",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
}


def make_file(roster: Roster, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """An .xlsx with all columns of the roll and these rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    columns = COLUMNS[roster]
    sheet.append([f"{one.title}*" if one.required else one.title for one in columns])
    for row in rows:
        sheet.append([row.get(one.key) for one in columns])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def read_cells(content: bytes) -> list[list[Any]]:
    """The values of the first sheet, as another program reads them."""
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]
