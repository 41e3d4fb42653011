"""The names of services, for a line of text."""

from actions.context import Context
from domain.bookings import Booking


async def name_of(ctx: Context, *, booking: Booking) -> str:
    """What a booking is for."""
    service = await ctx.store.services.find(booking.service_code, booking.village_code)
    return service.name if service else booking.service_code
