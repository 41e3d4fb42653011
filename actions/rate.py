"""Rating a service that is done: once, changeable for some days, in one guarded write."""

from dataclasses import dataclass, replace
from datetime import datetime, time

from actions.context import Context
from actions.follow_bookings import get_my_booking
from actions.follow_matters import get_my_matter
from domain.bookings import BookingState
from domain.clock import at_civil, civil_date
from domain.divisions import county_of
from domain.masking import mask_numbers_in_text
from domain.matters import MatterState
from domain.people import Resident
from domain.ratings import (
    CheckState,
    HalfYear,
    NotRatable,
    RatedKind,
    Rating,
    RatingClosed,
    RatingSum,
    check_ratable,
    half_year_of,
    rating_id,
    sum_of,
)


@dataclass(frozen=True)
class Subject:
    """What is rated, whose it is, who did it, and when it was done (None: not yet)."""

    kind: RatedKind
    id: str
    resident_id: str
    provider_id: str | None
    service_code: str | None
    village_code: str
    done_at: datetime | None


@dataclass(frozen=True)
class RatingTold:
    """The rating, if there is one, and whether the resident may rate or change it now."""

    rating: Rating | None
    open: bool


async def get_subject(ctx: Context, *, resident: Resident, kind: RatedKind, subject_id: str) -> Subject:
    """The resident's own booking or matter, as something to rate.

    Raises: NotFound.
    """
    if kind is RatedKind.BOOKING:
        booking = await get_my_booking(ctx, resident=resident, booking_id=subject_id)
        done_at = (booking.ended_at or booking.ends_at) if booking.state is BookingState.COMPLETED else None
        parts = (resident.id, booking.provider_id, booking.service_code, booking.village_code)
        return Subject(kind, booking.id, *parts, done_at)
    matter = await get_my_matter(ctx, resident=resident, number=subject_id)
    is_done = matter.state in (MatterState.ANSWERED, MatterState.CLOSED)
    done_at = (matter.closed_at or matter.answered_at) if is_done and matter.owner_provider_id else None
    return Subject(
        kind, matter.id, resident.id, matter.owner_provider_id, matter.service_code, matter.village_code, done_at
    )


async def rate(ctx: Context, *, resident: Resident, subject: Subject, score: int, words: str) -> Rating:
    """Keep the rating; a later one within seven days takes its place. The same twice is harmless.

    Raises: NotRatable, RatingClosed.
    """
    now = ctx.now()
    known = await ctx.store.ratings.find(rating_id(subject.kind, subject.id))
    if known is None:
        check_ratable(subject.done_at, now)
    rating = _new_rating(subject, resident, score, mask_numbers_in_text(words.strip()), now)
    if known is None and await ctx.store.ratings.add(rating):
        return rating
    if not await ctx.store.ratings.change(rating):
        raise RatingClosed()
    return await ctx.store.ratings.find(rating.id) or rating


async def tell_rating(ctx: Context, *, subject: Subject) -> RatingTold:
    """What the resident has said of it, and whether they may say something now."""
    rating = await ctx.store.ratings.find(rating_id(subject.kind, subject.id))
    if rating:
        return RatingTold(rating, ctx.now() <= rating.change_until)
    try:
        check_ratable(subject.done_at, ctx.now())
    except NotRatable:
        return RatingTold(None, open=False)
    return RatingTold(None, open=True)


async def sum_ratings_of(ctx: Context, *, provider_id: str, half: HalfYear | None = None) -> RatingSum:
    """What the ratings of somebody come to in a half-year; this one if none is named."""
    half = half or half_year_of(civil_date(ctx.now()))
    since, until = at_civil(half.first_day, time()), at_civil(half.beyond_day, time())
    return sum_of(await ctx.store.ratings.list_of_provider(provider_id, since, until))


def _new_rating(subject: Subject, resident: Resident, score: int, words: str, now: datetime) -> Rating:
    rating = Rating(
        id=rating_id(subject.kind, subject.id),
        kind=subject.kind,
        subject_id=subject.id,
        resident_id=resident.id,
        provider_id=subject.provider_id or "",
        service_code=subject.service_code,
        village_code=subject.village_code,
        county_code=county_of(subject.village_code),
        score=score,
        words=words,
        created_at=now,
        changed_at=now,
    )
    return replace(rating, check=CheckState.DUE) if rating.is_low else rating
