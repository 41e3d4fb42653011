"""Looking at an opening rule before it is kept: what could be booked, and which bookings would lie outside."""

from dataclasses import dataclass, replace
from datetime import timedelta

from actions.book_service import get_service
from actions.context import Context
from actions.desk_access import Desk, get_desk_provider, list_region_providers
from actions.regions import check_in_region
from actions.set_opening import list_outside_opening
from domain.bookings import Booking
from domain.clock import civil_date
from domain.divisions import lies_within
from domain.errors import NotFound
from domain.opening_checks import OpeningForm, check_opening, rule_after
from domain.opening_preview import PREVIEW_DAYS, PreviewDay, preview_days
from domain.people import Provider, ProviderKind, Staff
from domain.services import Service


@dataclass(frozen=True)
class OpeningPreview:
    """The days to come for one service, and the standing bookings that would not be offered any more."""

    service: Service
    days: list[PreviewDay]
    outside: list[Booking]


async def preview_opening(
    ctx: Context, *, desk: Desk, form: OpeningForm, provider_id: str | None = None, service_code: str | None = None
) -> OpeningPreview:
    """What the form would make of the fortnight; nothing is kept. Without a service, the first one that is booked.

    Raises: NotFound, BadInput.
    """
    provider = await get_desk_provider(ctx, desk=desk, provider_id=provider_id)
    check_opening(form, service_codes=provider.service_codes, today=civil_date(ctx.now()))
    after = replace(provider, opening=rule_after(provider.opening, form))
    service = await _service_of(ctx, after, service_code)
    now = ctx.now()
    standing = await ctx.store.bookings.list_of_provider(after.id, now, now + timedelta(days=PREVIEW_DAYS))
    held = await ctx.store.bookings.held_of(after.id, now)
    days = preview_days(after, service, held, standing, ctx.settings.booking, now)
    return OpeningPreview(service, days, await list_outside_opening(ctx, provider=after))


async def list_booked_services(ctx: Context, *, provider: Provider) -> list[Service]:
    """The services of a provider that are booked, in the catalogue's order."""
    found = [await ctx.store.services.find_published(code, provider.county_code) for code in provider.service_codes]
    return sorted((one for one in found if one and one.bookable), key=lambda one: (one.position, one.id))


async def search_providers(
    ctx: Context, *, staff: Staff, words: str = "", kind: ProviderKind | None = None, within: str | None = None
) -> list[Provider]:
    """The providers of the region whose name, organisation, place or licence holds the words, by name.

    Raises: NotFound when ``within`` lies elsewhere.
    """
    if within:
        check_in_region(staff, within)
    return [
        one
        for one in await list_region_providers(ctx, staff=staff)
        if (kind is None or one.kind is kind)
        and (not within or lies_within(one.township_code or one.county_code, within))
        and words in f"{one.name} {one.organisation} {one.place} {one.licence_number}"
    ]


async def _service_of(ctx: Context, provider: Provider, code: str | None) -> Service:
    if code and code not in provider.service_codes:
        raise NotFound("这位人员不办理此项服务。", code="service_not_given")
    if code:
        return await get_service(ctx, code=code, where=provider.county_code)
    services = await list_booked_services(ctx, provider=provider)
    if not services:
        raise NotFound("这位人员没有可以预约的服务，请先设置服务事项。", code="no_service_to_book")
    return services[0]
