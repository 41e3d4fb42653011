"""Setting when a provider can be booked. What is booked already stays; what no longer fits is told."""

from datetime import timedelta

from actions.context import Context
from actions.desk_access import Desk, get_desk_provider
from actions.follow_bookings import BookingTold, tell_booking
from domain.bookings import Booking
from domain.clock import civil_date
from domain.errors import NotAllowed
from domain.languages import checked_language
from domain.opening import OpeningRule
from domain.opening_checks import MOST_HORIZON_DAYS, OpeningForm, check_opening, rule_after
from domain.people import Provider
from domain.staff_sign_in import check_may_change


async def set_opening(ctx: Context, *, desk: Desk, form: OpeningForm, provider_id: str | None = None) -> Provider:
    """Keep the rule. A provider sets their own, staff those of their region.

    Raises: NotFound, NotAllowed, BadInput.
    """
    _check_may_set(desk, form)
    provider = await get_desk_provider(ctx, desk=desk, provider_id=provider_id)
    check_opening(form, service_codes=provider.service_codes, today=civil_date(ctx.now()))
    languages = tuple(dict.fromkeys(map(checked_language, form.languages))) if form.languages is not None else None
    await ctx.store.providers.set_opening(provider.id, rule_after(provider.opening, form), languages)
    return await ctx.store.providers.find_fresh(provider.id) or provider


async def list_outside_opening(ctx: Context, *, provider: Provider) -> list[Booking]:
    """The standing bookings to come that the rule would not offer any more, soonest first."""
    now = ctx.now()
    until = now + timedelta(days=MOST_HORIZON_DAYS)
    standing = await ctx.store.bookings.list_of_provider(provider.id, now, until)
    return [one for one in standing if not fits(provider.opening, one)]


async def tell_outside_opening(ctx: Context, *, provider: Provider) -> list[BookingTold]:
    """The same with what is needed to tell them to people."""
    return [await tell_booking(ctx, booking=one) for one in await list_outside_opening(ctx, provider=provider)]


def fits(rule: OpeningRule, booking: Booking) -> bool:
    """Whether a booking lies in the opening hours, on a seat and in a way that there is."""
    in_hours = any(
        opens <= booking.starts_at and booking.ends_at <= closes for opens, closes in rule.spans_on(booking.on)
    )
    return in_hours and booking.seat < rule.seats and booking.way in rule.ways


def _check_may_set(desk: Desk, form: OpeningForm) -> None:
    if desk.staff:
        check_may_change(desk.staff)
    elif form.seats is not None:
        raise NotAllowed("同时接待的人数由司法局设置。", code="seats_by_staff")
