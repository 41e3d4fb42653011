"""What hangs on a village's notice board: set by staff with the advisor's consent, read for the poster."""

import asyncio
import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from actions.clean_photo import clean_photo
from actions.context import Context
from actions.regions import get_village_in_region, is_in_region
from domain.boards import BoardProfile, check_public_phone
from domain.clock import civil_date
from domain.divisions import Division
from domain.errors import NotFound
from domain.people import Provider, Staff
from domain.staff_sign_in import check_may_change

PHOTO_SIZE = (900, 1260)  # five by seven, enough for a third of an A3 page


@dataclass(frozen=True)
class BoardAdvisor:
    """An advisor and what they show."""

    advisor: Provider
    profile: BoardProfile


@dataclass(frozen=True)
class Board:
    """A village's advisors, longest-serving first."""

    village: Division
    township: Division | None
    advisors: tuple[BoardAdvisor, ...]


async def tell_board(ctx: Context, *, staff: Staff, village_code: str) -> Board:
    """Raises: NotFound."""
    village = await get_village_in_region(ctx, staff=staff, village_code=village_code)
    appointments = await ctx.store.appointments.list_of_village(village.id, civil_date(ctx.now()))
    wanted = list(dict.fromkeys(one.provider_id for one in appointments))
    people = {one.id: one for one in await ctx.store.providers.find_many(wanted)}
    profiles = await ctx.store.board_profiles.find_many(wanted)
    advisors = tuple(BoardAdvisor(people[key], profiles[key]) for key in wanted if key in people)
    return Board(village, await ctx.store.divisions.find(village.township_code), advisors)


async def set_public_phone(ctx: Context, *, staff: Staff, provider_id: str, phone: str) -> BoardProfile:
    """Show this phone number in public; an empty one shows none.

    Raises: NotFound, NotAllowed, BadInput.
    """
    await _check_own_advisor(ctx, staff, provider_id)
    await ctx.store.board_profiles.set_phone(provider_id, check_public_phone(phone), staff.id, ctx.now())
    return await ctx.store.board_profiles.find(provider_id)


async def set_public_photo(ctx: Context, *, staff: Staff, provider_id: str, raw: bytes) -> BoardProfile:
    """Show this photo in public, made anew without metadata.

    Raises: NotFound, NotAllowed, NotAPhoto, PhotoTooLarge.
    """
    await _check_own_advisor(ctx, staff, provider_id)
    photo = await asyncio.to_thread(_portrait, raw)
    await ctx.store.board_profiles.set_photo(provider_id, photo, staff.id, ctx.now())
    return await ctx.store.board_profiles.find(provider_id)


async def drop_public_photo(ctx: Context, *, staff: Staff, provider_id: str) -> BoardProfile:
    """Show no photo any more.

    Raises: NotFound, NotAllowed.
    """
    await _check_own_advisor(ctx, staff, provider_id)
    await ctx.store.board_profiles.set_photo(provider_id, None, staff.id, ctx.now())
    return await ctx.store.board_profiles.find(provider_id)


async def get_public_photo(ctx: Context, *, staff: Staff, provider_id: str) -> bytes:
    """The photo as JPEG.

    Raises: NotFound.
    """
    await _check_serves_here(ctx, staff, provider_id)
    profile = await ctx.store.board_profiles.find(provider_id)
    if profile.photo is None:
        raise NotFound("没有上传照片。", code="photo_not_found")
    return profile.photo


async def _check_own_advisor(ctx: Context, staff: Staff, provider_id: str) -> None:
    check_may_change(staff)
    await _check_serves_here(ctx, staff, provider_id)


async def _check_serves_here(ctx: Context, staff: Staff, provider_id: str) -> None:
    served = await ctx.store.appointments.list_of_provider(provider_id, civil_date(ctx.now()))
    if not any(is_in_region(staff, one.village_code) for one in served):
        raise NotFound("没有找到这位法律顾问。", code="advisor_not_found")


def _portrait(raw: bytes) -> bytes:
    with Image.open(io.BytesIO(clean_photo(raw).content)) as picture:
        cut = ImageOps.fit(picture.convert("RGB"), PHOTO_SIZE, Image.Resampling.LANCZOS, centering=(0.5, 0.3))
    out = io.BytesIO()
    cut.save(out, "JPEG", quality=88)
    return out.getvalue()
