"""Free times near a village: opening rules minus standing bookings, tier by tier from the own advisor outwards."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from actions.context import Context
from domain.bookings import Nearness
from domain.choosing import Offer, Seeker, without_twins
from domain.clock import civil_date
from domain.divisions import Division
from domain.errors import NotFound
from domain.people import Provider
from domain.ranking import Search, best_offers
from domain.services import Service

ANYBODY = Seeker()
MOST_LISTED = 60
TIERS = (Nearness.OWN_ADVISOR, Nearness.SAME_TOWNSHIP, Nearness.SAME_COUNTY)


async def list_offers(
    ctx: Context,
    *,
    village: Division,
    service: Service,
    seeker: Seeker = ANYBODY,
    provider_id: str | None = None,
    per_seat: int = 20,
) -> list[Offer]:
    """The soonest free times near a village, best first; of one provider if named.

    Goes outwards only as far as it must to find some.
    """
    if provider_id:
        return list(without_twins(await offers_of_provider(ctx, provider_id, service, seeker, per_seat)))
    offers: list[Offer] = []
    around = await look_around(ctx, village, service, seeker, per_seat)
    for nearness in TIERS:
        offers += islice(without_twins(await around.offers(nearness)), MOST_LISTED - len(offers))
        if len(offers) >= MOST_LISTED:
            break
    return offers


async def offers_of_provider(
    ctx: Context, provider_id: str, service: Service, seeker: Seeker, per_seat: int
) -> Iterator[Offer]:
    """The offers of one provider whom the seeker has chosen, best first.

    Raises: NotFound, Recused.
    """
    provider = await get_provider(ctx, provider_id=provider_id, service=service)
    if seeker.recusal:
        seeker.recusal.check(provider)
    return await _offers(ctx, [provider], Nearness.CHOSEN, service, seeker, per_seat)


@dataclass(frozen=True)
class Surroundings:
    """Who can be met from a village, tier by tier outwards. A tier is worked out when it is asked for."""

    ctx: Context
    village: Division
    service: Service
    seeker: Seeker
    per_seat: int
    own: list[Provider]

    async def offers(self, nearness: Nearness) -> Iterator[Offer]:
        """The offers of one tier, best first."""
        providers = await self._providers(nearness)
        return await _offers(self.ctx, providers, nearness, self.service, self.seeker, self.per_seat)

    async def _providers(self, nearness: Nearness) -> list[Provider]:
        if nearness is Nearness.OWN_ADVISOR:
            return self.own
        county = await self.ctx.store.providers.list_of_county(self.village.county_code, self.service.id)
        own_ids, township = {one.id for one in self.own}, self.village.township_code
        is_near = nearness is Nearness.SAME_TOWNSHIP
        return [one for one in county if (one.township_code == township) is is_near and one.id not in own_ids]


async def look_around(ctx: Context, village: Division, service: Service, seeker: Seeker, per_seat: int) -> Surroundings:
    """From the village's own advisors of today outwards, past those whom a recusal keeps away."""
    own = await own_advisors(ctx, village, service)
    if own and not any(map(seeker.may_meet, own)):
        seeker = replace(seeker, own_recused=True)
    return Surroundings(ctx, village, service, seeker, per_seat, own)


async def own_advisors(ctx: Context, village: Division, service: Service) -> list[Provider]:
    """The village's advisors of today who give this service, wherever they have their office."""
    appointments = await ctx.store.appointments.list_of_village(village.id, civil_date(ctx.now()))
    found = [await ctx.store.providers.find(one.provider_id) for one in appointments]
    return [one for one in found if one and one.active and service.id in one.service_codes]


async def get_provider(ctx: Context, *, provider_id: str, service: Service) -> Provider:
    """Raises: NotFound when there is no such provider or they do not give this service."""
    provider = await ctx.store.providers.find(provider_id)
    if provider is None or not provider.active or service.id not in provider.service_codes:
        raise NotFound("没有找到这位法律服务人员，或其不办理此项服务。", code="provider_not_found")
    return provider


async def _offers(
    ctx: Context,
    providers: Sequence[Provider],
    nearness: Nearness,
    service: Service,
    seeker: Seeker,
    per_seat: int,
) -> Iterator[Offer]:
    """Worked out only as far as they are taken: a county has hundreds of providers and thousands of free times."""
    search = Search(service, nearness, seeker, ctx.settings.booking, ctx.now(), per_seat)
    providers = [one for one in providers if seeker.may_meet(one)]
    held = await ctx.store.bookings.held_of_all([one.id for one in providers], search.now)
    return best_offers(search, providers, held, MOST_LISTED)
