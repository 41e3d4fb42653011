"""Materials of an application (申请材料): photos handed in, the office's pre-check, and the statutory clock.

The list of materials is taken from the guide when something first happens, and stays as it was told: a later edit of
the guide asks nobody for more.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.bookings import BookingState
from domain.calendar import add_working_days, is_working_day
from domain.errors import BadInput, Conflict, NotFound
from domain.guides import Material, ServiceItem, TimeLimit

LARGEST_PHOTO_BYTES = 10 * 1024 * 1024
LONGEST_SIDE = 2560
MOST_PIXELS = 25_000_000
MOST_JPEG_PIXELS = 60_000_000  # a JPEG can be decoded small at once
MOST_PHOTOS = 6  # of one material
KEPT_AFTER = timedelta(days=180)  # after the day of the booking, photos are deleted
OPEN_STATES = frozenset({BookingState.BOOKED, BookingState.CHECKED_IN, BookingState.COMPLETED})


class PhotoTooLarge(BadInput):
    """More bytes than we take."""

    code = "photo_too_large"
    message = "照片不能超过10兆，请压缩或重新拍一张。"


class NotAPhoto(BadInput):
    """Cannot be read as a picture."""

    code = "not_a_photo"
    message = "这个文件不是能打开的照片，请上传 JPG、PNG 或 WebP 格式的照片。"


class PhotoNotFound(NotFound):
    """It was never there, or is deleted, or belongs to somebody else."""

    code = "photo_not_found"
    message = "没有找到这张照片。"


class TooManyPhotos(Conflict):
    """One material needs no more."""

    code = "too_many_photos"
    message = f"每份材料最多上传{MOST_PHOTOS}张照片，请先删除不要的。"


class NoPhotosTaken(Conflict):
    """This material, or this booking, takes no photos."""

    code = "no_photos_taken"
    message = "这份材料不用拍照上传，办理时带来即可。"


class MaterialsClosed(Conflict):
    """The booking was let go, or the application has been accepted."""

    code = "materials_closed"
    message = "这个预约已经结束，不能再上传或审看材料。"


class AlreadyAccepted(Conflict):
    """The clock runs already."""

    code = "already_accepted"
    message = "这件申请已经受理。"


class MaterialsMissing(Conflict):
    """Something was found missing and has not come yet."""

    code = "materials_missing"
    message = "还有材料没有补齐，补齐后才能受理。"


class CheckResult(StrEnum):
    """What the office found."""

    OK = "ok"
    MISSING = "missing"


CHECK_RESULT_NAMES = {CheckResult.OK: "已通过预审", CheckResult.MISSING: "需要补充"}


@dataclass(frozen=True)
class Check:
    """The pre-check of one material."""

    result: CheckResult
    by: str
    at: datetime
    note: str | None = None


@dataclass(frozen=True)
class Photo:
    """A photo of a material; ``id`` follows from its owner, its place and its content. ``slot`` counts from 0."""

    id: str
    owner_id: str
    booking_id: str
    number: int
    slot: int
    byte_count: int
    width: int
    height: int
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class CleanPhoto:
    """A picture made anew from what was handed in: JPEG, upright, without anything but the picture.

    Units: pixels.
    """

    content: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Application:
    """What is handed in with a booking; ``id`` is the booking's. Materials are numbered from 1."""

    id: str
    resident_id: str
    provider_id: str
    village_code: str
    service_code: str
    service_name: str
    materials: tuple[Material, ...]
    time_limit: TimeLimit
    checks: dict[str, Check] = field(default_factory=dict)
    accepted_at: datetime | None = None
    accepted_by: str | None = None
    due_on: date | None = None
    running: bool = False
    concluded_at: datetime | None = None

    @property
    def takes_photos(self) -> bool:
        """Whether any material can be handed in as a photo."""
        return any(one.photo_upload for one in self.materials)

    @property
    def missing_numbers(self) -> list[int]:
        """The materials that the office still misses."""
        return [int(number) for number, check in self.checks.items() if check.result is CheckResult.MISSING]

    @property
    def is_complete(self) -> bool:
        """Whether every material that everybody must hand in as a photo has passed."""
        wanted = [n for n, one in enumerate(self.materials, 1) if one.photo_upload and one.always_needed]
        passed = {int(n) for n, check in self.checks.items() if check.result is CheckResult.OK}
        return bool(passed) and not self.missing_numbers and passed >= set(wanted)

    def get_material(self, number: int) -> Material:
        """Raises: BadInput when there is no such number."""
        if not 1 <= number <= len(self.materials):
            raise BadInput("没有这一项材料。", code="no_such_material")
        return self.materials[number - 1]

    def days_left(self, today: date) -> int | None:
        """Days until it is due, as the limit counts them; negative when overdue; None where no clock runs."""
        if self.due_on is None or not self.running:
            return None
        return days_between(today, self.due_on, working=self.time_limit.working)


def new_application(
    item: ServiceItem, *, booking_id: str, resident_id: str, provider_id: str, village_code: str
) -> Application:
    """An application as nothing has been handed in yet."""
    guide = item.guide
    return Application(
        booking_id, resident_id, provider_id, village_code, item.id, item.name, guide.materials, guide.time_limit
    )


def due_day(accepted_on: date, limit: TimeLimit) -> date | None:
    """The last day of the limit, counted from the day after acceptance; None where the guide sets no days."""
    if limit.days is None:
        return None
    if limit.working:
        return add_working_days(accepted_on, limit.days)
    return accepted_on + timedelta(days=limit.days)


def days_between(today: date, due_on: date, *, working: bool) -> int:
    """Days from tomorrow to the due day, working days only if so counted; negative after it."""
    if not working:
        return (due_on - today).days
    first, last, sign = (today, due_on, 1) if today <= due_on else (due_on, today, -1)
    span = (first + timedelta(days=offset) for offset in range(1, (last - first).days + 1))
    return sign * sum(is_working_day(day) for day in span)


def say_days_left(days: int | None) -> str:
    """As people read it."""
    if days is None:
        return ""
    if days < 0:
        return f"已超期{-days}天"
    return f"还剩{days}天" if days else "今天到期"
