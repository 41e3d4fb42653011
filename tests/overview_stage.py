"""A county with something behind every figure of the overview: hours, matters, bookings, in two townships."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from actions.context import Context
from actions.log_hours import log_entry
from actions.review_hours import approve_entry, return_entry
from domain.bookings import Booking, BookingState
from domain.choosing import Nearness
from domain.clock import at_civil
from domain.divisions import Division, Level
from domain.hours import EntryKind, EntryWay
from domain.matters import Matter, MatterKind, MatterSource, MatterState
from domain.people import Role
from tests.builders import (
    COUNTY,
    TOWNSHIP,
    VILLAGE,
    add_appointment,
    add_divisions,
    add_provider,
    add_service,
    add_staff,
)
from tests.integration.test_hours import DRAFT

CITY = "420200000000"
OTHER_COUNTY = "420203000000"
OTHER_VILLAGE = "420202006001"
LONE_VILLAGE = "420202005002"

WORK = (
    # provider, village, day, hours, kind, way, what becomes of it
    ("zhang", VILLAGE, date(2026, 11, 20), (9, 12), EntryKind.CONSULTATION, EntryWay.ON_SITE, "approve"),
    ("zhang", VILLAGE, date(2026, 11, 19), (14, 16), EntryKind.LECTURE, EntryWay.ON_SITE, "approve"),
    ("zhang", VILLAGE, date(2026, 10, 12), (9, 10), EntryKind.CONSULTATION, EntryWay.PHONE, "approve"),
    ("wang", VILLAGE, date(2026, 11, 18), (9, 10), EntryKind.MEDIATION, EntryWay.ON_SITE, "approve"),
    ("wang", VILLAGE, date(2026, 11, 17), (9, 11), EntryKind.DOCUMENT, EntryWay.ONLINE, "wait"),
    ("zhang", OTHER_VILLAGE, date(2026, 11, 18), (9, 11), EntryKind.VISIT, EntryWay.ON_SITE, "approve"),
    ("zhang", OTHER_VILLAGE, date(2026, 11, 13), (15, 16), EntryKind.VISIT, EntryWay.ON_SITE, "return"),
    ("zhang", OTHER_VILLAGE, date(2026, 3, 3), (15, 18), EntryKind.LECTURE, EntryWay.ON_SITE, "approve"),
)


async def add_region(ctx: Context) -> None:
    """The city, its two counties, the people and what they did."""
    await add_divisions(ctx)
    await ctx.store.divisions.put(Division(CITY, Level.CITY, "黄石市", None, "湖北省黄石市"))
    await ctx.store.divisions.put(replace(await _county(ctx), parent_code=CITY))
    await ctx.store.divisions.put(Division(OTHER_COUNTY, Level.COUNTY, "西塞山区", CITY, "黄石市西塞山区"))
    await add_service(ctx)
    people = {"zhang": await add_provider(ctx)}
    people["wang"] = await add_provider(ctx, "wang", name="王丽", phone="13800000002")
    for provider_id, village in (("zhang", VILLAGE), ("wang", VILLAGE), ("zhang", OTHER_VILLAGE)):
        await add_appointment(ctx, provider_id, village)
    await add_work(ctx, people)
    await add_matters(ctx)
    await add_bookings(ctx)


async def add_staff_of_all_levels(ctx: Context) -> None:
    """Of the township, the county, the city, and of the county beside it."""
    await add_staff(ctx)
    await add_staff(ctx, "lin", division_code=COUNTY, role=Role.COUNTY)
    await add_staff(ctx, "shi", division_code=CITY, role=Role.CITY)
    await add_staff(ctx, "sun", division_code=OTHER_COUNTY, role=Role.COUNTY)


async def _county(ctx: Context) -> Division:
    found = await ctx.store.divisions.find(COUNTY)
    assert found
    return found


async def add_work(ctx: Context, people: dict[str, Any]) -> None:
    """Entries as they are logged and reviewed, each on its evening."""
    reviewer = await add_staff(ctx, "reviewer", division_code=COUNTY, role=Role.COUNTY)
    for who, village, on, (opens, closes), kind, way, end in WORK:
        evening = at_civil(on, time(20))
        then = replace(ctx, now=lambda evening=evening: evening)
        draft = replace(
            DRAFT, village_code=village, on=on, from_time=time(opens), to_time=time(closes), kind=kind, way=way
        )
        entry = await log_entry(then, provider=people[who], draft=draft, client_id=None)
        if end == "approve":
            await approve_entry(then, staff=reviewer, entry_id=entry.id)
        elif end == "return":
            await return_entry(then, staff=reviewer, entry_id=entry.id, reason="请核对")


async def add_matters(ctx: Context) -> None:
    """One question answered in time, one late, one still within its time; a wish for a service; one of last month."""
    asked = at_civil(date(2026, 11, 16), time(9))
    stories = (
        ("1", VILLAGE, MatterKind.QUESTION, asked, timedelta(hours=6)),
        ("2", VILLAGE, MatterKind.QUESTION, asked, timedelta(hours=7)),
        ("3", VILLAGE, MatterKind.QUESTION, ctx.now() - timedelta(hours=2), None),
        ("4", OTHER_VILLAGE, MatterKind.QUESTION, asked, None),
        ("5", OTHER_VILLAGE, MatterKind.SERVICE_REQUEST, asked, None),
        ("6", VILLAGE, MatterKind.QUESTION, asked - timedelta(days=30), None),
    )
    for number, village, kind, created_at, after in stories:
        answered_at = created_at + after if after else None
        await ctx.store.matters.add(matter_of(number, village, kind, created_at, answered_at))


def matter_of(
    number: str, village: str, kind: MatterKind, created_at: datetime, answered_at: datetime | None
) -> Matter:
    """A matter from the mini-program."""
    return Matter(
        id=f"HS20261116-000{number}",
        kind=kind,
        source=MatterSource.MINI_PROGRAM,
        text=f"第{number}件：邻居不该看见的借条",
        village_code=village,
        township_code=f"{village[:9]}000",
        county_code=COUNTY,
        state=MatterState.ANSWERED if answered_at else MatterState.OPEN,
        urgent=False,
        created_at=created_at,
        deadline_at=created_at + timedelta(hours=6),
        card_token=f"card-{number}",
        history=(),
        answered_at=answered_at,
    )


async def add_bookings(ctx: Context) -> None:
    """Two in November, one of them cancelled; one in December."""
    days = ((date(2026, 11, 24), BookingState.BOOKED), (date(2026, 11, 25), BookingState.CANCELLED))
    for number, (on, state) in enumerate((*days, (date(2026, 12, 1), BookingState.BOOKED))):
        starts_at = at_civil(on, time(9))
        booking = Booking(
            id=f"booking-{number}",
            resident_id="li",
            provider_id="zhang",
            service_code="find-lawyer",
            village_code=OTHER_VILLAGE,
            seat=0,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=30),
            on=on,
            quarters=(number,),
            resident_quarters=(number,),
            state=state,
            active=state is BookingState.BOOKED,
            place="工作室",
            nearness=Nearness.OWN_ADVISOR,
            why="",
            request_key=f"key-{number}",
            request_print="",
            created_at=ctx.now(),
            held_number=number,
        )
        await ctx.store.bookings.add(booking)


__all__ = ["CITY", "COUNTY", "LONE_VILLAGE", "OTHER_COUNTY", "OTHER_VILLAGE", "TOWNSHIP", "VILLAGE"]
