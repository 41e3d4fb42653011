"""Standing in line for a time (候补), looking at one's place, leaving it, and answering an offer."""

from dataclasses import dataclass
from datetime import date, timedelta

from actions.book_service import get_service, get_village_of
from actions.context import Context
from actions.follow_bookings import cancel_booking, get_my_booking
from actions.free_times import get_provider
from actions.offer_waits import offer_to, pass_on, settle_offer
from actions.tell_waits import forget_offer
from domain.booking_rules import check_not_paused
from domain.bookings import Booking, BookingState, WayNotOffered
from domain.choosing import Seeker, chosen_way
from domain.clock import civil_date
from domain.errors import NotFound
from domain.opening import MeetingWay
from domain.people import Provider, Resident
from domain.services import Service, check_bookable
from domain.waiting import AlreadyWaiting, OfferOver, Wait, WaitOver, WaitState, choose_days, ended

LOOK_BACK = timedelta(days=366)
TRIES = 5


@dataclass(frozen=True)
class WaitWish:
    """What somebody waits for; days and person may be left open."""

    service_code: str
    provider_id: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    way: MeetingWay | None = None


@dataclass(frozen=True)
class WaitTold:
    """A wait with what is needed to tell it: ``ahead`` counts who stands before it for the same service."""

    wait: Wait
    service: Service | None
    provider: Provider | None
    offer: Booking | None
    ahead: int | None


async def join_waitlist(ctx: Context, *, resident: Resident, wish: WaitWish) -> Wait:
    """Stand in line. The same wish again finds the place that one has.

    Raises: PhoneNeeded, VillageNeeded, BookingPaused, NotFound, NotBookable, NotEntitledToVisit, WayNotOffered,
    BadInput, AlreadyWaiting.
    """
    wait = await _wait_of(ctx, resident, wish)
    try:
        await ctx.store.waits.add(wait)
    except AlreadyWaiting:
        standing = await ctx.store.waits.find_standing(resident.id, wish.service_code)
        if standing is None or _limits(standing) != _limits(wait):
            raise
        return standing
    await offer_to(ctx, wait=wait)
    return await _get(ctx, wait.id)


async def list_waits(ctx: Context, *, resident: Resident) -> list[Wait]:
    """The resident's waits of a year, latest first."""
    return await ctx.store.waits.list_of_resident(resident.id, ctx.now() - LOOK_BACK)


async def tell_wait(ctx: Context, *, wait: Wait) -> WaitTold:
    """The wait with its service, provider, offer and place."""
    offered = wait.offered_booking_id if wait.state in (WaitState.OFFERED, WaitState.TAKEN) else None
    return WaitTold(
        wait,
        await ctx.store.services.find(wait.service_code, wait.village_code),
        await ctx.store.providers.find(wait.provider_id) if wait.provider_id else None,
        await ctx.store.bookings.find(offered) if offered else None,
        await _count_ahead(ctx, wait) if wait.state is WaitState.WAITING else None,
    )


async def cancel_wait(ctx: Context, *, resident: Resident, wait_id: str) -> Wait:
    """Leave the line; a time held for it goes to the next. Cancelling twice is harmless.

    Raises: NotFound, WaitOver.
    """
    for _ in range(TRIES):
        wait = await _get_mine(ctx, resident, wait_id)
        if wait.state is WaitState.CANCELLED:
            return wait
        if not wait.standing:
            raise WaitOver()
        after = ended(wait, WaitState.CANCELLED, ctx.now())
        if await ctx.store.waits.change(wait, after):
            await _give_back_offer(ctx, wait)
            return after
    raise WaitOver()


