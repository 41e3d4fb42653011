"""The records behind a figure of the overview: exactly those that it counts, a page at a time."""

from collections.abc import Iterable
from dataclasses import dataclass

from actions.context import Context
from actions.entry_records import ROWS_A_PAGE, Asked, EntryRecords, list_entry_records, page_start
from actions.gather_figures import gather_figures, list_glances, period_of
from actions.overview import path_to
from actions.regions import get_division_of, region_range
from domain.bookings import Booking
from domain.divisions import Division
from domain.errors import NotFound
from domain.figures import ENTRY_FIGURES, MATTER_FIGURES, VILLAGE_FIGURES, Figure
from domain.matter_glances import MatterGlance
from domain.matters import Matter
from domain.overview import RegionFigures, add_up
from domain.people import Provider, Staff
from domain.services import Service


@dataclass(frozen=True)
class VillageRecord:
    """A village with what it adds up to."""

    village: Division
    township: Division | None
    advisors: tuple[Provider, ...]
    figures: RegionFigures


@dataclass(frozen=True)
class VillageRecords:
    """Villages by code."""

    count: int
    shown: tuple[VillageRecord, ...]


@dataclass(frozen=True)
class MatterRecord:
    """A matter, and how its reply stands."""

    matter: Matter
    glance: MatterGlance
    village: Division | None
    owner: Provider | None


@dataclass(frozen=True)
class MatterRecords:
    """Matters, soonest first."""

    count: int
    shown: tuple[MatterRecord, ...]


@dataclass(frozen=True)
class BookingRecord:
    """A booking, without a word about the resident."""

    booking: Booking
    village: Division | None
    provider: Provider | None
    service: Service | None


@dataclass(frozen=True)
class BookingRecords:
    """Bookings, soonest first."""

    count: int
    shown: tuple[BookingRecord, ...]


@dataclass(frozen=True)
class RecordsWish:
    """What narrows the records, and the page of the list."""

    year: int | None = None
    month: int | None = None
    provider_id: str | None = None
    page: int = 1


Records = EntryRecords | VillageRecords | MatterRecords | BookingRecords


@dataclass(frozen=True)
class RecordsTold:
    """The records with what they were asked for; ``provider`` where only one advisor's are shown."""

    asked: Asked
    path: tuple[Division, ...]
    records: Records
    provider: Provider | None


async def tell_records(ctx: Context, *, staff: Staff, code: str, figure: str, wish: RecordsWish) -> RecordsTold:
    """The records behind a figure of a division.

    Raises: NotFound when the division lies elsewhere or there is no such figure; BadInput.
    """
    division = await get_division_of(ctx, staff=staff, code=code)
    if figure not in set(Figure):
        raise NotFound("没有这项统计。", code="figure_not_found")
    period = period_of(ctx, wish.year, wish.month)
    asked = Asked(division, Figure(figure), period, wish.month, wish.provider_id, wish.page)
    provider = await ctx.store.providers.find(wish.provider_id) if wish.provider_id else None
    path = await path_to(ctx, staff=staff, division=division)
    return RecordsTold(asked, path, await _list(ctx, staff, asked), provider)


async def _list(ctx: Context, staff: Staff, asked: Asked) -> Records:
    if asked.figure in ENTRY_FIGURES:
        return await list_entry_records(ctx, staff=staff, asked=asked)
    if asked.figure in VILLAGE_FIGURES:
        return await _villages(ctx, staff, asked)
    if asked.figure in MATTER_FIGURES:
        return await _matters(ctx, asked)
    return await _bookings(ctx, staff, asked)


async def _villages(ctx: Context, staff: Staff, asked: Asked) -> VillageRecords:
    gathered = await gather_figures(ctx, staff=staff, division=asked.division, period=asked.period)
    belongs = VILLAGE_FIGURES[asked.figure]
    found = [one for one in gathered.villages if one.standing and belongs(one)]
    shown = found[page_start(len(found), asked.page) :][:ROWS_A_PAGE]
    people = await _people(ctx, (key for one in shown for key in one.advisor_ids))
    villages = [gathered.standing[one.code] for one in shown]
    townships = await _divisions(ctx, (one.township_code for one in villages))
    rows = [
        VillageRecord(
            village,
            townships[village.township_code],
            tuple(people[key] for key in one.advisor_ids if key in people),
            add_up([one]),
        )
        for one, village in zip(shown, villages, strict=True)
    ]
    return VillageRecords(len(found), tuple(rows))


async def _matters(ctx: Context, asked: Asked) -> MatterRecords:
    belongs = MATTER_FIGURES[asked.figure]
    glances = await list_glances(ctx, division=asked.division, period=asked.period)
    found = [one for one in glances if belongs(one, ctx.now())]
    shown = found[page_start(len(found), asked.page) :][:ROWS_A_PAGE]
    matters = await ctx.store.matters.find_many(one.id for one in shown)
    people = await _people(ctx, (one.owner_provider_id for one in matters.values() if one.owner_provider_id))
    villages = await _divisions(ctx, (one.village_code for one in shown))
    rows = [
        MatterRecord(
            matters[one.id], one, villages[one.village_code], people.get(matters[one.id].owner_provider_id or "")
        )
        for one in shown
        if one.id in matters
    ]
    return MatterRecords(len(found), tuple(rows))


async def _bookings(ctx: Context, staff: Staff, asked: Asked) -> BookingRecords:
    days, codes = (asked.period.first_day, asked.period.beyond_day), region_range(staff, asked.division.id)
    found = await ctx.store.desk_bookings.list_held(*days, *codes)
    shown = found[page_start(len(found), asked.page) :][:ROWS_A_PAGE]
    people = await _people(ctx, (one.provider_id for one in shown))
    villages = await _divisions(ctx, (one.village_code for one in shown))
    services = {
        key: await ctx.store.services.find(*key) for key in {(one.service_code, one.village_code) for one in shown}
    }
    rows = [
        BookingRecord(
            one,
            villages[one.village_code],
            people.get(one.provider_id),
            services[one.service_code, one.village_code],
        )
        for one in shown
    ]
    return BookingRecords(len(found), tuple(rows))


async def _people(ctx: Context, provider_ids: Iterable[str]) -> dict[str, Provider]:
    wanted = set(provider_ids)
    return {one.id: one for one in await ctx.store.providers.find_many(wanted)} if wanted else {}


async def _divisions(ctx: Context, codes: Iterable[str]) -> dict[str, Division | None]:
    return {code: await ctx.store.divisions.find(code) for code in set(codes)}
