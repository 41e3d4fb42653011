"""Staff and ratings: who is to be called back, what came in, and what the half-year says of each provider."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import time

from actions.context import Context
from actions.desk_access import list_region_providers
from actions.regions import is_in_region, region_range
from actions.reveal_phone import Looker, reveal_phone_of
from domain.clock import at_civil
from domain.divisions import Division
from domain.errors import NotFound
from domain.people import Provider, Resident, Staff
from domain.ratings import CheckSettled, HalfYear, Rating, RatingSum, sum_of
from domain.services import Service
from domain.staff_sign_in import check_may_change


@dataclass(frozen=True)
class RatingForStaff:
    """A rating with names for its ids."""

    rating: Rating
    provider: Provider | None
    service: Service | None
    village: Division | None
    resident: Resident | None


async def list_checks_due(ctx: Context, *, staff: Staff) -> list[Rating]:
    """Whose residents of the region are to be called back, longest waiting first."""
    return (await ctx.store.ratings.list_due(*region_range(staff)))[::-1]


async def list_ratings(ctx: Context, *, staff: Staff, half: HalfYear, provider_id: str | None = None) -> list[Rating]:
    """The ratings of a half-year by residents of the region, latest first."""
    since, until = at_civil(half.first_day, time()), at_civil(half.beyond_day, time())
    found = await ctx.store.ratings.list_in_range(*region_range(staff), since, until)
    return [one for one in found if provider_id in (None, one.provider_id)]


async def sum_by_provider(ctx: Context, *, staff: Staff, ratings: list[Rating]) -> list[tuple[Provider, RatingSum]]:
    """What the ratings come to, for every provider of the region and whoever else was rated, by name: no ranking."""
    groups: defaultdict[str, list[Rating]] = defaultdict(list)
    for one in ratings:
        groups[one.provider_id].append(one)
    people = {one.id: one for one in await list_region_providers(ctx, staff=staff)}
    people |= {one.id: one for one in await ctx.store.providers.find_many(set(groups) - set(people))}
    return [(one, sum_of(groups[one.id])) for one in sorted(people.values(), key=lambda one: (one.name, one.id))]


async def tell_ratings(ctx: Context, *, ratings: list[Rating]) -> list[RatingForStaff]:
    """The ratings with names."""
    return [
        RatingForStaff(
            one,
            await ctx.store.providers.find(one.provider_id),
            await ctx.store.services.find(one.service_code, one.village_code) if one.service_code else None,
            await ctx.store.divisions.find(one.village_code),
            await ctx.store.residents.find(one.resident_id),
        )
        for one in ratings
    ]


async def settle_check(ctx: Context, *, staff: Staff, rating_id: str, note: str) -> Rating:
    """Somebody has called back and writes down what was said.

    Raises: NotAllowed, NotFound, CheckSettled.
    """
    check_may_change(staff)
    rating = await _get(ctx, staff, rating_id)
    if not await ctx.store.ratings.settle_check(rating.id, staff.id, note, ctx.now()):
        raise CheckSettled()
    return await _get(ctx, staff, rating_id)


async def reveal_rater_phone(ctx: Context, *, staff: Staff, rating_id: str) -> str:
    """The number to call back; the look is written down.

    Raises: NotAllowed, NotFound, TooMany.
    """
    check_may_change(staff)
    rating = await _get(ctx, staff, rating_id)
    resident = await ctx.store.residents.find(rating.resident_id)
    if resident is None or not resident.phone_sealed:
        raise NotFound("这位居民没有留下电话号码。", code="phone_not_found")
    return await reveal_phone_of(
        ctx, holder=resident, whose=resident.id, who=Looker(staff.id, "staff"), why=f"rating:{rating.id}"
    )


async def _get(ctx: Context, staff: Staff, rating_id: str) -> Rating:
    rating = await ctx.store.ratings.find(rating_id)
    if rating is None or not is_in_region(staff, rating.village_code):
        raise NotFound("没有找到这条评价。", code="rating_not_found")
    return rating
