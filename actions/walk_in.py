"""Walk-ins: whoever stands at the desk gets a booking like everybody, under the same indexes."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from actions.book_service import get_service
from actions.context import Context
from actions.free_times import get_provider
from actions.hold_time import find_alternatives, placed
from domain.bookings import Booking, BookingState, Nearness, TimeTaken, Visitor
from domain.choosing import Offer, Seeker
from domain.divisions import Division, Level
from domain.errors import Conflict, NotFound
from domain.opening import MeetingWay
from domain.people import PROVIDER_KIND_NAMES, Provider
from domain.quarter_hours import quarters_between
from domain.services import Service
from domain.walk_ins import WalkIn, check_start
from domain.wording import say_moment

NO_DAY_NUMBER = -1  # the cap of a day is for those who book ahead
AT_A_DESK = (MeetingWay.OFFICE, MeetingWay.VILLAGE)


async def take_walk_in(ctx: Context, *, provider: Provider, walk_in: WalkIn, request_key: str | None = None) -> Booking:
    """Hold the time from now, outside opening hours and above the day's cap too. The same key makes one booking.

    Raises: NotFound, BadInput, TimeTaken.
    """
    service = await get_service(ctx, code=walk_in.service_code, where=walk_in.village_code)
    provider = await get_provider(ctx, provider_id=provider.id, service=service)
    village = await _get_village(ctx, provider, walk_in.village_code)
    booking = _new_booking(ctx, provider, service, village, walk_in, request_key or ctx.new_id())
    for seat in range(provider.opening.seats):
        try:
            await ctx.store.bookings.add(replace(booking, seat=seat))
        except Conflict as refusal:
            made = await ctx.store.bookings.find_by_request(booking.resident_id, booking.request_key)
            if made:
                return made
            if not isinstance(refusal, TimeTaken):
                raise
        else:
            return replace(booking, seat=seat)
    raise await _explain(ctx, provider, service, village, booking)


async def _get_village(ctx: Context, provider: Provider, village_code: str) -> Division:
    village = await ctx.store.divisions.find(village_code)
    if village is None or village.level is not Level.VILLAGE or village.county_code != provider.county_code:
        raise NotFound("没有找到这个村（社区），请重新选择。", code="village_not_found")
    return village


def _new_booking(
    ctx: Context, provider: Provider, service: Service, village: Division, walk_in: WalkIn, request_key: str
) -> Booking:
    now = ctx.now()
    starts_at = walk_in.starts_at or now.replace(second=0, microsecond=0)
    visit = walk_in.home_visit_reason
    check_start(starts_at, now, ctx.settings.booking.horizon_days if visit else None)
    minutes = walk_in.minutes or provider.opening.minutes_for(service.id, service.duration_minutes)
    length = timedelta(minutes=minutes)
    at_desk = next((one for one in provider.opening.ways if one in AT_A_DESK), MeetingWay.OFFICE)
    way = MeetingWay.HOME_VISIT if visit else at_desk
    here = starts_at <= now and not visit
    where = placed(Offer(provider, Nearness.CHOSEN, 0, starts_at, length, 0, way))
    return Booking(
        id=ctx.new_id(),
        resident_id=f"walkin:{_visit_id(provider.id, request_key)}",
        provider_id=provider.id,
        service_code=service.id,
        village_code=village.id,
        state=BookingState.CHECKED_IN if here else BookingState.BOOKED,
        active=True,
        why=_why(provider, visit),
        desk_reason=visit,
        request_key=request_key,
        request_print="",
        created_at=now,
        day_number=NO_DAY_NUMBER,
        told=True,
        visitor=_visitor(ctx, walk_in),
        checked_in_at=now if here else None,
        **{**where, "capped": False, "quarters": quarters_between(starts_at, starts_at + length)},
    )


def _why(provider: Provider, visit_reason: str | None) -> str:
    who = f"{provider.name}{PROVIDER_KIND_NAMES[provider.kind]}"
    return f"经登记，由{who}上门服务：{visit_reason}。" if visit_reason else f"现场登记，由{who}接待。"


def _visitor(ctx: Context, walk_in: WalkIn) -> Visitor:
    sealed = ctx.store.sealer.sealed_phone(walk_in.phone) if walk_in.phone else {}
    return Visitor(walk_in.name or None, sealed.get("phone_sealed"), sealed.get("phone_masked"))


def _visit_id(provider_id: str, request_key: str) -> str:
    """The same for a request that is sent again."""
    return hashlib.sha256(f"{provider_id}:{request_key}".encode()).hexdigest()[:32]


async def _explain(
    ctx: Context, provider: Provider, service: Service, village: Division, booking: Booking
) -> TimeTaken:
    """Say which booking is in the way, and what is free."""
    in_the_way = await _first_in_the_way(ctx, booking)
    told = f"{say_moment(in_the_way)}已有预约" if in_the_way else "这段时间已有预约"
    details = await find_alternatives(ctx, village, service, Seeker(), provider.id)
    return TimeTaken(f"{told}，请缩短时长，或换一个时间。", details=details)


async def _first_in_the_way(ctx: Context, booking: Booking) -> datetime | None:
    day = timedelta(days=1)
    standing = await ctx.store.bookings.list_of_provider(
        booking.provider_id, booking.starts_at - day, booking.ends_at + day
    )
    wanted = set(booking.quarters)
    return next((one.starts_at for one in standing if not wanted.isdisjoint(one.quarters)), None)
