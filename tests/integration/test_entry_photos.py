"""Photos of entries: optional, cleaned, sealed, in the chain; and the same photo used twice is told with its entry."""

import io
from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from tornado.httpclient import AsyncHTTPClient

from actions.close_month import close_month
from actions.context import Context
from actions.entry_photos import add_entry_photo
from actions.log_hours import draft_entry, get_my_entry, log_entry
from actions.look_at_photo import look_of
from actions.review_hours import add_signals, approve_entry, list_entries, tell_entries
from actions.verify_chain import verify_chains
from domain.hours import EntryState
from domain.materials import TooManyPhotos
from domain.people import Role
from domain.photo_looks import EntryPhotosClosed, bands_of, look_alike
from domain.signals import SignalKind
from store.database import Database
from tests.builders import COUNTY, NEXT_TOWNSHIP, SettableClock, add_appointment, add_provider, add_staff
from tests.callers import advisor_caller, staff_caller
from tests.integration.test_hours import DRAFT, prepare

pytestmark = pytest.mark.gen_test(timeout=60)

OTHER = replace(DRAFT, from_time=time(14), to_time=time(15))


def picture(seed: int = 1, *, size: tuple[int, int] = (640, 480), quality: int = 90) -> bytes:
    """A made-up photo: fields of grey that differ with the seed, with a place in its metadata."""
    canvas = Image.new("RGB", (640, 480), "white")
    draw = ImageDraw.Draw(canvas)
    for number in range(48):
        shade = (number * 67 * seed + seed * 31) % 256
        x, y = number % 8 * 80, number // 8 * 80
        draw.rectangle((x, y, x + 80, y + 80), fill=(shade, shade, shade))
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (30.0, 13.0, 12.0)}
    out = io.BytesIO()
    canvas.resize(size).save(out, "JPEG", quality=quality, exif=exif)
    return out.getvalue()


async def signals(ctx: Context, staff: Any) -> dict[str, list[Any]]:
    """By entry, what is told of its photos."""
    waiting = await list_entries(ctx, staff=staff, state=EntryState.SUBMITTED)
    told = await add_signals(ctx, staff=staff, told=await tell_entries(ctx, entries=waiting))
    return {one.entry.id: [two for two in one.signals if two.kind is SignalKind.SAME_PHOTO] for one in told}


async def test_a_photo_is_added_seen_by_staff_with_a_trace_and_taken_back(
    ctx: Context, database: Database, http_client: AsyncHTTPClient, base_url: str
) -> None:
    provider = await prepare(ctx)
    await add_staff(ctx)
    entry = await log_entry(ctx, provider=provider, draft=DRAFT, client_id=None)
    call = await advisor_caller(ctx, http_client, base_url)
    path = f"/api/v1/advisor/entries/{entry.id}/photos"
    for _ in range(2):
        answer = await call.fetch("PUT", path, picture(), **{"Content-Type": "image/jpeg"})
        assert answer.code == 200, answer.body
    [photo_id] = (await get_my_entry(ctx, provider=provider, entry_id=entry.id)).photo_ids
    staff = await staff_caller(http_client, base_url)
    seen = await staff.fetch("GET", f"/api/v1/staff/entries/{entry.id}/photos/{photo_id}")
    assert (seen.code, seen.headers["Content-Type"]) == (200, "image/jpeg")
    assert not Image.open(io.BytesIO(seen.body)).getexif()
    [access] = [one async for one in database["access_log"].find({})]
    assert (access["who"], access["what"], access["why"]) == ("wu", "photo", f"entry:{entry.id}")
    assert (await call("DELETE", f"{path}/{photo_id}"))[1]["photo_ids"] == []
    assert (await call.fetch("GET", f"{path}/{photo_id}")).code == 404
    assert await database["photo_looks"].count_documents({}) == 0
    [report] = await verify_chains(ctx)
    assert (report.faults, report.head.seq) == ((), 3)


