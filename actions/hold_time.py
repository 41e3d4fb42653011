"""Holding a time: the best free one is taken in one write, and every refusal teaches where to look next."""

import hashlib
import json
import random
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from actions.context import Context
from actions.free_times import TIERS, list_offers, look_around, offers_of_provider
from domain.bookings import (
    Beneficiary,
    Booking,
    BookingState,
    DayFull,
    NoFreeTime,
    ResidentBusy,
    TimeTaken,
    TooManyHeld,
)
from domain.choosing import Offer, Seeker, day_cap, explain
from domain.clock import civil_date, iso_shanghai
from domain.divisions import Division
from domain.opening import MeetingWay
from domain.people import Resident
from domain.quarter_hours import quarter_range, quarters_between
from domain.services import Service
from domain.waiting import offered_until

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
    language: str | None = None

    @property
    def fingerprint(self) -> str:
        """The same for the same wish: tells a retry from another request under the same key."""
        parts = {
            **vars(self),
            "starts_at": iso_shanghai(self.starts_at) if self.starts_at else None,
            "beneficiary": vars(self.beneficiary) if self.beneficiary else None,
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Attempt:
    """One request under way: who, what, where from, and what was learnt from being refused.

    It begins in the belief that the resident holds nothing; the store's indexes say when that is wrong.
    With a ``waiting_id`` the time is held as an offer to somebody on the waitlist.
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
    waiting_id: str | None = None


async def hold_soonest(ctx: Context, attempt: Attempt) -> Booking:
    """Take the best offer; when refused, learn why and look again at what is left.

    Raises: NotFound, NoFreeTime, TimeTaken, TooManyHeld, and RequestRepeated of the store.
    """
    for _ in range(TRIES):
        offer = await choose_offer(ctx, attempt)
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


async def choose_offer(ctx: Context, attempt: Attempt) -> Offer | None:
    """The best offer; after lost races one of the best few, so that the losers do not all meet again."""
    wanted = attempt.wish.provider_id
    if wanted:
        found = await offers_of_provider(ctx, wanted, attempt.service, attempt.seeker, 1 + attempt.lost)
        return _pick(list(found), attempt.lost)
    around = await look_around(ctx, attempt.village, attempt.service, attempt.seeker, 1 + attempt.lost)
    for nearness in TIERS:
        best = list(islice(await around.offers(nearness), 1 + attempt.lost))
        if best:
            return _pick(best, attempt.lost)
    return None


def _pick(offers: list[Offer], lost: int) -> Offer | None:
    return random.choice(offers[: 1 + lost]) if offers else None  # noqa: S311 # spreading a crowd is no secret


async def hold_wished(ctx: Context, attempt: Attempt, offer: Offer) -> Booking:
    """Hold this very time, on whichever seat is free.

    The indexes refuse in no promised order, so whoever is refused is told first what lies with themselves.

    Raises: TimeTaken, ResidentBusy, DayFull, all with alternatives; TooManyHeld, and RequestRepeated of the store.
    """
    for _ in range(TRIES):
        try:
            return await _hold_any_seat(ctx, attempt, offer)
        except (TimeTaken, DayFull, ResidentBusy, TooManyHeld) as refusal:
            attempt = await _learn_what_is_held(ctx, attempt)
            reason = ResidentBusy if is_busy(attempt.seeker, offer) else type(refusal)
            if reason in (TimeTaken, DayFull) or is_busy(attempt.seeker, offer):
                raise reason(details=await _alternatives(ctx, attempt)) from refusal
    raise TimeTaken(details=await _alternatives(ctx, attempt))


def is_busy(seeker: Seeker, offer: Offer) -> bool:
    """Whether the seeker is elsewhere at that time."""
    return not seeker.busy.isdisjoint(quarter_range(offer.starts_at, offer.starts_at + offer.length))


async def _hold_any_seat(ctx: Context, attempt: Attempt, offer: Offer) -> Booking:
    for seat in range(offer.provider.opening.seats):
        try:
            return await _hold(ctx, attempt, replace(offer, seat=seat))
        except TimeTaken:
            continue
    raise TimeTaken()


async def _hold(ctx: Context, attempt: Attempt, offer: Offer) -> Booking:
    cap = day_cap(offer.provider.opening, ctx.settings.booking, attempt.seeker.green)
    for _ in range(1 + (cap or 0)):  # a number lost to somebody else is one number fewer
        booking = _new_booking(ctx, attempt, offer, await free_day_number(ctx, offer, cap))
        try:
            await ctx.store.bookings.add(booking)
        except DayFull:
            continue
        return booking
    raise DayFull()


async def free_day_number(ctx: Context, offer: Offer, cap: int | None) -> int:
    """A number that no booking of the day bears. That there is none is believed only when just asked.

    Raises: DayFull.
    """
    if cap is None:
        return 0
    provider_id, on = offer.provider.id, civil_date(offer.starts_at)
    for _ in range(2):
        number = (await ctx.store.bookings.held_of(provider_id, ctx.now())).free_number(on, cap)
        if number is not None:
            return number
        ctx.store.bookings.forget_held(provider_id)
    raise DayFull()


def _new_booking(ctx: Context, attempt: Attempt, offer: Offer, day_number: int) -> Booking:
    return Booking(
        id=ctx.new_id(),
        resident_id=attempt.resident.id,
        provider_id=offer.provider.id,
        service_code=attempt.service.id,
        village_code=attempt.village.id,
        request_key=attempt.request_key,
        request_print=attempt.wish.fingerprint,
        created_at=ctx.now(),
        held_number=attempt.held_number,
        day_number=day_number,
        green=attempt.seeker.green,
        beneficiary=attempt.wish.beneficiary,
        matter_number=attempt.wish.matter_number,
        active=True,
        why=explain(offer),
        **placed(offer),
        **_standing(ctx, attempt, offer),
    )


def _standing(ctx: Context, attempt: Attempt, offer: Offer) -> dict[str, Any]:
    """Booked at once, or offered for a while; an offer is confirmed when it is accepted."""
    if attempt.waiting_id is None:
        return {"state": BookingState.BOOKED}
    until = offered_until(offer.starts_at, ctx.settings.booking, ctx.now())
    return {"state": BookingState.OFFERED, "told": True, "expires_at": until, "waiting_id": attempt.waiting_id}


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
    busy = attempt.seeker.busy.union(*(one.resident_quarters for one in mine))
    return replace(attempt, held_number=number, seeker=replace(attempt.seeker, busy=busy))


NO_ALTERNATIVES: dict[str, list[dict[str, str]]] = {"alternatives": []}


async def find_alternatives(
    ctx: Context, village: Division, service: Service, seeker: Seeker, provider_id: str | None
) -> dict[str, list[dict[str, str]]]:
    """Free times to offer to who came too late: of the same person first, else of anybody near."""
    offers: list[Offer] = []
    for wanted in (provider_id, None, None) if provider_id else (None, None):
        offers = offers or await list_offers(
            ctx, village=village, service=service, seeker=seeker, provider_id=wanted, per_seat=ALTERNATIVES
        )
        if not offers and wanted is None:
            ctx.store.bookings.forget_all_held()  # that nothing is free is believed only when just asked
    told = [
        {"provider_id": one.provider.id, "provider_name": one.provider.name, "starts_at": iso_shanghai(one.starts_at)}
        for one in offers[:ALTERNATIVES]
    ]
    return {"alternatives": told}


async def _alternatives(ctx: Context, attempt: Attempt) -> dict[str, list[dict[str, str]]]:
    return await find_alternatives(ctx, attempt.village, attempt.service, attempt.seeker, attempt.wish.provider_id)
