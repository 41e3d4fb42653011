"""The console's pages of imports; and changing one's password."""

from pydantic import Field

from actions import import_roster
from domain.roster_imports import IMPORT_STATE_NAMES, LINE_ACTION_NAMES, ImportState, LineAction
from domain.rosters import ROSTER_NAMES, Roster, title_of
from domain.staff_passwords import SHORTEST_PASSWORD
from domain.staff_roles import is_bureau
from handlers.console import words
from handlers.console.hour_pages import cut_slice
from handlers.console.pages import StaffPage
from handlers.models import Request
from handlers.routing import Route

PAGE_OF_ROSTER = {
    Roster.ADVISORS: "/console/people/advisors",
    Roster.VILLAGES: "/console/people/villages",
    Roster.GROUPS: "/console/groups",
    Roster.STAFF: "/console/people/staff",
}
PILL_OF_STATE = {
    ImportState.CHECKED: "warn",
    ImportState.FAULTY: "bad",
    ImportState.STALE: "calm",
    ImportState.APPLYING: "calm",
    ImportState.APPLIED: "good",
}
PILL_OF_ACTION = {
    LineAction.NEW: "good",
    LineAction.CHANGED: "warn",
    LineAction.ENDED: "bad",
    LineAction.UNCHANGED: "calm",
}


class ImportsQuery(Request):
    """Which roll is to be imported."""

    roster: Roster = Roster.ADVISORS


class ImportsPage(StaffPage):
    """/console/people/imports"""

    async def get(self) -> None:
        """Where files are handed in, and what was handed in in the last month."""
        query = self.read_query(ImportsQuery)
        self.render(
            "console/people_imports.html",
            query=query,
            rosters={one: name for one, name in ROSTER_NAMES.items() if one is not Roster.ADVISORS or self._bureau},
            names=ROSTER_NAMES,
            imports=await import_roster.list_imports(self.ctx, staff=self.staff),
            states=IMPORT_STATE_NAMES,
            pills=PILL_OF_STATE,
            pages=PAGE_OF_ROSTER,
            words=words,
        )

    @property
    def _bureau(self) -> bool:
        return is_bureau(self.staff)


class ImportQuery(Request):
    """Which rows of the preview."""

    only: str = Field("", pattern=rf"^({'|'.join(LineAction)})?$")
    page: int = Field(1, ge=1, le=10_000)


class ImportPage(StaffPage):
    """/console/people/imports/{import_id}"""

    async def get(self, import_id: str) -> None:
        """What would change, from what to what; or what is wrong, at its row and column."""
        query = self.read_query(ImportQuery)
        found = await import_roster.get_import(self.ctx, staff=self.staff, import_id=import_id)
        wanted = [one for one in found.lines if query.only in ("", one.action)]
        rows = found.faults if found.state is ImportState.FAULTY else wanted
        shown, part = cut_slice(rows, query.page, self.request.path, {"only": query.only}, 100)
        self.render(
            "console/people_import.html",
            found=found,
            shown=shown,
            part=part,
            query=query,
            roster_name=ROSTER_NAMES[found.roster],
            title_of=title_of,
            state=IMPORT_STATE_NAMES[found.state],
            pill=PILL_OF_STATE[found.state],
            action_names=LINE_ACTION_NAMES,
            pills=PILL_OF_ACTION,
            page_of_roster=PAGE_OF_ROSTER[found.roster],
            words=words,
        )


class PasswordPage(StaffPage):
    """/console/password"""

    for_villages = True
    before_password_change = True

    async def get(self) -> None:
        """The form."""
        self.render("console/password.html", shortest=SHORTEST_PASSWORD, first=self.staff.must_change_password)


IMPORT_PAGE_ROUTES = (
    Route("/console/password", PasswordPage),
    Route("/console/people/imports", ImportsPage),
    Route("/console/people/imports/{import_id}", ImportPage),
)
