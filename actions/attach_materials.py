"""Materials with a booking: the resident hands photos in, the office checks them, accepts, and the clock runs."""

import asyncio
from dataclasses import dataclass, replace

from actions.clean_photo import clean_photo
from actions.context import Context
from actions.desk_access import Desk, get_desk_booking
from actions.follow_bookings import get_my_booking
from actions.read_photo import read_photo
from domain.access import Access
from domain.bookings import Booking
from domain.clock import civil_date
from domain.divisions import code_range, county_of
from domain.errors import NotFound
from domain.materials import (
    KEPT_AFTER,
    OPEN_STATES,
    AlreadyAccepted,
    Application,
    Check,
    CheckResult,
    MaterialsClosed,
    MaterialsMissing,
    NoPhotosTaken,
    Photo,
    PhotoNotFound,
    due_day,
    new_application,
)
from domain.notices import NoticeKind, fit_thing, notice_of_booking
from domain.people import Resident


@dataclass(frozen=True)
class ApplicationTold:
    """An application with its photos. ``days_left`` counts as the limit does."""

    application: Application
    photos: tuple[Photo, ...]
    days_left: int | None


# --- the resident ----------------------------------------------------------------------------------------------------


async def get_my_application(ctx: Context, *, resident: Resident, booking_id: str) -> ApplicationTold:
    """The checklist of one's own booking.

    Raises: NotFound.
    """
    booking = await get_my_booking(ctx, resident=resident, booking_id=booking_id)
    return await _tell(ctx, booking)


async def add_photo(ctx: Context, *, resident: Resident, booking_id: str, number: int, raw: bytes) -> ApplicationTold:
    """Hand in a photo of a material. The same photo again changes nothing.

    Raises: NotFound, BadInput (no such material, PhotoTooLarge, NotAPhoto), NoPhotosTaken, MaterialsClosed,
    TooManyPhotos.
    """
    booking = await get_my_booking(ctx, resident=resident, booking_id=booking_id)
    application = await _find_or_make(ctx, booking)
    _check_open(booking, application)
    if not application.get_material(number).photo_upload:
        raise NoPhotosTaken()
    made = await asyncio.to_thread(clean_photo, raw)
    await ctx.store.applications.add_or_find(application)
    await ctx.store.attachments.put(
        made,
        owner_id=resident.id,
        booking_id=booking.id,
        number=number,
        now=ctx.now(),
        expires_at=booking.ends_at + KEPT_AFTER,
    )
    await ctx.store.applications.forget_missing(booking.id, number)
    return await _tell(ctx, booking)


async def read_my_photo(ctx: Context, *, resident: Resident, booking_id: str, number: int, photo_id: str) -> bytes:
    """Raises: NotFound, also when it is somebody else's."""
    booking = await get_my_booking(ctx, resident=resident, booking_id=booking_id)
    return await read_photo(ctx, photo=await _get_photo(ctx, booking, number, photo_id))


async def delete_my_photo(
    ctx: Context, *, resident: Resident, booking_id: str, number: int, photo_id: str
) -> ApplicationTold:
    """Take a photo back, at any time.

    Raises: NotFound.
    """
    booking = await get_my_booking(ctx, resident=resident, booking_id=booking_id)
    await ctx.store.attachments.delete(await _get_photo(ctx, booking, number, photo_id))
    return await _tell(ctx, booking)


# --- the office ------------------------------------------------------------------------------------------------------


async def get_desk_application(ctx: Context, *, desk: Desk, booking_id: str) -> ApplicationTold:
    """The checklist of a booking at this desk.

    Raises: NotFound.
    """
    return await _tell(ctx, await get_desk_booking(ctx, desk=desk, booking_id=booking_id))


async def read_desk_photo(ctx: Context, *, desk: Desk, booking_id: str, number: int, photo_id: str) -> bytes:
    """A resident's photo; the look is written down first.

    Raises: NotFound, also when the booking is at another desk.
    """
    booking = await get_desk_booking(ctx, desk=desk, booking_id=booking_id)
    photo = await _get_photo(ctx, booking, number, photo_id)
    access = Access(
        id=ctx.new_id(),
        who=desk.actor_id,
        who_kind="provider" if desk.provider else "staff",
        whose=booking.resident_id,
        what="photo",
        why=f"booking:{booking.id}:{number}",
        at=ctx.now(),
        granted=True,
    )
    await ctx.store.access_log.add(access)
    return await read_photo(ctx, photo=photo)


