"""The page of a village's own staff, and the one tap by which they confirm a service."""

from pydantic import Field

from actions import village_desk
from domain.errors import Conflict, NotAllowed, NotFound
from domain.wording import say_minutes
from handlers.base import StaffApiHandler
from handlers.console import words
from handlers.console.hour_pages import cut_slice
from handlers.console.pages import StaffPage
from handlers.models import Done, Request
from handlers.operations import operation


class VillageHomeQuery(Request):
    """Which part of the list."""

    page: int = Field(1, ge=1, le=10_000)


class VillageHomePage(StaffPage):
    """/console/my-village"""

    for_villages = True

    async def get(self) -> None:
        """The own village's year, its advisors and what they did."""
        query = self.read_query(VillageHomeQuery)
        home = await village_desk.tell_village_home(self.ctx, staff=self.staff)
        shown, part = cut_slice(home.entries, query.page, self.request.path, {})
        self.render(
            "console/my_village.html",
            home=home,
            told=home.year,
            progress=home.year.progress,
            entries=shown,
            part=part,
            say_minutes=say_minutes,
            words=words,
        )


class ConfirmationBody(Request):
    """The entry as it was read."""

    revision: int = Field(ge=1)


class ConfirmationHandler(StaffApiHandler):
    """/api/v1/staff/entries/{entry_id}/confirmation"""

    for_villages = True

    @operation("村（居）委会确认服务属实", errors=(NotFound, NotAllowed, Conflict))
    async def put(self, entry_id: str, body: ConfirmationBody) -> Done:
        """Confirm; again is harmless."""
        await village_desk.confirm_entry(self.ctx, staff=self.staff, entry_id=entry_id, revision=body.revision)
        return Done()

    @operation("撤回确认", errors=(NotFound, NotAllowed))
    async def delete(self, entry_id: str) -> Done:
        """Take it back."""
        await village_desk.take_confirmation_back(self.ctx, staff=self.staff, entry_id=entry_id)
        return Done()
