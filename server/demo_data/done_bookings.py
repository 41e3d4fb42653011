"""Bookings that are over, some of them rated, so that the demo shows ratings and a callback check. All made up."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from actions.book_service import Wish, book_service
from actions.context import Context
from actions.desk_access import Desk
from actions.provider_desk import complete_booking
from actions.rate import get_subject, rate
from domain.bookings import Booking
from domain.clock import civil_date
from domain.opening import OpeningRule
from domain.people import Provider, Resident
from domain.ratings import RatedKind
from wechat.sandbox import SandboxPlatform


@dataclass(frozen=True)
class Visit:
    """Who was with whom, at least so many days ago, and what they said of it; no score means: not rated yet."""

    user: str
    provider_id: str
    service_code: str
    days_ago: int
    score: int | None = None
    words: str = ""


VISITS = (
    Visit("wang-jianguo", "demo-zhou-xiaoyan", "legal-advice", 20, 5, "讲得明白，还帮我把材料理好了。"),
    Visit("chen-xiaomei", "demo-zhou-xiaoyan", "legal-advice", 12, 4),
    Visit("chen-xiaomei", "demo-zhao-defu", "mediation", 6, 2, "约的九点，等到快十点才见上。"),
    Visit("wang-jianguo", "demo-he-jing", "notary", 4),
)


async def add_done_bookings(ctx: Context, platform: SandboxPlatform) -> None:
    """Booked, done and rated through the same actions as ever, at moments in the past."""
    for visit in VISITS:
        resident = await ctx.store.residents.find_by_openid(platform.openid_of(visit.user))
        provider = await ctx.store.providers.find(visit.provider_id)
        if resident and provider:
            await _add(ctx, visit, resident, provider)


async def _add(ctx: Context, visit: Visit, resident: Resident, provider: Provider) -> None:
    start = _open_moment(provider.opening, ctx.now() - timedelta(days=visit.days_ago))
    wish = Wish(visit.service_code, provider.id, start)
    booking = await book_service(_at(ctx, start - timedelta(days=1)), resident=resident, wish=wish)
    over = _at(ctx, booking.ends_at)
    await complete_booking(over, desk=Desk(provider=provider), booking_id=booking.id)
    if visit.score:
        await _rate(_at(ctx, booking.ends_at + timedelta(hours=2)), visit, resident, booking)


async def _rate(ctx: Context, visit: Visit, resident: Resident, booking: Booking) -> None:
    subject = await get_subject(ctx, resident=resident, kind=RatedKind.BOOKING, subject_id=booking.id)
    await rate(ctx, resident=resident, subject=subject, score=visit.score or 0, words=visit.words)


def _open_moment(rule: OpeningRule, moment: datetime) -> datetime:
    """The first opening of that day, or of the last day before on which there was one."""
    day = civil_date(moment)
    while not rule.spans_on(day):
        day -= timedelta(days=1)
    return rule.spans_on(day)[0][0]


def _at(ctx: Context, moment: datetime) -> Context:
    """The same context at a moment in the past."""
    return replace(ctx, now=lambda: moment)