async def test_photos_stay_as_they_were_approved_and_three_are_enough(ctx: Context, clock: SettableClock) -> None:
    provider, staff = await prepare(ctx), await add_staff(ctx)
    entry = await log_entry(ctx, provider=provider, draft=DRAFT, client_id=None)
    for seed in (1, 2, 3):
        await add_entry_photo(ctx, provider=provider, entry_id=entry.id, raw=picture(seed))
    with pytest.raises(TooManyPhotos):
        await add_entry_photo(ctx, provider=provider, entry_id=entry.id, raw=picture(4))
    await approve_entry(ctx, staff=staff, entry_id=entry.id)
    with pytest.raises(EntryPhotosClosed):
        await add_entry_photo(ctx, provider=provider, entry_id=entry.id, raw=picture(5))
    draft = await draft_entry(ctx, provider=provider, draft=OTHER, client_id="draft")
    assert len((await add_entry_photo(ctx, provider=provider, entry_id=draft.id, raw=picture(6))).photo_ids) == 1
    county = await add_staff(ctx, "lin", division_code=COUNTY, role=Role.COUNTY)
    clock.move(days=10)
    await close_month(ctx, staff=county, code=entry.village_code, month="2026-11")
    assert (await verify_chains(ctx))[0].faults == ()


async def test_the_same_photo_on_two_entries_is_told_with_the_other_one(ctx: Context) -> None:
    provider, staff = await prepare(ctx), await add_staff(ctx)
    first = await log_entry(ctx, provider=provider, draft=DRAFT, client_id=None)
    second = await log_entry(ctx, provider=provider, draft=OTHER, client_id=None)
    await add_entry_photo(ctx, provider=provider, entry_id=first.id, raw=picture(7))
    smaller = picture(7, size=(400, 300), quality=50)
    await add_entry_photo(ctx, provider=provider, entry_id=second.id, raw=smaller)
    found = await signals(ctx, staff)
    [told] = found[second.id]
    assert told.other.id == first.id
    assert told.sentence == "照片与2026年11月20日在桂花湾社区的另一条工时里的相同或几乎相同。"
    assert [one.other.id for one in found[first.id]] == [second.id]


async def test_another_advisors_photo_elsewhere_is_told_without_showing_the_entry(ctx: Context) -> None:
    provider, staff = await prepare(ctx), await add_staff(ctx)
    wang = await add_provider(ctx, "wang", name="王丽", phone="13800000002")
    await add_appointment(ctx, "wang", "420202006001")
    mine = await log_entry(ctx, provider=provider, draft=DRAFT, client_id=None)
    theirs = await log_entry(ctx, provider=wang, draft=replace(DRAFT, village_code="420202006001"), client_id=None)
    for one, who in ((mine, provider), (theirs, wang)):
        await add_entry_photo(ctx, provider=who, entry_id=one.id, raw=picture(8))
    [told] = (await signals(ctx, staff))[mine.id]
    assert (told.other, told.sentence) == (None, "照片与别处另一位顾问的工时里的相同或几乎相同。")
    neighbour = await add_staff(ctx, "qi", division_code=NEXT_TOWNSHIP)
    assert list(await signals(ctx, neighbour)) == [theirs.id]


def test_looks_outlive_resizing_and_compressing_and_differ_between_photos() -> None:
    looks = [look_of(picture(seed)) for seed in range(1, 12)]
    for seed, look in enumerate(looks, 1):
        again = look_of(picture(seed, size=(400, 300), quality=40))
        assert look_alike(f"{look:x}", f"{again:x}")
        assert not [other for other in looks if other != look and look_alike(f"{look:x}", f"{other:x}")]
    blank = io.BytesIO()
    Image.new("RGB", (64, 48), "black").save(blank, "JPEG")
    assert bands_of(look_of(blank.getvalue())) == ()


@settings(max_examples=100, deadline=None)
@given(look=st.integers(0, 2**64 - 1), bits=st.sets(st.integers(0, 63), max_size=3))
def test_looks_that_differ_in_three_bits_share_a_band(look: int, bits: set[int]) -> None:
    other = look
    for bit in bits:
        other ^= 1 << bit
    assert look_alike(f"{look:x}", f"{other:x}")
    if bands_of(look) and bands_of(other):
        assert set(bands_of(look)) & set(bands_of(other))
