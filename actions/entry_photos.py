"""Photos of an entry: optional evidence, cleaned of everything but the picture, sealed, and linked in the chain."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from actions.chain_hours import change_entry
from actions.clean_photo import clean_photo
from actions.context import Context
from actions.hour_totals import changing_hours, place_of
from actions.log_hours import get_my_entry
from actions.look_at_photo import look_of
from actions.read_photo import read_photo
from actions.review_hours import get_entry
from domain.access import Access
from domain.hour_chain import ChangeKind
from domain.hours import ActorKind, Entry, EntryChanged, EntryEvent, EntryState
from domain.materials import CleanPhoto, Photo, PhotoNotFound, TooManyPhotos
from domain.people import Provider, Staff
from domain.photo_looks import EntryPhotosClosed, PhotoLook, bands_of

MOST_ENTRY_PHOTOS = 3
OPEN = frozenset({EntryState.DRAFT, EntryState.SUBMITTED, EntryState.RETURNED})
NUMBER = 0


async def add_entry_photo(ctx: Context, *, provider: Provider, entry_id: str, raw: bytes) -> Entry:
    """Add a photo to one's own entry that is not approved yet. The same photo again changes nothing.

    Raises: NotFound, EntryPhotosClosed, PhotoTooLarge, NotAPhoto, TooManyPhotos, EntryChanged, MonthClosed.
    """
    entry = await _open_entry(ctx, provider, entry_id)
    made = await asyncio.to_thread(clean_photo, raw)
    if len(entry.photo_ids) >= MOST_ENTRY_PHOTOS:
        raise TooManyPhotos(f"一条工时最多{MOST_ENTRY_PHOTOS}张照片，请先删除不要的。")
    photo = await _keep(ctx, entry, made)
    if photo.id in entry.photo_ids:
        return entry
    return await _link(ctx, entry, (*entry.photo_ids, photo.id), "补充照片")


async def delete_entry_photo(ctx: Context, *, provider: Provider, entry_id: str, photo_id: str) -> Entry:
    """Take a photo back. That there was one stays in the entry's history.

    Raises: NotFound, EntryPhotosClosed, EntryChanged, MonthClosed.
    """
    entry = await _open_entry(ctx, provider, entry_id)
    photo = await _find(ctx, entry, photo_id)
    after = await _link(ctx, entry, tuple(one for one in entry.photo_ids if one != photo_id), "删除照片")
    await ctx.store.photo_looks.drop(photo_id)
    await ctx.store.attachments.delete(photo)
    return after


async def read_my_entry_photo(ctx: Context, *, provider: Provider, entry_id: str, photo_id: str) -> bytes:
    """Raises: NotFound, also when it is somebody else's."""
    entry = await get_my_entry(ctx, provider=provider, entry_id=entry_id)
    return await read_photo(ctx, photo=await _find(ctx, entry, photo_id))


async def read_staff_entry_photo(ctx: Context, *, staff: Staff, entry_id: str, photo_id: str) -> bytes:
    """A photo beside an entry of the region; the look is written down first.

    Raises: NotFound.
    """
    entry = await get_entry(ctx, staff=staff, entry_id=entry_id)
    photo = await _find(ctx, entry, photo_id)
    why = f"entry:{entry.id}"
    access = Access(ctx.new_id(), staff.id, "staff", entry.provider_id, "photo", why, ctx.now(), granted=True)
    await ctx.store.access_log.add(access)
    return await read_photo(ctx, photo=photo)


async def _open_entry(ctx: Context, provider: Provider, entry_id: str) -> Entry:
    entry = await get_my_entry(ctx, provider=provider, entry_id=entry_id)
    if entry.state not in OPEN or entry.closed:
        raise EntryPhotosClosed()
    return entry


async def _keep(ctx: Context, entry: Entry, made: CleanPhoto) -> Photo:
    """The photo and its look, before anything points at them; what a crash leaves behind is swept on its day."""
    expires_at = ctx.now() + timedelta(days=ctx.settings.hours.photo_days)
    photo = await ctx.store.attachments.put(
        made,
        owner_id=entry.provider_id,
        booking_id=f"entry:{entry.id}",
        number=NUMBER,
        now=ctx.now(),
        expires_at=expires_at,
    )
    look = await asyncio.to_thread(look_of, made.content)
    kept = PhotoLook(
        photo.id, entry.id, entry.provider_id, entry.county_code, f"{look:016x}", bands_of(look), expires_at
    )
    await ctx.store.photo_looks.put(kept)
    return photo


async def _link(ctx: Context, entry: Entry, photo_ids: tuple[str, ...], what: str) -> Entry:
    """Write which photos belong to the entry; of a draft, which is in no chain yet, without a link."""
    after = replace(entry, photo_ids=photo_ids)
    event = EntryEvent(ctx.now(), entry.provider_id, ActorKind.PROVIDER, what)
    if entry.state is EntryState.DRAFT:
        done = await ctx.store.entries.change(entry, after, event)
    else:
        async with changing_hours(ctx, [place_of(entry)]):
            done = await change_entry(ctx, before=entry, after=after, change=ChangeKind.EVIDENCE, event=event)
    if not done:
        raise EntryChanged("这条工时刚刚有变动，请刷新后再试。")
    return await ctx.store.entries.find(entry.id) or after


async def _find(ctx: Context, entry: Entry, photo_id: str) -> Photo:
    photo = await ctx.store.attachments.find(photo_id) if photo_id in entry.photo_ids else None
    if photo is None:
        raise PhotoNotFound()
    return photo
