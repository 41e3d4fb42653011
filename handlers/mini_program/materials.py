"""Materials with a booking: a resident's checklist and photos."""

from datetime import date
from typing import Any

from actions import attach_materials
from actions.attach_materials import ApplicationTold
from domain.errors import BadInput, NotFound
from domain.materials import (
    CHECK_RESULT_NAMES,
    CheckResult,
    MaterialsClosed,
    NoPhotosTaken,
    NotAPhoto,
    Photo,
    PhotoTooLarge,
    TooManyPhotos,
    say_days_left,
)
from handlers.base import ApiHandler, ResidentApiHandler
from handlers.mini_program.services import MaterialView
from handlers.models import Answer, ShanghaiTime
from handlers.operations import operation

JPEG = "image/jpeg"
PHOTO_ERRORS = (NotFound, PhotoTooLarge, NotAPhoto, NoPhotosTaken, MaterialsClosed, TooManyPhotos)


class PhotoView(Answer):
    """A photo; its content is asked for with the same token."""

    id: str
    width: int
    height: int
    byte_count: int
    created_at: ShanghaiTime
    deleted_by_itself_at: ShanghaiTime

    @classmethod
    def of(cls, photo: Photo) -> "PhotoView":
        """The photo as told."""
        return cls(
            id=photo.id,
            width=photo.width,
            height=photo.height,
            byte_count=photo.byte_count,
            created_at=photo.created_at,
            deleted_by_itself_at=photo.expires_at,
        )


class MaterialCheckView(Answer):
    """What the office found."""

    result: CheckResult
    result_name: str
    note: str | None
    at: ShanghaiTime


class ChecklistItemView(MaterialView):
    """A material with its photos and its pre-check."""

    photos: list[PhotoView]
    check: MaterialCheckView | None


class MaterialsView(Answer):
    """The checklist of a booking, and the statutory clock once the application is accepted."""

    booking_id: str
    service_code: str
    service_name: str
    takes_photos: bool
    complete: bool
    items: list[ChecklistItemView]
    limit_text: str
    limit_days: int | None
    limit_working: bool
    accepted_at: ShanghaiTime | None
    due_on: date | None
    days_left: int | None
    days_left_text: str
    concluded_at: ShanghaiTime | None

    @classmethod
    def of(cls, told: ApplicationTold) -> "MaterialsView":
        """The application as told."""
        one = told.application
        return cls(
            booking_id=one.id,
            service_code=one.service_code,
            service_name=one.service_name,
            takes_photos=one.takes_photos,
            complete=one.is_complete,
            items=[_item(told, number) for number in range(1, len(one.materials) + 1)],
            limit_text=one.time_limit.text,
            limit_days=one.time_limit.days,
            limit_working=one.time_limit.working,
            accepted_at=one.accepted_at,
            due_on=one.due_on,
            days_left=told.days_left,
            days_left_text=say_days_left(told.days_left),
            concluded_at=one.concluded_at,
        )


def _item(told: ApplicationTold, number: int) -> ChecklistItemView:
    check = told.application.checks.get(str(number))
    facts: dict[str, Any] = MaterialView.of(number, told.application.materials[number - 1]).model_dump()
    return ChecklistItemView(
        **facts,
        photos=[PhotoView.of(one) for one in told.photos if one.number == number],
        check=MaterialCheckView(
            result=check.result, result_name=CHECK_RESULT_NAMES[check.result], note=check.note, at=check.at
        )
        if check
        else None,
    )


def number_of(text: str) -> int:
    """The number of a material in an address.

    Raises: NotFound.
    """
    if not text.isascii() or not text.isdigit() or len(text) > 2:
        raise NotFound("没有这一项材料。", code="no_such_material")
    return int(text)


def photo_of(handler: ApiHandler) -> bytes:
    """The photo that was sent.

    Raises: BadInput when there is none.
    """
    if not handler.sent_file:
        raise BadInput("没有收到照片，请重新选择。", code="no_photo")
    return handler.sent_file


class MaterialsHandler(ResidentApiHandler):
    """/api/v1/bookings/{booking_id}/materials"""

    @operation("预约的材料清单和办理期限", errors=(NotFound,))
    async def get(self, booking_id: str) -> MaterialsView:
        """What to bring, what was handed in, what the office says."""
        return MaterialsView.of(
            await attach_materials.get_my_application(self.ctx, resident=self.resident, booking_id=booking_id)
        )


class MaterialPhotosHandler(ResidentApiHandler):
    """/api/v1/bookings/{booking_id}/materials/{number}/photos"""

    @operation("上传一份材料的照片", errors=PHOTO_ERRORS, upload=True)
    async def put(self, booking_id: str, number: str) -> MaterialsView:
        """Add a photo; the same one again changes nothing."""
        return await self._add(booking_id, number)

    @operation("上传一份材料的照片（表单方式，供 wx.uploadFile 使用）", errors=PHOTO_ERRORS, upload=True)
    async def post(self, booking_id: str, number: str) -> MaterialsView:
        """The same, because wx.uploadFile always posts."""
        return await self._add(booking_id, number)

    async def _add(self, booking_id: str, number: str) -> MaterialsView:
        told = await attach_materials.add_photo(
            self.ctx,
            resident=self.resident,
            booking_id=booking_id,
            number=number_of(number),
            raw=photo_of(self),
        )
        return MaterialsView.of(told)


class MaterialPhotoHandler(ResidentApiHandler):
    """/api/v1/bookings/{booking_id}/materials/{number}/photos/{photo_id}"""

    @operation("查看自己上传的照片", errors=(NotFound,), media_type=JPEG)
    async def get(self, booking_id: str, number: str, photo_id: str) -> None:
        """The photo."""
        content = await attach_materials.read_my_photo(
            self.ctx, resident=self.resident, booking_id=booking_id, number=number_of(number), photo_id=photo_id
        )
        self.set_header("Content-Type", JPEG)
        self.finish(content)

    @operation("删除自己上传的照片", errors=(NotFound,))
    async def delete(self, booking_id: str, number: str, photo_id: str) -> MaterialsView:
        """Take it back."""
        told = await attach_materials.delete_my_photo(
            self.ctx, resident=self.resident, booking_id=booking_id, number=number_of(number), photo_id=photo_id
        )
        return MaterialsView.of(told)