async def accept_offer(ctx: Context, *, resident: Resident, booking_id: str) -> Booking:
    """Take the offered time. At the very end of the offer one guarded write decides. Twice is harmless.

    Raises: NotFound, OfferOver, NotEntitledToVisit.
    """
    booking = await get_my_booking(ctx, resident=resident, booking_id=booking_id)
    if booking.waiting_id is None or (booking.state is BookingState.OFFERED and _is_late(ctx, booking)):
        raise OfferOver()
    if booking.state is BookingState.OFFERED:
        Seeker(green=bool(resident.green_reasons), way=booking.way).check_entitled()
        await ctx.store.bookings.change(booking, BookingState.BOOKED, ctx.now(), told=False, expires_at=None)
        booking = await get_my_booking(ctx, resident=resident, booking_id=booking_id)
    if booking.state is not BookingState.BOOKED:
        raise OfferOver()
    await settle_offer(ctx, booking=booking)  # also on a repeat, in case the first try broke off before it
    return booking


async def refuse_offer(ctx: Context, *, resident: Resident, booking_id: str) -> Booking:
    """Let the offered time go to the next in line; the place in line is kept, once.

    Raises: NotFound, OfferOver, BookingChanged.
    """
    booking = await get_my_booking(ctx, resident=resident, booking_id=booking_id)
    refused = booking.state is BookingState.CANCELLED and booking.expires_at is not None
    if booking.waiting_id is None or not (refused or booking.state is BookingState.OFFERED):
        raise OfferOver()
    return await cancel_booking(ctx, resident=resident, booking_id=booking_id, reason="未接受候补名额")


async def _wait_of(ctx: Context, resident: Resident, wish: WaitWish) -> Wait:
    check_not_paused(resident.no_show_times, ctx.settings.booking, ctx.now())
    village = await get_village_of(ctx, resident=resident)
    service = await get_service(ctx, code=wish.service_code, where=village.id)
    check_bookable(service)
    seeker = Seeker(green=bool(resident.green_reasons), way=wish.way)
    seeker.check_entitled()
    if wish.provider_id:
        provider = await get_provider(ctx, provider_id=wish.provider_id, service=service)
        if chosen_way(provider.opening, seeker) is None:
            raise WayNotOffered()
    days = choose_days(wish.first_day, wish.last_day, ctx.settings.booking, civil_date(ctx.now()))
    return Wait(
        id=ctx.new_id(),
        resident_id=resident.id,
        service_code=service.id,
        village_code=village.id,
        county_code=village.county_code,
        first_day=days[0],
        last_day=days[1],
        created_at=ctx.now(),
        look_at=ctx.now(),
        provider_id=wish.provider_id,
        way=wish.way,
        green=bool(resident.green_reasons),
    )


def _limits(wait: Wait) -> tuple[str | None, date, date, MeetingWay | None]:
    return wait.provider_id, wait.first_day, wait.last_day, wait.way


def _is_late(ctx: Context, booking: Booking) -> bool:
    return booking.expires_at is not None and ctx.now() > booking.expires_at


async def _give_back_offer(ctx: Context, wait: Wait) -> None:
    booking = await ctx.store.bookings.find(wait.offered_booking_id) if wait.offered_booking_id else None
    if booking is None or booking.state is not BookingState.OFFERED:
        return
    note = {"cancelled_at": ctx.now(), "cancel_reason": "候补已取消"}
    if await ctx.store.bookings.change(booking, BookingState.CANCELLED, ctx.now(), **note):
        await forget_offer(ctx, booking=booking)
        await pass_on(ctx, booking=booking)


async def _count_ahead(ctx: Context, wait: Wait) -> int:
    line = await ctx.store.waits.list_line(wait.county_code, (wait.service_code,))
    return sum(one.place < wait.place for one in line)


async def _get(ctx: Context, wait_id: str) -> Wait:
    wait = await ctx.store.waits.find(wait_id)
    if wait is None:
        raise NotFound("没有找到这个候补。", code="wait_not_found")
    return wait


async def _get_mine(ctx: Context, resident: Resident, wait_id: str) -> Wait:
    wait = await _get(ctx, wait_id)
    if wait.resident_id != resident.id:
        raise NotFound("没有找到这个候补。", code="wait_not_found")
    return wait
