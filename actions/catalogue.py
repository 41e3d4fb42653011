"""What can be chosen from: divisions, and the services of the catalogue with their guides."""

from collections.abc import Iterable
from dataclasses import dataclass

from actions.context import Context
from actions.sessions import get_resident_signed_in
from domain.catalogue_versions import CatalogueVersion
from domain.divisions import Division, Level
from domain.errors import NotFound, SignInNeeded
from domain.guides import FRONT_DESK_CODES, CatalogueClass, ServiceItem, fill_place
from domain.services import front_desk_place

UNNAMED = ("本县（市、区）", "本乡镇（街道）", "本村（社区）")


@dataclass(frozen=True)
class Sought:
    """Which services; what is not said does not narrow the list."""

    class_code: str | None = None
    bookable: bool | None = None
    front_desk: bool = False
    words: str = ""

    def fits(self, item: ServiceItem) -> bool:
        """Whether the service is one of them: all the words stand in its name or summary."""
        told = f"{item.name} {item.summary}".casefold()
        return (
            self.class_code in (None, item.class_code)
            and self.bookable in (None, item.bookable)
            and (not self.front_desk or item.id in FRONT_DESK_CODES)
            and all(word in told for word in self.words.casefold().split())
        )


@dataclass(frozen=True)
class ClassTold:
    """A class with how many services it holds for the asker."""

    kept: CatalogueClass
    count: int


async def list_divisions(ctx: Context, *, parent_code: str | None) -> list[Division]:
    """The standing divisions right below another; without one, the counties that were imported."""
    if parent_code:
        return await ctx.store.divisions.list_children(parent_code)
    return await ctx.store.divisions.list_all_of_level(Level.COUNTY)


async def find_place_of_asker(ctx: Context, *, village_code: str | None, token: str) -> Division | None:
    """The village that is named, else the one of the resident who is signed in, else the county if there is but one.

    Raises: NotFound when the village named does not exist.
    """
    if village_code:
        village = await ctx.store.divisions.find(village_code)
        if village is None:
            raise NotFound("没有找到这个村（社区）。", code="village_not_found")
        return village
    own = await _own_village(ctx, token) if token else None
    if own:
        return own
    counties = await ctx.store.divisions.list_all_of_level(Level.COUNTY)
    return counties[0] if len(counties) == 1 else None


async def list_services(ctx: Context, *, where: Division | None, sought: Sought) -> list[CatalogueVersion]:
    """The services that residents may see there: the front desk first, of those asked for by words the named first."""
    shown = await ctx.store.catalogue.list_shown(where.county_code if where else None)
    found = [one for one in shown if sought.fits(one.item)]
    words = sought.words.casefold().split()

    def place(one: CatalogueVersion) -> tuple[bool, tuple[int, int, str]]:
        return not all(word in one.item.name.casefold() for word in words), front_desk_place(one.item)

    return sorted(found, key=place)


async def get_service_item(ctx: Context, *, code: str, where: Division | None) -> CatalogueVersion:
    """One service with its guide.

    Raises: NotFound.
    """
    shown = await ctx.store.catalogue.find_shown(code, where.county_code if where else None)
    if shown is None:
        raise NotFound("没有这项服务，或已停止办理。", code="service_not_found")
    return shown


async def list_classes(ctx: Context, *, where: Division | None) -> list[ClassTold]:
    """The classes that hold something, in order."""
    shown = await ctx.store.catalogue.list_shown(where.county_code if where else None)
    codes = [one.item.class_code for one in shown]
    told = [ClassTold(one, codes.count(one.id)) for one in await ctx.store.catalogue.list_classes()]
    return [one for one in told if one.count]


async def list_all_classes(ctx: Context) -> list[CatalogueClass]:
    """All classes, in order."""
    return await ctx.store.catalogue.list_classes()


async def class_names(ctx: Context) -> dict[str, str]:
    """The names of all classes by code."""
    return {one.id: one.name for one in await ctx.store.catalogue.list_classes()}


async def fill_names(ctx: Context, text: str, *, where: Division | None) -> str:
    """The text with the names of the place where the asker lives, as far as they are known."""
    codes = dict(zip(("county", "township", "village"), _codes_of(where), strict=True))
    found = {part: await ctx.store.divisions.find(code) if code else None for part, code in codes.items()}
    names = {
        part: division.spoken_name if division else unnamed
        for (part, division), unnamed in zip(found.items(), UNNAMED, strict=True)
    }
    return fill_place(text, **names)


async def spoken_names(ctx: Context, codes: Iterable[str]) -> dict[str, str]:
    """What neighbours call these divisions, by code."""
    found = [await ctx.store.divisions.find(code) for code in dict.fromkeys(codes)]
    return {one.id: one.spoken_name for one in found if one}


def _codes_of(where: Division | None) -> tuple[str | None, str | None, str | None]:
    if where is None:
        return None, None, None
    township = where.township_code if where.level in (Level.TOWNSHIP, Level.VILLAGE) else None
    return where.county_code, township, where.id if where.level is Level.VILLAGE else None


async def _own_village(ctx: Context, token: str) -> Division | None:
    try:
        resident = await get_resident_signed_in(ctx, token=token)
    except SignInNeeded:
        return None  # the catalogue is open to everybody
    return await ctx.store.divisions.find(resident.village_code) if resident.village_code else None
