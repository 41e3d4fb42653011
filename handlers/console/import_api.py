"""Importing and exporting rolls."""

from urllib.parse import unquote

from actions import import_roster, write_rosters
from actions.write_rosters import RosterFile
from domain.errors import NotAllowed, NotFound
from domain.roster_imports import (
    IMPORT_STATE_NAMES,
    FileNotReadable,
    ImportNotReady,
    ImportStale,
    ImportState,
    LineAction,
    RosterBusy,
    RosterImport,
)
from domain.rosters import ROSTER_NAMES, Roster, title_of
from handlers.base import StaffApiHandler
from handlers.console.sending import WORKBOOK_TYPE, name_as_download
from handlers.models import Answer, Request, ShanghaiTime
from handlers.operations import operation

LONGEST_NAME_HEADER = 400


class ChangeView(Answer):
    """A field before and after."""

    title: str
    old: str
    new: str


class LineView(Answer):
    """What a row would do."""

    line: int
    about: str
    action: LineAction
    changes: list[ChangeView]


class FaultView(Answer):
    """What is wrong in a row."""

    line: int
    column: str
    message: str


class ImportView(Answer):
    """A file that was checked."""

    id: str
    roster: Roster
    roster_name: str
    file_name: str
    state: ImportState
    state_name: str
    created_at: ShanghaiTime
    created_by: str
    counts: dict[str, int]
    lines: list[LineView]
    faults: list[FaultView]
    ignored_titles: list[str]

    @classmethod
    def of(cls, made: RosterImport) -> "ImportView":
        """The import as told, without its writes."""
        changes = {line.line: [ChangeView(**vars(one)) for one in line.changes] for line in made.lines}
        return cls(
            id=made.id,
            roster=made.roster,
            roster_name=ROSTER_NAMES[made.roster],
            file_name=made.file_name,
            state=made.state,
            state_name=IMPORT_STATE_NAMES[made.state],
            created_at=made.created_at,
            created_by=made.staff_name,
            counts={str(action): count for action, count in made.counts.items()},
            lines=[
                LineView(line=one.line, about=one.about, action=one.action, changes=changes[one.line])
                for one in made.lines
            ],
            faults=[
                FaultView(line=one.line, column=title_of(made.roster, one.key) if one.key else "", message=one.message)
                for one in made.faults
            ],
            ignored_titles=list(made.ignored_titles),
        )


class WorkbookHandlerBase(StaffApiHandler):
    """Hands out workbooks and knows rolls by the name in the address."""

    def roster_of(self, name: str) -> Roster:
        """Raises: NotFound."""
        if name not in set(Roster):
            raise NotFound("没有这个名册。", code="roster_not_found")
        return Roster(name)

    def hand_out(self, made: RosterFile, plain_name: str) -> None:
        """Write the file with its name."""
        self.set_header("Content-Type", WORKBOOK_TYPE)
        name_as_download(self, plain_name, made.file_name)
        self.write(made.content)


class ImportQuery(Request):
    """Into which roll."""

    roster: Roster


class ImportsHandler(StaffApiHandler):
    """/api/v1/staff/imports"""

    @operation(
        "上传名册文件，检查并预览，不写入",
        status=201,
        errors=(NotAllowed, FileNotReadable, RosterBusy),
        headers=("X-File-Name",),
        upload=True,
        upload_type=WORKBOOK_TYPE,
    )
    async def post(self, query: ImportQuery) -> ImportView:
        """Check a file. Its name comes percent-encoded in a header, its content is the body or a file of a form."""
        name = unquote(self.request.headers.get("X-File-Name", "")[:LONGEST_NAME_HEADER])
        made = await import_roster.check_file(
            self.ctx, staff=self.staff, roster=query.roster, file_name=name, content=self.sent_file
        )
        return ImportView.of(made)


class ImportHandler(StaffApiHandler):
    """/api/v1/staff/imports/{import_id}"""

    @operation("一次导入的预览和结果", errors=(NotFound,))
    async def get(self, import_id: str) -> ImportView:
        """What would change, or what is wrong."""
        return ImportView.of(await import_roster.get_import(self.ctx, staff=self.staff, import_id=import_id))


class ImportApplicationHandler(StaffApiHandler):
    """/api/v1/staff/imports/{import_id}/application"""

    @operation(
        "执行导入：全部写入，或者都不写入", errors=(NotFound, NotAllowed, ImportStale, ImportNotReady, RosterBusy)
    )
    async def post(self, import_id: str) -> ImportView:
        """Apply; again is harmless."""
        return ImportView.of(await import_roster.apply_import(self.ctx, staff=self.staff, import_id=import_id))


class MarkedFileHandler(WorkbookHandlerBase):
    """/api/v1/staff/imports/{import_id}/marked-file"""

    @operation("标出错误的文件（Excel）", errors=(NotFound,), media_type=WORKBOOK_TYPE)
    async def get(self, import_id: str) -> None:
        """The file with its faults."""
        made = await write_rosters.make_marked_file(self.ctx, staff=self.staff, import_id=import_id)
        self.hand_out(made, "marked.xlsx")


class TemplateHandler(WorkbookHandlerBase):
    """/api/v1/staff/rosters/{roster}/template"""

    @operation("名册的导入模板（Excel）", errors=(NotFound,), media_type=WORKBOOK_TYPE)
    async def get(self, roster: str) -> None:
        """An empty file to fill in."""
        self.hand_out(await write_rosters.make_template(self.roster_of(roster)), f"{roster}-template.xlsx")


class RosterWorkbookHandler(WorkbookHandlerBase):
    """/api/v1/staff/rosters/{roster}/workbook"""

    @operation("导出名册（Excel，格式与导入相同，手机号已遮盖）", errors=(NotFound,), media_type=WORKBOOK_TYPE)
    async def get(self, roster: str) -> None:
        """What is kept now."""
        made = await write_rosters.make_export(self.ctx, staff=self.staff, roster=self.roster_of(roster))
        self.hand_out(made, f"{roster}.xlsx")
