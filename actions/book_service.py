"""Booking: one request finds the nearest free provider and holds the soonest time."""

import hashlib
import json
import random
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from actions.context import Context
from actions.free_times import get_provider, list_offers, offers_by_tier
from actions.matter_notes import note_booking
from domain.booking_rules import BookingRules, check_not_paused
from domain.bookings import (
    Beneficiary,
    Booking,
    BookingState,
    ConsentNeeded,
    DayFull,
    KeyReused,
    Nearness,
    NoFreeTime,
    OutsideOpening,
    PhoneNeeded,
    ResidentBusy,
    TimeTaken,
    TooManyHeld,
    VillageNeeded,
    WayNotOffered,
)
from domain.choosing import Offer, Seeker, bookable_stretch, chosen_way, day_cap, explain
from domain.clock import civil_date, iso_shanghai
from domain.divisions import Division
from domain.errors import NotFound, ServiceError
from domain.opening import MeetingWay, open_starts, quarters_between
from domain.people import Provider, Resident
from domain.services import Service, check_bookable

TRIES = 12
ALTERNATIVES = 3


@dataclass(frozen=True)
class Wish:
    """What the resident asked for; all but the service may be left to us."""

    service_code: str
    provider_id: str | None = None
    starts_at: datetime | None = None
    matter_number: str | None = None
    way: MeetingWay | None = None
    beneficiary: Beneficiary | None = None

    @property
    def fingerprint(self) -> str:
        """The same for the same wish: tells a retry from another request under the same key."""
        parts = {**asdict(self), "starts_at": iso_shanghai(self.starts_at) if self.starts_at else None}
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Attempt:
    """One request under way: who, what, where from, and what was learnt from being refused.

    It begins in the belief that the resident holds nothing; the store's indexes say when that is wrong.
    """

    resident: Resident
    village: Division
    service: Service
    wish: Wish
    request_key: str
    seeker: Seeker
    held_number: int = 0
    lost: int = 0
    fresh: bool = False


