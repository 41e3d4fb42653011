"""Looking along a whole line of waiting people for something free, without counting the same calendars again."""

from collections.abc import Iterable

from actions.context import Context
from actions.free_times import own_advisors
from actions.hold_time import Attempt, choose_offer
from domain.bookings import Nearness
from domain.choosing import Seeker, offers_of
from domain.errors import NotFound
from domain.people import Provider
from domain.waiting import Wait


class Look:
    """What one pass along a line has learnt of where nothing is free, so that nobody behind looks there again.

    A line is mostly long because everything is full: then a few calendars are counted, whatever its length.
    """

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._free: dict[tuple[str, ...], bool] = {}
        self._hopeless: set[tuple[object, ...]] = set()

    def is_hopeless(self, wait: Wait) -> bool:
        """Whether somebody before them wished for the same, and nothing was free."""
        return _wish_of(wait) in self._hopeless

    async def may_suit(self, wait: Wait, attempt: Attempt) -> bool:
        """Whether something is free for this wait. A yes may be old, a no is not doubted in this pass."""
        found = await self._anything_near(attempt) and await self._offers_something(attempt)
        if not found:
            self._hopeless.add(_wish_of(wait))
        return found

    async def _offers_something(self, attempt: Attempt) -> bool:
        try:
            return await choose_offer(self._ctx, attempt) is not None
        except NotFound:
            return False  # the provider whom they wait for is gone

    async def _anything_near(self, attempt: Attempt) -> bool:
        """Whether any calendar of the county, or of the village's own advisors, has room on any day."""
        if attempt.wish.provider_id:
            return True  # one calendar: looked at by itself
        service, village, green = attempt.service, attempt.village, attempt.seeker.green
        county = (service.id, village.county_code, str(green))
        if county not in self._free:
            near = await self._ctx.store.providers.list_of_county(village.county_code, service.id)
            self._free[county] = await self._is_free(near, attempt)
        own = (service.id, village.id, str(green))
        if not self._free[county] and own not in self._free:
            self._free[own] = await self._is_free(await own_advisors(self._ctx, village, service), attempt)
        return self._free[county] or self._free[own]

    async def _is_free(self, providers: Iterable[Provider], attempt: Attempt) -> bool:
        anybody, rules, now = Seeker(green=attempt.seeker.green), self._ctx.settings.booking, self._ctx.now()
        for provider in providers:
            held = await self._ctx.store.bookings.held_of(provider.id, now)
            if any(offers_of(provider, Nearness.CHOSEN, attempt.service, held, anybody, rules, now, 1)):
                return True
        return False


def _wish_of(wait: Wait) -> tuple[object, ...]:
    days = wait.first_day, wait.last_day
    return wait.service_code, wait.village_code, wait.provider_id, wait.way, wait.green, days, wait.refused_quarters
