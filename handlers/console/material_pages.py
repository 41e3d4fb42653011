"""The console's pages of applications: which clocks run, and the materials of one booking."""

from actions import attach_materials, catalogue
from actions.attach_materials import ApplicationTold
from actions.desk_access import Desk
from domain.materials import CHECK_RESULT_NAMES, CheckResult, say_days_left
from handlers.console import words
from handlers.console.hour_pages import cut_slice
from handlers.console.list_query import ListQuery
from handlers.console.pages import StaffPage
from handlers.routing import Route

SOON_DAYS = 3
PILL_OF_CHECK = {CheckResult.OK: "good", CheckResult.MISSING: "bad"}


class ApplicationsPage(StaffPage):
    """/console/applications"""

    async def get(self) -> None:
        """Accepted applications that are not concluded, what is due first."""
        query = self.read_query(ListQuery)
        found = await attach_materials.list_running(self.ctx, desk=Desk(staff=self.staff))
        shown, part = cut_slice(found, query.page, self.request.path, {})
        codes = [one.application.village_code for one in shown]
        self.render(
            "console/applications.html",
            told=shown,
            part=part,
            places=await catalogue.spoken_names(self.ctx, codes),
            pill=pill_of_clock,
            say_days_left=say_days_left,
            words=words,
        )


class BookingMaterialsPage(StaffPage):
    """/console/bookings/{booking_id}/materials"""

    async def get(self, booking_id: str) -> None:
        """The checklist with photos and pre-checks. A photo is opened one by one: every look is written down."""
        told = await attach_materials.get_desk_application(self.ctx, desk=Desk(staff=self.staff), booking_id=booking_id)
        self.render(
            "console/booking_materials.html",
            told=told,
            application=told.application,
            pill=pill_of_clock,
            say_days_left=say_days_left,
            results=CHECK_RESULT_NAMES,
            pill_of_check=PILL_OF_CHECK,
            words=words,
        )


def pill_of_clock(told: ApplicationTold) -> str:
    """The colour that goes with the days left."""
    if told.days_left is None:
        return "calm"
    return "bad" if told.days_left < 0 else "warn" if told.days_left <= SOON_DAYS else "good"


MATERIAL_PAGE_ROUTES = (
    Route("/console/applications", ApplicationsPage),
    Route("/console/bookings/{booking_id}/materials", BookingMaterialsPage),
)
