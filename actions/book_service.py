"""Booking: one request finds the nearest free provider and holds the soonest time."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.context import Context
from actions.free_times import bookable_stretch, get_provider, list_offers, offers_by_tier
from actions.notices import notify_booking_confirmed
from domain.bookings import (
    Booking,
    BookingState,
    KeyReused,
    Nearness,
    NoFreeTime,
    OutsideOpening,
    PhoneNeeded,
    ResidentBusy,
    TimeTaken,
    VillageNeeded,
)
from domain.choosing import Offer, Stretch, explain
from domain.clock import iso_shanghai
from domain.divisions import Division
from domain.errors import NotFound
from domain.opening import free_starts, quarters_between
from domain.people import Provider, Resident
from domain.services import Service
from store.bookings import RequestRepeated

TRIES = 12
ALTERNATIVES = 3


@dataclass(frozen=True)
class Wish:
    """What the resident asked for; all but the service may be left to us."""

    service_code: str
    provider_id: str | None = None
    starts_at: datetime | None = None
    matter_number: str | None = None

    @property
    def fingerprint(self) -> str:
        """The same for the same wish: tells a retry from another request under the same key."""
        start = iso_shanghai(self.starts_at) if self.starts_at else None
        parts = [self.service_code, self.provider_id, start, self.matter_number]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


async def book_service(ctx: Context, *, resident: Resident, wish: Wish, request_key: str | None = None) -> Booking:
    """Book, and say why this person and this time. The same ``request_key`` again gives the same booking.

    Raises: PhoneNeeded, VillageNeeded, NotFound, OutsideOpening, NoFreeTime, TimeTaken, ResidentBusy, KeyReused.
    """
    request_key = request_key or ctx.new_id()
    earlier = await ctx.store.bookings.find_by_request(resident.id, request_key)
    if earlier:
        return _check_same(earlier, wish)
    village = await get_village_of(ctx, resident=resident)
    service = await get_service(ctx, code=wish.service_code)
    try:
        if wish.starts_at:
            return await _hold_wished(ctx, resident, village, service, wish, request_key)
        return await _hold_soonest(ctx, resident, village, service, wish, request_key)
    except RequestRepeated:
        made = await ctx.store.bookings.find_by_request(resident.id, request_key)
        if made is None:
            raise
        return _check_same(made, wish)


async def get_service(ctx: Context, *, code: str) -> Service:
    """Raises: NotFound."""
    service = await ctx.store.services.find_published(code)
    if service is None:
        raise NotFound("没有这项服务，或已停止办理。", code="service_not_found")
    return service


async def get_village_of(ctx: Context, *, resident: Resident) -> Division:
    """Where the resident who wants to book lives.

    Raises: PhoneNeeded, VillageNeeded.
    """
    if not resident.phone_sealed:
        raise PhoneNeeded()
    village = await ctx.store.divisions.find(resident.village_code) if resident.village_code else None
    if village is None:
        raise VillageNeeded()
    return village


async def _hold_soonest(
    ctx: Context, resident: Resident, village: Division, service: Service, wish: Wish, request_key: str
) -> Booking:
    """Take the best offer; when somebody is faster, look again at what is left."""
    lost = False
    for _ in range(TRIES):
        offer = await _best_offer(ctx, resident, village, service, wish.provider_id)
        if offer is None:
            raise TimeTaken() if lost else NoFreeTime()
        try:
            return await _hold(ctx, resident, village, service, offer, wish, request_key)
        except (TimeTaken, ResidentBusy):
            lost = True
    raise TimeTaken(details=await _alternatives(ctx, village, service, wish.provider_id))


async def _best_offer(
    ctx: Context, resident: Resident, village: Division, service: Service, provider_id: str | None
) -> Offer | None:
    busy = await _busy_quarters(ctx, resident, bookable_stretch(ctx, service))
    async for tier in offers_by_tier(ctx, village, service, busy, per_seat=1):
        wanted = [offer for offer in tier if provider_id in (None, offer.provider.id)]
        if wanted:
            return wanted[0]
    return None


async def _hold_wished(
    ctx: Context, resident: Resident, village: Division, service: Service, wish: Wish, request_key: str
) -> Booking:
    """Take the very time that was asked for, on whichever seat is free."""
    start = wish.starts_at
    if start is None or wish.provider_id is None:
        raise OutsideOpening("指定时间时，请同时指定法律服务人员。", code="provider_needed")
    provider = await get_provider(ctx, provider_id=wish.provider_id, service=service)
    _check_opening(provider, start, bookable_stretch(ctx, service))
    for seat in range(provider.opening.seats):
        offer = Offer(provider, Nearness.CHOSEN, seat, start, load=0)
        try:
            return await _hold(ctx, resident, village, service, offer, wish, request_key)
        except TimeTaken:
            continue
    raise TimeTaken(details=await _alternatives(ctx, village, service, provider.id))


def _check_opening(provider: Provider, start: datetime, stretch: Stretch) -> None:
    in_rule = start in free_starts(provider.opening, frozenset(), stretch.length, start, start)
    if not in_rule or not stretch.earliest <= start <= stretch.latest:
        raise OutsideOpening()


async def _hold(
    ctx: Context,
    resident: Resident,
    village: Division,
    service: Service,
    offer: Offer,
    wish: Wish,
    request_key: str,
) -> Booking:
    ends_at = offer.starts_at + timedelta(minutes=service.duration_minutes)
    booking = Booking(
        id=ctx.new_id(),
        resident_id=resident.id,
        provider_id=offer.provider.id,
        service_code=service.id,
        village_code=village.id,
        seat=offer.seat,
        starts_at=offer.starts_at,
        ends_at=ends_at,
        quarters=quarters_between(offer.starts_at, ends_at),
        state=BookingState.BOOKED,
        active=True,
        place=offer.provider.place,
        nearness=offer.nearness,
        why=explain(offer),
        request_key=request_key,
        request_print=wish.fingerprint,
        created_at=ctx.now(),
        matter_number=wish.matter_number,
    )
    await ctx.store.bookings.add(booking)
    await notify_booking_confirmed(ctx, booking=booking, service=service, provider=offer.provider)
    return booking


async def _busy_quarters(ctx: Context, resident: Resident, stretch: Stretch) -> frozenset[int]:
    day = timedelta(days=1)
    mine = await ctx.store.bookings.list_of_resident(resident.id, stretch.earliest - day, stretch.latest)
    return frozenset(quarter for booking in mine if booking.active for quarter in booking.quarters)


async def _alternatives(
    ctx: Context, village: Division, service: Service, provider_id: str | None
) -> dict[str, list[dict[str, str]]]:
    """Free times to offer to who came too late: of the same person first, else of anybody near."""
    same = await list_offers(ctx, village=village, service=service, provider_id=provider_id, per_seat=ALTERNATIVES)
    offers = same or await list_offers(ctx, village=village, service=service, per_seat=ALTERNATIVES)
    told = [
        {"provider_id": one.provider.id, "provider_name": one.provider.name, "starts_at": iso_shanghai(one.starts_at)}
        for one in offers[:ALTERNATIVES]
    ]
    return {"alternatives": told}


def _check_same(made: Booking, wish: Wish) -> Booking:
    if made.request_print != wish.fingerprint:
        raise KeyReused()
    return made
