"""The console's page of ratings: who is to be called back, and what the half-year says of each."""

from pydantic import Field

from actions import check_ratings
from domain.clock import civil_date
from domain.people import PROVIDER_KIND_NAMES
from domain.ratings import SCORE_NAMES, CheckState, HalfYear, RatedKind, half_year_of
from handlers.console import words
from handlers.console.hour_pages import cut_slice
from handlers.console.pages import StaffPage
from handlers.models import Request
from handlers.routing import Route

HALVES_SHOWN = 4
ROWS = 30
PILL_OF_SCORE = {1: "bad", 2: "bad", 3: "warn", 4: "good", 5: "good"}


class RatingsQuery(Request):
    """Which half-year (``2026-2``), of whom."""

    half: str = Field("", pattern=r"^(20\d{2}-[12])?$")
    provider: str = Field("", max_length=64)
    page: int = Field(1, ge=1, le=10_000)


class RatingsPage(StaffPage):
    """/console/ratings"""

    async def get(self) -> None:
        """Callback checks first, then each provider's half-year by name, then what was said."""
        query = self.read_query(RatingsQuery)
        halves = recent_halves(half_year_of(civil_date(self.ctx.now())))
        half = _half(query.half) or halves[0]
        due = await check_ratings.list_checks_due(self.ctx, staff=self.staff)
        found = await check_ratings.list_ratings(self.ctx, staff=self.staff, half=half)
        mine = [one for one in found if query.provider in ("", one.provider_id)]
        kept = {"half": query.half, "provider": query.provider}
        shown, part = cut_slice(mine, query.page, self.request.path, kept, ROWS)
        self.render(
            "console/ratings.html",
            due=await check_ratings.tell_ratings(self.ctx, ratings=due),
            sums=await check_ratings.sum_by_provider(self.ctx, staff=self.staff, ratings=found),
            told=await check_ratings.tell_ratings(self.ctx, ratings=shown),
            part=part,
            query=query,
            half=half,
            halves=halves,
            kinds=PROVIDER_KIND_NAMES,
            rated=RatedKind,
            score_names=SCORE_NAMES,
            pills=PILL_OF_SCORE,
            checks=CheckState,
            words=words,
        )


def recent_halves(half: HalfYear) -> list[HalfYear]:
    """This one and those before it."""
    found = [half]
    while len(found) < HALVES_SHOWN:
        found.append(found[-1].before)
    return found


def _half(said: str) -> HalfYear | None:
    return HalfYear(int(said[:4]), int(said[5])) if said else None


RATING_PAGE_ROUTES = (Route("/console/ratings", RatingsPage),)
