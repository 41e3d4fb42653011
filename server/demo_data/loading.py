"""Fills an empty store with the demo's world. Running it again changes nothing."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from actions.context import Context
from actions.import_divisions import DivisionFile, import_divisions
from actions.passwords import hash_password
from actions.start_catalogue import ensure_catalogue, read_catalogue
from domain.clock import civil_date
from domain.division_files import DivisionRow
from domain.divisions import Division, Level, pad_code
from domain.groups import ChannelName, Group, group_id_of
from domain.guides import FRONT_DESK_CODES, ServiceItem
from domain.people import ROLE_NAMES, Appointment, Provider, Resident, Staff
from domain.village_facts import VillageFacts
from handlers.demo_doors import DemoAdvisor, DemoPeople, DemoResident, DemoRoom, DemoStaff
from server.demo_data import world
from server.demo_data.channels import ensure_channels, ensure_hand_room
from server.demo_data.consultations import add_consultations
from server.demo_data.done_bookings import add_done_bookings
from server.demo_data.history import add_history
from server.demo_data.law_popularization import add_law_popularization
from server.demo_data.reports import add_sent_reports
from wechat.sandbox import SandboxPlatform
from wechat.sandbox.rooms import create_room

Say = Callable[[str], None]

FOLDER = Path(__file__).parent
CATALOGUE_FOLDER = FOLDER.parent / "start_data" / "catalogue"
MADE_UP_DIVISIONS = tuple(sorted((FOLDER / "divisions").glob("*.csv")))
UPPER_NAMES = (
    DivisionRow(0, pad_code("42"), "湖北省"),
    DivisionRow(0, pad_code("4202"), "黄石市"),
    DivisionRow(0, pad_code("99"), "演示省"),
    DivisionRow(0, pad_code("9901"), "演示市"),
)
FIRST_VILLAGE_NUMBER = 200  # of the last three digits; communities of towns come before


@dataclass(frozen=True)
class Place:
    """Where the demo plays."""

    county: Division
    township: Division
    villages: tuple[Division, ...]

    def fill(self, text: str, village: Division | None = None) -> str:
        """The text with the names of this place."""
        return text.format(
            county=self.county.name,
            township=self.township.name,
            village=(village or self.villages[0]).spoken_name,
        )


async def load_demo_data(
    ctx: Context, say: Say, *, platform: SandboxPlatform, division_files: Sequence[Path] = ()
) -> DemoPeople:
    """Load what is missing and tell whom the doors let one be."""
    if not await ctx.store.divisions.list_all_of_level(Level.COUNTY):
        await _import_divisions(ctx, say, division_files or MADE_UP_DIVISIONS)
    place = await _choose_place(ctx)
    await ensure_catalogue(ctx, folder=CATALOGUE_FOLDER)
    rooms = await _ensure_rooms(ctx, platform, place)
    await ensure_hand_room(ctx, place.villages)
    if await ctx.store.staff.find_by_login(world.STAFF[-1].login) is None:
        say(f"正在布置演示数据：{place.township.full_name}")
        _, items = await asyncio.to_thread(read_catalogue, CATALOGUE_FOLDER)
        await _add_providers(ctx, place, items)
        await _add_residents(ctx, platform, place)
        await _add_village_facts(ctx, place)
        await add_law_popularization(ctx, place.township)
        await add_history(ctx, place.villages)
        await add_consultations(ctx, place.villages)
        await add_done_bookings(ctx, platform)
        await _add_staff(ctx, place)  # last, because their presence says that all is there
        await add_sent_reports(ctx, place.county, place.township, place.villages[0])  # names its staff
    office = await ensure_channels(ctx, platform, place.township, place.villages)
    await platform.saved()
    return _people(place, (*rooms, office))


async def _import_divisions(ctx: Context, say: Say, paths: Sequence[Path]) -> None:
    files = [DivisionFile(path.name, await asyncio.to_thread(path.read_bytes)) for path in paths]
    provinces = {line[:2] for file in files for line in file.content.decode("utf-8-sig").splitlines()[1:2]}
    named = [row for row in UPPER_NAMES if row.code[:2] in provinces]
    outcome = await import_divisions(ctx, files=files, named=named, progress=say)
    for problem in outcome.refused.values():
        raise problem


async def _choose_place(ctx: Context) -> Place:
    township = await ctx.store.divisions.find(world.PREFERRED_TOWNSHIP)
    if township is None:
        county = (await ctx.store.divisions.list_all_of_level(Level.COUNTY))[0]
        township = (await ctx.store.divisions.list_children(county.id))[0]
    county_found = await ctx.store.divisions.find(township.county_code)
    villages = await ctx.store.divisions.list_children(township.id)
    rural = [one for one in villages if int(one.id[-3:]) >= FIRST_VILLAGE_NUMBER] or villages
    return Place(county_found or township, township, tuple(rural[: world.DEMO_VILLAGES]))


async def _ensure_rooms(ctx: Context, platform: SandboxPlatform, place: Place) -> tuple[DemoRoom, ...]:
    """Two groups: one answers at once, one is a WeCom customer group whose owner confirms every sending."""
    rooms = (
        (ChannelName.SIMULATOR, "room-1", place.villages[0], "村民群"),
        (ChannelName.WECOM_CUSTOMER_GROUP, "room-2", place.villages[1], "村民群（企业微信）"),
    )
    for channel, chat_id, village, kind in rooms:
        name = f"{village.spoken_name}{kind}"
        create_room(platform, chat_id=chat_id, name=name, owner=world.GROUP_OWNER)
        group = Group(group_id_of(channel, chat_id), channel, chat_id, name, ctx.now(), owner=world.GROUP_OWNER)
        kept = await ctx.store.groups.add_or_find(group)
        if kept.village_code is None:
            await ctx.store.groups.bind(kept, village.id, "demo", ctx.now())
    await platform.saved()
    return tuple(DemoRoom(chat_id, f"{village.spoken_name}{kind}") for _, chat_id, village, kind in rooms)


async def _add_providers(ctx: Context, place: Place, items: Sequence[ServiceItem]) -> None:
    year = civil_date(ctx.now()).year
    for number, one in enumerate(world.PROVIDERS):
        village = place.villages[one.villages[0]] if one.villages else None
        sealed = ctx.store.sealer.sealed_phone(one.phone)
        provider = Provider(
            id=one.id,
            name=one.name,
            kind=one.kind,
            organisation=place.fill(one.organisation),
            licence_number=one.licence_number,
            county_code=place.county.id,
            township_code=place.township.id if one.in_township else None,
            place=place.fill(one.place, village),
            opening=one.opening,
            latitude=world.MIDDLE[0] + number / 100,
            longitude=world.MIDDLE[1] - number / 100,
            address=place.fill(one.place, village),
            service_codes=(*one.service_codes, *_more_codes(one, items)),
            phone_sealed=sealed["phone_sealed"],
            phone_index=sealed["phone_index"],
            phone_masked=sealed["phone_masked"],
        )
        await ctx.store.providers.put(provider)
        if one.public_phone:
            await ctx.store.board_profiles.set_phone(one.id, one.public_phone, "demo", ctx.now())
        for served in one.villages:
            code = place.villages[served].id
            term = (date(year, 1, 1), date(year + 1, 12, 31))
            await ctx.store.appointments.put(Appointment(f"{one.id}:{code}", one.id, code, *term))


def _more_codes(one: world.DemoProvider, items: Sequence[ServiceItem]) -> tuple[str, ...]:
    """Beyond the front desk, a provider gives whatever their profession may give."""
    listed = {*one.service_codes, *FRONT_DESK_CODES}
    return tuple(item.id for item in items if one.kind in item.provider_kinds and item.id not in listed)


async def _add_residents(ctx: Context, platform: SandboxPlatform, place: Place) -> None:
    for one in world.RESIDENTS:
        if one.village is None:
            continue  # she shows how it is to come for the first time
        newcomer = Resident(id=ctx.new_id(), openid=platform.openid_of(one.user), created_at=ctx.now())
        resident = await ctx.store.residents.add_or_find(newcomer)
        resident = await ctx.store.residents.set_phone(resident, one.phone)
        await ctx.store.residents.set_village(resident, place.villages[one.village].id)


async def _add_village_facts(ctx: Context, place: Place) -> None:
    """Of all but the last, so that one sees what a gap looks like. The numbers belong to nobody."""
    for number, village in enumerate(place.villages[:-1], 1):
        where = f"{village.spoken_name}党群服务中心一楼"
        north = world.MIDDLE[0] + (number - 1) / 20  # the first is where the made-up phones are, the next some miles on
        spot = f"{north:.4f},{world.MIDDLE[1]}"
        facts = VillageFacts(village.id, f"0000-500010{number}", where, "村委会院内，进门左手第一间", spot)
        await ctx.store.village_facts.put(facts)


async def _add_staff(ctx: Context, place: Place) -> None:
    codes = {"village": place.villages[0].id, "township": place.township.id, "county": place.county.id}
    codes["city"] = pad_code(place.county.id[:4])
    for one in world.STAFF:
        password_hash = await asyncio.to_thread(hash_password, one.password)
        account = Staff(f"demo-{one.login}", one.login, one.name, one.role, codes[one.at], password_hash)
        await ctx.store.staff.add(replace(account, wecom_user_id=one.wecom))


def _people(place: Place, rooms: tuple[DemoRoom, ...]) -> DemoPeople:
    def villages(numbers: tuple[int, ...]) -> tuple[str, ...]:
        return tuple(place.villages[number].spoken_name for number in numbers)

    advisors = [one for one in world.PROVIDERS if one.villages]
    return DemoPeople(
        residents=tuple(DemoResident(one.user, one.name, one.phone) for one in world.RESIDENTS),
        advisors=tuple(DemoAdvisor(one.id, one.name, one.phone, villages(one.villages)) for one in advisors),
        staff=tuple(DemoStaff(one.login, one.password, one.name, ROLE_NAMES[one.role]) for one in world.STAFF),
        rooms=rooms,
    )
