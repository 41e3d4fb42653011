"""Booking: one request finds the nearest free provider and holds the soonest time."""

from datetime import datetime, timedelta

from actions.context import Context
from actions.free_times import get_provider
from actions.hold_time import Attempt, Wish, hold_soonest, hold_wished
from actions.matter_notes import note_booking
from actions.recuse import find_recusal
from domain.booking_rules import BookingRules, check_not_paused
from domain.bookings import (
    Booking,
    ConsentNeeded,
    KeyReused,
    Nearness,
    OutsideOpening,
    PhoneNeeded,
    VillageNeeded,
    WayNotOffered,
)
from domain.choosing import Offer, Seeker, bookable_stretch, chosen_way
from domain.divisions import Division
from domain.errors import NotFound, ServiceError
from domain.languages import checked_language
from domain.matters import MatterNotFound
from domain.opening import open_starts
from domain.people import Provider, Resident
from domain.services import Service, check_bookable


async def book_service(ctx: Context, *, resident: Resident, wish: Wish, request_key: str | None = None) -> Booking:
    """Book, and say why this person and this time. The same ``request_key`` again gives the same booking.

    Raises: PhoneNeeded, VillageNeeded, BookingPaused, ConsentNeeded, NotFound, OutsideOpening, WayNotOffered,
    NoFreeTime, TimeTaken, DayFull, ResidentBusy, TooManyHeld, KeyReused, NotBookable, Recused,
    NotEntitledToVisit, BadInput (the language).
    """
    try:
        booking = await _book(ctx, resident, wish, request_key or ctx.new_id())
    except ServiceError:
        made = await ctx.store.bookings.find_by_request(resident.id, request_key) if request_key else None
        if made is None:
            raise
        if made.request_print != wish.fingerprint:
            raise KeyReused() from None
        return made
    await note_booking(ctx, booking=booking)
    return booking


async def get_service(ctx: Context, *, code: str, where: str | None = None) -> Service:
    """A service as shown in the county in which ``where`` lies.

    Raises: NotFound.
    """
    service = await ctx.store.services.find_published(code, where)
    if service is None:
        raise NotFound("没有这项服务，或已停止办理。", code="service_not_found")
    return service


async def get_village_of(ctx: Context, *, resident: Resident) -> Division:
    """Where the resident who wants to book lives.

    Raises: PhoneNeeded, VillageNeeded.
    """
    if not resident.phone_sealed or not resident.village_code:
        resident = await ctx.store.residents.find_fresh(resident.id) or resident
    if not resident.phone_sealed:
        raise PhoneNeeded()
    village = await ctx.store.divisions.find(resident.village_code) if resident.village_code else None
    if village is None:
        raise VillageNeeded()
    return village


async def _book(ctx: Context, resident: Resident, wish: Wish, request_key: str) -> Booking:
    check_not_paused(resident.no_show_times, ctx.settings.booking, ctx.now())
    if wish.beneficiary and not wish.beneficiary.consent:
        raise ConsentNeeded()
    village = await get_village_of(ctx, resident=resident)
    service = await get_service(ctx, code=wish.service_code, where=village.id)
    check_bookable(service)
    if wish.matter_number:
        await _check_own_matter(ctx, resident, wish.matter_number)
    recusal = await find_recusal(ctx, matter_number=wish.matter_number)
    language = checked_language(wish.language) if wish.language else resident.language
    seeker = Seeker(green=bool(resident.green_reasons), way=wish.way, recusal=recusal, language=language)
    seeker.check_entitled()
    attempt = Attempt(resident, village, service, wish, request_key, seeker)
    return await (_hold_wished(ctx, attempt) if wish.starts_at else hold_soonest(ctx, attempt))


async def _check_own_matter(ctx: Context, resident: Resident, number: str) -> None:
    """Raises: NotFound, also when the matter is somebody else's."""
    matter = await ctx.store.matters.find(number)
    if matter is None or matter.resident_id != resident.id:
        raise MatterNotFound()


async def _hold_wished(ctx: Context, attempt: Attempt) -> Booking:
    """Take the very time that was asked for, on whichever seat is free."""
    start, provider_id = attempt.wish.starts_at, attempt.wish.provider_id
    if start is None or provider_id is None:
        raise OutsideOpening("指定时间时，请同时指定法律服务人员。", code="provider_needed")
    provider = await get_provider(ctx, provider_id=provider_id, service=attempt.service)
    if attempt.seeker.recusal:
        attempt.seeker.recusal.check(provider)
    offer = wished_offer(provider, attempt.service, start, attempt.seeker, ctx.settings.booking, ctx.now())
    return await hold_wished(ctx, attempt, offer)


def wished_offer(
    provider: Provider, service: Service, start: datetime, seeker: Seeker, rules: BookingRules, now: datetime
) -> Offer:
    """The offer that a resident has picked by time and person.

    Raises: WayNotOffered, OutsideOpening.
    """
    way = chosen_way(provider.opening, seeker)
    if way is None:
        raise WayNotOffered()
    length = timedelta(minutes=provider.opening.minutes_for(service.id, service.duration_minutes))
    earliest, latest = bookable_stretch(provider.opening, rules, now, seeker.green)
    if not earliest <= start <= latest or start not in open_starts(provider.opening, length, start, start):
        raise OutsideOpening()
    return Offer(provider, Nearness.CHOSEN, 0, start, length, 0, way, language=seeker.language)
