"""The console's pages of rolls: advisors, appointments, villages, staff."""

from collections.abc import Sequence
from datetime import date, timedelta

from pydantic import Field

from actions import advisor_roll, list_rosters, regions
from domain.clock import civil_date
from domain.divisions import Division, Level
from domain.people import PROVIDER_KIND_NAMES, ROLE_NAMES, Provider
from domain.staff_roles import is_bureau, roles_kept_by
from handlers.console import words
from handlers.console.hour_pages import cut_slice
from handlers.console.pages import StaffPage
from handlers.models import ANY_DIVISION_CODE, Request
from handlers.routing import Route

WHEN_NAMES = {"running": "正在聘任", "ending": "60天内到期", "coming": "尚未开始", "over": "已经结束"}


class RollQuery(Request):
    """What is searched for, and where."""

    q: str = Field("", max_length=60)
    within: str = Field("", pattern=ANY_DIVISION_CODE)
    page: int = Field(1, ge=1, le=10_000)

    def kept(self, **more: str) -> dict[str, str]:
        """What the addresses of the pages beside keep."""
        return {"q": self.q, "within": self.within, **more}


class RollPage(StaffPage):
    """What the pages of rolls share."""

    async def townships(self) -> list[Division]:
        """To narrow the list by."""
        return await regions.list_townships_in_region(self.ctx, staff=self.staff)

    @property
    def keeps_rolls(self) -> bool:
        """Whether the asker keeps advisors and appointments."""
        return is_bureau(self.staff)

    async def show_roll(
        self, template: str, found: Sequence[object], query: RollQuery, kept: dict[str, str], **more: object
    ) -> None:
        """The part of a roll that is asked for; ``kept`` narrows it on the pages beside too."""
        shown, part = cut_slice(found, query.page, self.request.path, query.kept(**kept))
        self.render(
            template,
            told=shown,
            part=part,
            query=query,
            townships=await self.townships(),
            keeps_rolls=self.keeps_rolls,
            words=words,
            **more,
        )


class PeoplePage(StaffPage):
    """/console/people"""

    async def get(self) -> None:
        """The first of the rolls."""
        self.redirect("/console/people/advisors")


class AdvisorsQuery(RollQuery):
    """Those in service, or those who left."""

    gone: str = Field("", pattern=r"^(yes)?$")


class AdvisorsPage(RollPage):
    """/console/people/advisors"""

    async def get(self) -> None:
        """Providers by name, with the villages they serve."""
        query = self.read_query(AdvisorsQuery)
        found = await list_rosters.list_advisors(
            self.ctx, staff=self.staff, words=query.q, within=query.within or None, gone=bool(query.gone)
        )
        await self.show_roll(
            "console/people_advisors.html",
            found,
            query,
            {"gone": query.gone},
            kinds=PROVIDER_KIND_NAMES,
            today=civil_date(self.ctx.now()),
        )


class AdvisorFormPage(RollPage):
    """The form of a provider."""

    async def show_form(self, provider: Provider | None) -> None:
        """Empty, or as written down."""
        counties = [self.division] if self.division.level is Level.COUNTY else await self._counties()
        townships = await self.townships()
        self.render(
            "console/people_advisor_form.html",
            provider=provider,
            homes=[*counties, *townships],
            kinds=PROVIDER_KIND_NAMES,
            keeps_rolls=self.keeps_rolls,
        )

    async def _counties(self) -> list[Division]:
        return await regions.list_counties_in_region(self.ctx, staff=self.staff)


class NewAdvisorPage(AdvisorFormPage):
    """/console/people/advisors/new"""

    async def get(self) -> None:
        """An empty form."""
        await self.show_form(None)


class EditAdvisorPage(AdvisorFormPage):
    """/console/people/advisors/{provider_id}/edit"""

    async def get(self, provider_id: str) -> None:
        """The form as written down."""
        found = await advisor_roll.get_roll_provider(self.ctx, staff=self.staff, provider_id=provider_id)
        await self.show_form(found)


class AdvisorPage(RollPage):
    """/console/people/advisors/{provider_id}"""

    async def get(self, provider_id: str) -> None:
        """One provider with all appointments in the region."""
        found = await advisor_roll.get_roll_provider(self.ctx, staff=self.staff, provider_id=provider_id)
        today = civil_date(self.ctx.now())
        self.render(
            "console/people_advisor.html",
            told=await list_rosters.get_advisor(self.ctx, staff=self.staff, provider=found),
            villages=await regions.list_villages_in_region(self.ctx, staff=self.staff),
            kinds=PROVIDER_KIND_NAMES,
            today=today,
            year_end=date(today.year, 12, 31),
            target_minutes=self.ctx.settings.targets.village_year_minutes,
            own=advisor_roll.is_home_of(self.staff, found),
            keeps_rolls=self.keeps_rolls,
            words=words,
        )


class AppointmentsQuery(RollQuery):
    """Which appointments."""

    when: str = Field("running", pattern=rf"^({'|'.join(WHEN_NAMES)})$")


class AppointmentsPage(RollPage):
    """/console/people/appointments"""

    async def get(self) -> None:
        """Appointments by village."""
        query = self.read_query(AppointmentsQuery)
        found = await list_rosters.list_appointments(
            self.ctx, staff=self.staff, words=query.q, within=query.within or None, when=query.when
        )
        today = civil_date(self.ctx.now())
        await self.show_roll(
            "console/people_appointments.html",
            found,
            query,
            {"when": query.when},
            whens=WHEN_NAMES,
            today=today,
            soon=today + timedelta(days=list_rosters.SOON_DAYS),
        )


class VillageFactsQuery(RollQuery):
    """All villages, or those that lack something."""

    lacking: str = Field("", pattern=r"^(yes)?$")


class VillageFactsPage(RollPage):
    """/console/people/villages"""

    async def get(self) -> None:
        """Villages by code, with what they tell."""
        query = self.read_query(VillageFactsQuery)
        found = await list_rosters.list_village_facts(
            self.ctx, staff=self.staff, words=query.q, within=query.within or None, lacking=bool(query.lacking)
        )
        await self.show_roll("console/people_villages.html", found, query, {"lacking": query.lacking})


class AccountsPage(RollPage):
    """/console/people/staff"""

    async def get(self) -> None:
        """Accounts by division."""
        query = self.read_query(RollQuery)
        found = await list_rosters.list_accounts(self.ctx, staff=self.staff, words=query.q, within=query.within or None)
        await self.show_roll(
            "console/people_staff.html",
            found,
            query,
            {},
            roles={role: ROLE_NAMES[role] for role in roles_kept_by(self.staff)},
            role_names=ROLE_NAMES,
            places=await self._places(),
            now=self.ctx.now(),
        )

    async def _places(self) -> list[Division]:
        found = [
            self.division,
            *await regions.list_counties_in_region(self.ctx, staff=self.staff),
            *await self.townships(),
            *await regions.list_villages_in_region(self.ctx, staff=self.staff),
        ]
        return list({one.id: one for one in found}.values())


PEOPLE_PAGE_ROUTES = (
    Route("/console/people", PeoplePage),
    Route("/console/people/advisors", AdvisorsPage),
    Route("/console/people/advisors/new", NewAdvisorPage),
    Route("/console/people/advisors/{provider_id}", AdvisorPage),
    Route("/console/people/advisors/{provider_id}/edit", EditAdvisorPage),
    Route("/console/people/appointments", AppointmentsPage),
    Route("/console/people/villages", VillageFactsPage),
    Route("/console/people/staff", AccountsPage),
)
