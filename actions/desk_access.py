"""Whose desk it is: a provider's own, or all desks that staff of a region look after."""

from dataclasses import dataclass

from actions.context import Context
from actions.regions import is_in_region
from domain.bookings import Booking
from domain.divisions import code_range, county_of
from domain.errors import NotFound
from domain.people import Provider, Staff
from domain.staff_sign_in import check_may_change


@dataclass(frozen=True)
class Desk:
    """Who acts: exactly one of the two is there."""

    provider: Provider | None = None
    staff: Staff | None = None

    @property
    def actor_id(self) -> str:
        """Who acts, for the log."""
        return self.provider.id if self.provider else self.staff.id if self.staff else ""

    def check_may_change(self) -> None:
        """Raises: NotAllowed for auditors."""
        if self.staff:
            check_may_change(self.staff)


async def get_desk_booking(ctx: Context, *, desk: Desk, booking_id: str) -> Booking:
    """Raises: NotFound, also when it is at another desk."""
    booking = await ctx.store.bookings.find(booking_id)
    if booking is None or not await _is_at(ctx, desk, booking):
        raise NotFound("没有找到这个预约。", code="booking_not_found")
    return booking


async def get_desk_provider(ctx: Context, *, desk: Desk, provider_id: str | None = None) -> Provider:
    """The provider of the desk; staff name one of their region.

    Raises: NotFound.
    """
    if desk.provider:
        return await ctx.store.providers.find_fresh(desk.provider.id) or desk.provider
    found = await ctx.store.providers.find_fresh(provider_id) if provider_id else None
    if found is None or not found.active or not desk.staff or not is_home_of(desk.staff, found):
        raise NotFound("没有找到这位法律服务人员。", code="provider_not_found")
    return found


def is_home_of(staff: Staff, provider: Provider) -> bool:
    """Whether a provider has their office in the region of staff."""
    return is_in_region(staff, provider.township_code or provider.county_code)


async def list_region_providers(ctx: Context, *, staff: Staff) -> list[Provider]:
    """The providers who have their office in the region, by name."""
    found = await ctx.store.providers.list_in_counties(*code_range(county_of(staff.division_code)))
    return [one for one in found if is_home_of(staff, one)]


async def _is_at(ctx: Context, desk: Desk, booking: Booking) -> bool:
    if desk.provider:
        return booking.provider_id == desk.provider.id
    if desk.staff is None:
        return False
    if is_in_region(desk.staff, booking.village_code):
        return True
    provider = await ctx.store.providers.find(booking.provider_id)
    return provider is not None and is_home_of(desk.staff, provider)
