"""Names for the ids in a report's entries, each looked up once."""

from collections.abc import Iterable

from actions.context import Context
from domain.divisions import Level, code_range
from domain.ratings import SCORE_NAMES, RatedKind, rating_id
from domain.report_rows import NameBook, NamedAdvisor, ReportEntry

RATED = tuple(rating_id(kind, "") for kind in RatedKind)
"""How the client_id of an entry begins that was drafted from something rated: as the rating's own name does."""


class NameKeeper:
    """Grows while a report is read, place by place."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._places: set[str] = set()
        self._townships: dict[str, str] = {}
        self._villages: dict[str, str] = {}
        self._advisors: dict[str, NamedAdvisor] = {}
        self._staff: dict[str, str] = {}

    async def book_for(self, entries: Iterable[ReportEntry]) -> NameBook:
        """Names for all of these entries."""
        kept = list(entries)
        for code in sorted({one.village_code[:9] + "000" for one in kept} - self._places):
            await self._learn_township(code)
        await self._learn_advisors({one.provider_id for one in kept} - self._advisors.keys())
        for key in {one.reviewed_by for one in kept if one.reviewed_by} - self._staff.keys():
            member = await self._ctx.store.staff.find(key)
            self._staff[key] = member.name if member else ""
        ratings = await self._ratings_of(kept)
        return NameBook(self._townships, self._villages, self._advisors, self._staff, ratings)

    async def _ratings_of(self, entries: Iterable[ReportEntry]) -> dict[str, str]:
        """What residents said of the bookings and matters behind entries, in words."""
        rated = [one.client_id for one in entries if one.client_id.startswith(RATED)]
        scores = await self._ctx.store.ratings.find_scores(rated) if rated else {}
        return {key: SCORE_NAMES[score] for key, score in scores.items()}

    async def _learn_township(self, code: str) -> None:
        self._places.add(code)
        township = await self._ctx.store.divisions.find(code)
        self._townships[code] = township.name if township else ""
        villages = await self._ctx.store.divisions.list_kept(Level.VILLAGE, *code_range(code))
        self._villages |= {one.id: one.spoken_name for one in villages}

    async def _learn_advisors(self, wanted: set[str]) -> None:
        for one in await self._ctx.store.providers.find_many(wanted) if wanted else ():
            self._advisors[one.id] = NamedAdvisor(one.name, f"{one.organisation}\n{one.licence_number}")
