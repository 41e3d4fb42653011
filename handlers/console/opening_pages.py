"""The console's pages of opening rules: find a provider, see and set when they can be booked."""

from collections.abc import Iterable

from pydantic import Field

from actions import preview_opening, regions
from actions.desk_access import Desk, get_desk_provider
from actions.take_leave import list_leaves
from domain import opening_checks
from domain.languages import LANGUAGE_NAMES, language_name
from domain.opening import MEETING_WAY_NAMES, MeetingWay, OpeningRule
from domain.opening_words import say_ways, say_week
from domain.people import PROVIDER_KIND_NAMES, ProviderKind
from domain.wording import say_minutes
from handlers.console import words
from handlers.console.booking_pages import say_leave_days
from handlers.console.hour_pages import cut_slice
from handlers.console.pages import StaffPage
from handlers.models import ANY_DIVISION_CODE, Request
from handlers.routing import Route

ROWS = 50
BUFFERS = (0, 5, 10, 15, 30, 45, 60)
LEADS = (0, 30, 60, 120, 240, 1_440, 2_880, 4_320, 10_080)
HORIZONS = (7, 14, 21, 30, 60, 90)


class OpeningSearch(Request):
    """Whom one looks for."""

    q: str = Field("", max_length=40)
    kind: ProviderKind | None = None
    within: str = Field("", pattern=ANY_DIVISION_CODE)
    page: int = Field(1, ge=1, le=10_000)


class OpeningsPage(StaffPage):
    """/console/opening"""

    async def get(self) -> None:
        """The providers of the region with their hours in one line."""
        query = self.read_query(OpeningSearch)
        found = await preview_opening.search_providers(
            self.ctx, staff=self.staff, words=query.q, kind=query.kind, within=query.within or None
        )
        kept = {"q": query.q, "kind": str(query.kind or ""), "within": query.within}
        shown, part = cut_slice(found, query.page, self.request.path, kept, ROWS)
        self.render(
            "console/openings.html",
            shown=[(one, list_leaves(self.ctx, provider=one)) for one in shown],
            part=part,
            query=query,
            kinds=PROVIDER_KIND_NAMES,
            townships=await regions.list_townships_in_region(self.ctx, staff=self.staff),
            say_week=say_week,
            say_ways=say_ways,
            say_leave=say_leave_days,
        )


class OpeningPage(StaffPage):
    """/console/opening/{provider_id}"""

    async def get(self, provider_id: str) -> None:
        """One provider's rule as a form, beside what residents would find."""
        provider = await get_desk_provider(self.ctx, desk=Desk(staff=self.staff), provider_id=provider_id)
        rule = provider.opening
        self.render(
            "console/opening.html",
            provider=provider,
            rule=rule,
            services=await preview_opening.list_booked_services(self.ctx, provider=provider),
            leaves=list_leaves(self.ctx, provider=provider),
            kinds=PROVIDER_KIND_NAMES,
            weekdays=opening_checks.WEEKDAY_NAMES,
            ways=sorted_ways(rule),
            way_names=MEETING_WAY_NAMES,
            languages={**LANGUAGE_NAMES, **{one: language_name(one) for one in provider.languages}},
            buffers=BUFFERS,
            leads=with_current(LEADS, rule.lead_minutes),
            horizons=with_current(HORIZONS, rule.horizon_days),
            booking=self.ctx.settings.booking,
            limits=opening_checks,
            with_current=with_current,
            say_minutes=say_minutes,
            say_leave=say_leave_days,
            words=words,
        )


def sorted_ways(rule: OpeningRule) -> list[MeetingWay]:
    """Every way there is, those that are offered first and in their order."""
    return [*rule.ways, *(way for way in MeetingWay if way not in rule.ways)]


def with_current(choices: Iterable[int], current: int | None) -> list[int]:
    """The usual choices, and what is set now."""
    return sorted({*choices, *(() if current is None else (current,))})


OPENING_PAGE_ROUTES = (
    Route("/console/opening", OpeningsPage),
    Route("/console/opening/{provider_id}", OpeningPage),
)
