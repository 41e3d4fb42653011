"""Bookings in people's own calendars: a file for a resident, a secret address for a provider."""

import asyncio
import hashlib
import secrets
from datetime import datetime, timedelta

from actions.context import Context
from actions.follow_bookings import BookingTold, get_my_booking, tell_booking
from domain.bookings import BookingState
from domain.calendar_files import CalendarBooking, write_booking_file, write_feed
from domain.errors import NotFound
from domain.people import Provider, Resident

TOKEN_BYTES = 32
LOOK_BACK = timedelta(days=30)


async def make_booking_file(ctx: Context, *, resident: Resident, booking_id: str) -> bytes:
    """The calendar file of one of the resident's bookings.

    Raises: NotFound.
    """
    booking = await get_my_booking(ctx, resident=resident, booking_id=booking_id)
    told = await tell_booking(ctx, booking=booking)
    return await asyncio.to_thread(write_booking_file, _for_calendar(told), ctx.now())


async def find_feed_since(ctx: Context, *, provider: Provider) -> datetime | None:
    """Since when the provider's calendar has an address; the address itself is not kept."""
    return await ctx.store.calendar_feeds.find_created_at(provider.id)


async def open_feed(ctx: Context, *, provider: Provider) -> str:
    """A new secret address, told once; the one before ends."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    await ctx.store.calendar_feeds.put(provider.id, _hash(token), ctx.now())
    return f"{ctx.settings.public_url}/calendars/{token}.ics"


async def close_feed(ctx: Context, *, provider: Provider) -> None:
    """End the address. Twice is harmless."""
    await ctx.store.calendar_feeds.remove(provider.id)


async def make_feed(ctx: Context, *, token: str) -> bytes:
    """The calendar behind a secret address: a month back and everything to come.

    Raises: NotFound.
    """
    provider_id = await ctx.store.calendar_feeds.find_provider_id(_hash(token))
    provider = await ctx.store.providers.find(provider_id) if provider_id else None
    if provider is None or not provider.active:
        raise NotFound("这个日历地址已失效，请在小程序里重新获取。", code="calendar_not_found")
    until = ctx.now() + timedelta(days=ctx.settings.booking.horizon_days + 1)
    found = await ctx.store.bookings.list_all_of_provider(provider.id, ctx.now() - LOOK_BACK, until)
    told = [await tell_booking(ctx, booking=one) for one in found if one.state is not BookingState.OFFERED]
    return await asyncio.to_thread(write_feed, provider, [_for_calendar(one) for one in told], ctx.now())


def _for_calendar(told: BookingTold) -> CalendarBooking:
    return CalendarBooking(told.booking, told.service, told.provider, told.village.spoken_name if told.village else "")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
