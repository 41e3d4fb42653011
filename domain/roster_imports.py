"""An import of a roll: what a file would change, checked first, then applied as a whole or not at all."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from domain.errors import BadInput, Conflict
from domain.rosters import Roster

KEPT_FOR = timedelta(days=30)
MOST_FAULTS = 1_000  # more are not told: whoever has so many mends the first ones and tries again
MOST_SEALED_BYTES = 6 * 1024 * 1024


class ImportState(StrEnum):
    """Where an import stands. A faulty or stale one is never applied."""

    CHECKED = "checked"
    FAULTY = "faulty"
    STALE = "stale"
    APPLYING = "applying"
    APPLIED = "applied"


IMPORT_STATE_NAMES = {
    ImportState.CHECKED: "待确认",
    ImportState.FAULTY: "有错误",
    ImportState.STALE: "已过时",
    ImportState.APPLYING: "正在导入",
    ImportState.APPLIED: "已导入",
}


class LineAction(StrEnum):
    """What a row of the file would do."""

    NEW = "new"
    CHANGED = "changed"
    ENDED = "ended"
    UNCHANGED = "unchanged"


LINE_ACTION_NAMES = {
    LineAction.NEW: "新增",
    LineAction.CHANGED: "修改",
    LineAction.ENDED: "结束",
    LineAction.UNCHANGED: "不变",
}


class WriteMode(StrEnum):
    """How a write is made; each is harmless when it is made again."""

    INSERT = "insert"
    SET = "set"
    PUT = "put"


@dataclass(frozen=True)
class Write:
    """One document to be written: inserted, changed in the named facts, or put (changed, or made if missing)."""

    collection: str
    key: str
    mode: WriteMode
    facts: dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One field, before and after, as people read it."""

    title: str
    old: str
    new: str


@dataclass(frozen=True)
class Line:
    """What one row would do."""

    line: int
    about: str
    action: LineAction
    changes: tuple[Change, ...] = ()
    writes: tuple[Write, ...] = ()


@dataclass(frozen=True)
class Fault:
    """What is wrong in a row, and in which column where it is one cell."""

    line: int
    key: str | None
    message: str


@dataclass(frozen=True)
class RosterImport:
    """A file that was checked. ``editions`` are those of the counties it touches, as they were when it was checked.

    ``sealed_rows`` are the cells as they were typed, for the marked file; they hold phone numbers.
    """

    id: str
    roster: Roster
    division_code: str
    staff_id: str
    staff_name: str
    file_name: str
    state: ImportState
    created_at: datetime
    expires_at: datetime
    lines: tuple[Line, ...] = ()
    faults: tuple[Fault, ...] = ()
    editions: dict[str, int] = field(default_factory=dict)
    sealed_rows: str = field(default="", repr=False)
    ignored_titles: tuple[str, ...] = ()
    applied_at: datetime | None = None
    applied_by: str | None = None

    @property
    def counts(self) -> Mapping[LineAction, int]:
        """How many rows would do what."""
        return Counter(line.action for line in self.lines)

    @property
    def changes_something(self) -> bool:
        """Whether there is anything to apply."""
        return any(line.writes for line in self.lines)


class FileNotReadable(BadInput):
    """It is no .xlsx file that we would open."""

    code = "file_not_readable"
    message = "这个文件打不开，请用 Excel 或 WPS 另存为 .xlsx 后再上传。"


class ImportStale(Conflict):
    """Somebody has changed the roll since the file was checked: nothing was written."""

    code = "import_stale"
    message = "检查之后又有人改过名册，这份预览已过时，没有写入任何内容。请重新上传文件，再看一遍预览。"


class ImportNotReady(Conflict):
    """It has faults, or was applied already."""

    code = "import_not_ready"
    message = "这份导入现在不能执行，请刷新后再看。"


class RosterBusy(Conflict):
    """An import is being applied right now, or somebody else is saving."""

    code = "roster_busy"
    message = "名册正在导入或保存，请过几秒再试。"
