"""Photos of entries: the advisor adds and takes back, staff look."""

from actions import entry_photos
from actions.log_hours import tell_entry
from domain.errors import NotFound
from domain.hours import Entry, EntryChanged
from domain.materials import NotAPhoto, PhotoTooLarge, TooManyPhotos
from domain.photo_looks import EntryPhotosClosed
from handlers.base import ProviderApiHandler, StaffApiHandler
from handlers.hour_models import EntryView
from handlers.mini_program.materials import JPEG, photo_of
from handlers.operations import operation

ADD_ERRORS = (NotFound, EntryPhotosClosed, PhotoTooLarge, NotAPhoto, TooManyPhotos, EntryChanged)


class MyEntryPhotoBase(ProviderApiHandler):
    """Tells the entry that was changed."""

    async def tell(self, entry: Entry) -> EntryView:
        """The entry with its village's name."""
        return EntryView.of(await tell_entry(self.ctx, entry=entry))


class MyEntryPhotosHandler(MyEntryPhotoBase):
    """/api/v1/advisor/entries/{entry_id}/photos"""

    @operation("给工时补一张照片（可不传）", errors=ADD_ERRORS, upload=True)
    async def put(self, entry_id: str) -> EntryView:
        """Add a photo; the same one again changes nothing."""
        return await self._add(entry_id)

    @operation("给工时补一张照片（表单方式，供 wx.uploadFile 使用）", errors=ADD_ERRORS, upload=True)
    async def post(self, entry_id: str) -> EntryView:
        """The same, because wx.uploadFile always posts."""
        return await self._add(entry_id)

    async def _add(self, entry_id: str) -> EntryView:
        raw = photo_of(self)
        entry = await entry_photos.add_entry_photo(self.ctx, provider=self.provider, entry_id=entry_id, raw=raw)
        return await self.tell(entry)


class MyEntryPhotoHandler(MyEntryPhotoBase):
    """/api/v1/advisor/entries/{entry_id}/photos/{photo_id}"""

    @operation("查看自己上传的工时照片", errors=(NotFound,), media_type=JPEG)
    async def get(self, entry_id: str, photo_id: str) -> None:
        """The photo."""
        content = await entry_photos.read_my_entry_photo(
            self.ctx, provider=self.provider, entry_id=entry_id, photo_id=photo_id
        )
        self.set_header("Content-Type", JPEG)
        self.finish(content)

    @operation("删除自己上传的工时照片", errors=(NotFound, EntryPhotosClosed, EntryChanged))
    async def delete(self, entry_id: str, photo_id: str) -> EntryView:
        """Take it back."""
        entry = await entry_photos.delete_entry_photo(
            self.ctx, provider=self.provider, entry_id=entry_id, photo_id=photo_id
        )
        return await self.tell(entry)


class StaffEntryPhotoHandler(StaffApiHandler):
    """/api/v1/staff/entries/{entry_id}/photos/{photo_id}"""

    @operation("查看工时照片（查看会留痕）", errors=(NotFound,), media_type=JPEG)
    async def get(self, entry_id: str, photo_id: str) -> None:
        """The photo; the look is written down."""
        content = await entry_photos.read_staff_entry_photo(
            self.ctx, staff=self.staff, entry_id=entry_id, photo_id=photo_id
        )
        self.set_header("Content-Type", JPEG)
        self.finish(content)