async def check_material(
    ctx: Context, *, desk: Desk, booking_id: str, number: int, result: CheckResult, note: str | None
) -> ApplicationTold:
    """Say whether a material will do; the resident is told what is missing, and when all is there.

    Raises: NotFound, NotAllowed, BadInput (no such material), MaterialsClosed.
    """
    desk.check_may_change()
    booking = await get_desk_booking(ctx, desk=desk, booking_id=booking_id)
    application = await _find_or_make(ctx, booking)
    _check_open(booking, application)
    material = application.get_material(number)
    await ctx.store.applications.add_or_find(application)
    check = Check(result, desk.actor_id, ctx.now(), note)
    if not await ctx.store.applications.set_check(booking.id, number, check):
        raise MaterialsClosed()
    told = await _tell(ctx, booking)
    occasion = f"{booking.id}:{number}:{int(check.at.timestamp())}"
    if result is CheckResult.MISSING:
        words = f"您申请的“{application.service_name}”，材料“{material.name}”需要补充"
        await _notify(ctx, booking, occasion, "材料需要补充", f"{words}：{_sentence(note)}" if note else f"{words}。")
    elif told.application.is_complete:
        text = f"您申请的“{application.service_name}”，上传的材料已通过预审，请带上原件按时办理。"
        await _notify(ctx, booking, f"{booking.id}:complete", "材料已通过预审", text)
    return told


async def accept_application(ctx: Context, *, desk: Desk, booking_id: str) -> ApplicationTold:
    """Accept; from tomorrow on the days of the statutory limit count. Accepting twice is refused.

    Raises: NotFound, NotAllowed, MaterialsClosed, MaterialsMissing, AlreadyAccepted.
    """
    desk.check_may_change()
    booking = await get_desk_booking(ctx, desk=desk, booking_id=booking_id)
    kept = await ctx.store.applications.add_or_find(await _find_or_make(ctx, booking))
    if kept.accepted_at:
        raise AlreadyAccepted()
    _check_open(booking, kept)
    if kept.missing_numbers:
        raise MaterialsMissing(details={"missing": kept.missing_numbers})
    due_on = due_day(civil_date(ctx.now()), kept.time_limit)
    current = replace(kept, provider_id=booking.provider_id)
    if not await ctx.store.applications.accept(current, desk.actor_id, ctx.now(), due_on):
        raise AlreadyAccepted()
    ends = f"，应在{due_on.month}月{due_on.day}日前办结" if due_on else ""
    text = f"您申请的“{kept.service_name}”已于{civil_date(ctx.now()).month}月{civil_date(ctx.now()).day}日受理{ends}。"
    await _notify(ctx, booking, booking.id, "申请已受理", text, NoticeKind.APPLICATION_ACCEPTED)
    return await _tell(ctx, booking)


async def conclude_application(ctx: Context, *, desk: Desk, booking_id: str) -> ApplicationTold:
    """The result has been handed over: the clock stops. Concluding twice is harmless.

    Raises: NotFound, NotAllowed.
    """
    desk.check_may_change()
    booking = await get_desk_booking(ctx, desk=desk, booking_id=booking_id)
    await ctx.store.applications.conclude(booking.id, ctx.now())
    return await _tell(ctx, booking)


async def list_running(ctx: Context, *, desk: Desk) -> list[ApplicationTold]:
    """The accepted applications of this desk that are not concluded, what is due first."""
    if desk.provider:
        found = await ctx.store.applications.list_running_of_provider(desk.provider.id)
    else:
        found = await ctx.store.applications.list_running_in_range(
            *code_range(desk.staff.division_code if desk.staff else "")
        )
    today = civil_date(ctx.now())
    return [ApplicationTold(one, (), one.days_left(today)) for one in found]


# --- both ------------------------------------------------------------------------------------------------------------


async def _tell(ctx: Context, booking: Booking) -> ApplicationTold:
    application = await _find_or_make(ctx, booking)
    photos = await ctx.store.attachments.list_of(booking.id)
    return ApplicationTold(application, tuple(photos), application.days_left(civil_date(ctx.now())))


async def _find_or_make(ctx: Context, booking: Booking) -> Application:
    """The application as it is kept, or as the guide tells it today."""
    kept = await ctx.store.applications.find(booking.id)
    if kept:
        return kept
    told = await ctx.store.catalogue.find_told(booking.service_code, county_of(booking.village_code))
    if told is None:
        raise NotFound("没有这项服务，或已停止办理。", code="service_not_found")
    return new_application(
        told.item,
        booking_id=booking.id,
        resident_id=booking.resident_id,
        provider_id=booking.provider_id,
        village_code=booking.village_code,
    )


def _check_open(booking: Booking, application: Application) -> None:
    if booking.state not in OPEN_STATES or application.accepted_at:
        raise MaterialsClosed()


async def _get_photo(ctx: Context, booking: Booking, number: int, photo_id: str) -> Photo:
    photo = await ctx.store.attachments.find(photo_id)
    if photo is None or (photo.booking_id, photo.number) != (booking.id, number):
        raise PhotoNotFound()
    return photo


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？")) else f"{text}。"


async def _notify(
    ctx: Context,
    booking: Booking,
    occasion: str,
    title: str,
    text: str,
    kind: NoticeKind = NoticeKind.MATERIALS_CHECKED,
) -> None:
    """Write the notice once. Whoever walked in has no inbox."""
    if booking.visitor:
        return
    data = {"thing1": fit_thing(title), "thing2": fit_thing(text)}
    notice = notice_of_booking(booking, kind, title, text, occasion=f"{kind.value}:{occasion}", at=ctx.now(), data=data)
    await ctx.store.notices.add_once(notice)
