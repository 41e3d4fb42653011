"""Free times near a village: opening rules minus standing bookings, tier by tier from the own advisor outwards."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timedelta

from actions.context import Context
from domain.bookings import Nearness
from domain.choosing import NEARNESS_ORDER, Offer, Stretch, TakenQuarters, nearness_of, offers_of, rank
from domain.clock import civil_date
from domain.divisions import Division
from domain.errors import NotFound
from domain.people import Provider
from domain.services import Service

NOBODY_BUSY: frozenset[int] = frozenset()


def bookable_stretch(ctx: Context, service: Service) -> Stretch:
    """From a little after now to the horizon."""
    earliest = ctx.now() + timedelta(minutes=ctx.settings.booking_lead_minutes)
    latest = ctx.now() + timedelta(days=ctx.settings.booking_horizon_days)
    return Stretch(earliest, latest, timedelta(minutes=service.duration_minutes))


async def list_offers(
    ctx: Context, *, village: Division, service: Service, provider_id: str | None = None, per_seat: int = 20
) -> list[Offer]:
    """The soonest free times of everybody near, best first; of one provider if named."""
    offers: list[Offer] = []
    async for tier in offers_by_tier(ctx, village, service, NOBODY_BUSY, per_seat):
        offers += [offer for offer in tier if provider_id in (None, offer.provider.id)]
    return rank(offers)


async def offers_by_tier(
    ctx: Context, village: Division, service: Service, busy: frozenset[int], per_seat: int
) -> AsyncIterator[list[Offer]]:
    """The offers of the village's own advisors, then of the township, then of the county, each best first."""
    stretch = bookable_stretch(ctx, service)
    tiers = await _providers_by_tier(ctx, village, service)
    for nearness in NEARNESS_ORDER:
        if tiers[nearness]:
            yield rank(await _offers(ctx, tiers[nearness], nearness, busy, stretch, per_seat))


async def get_provider(ctx: Context, *, provider_id: str, service: Service) -> Provider:
    """Raises: NotFound when there is no such provider or they do not give this service."""
    provider = await ctx.store.providers.find(provider_id)
    if provider is None or not provider.active or service.id not in provider.service_codes:
        raise NotFound("没有找到这位法律服务人员，或其不办理此项服务。", code="provider_not_found")
    return provider


async def taken_quarters(
    ctx: Context, providers: Iterable[Provider], since: datetime, until: datetime
) -> TakenQuarters:
    """What is promised already, by provider and seat."""
    taken: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    for provider in providers:
        for booking in await ctx.store.bookings.list_of_provider(provider.id, since - timedelta(days=1), until):
            taken[booking.provider_id, booking.seat].update(booking.quarters)
    return {key: frozenset(quarters) for key, quarters in taken.items()}


async def _offers(
    ctx: Context, providers: list[Provider], nearness: Nearness, busy: frozenset[int], stretch: Stretch, per_seat: int
) -> list[Offer]:
    taken = await taken_quarters(ctx, providers, stretch.earliest, stretch.latest)
    return [offer for provider in providers for offer in offers_of(provider, nearness, taken, busy, stretch, per_seat)]


async def _providers_by_tier(ctx: Context, village: Division, service: Service) -> dict[Nearness, list[Provider]]:
    appointments = await ctx.store.appointments.list_of_village(village.id, civil_date(ctx.now()))
    advisor_ids = frozenset(one.provider_id for one in appointments)
    tiers: dict[Nearness, list[Provider]] = {nearness: [] for nearness in NEARNESS_ORDER}
    for provider in await ctx.store.providers.list_of_county(village.county_code, service.id):
        tiers[nearness_of(provider, advisor_ids, village.township_code)].append(provider)
    return tiers