async def book_service(ctx: Context, *, resident: Resident, wish: Wish, request_key: str | None = None) -> Booking:
    """Book, and say why this person and this time. The same ``request_key`` again gives the same booking.

    Raises: PhoneNeeded, VillageNeeded, BookingPaused, ConsentNeeded, NotFound, OutsideOpening, WayNotOffered,
    NoFreeTime, TimeTaken, DayFull, ResidentBusy, TooManyHeld, KeyReused, NotBookable.
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
    seeker = Seeker(green=bool(resident.green_reasons), way=wish.way)
    attempt = Attempt(resident, village, service, wish, request_key, seeker)
    return await (_hold_wished(ctx, attempt) if wish.starts_at else _hold_soonest(ctx, attempt))


async def _hold_soonest(ctx: Context, attempt: Attempt) -> Booking:
    """Take the best offer; when refused, learn why and look again at what is left."""
    for _ in range(TRIES):
        offer = await _choose(ctx, attempt)
        if offer is None and not attempt.fresh:
            ctx.store.bookings.forget_all_held()  # what we believed full may have been let go elsewhere
            attempt = replace(attempt, fresh=True)
            continue
        if offer is None:
            raise TimeTaken(details=NO_ALTERNATIVES) if attempt.lost else NoFreeTime()
        try:
            return await _hold(ctx, attempt, offer)
        except (ResidentBusy, TooManyHeld):
            attempt = await _learn_what_is_held(ctx, attempt)
        except (TimeTaken, DayFull):
            attempt = replace(attempt, lost=attempt.lost + 1)
    raise TimeTaken(details=await _alternatives(ctx, attempt))


async def _choose(ctx: Context, attempt: Attempt) -> Offer | None:
    """The best offer; after lost races one of the best few, so that the losers do not all meet again."""
    wanted = attempt.wish.provider_id
    if wanted:
        found = await list_offers(
            ctx,
            village=attempt.village,
            service=attempt.service,
            seeker=attempt.seeker,
            provider_id=wanted,
            per_seat=1 + attempt.lost,
        )
        return _pick(found, attempt.lost)
    async for tier in offers_by_tier(ctx, attempt.village, attempt.service, attempt.seeker, 1 + attempt.lost):
        if tier:
            return _pick(tier, attempt.lost)
    return None


def _pick(offers: list[Offer], lost: int) -> Offer | None:
    return random.choice(offers[: 1 + lost]) if offers else None  # noqa: S311 # spreading a crowd is no secret


async def _hold_wished(ctx: Context, attempt: Attempt) -> Booking:
    """Take the very time that was asked for, on whichever seat is free."""
    start, provider_id = attempt.wish.starts_at, attempt.wish.provider_id
    if start is None or provider_id is None:
        raise OutsideOpening("指定时间时，请同时指定法律服务人员。", code="provider_needed")
    provider = await get_provider(ctx, provider_id=provider_id, service=attempt.service)
    offer = wished_offer(provider, attempt.service, start, attempt.seeker, ctx.settings.booking, ctx.now())
    for seat in range(provider.opening.seats):
        try:
            return await _hold_learning(ctx, attempt, replace(offer, seat=seat))
        except TimeTaken:
            continue
    raise TimeTaken(details=await _alternatives(ctx, attempt))


async def _hold_learning(ctx: Context, attempt: Attempt, offer: Offer) -> Booking:
    """Hold; if the resident already holds something, number this one after it."""
    try:
        return await _hold(ctx, attempt, offer)
    except TooManyHeld:
        return await _hold(ctx, await _learn_what_is_held(ctx, attempt), offer)


def wished_offer(
    provider: Provider, service: Service, start: datetime, seeker: Seeker, rules: BookingRules, now: datetime
) -> Offer:
    """The offer that a resident has picked by time and person.

    Raises: WayNotOffered, OutsideOpening.
    """
    way = chosen_way(provider.opening, seeker.way)
    if way is None:
        raise WayNotOffered()
    length = timedelta(minutes=provider.opening.minutes_for(service.id, service.duration_minutes))
    earliest, latest = bookable_stretch(provider.opening, rules, now, seeker.green)
    if not earliest <= start <= latest or start not in open_starts(provider.opening, length, start, start):
        raise OutsideOpening()
    return Offer(provider, Nearness.CHOSEN, 0, start, length, 0, way)


async def _hold(ctx: Context, attempt: Attempt, offer: Offer) -> Booking:
    cap = day_cap(offer.provider.opening, ctx.settings.booking, attempt.seeker.green)
    held = await ctx.store.bookings.held_of(offer.provider.id, ctx.now()) if cap is not None else None
    number = held.free_number(civil_date(offer.starts_at), cap) if held and cap is not None else 0
    if number is None:
        raise DayFull()
    booking = Booking(
        id=ctx.new_id(),
        resident_id=attempt.resident.id,
        provider_id=offer.provider.id,
        service_code=attempt.service.id,
        village_code=attempt.village.id,
        request_key=attempt.request_key,
        request_print=attempt.wish.fingerprint,
        created_at=ctx.now(),
        held_number=attempt.held_number,
        day_number=number,
        green=attempt.seeker.green,
        beneficiary=attempt.wish.beneficiary,
        matter_number=attempt.wish.matter_number,
        state=BookingState.BOOKED,
        active=True,
        why=explain(offer),
        **placed(offer),
    )
    await ctx.store.bookings.add(booking)
    return booking


def placed(offer: Offer) -> dict[str, Any]:
    """The fields of a booking that say where and when."""
    ends_at = offer.starts_at + offer.length
    return {
        "seat": offer.seat,
        "starts_at": offer.starts_at,
        "ends_at": ends_at,
        "on": civil_date(offer.starts_at),
        "quarters": quarters_between(*offer.provider.opening.held_span(offer.starts_at, offer.length)),
        "resident_quarters": quarters_between(offer.starts_at, ends_at),
        "place": offer.provider.place,
        "nearness": offer.nearness,
        "way": offer.way,
        "capped": offer.provider.opening.daily_cap is not None,
    }


async def _learn_what_is_held(ctx: Context, attempt: Attempt) -> Attempt:
    """The resident holds bookings already: mind their times, and take a number that is free.

    Raises: TooManyHeld when there is none.
    """
    mine = await ctx.store.bookings.list_held_by(attempt.resident.id)
    numbers = {one.held_number for one in mine}
    most = ctx.settings.booking.most_held
    number = next((one for one in range(most) if one not in numbers), None)
    if number is None:
        raise TooManyHeld(f"您已有{len(mine)}个未办结的预约（最多{most}个），请先办完或取消一个，再约新的。")
    busy = frozenset(quarter for one in mine for quarter in one.resident_quarters)
    return replace(attempt, held_number=number, seeker=replace(attempt.seeker, busy=busy))


NO_ALTERNATIVES: dict[str, list[dict[str, str]]] = {"alternatives": []}


async def find_alternatives(
    ctx: Context, village: Division, service: Service, seeker: Seeker, provider_id: str | None
) -> dict[str, list[dict[str, str]]]:
    """Free times to offer to who came too late: of the same person first, else of anybody near."""
    offers: list[Offer] = []
    for wanted in (provider_id, None) if provider_id else (None,):
        offers = offers or await list_offers(
            ctx, village=village, service=service, seeker=seeker, provider_id=wanted, per_seat=ALTERNATIVES
        )
    told = [
        {"provider_id": one.provider.id, "provider_name": one.provider.name, "starts_at": iso_shanghai(one.starts_at)}
        for one in offers[:ALTERNATIVES]
    ]
    return {"alternatives": told}


async def _alternatives(ctx: Context, attempt: Attempt) -> dict[str, list[dict[str, str]]]:
    return await find_alternatives(ctx, attempt.village, attempt.service, attempt.seeker, attempt.wish.provider_id)
