"""一村一档: the page of a village, its notice board as a file, and what an advisor shows on it."""

from pydantic import Field

from actions import boards, village_file
from actions.village_file import MOST_SHOWN
from domain.bookings import BOOKING_STATE_NAMES
from domain.clock import civil_date
from domain.errors import BadInput, NotAllowed, NotFound, PlatformFailure, Unavailable
from domain.groups import CHANNEL_NAMES
from domain.materials import NotAPhoto, PhotoTooLarge
from domain.matters import MATTER_KIND_NAMES, MATTER_STATE_NAMES
from domain.opening_words import say_week
from domain.people import PROVIDER_KIND_NAMES
from domain.wording import say_minutes
from handlers.base import StaffApiHandler
from handlers.console import words
from handlers.console.pages import StaffPage
from handlers.console.sending import name_as_download
from handlers.mini_program.materials import photo_of
from handlers.models import Answer, Request
from handlers.operations import operation
from handlers.routing import Route
from village_groups.board_content import BoardFormat, BoardSize
from village_groups.board_posters import make_board_poster

STAFF = "工作人员"
CONTENT_TYPES = {BoardFormat.JPEG: "image/jpeg", BoardFormat.PDF: "application/pdf"}


class VillageFileQuery(Request):
    """Of which year; this one if none is named."""

    year: int | None = Field(None, ge=2018, le=2100)


class VillageFilePage(StaffPage):
    """/console/villages/{code}/file"""

    async def get(self, code: str) -> None:
        """Everything of a village on one page, for the screen and for paper."""
        query = self.read_query(VillageFileQuery)
        this_year = civil_date(self.ctx.now()).year
        year = query.year or this_year
        told = await village_file.tell_village_file(self.ctx, staff=self.staff, village_code=code, year=year)
        self.render(
            "console/village_file.html",
            file=told,
            year=told.year,
            progress=told.year.progress,
            this_year=this_year,
            today=civil_date(self.ctx.now()),
            most=MOST_SHOWN,
            kinds=PROVIDER_KIND_NAMES,
            channels=CHANNEL_NAMES,
            booking_states=BOOKING_STATE_NAMES,
            matter_kinds=MATTER_KIND_NAMES,
            matter_states=MATTER_STATE_NAMES,
            say_minutes=say_minutes,
            say_week=say_week,
            words=words,
        )


class BoardQuery(Request):
    """The paper and the file."""

    size: BoardSize = Field(BoardSize.A4, description="a4 或 a3")
    file: BoardFormat = Field(BoardFormat.PDF, description="pdf 或 jpeg，均为300点每英寸")


class BoardPosterHandler(StaffApiHandler):
    """/api/v1/staff/villages/{code}/board-poster"""

    @operation("一个村的法律顾问公示牌", errors=(NotFound, Unavailable, PlatformFailure), media_type="application/pdf")
    async def get(self, code: str, query: BoardQuery) -> None:
        """The file."""
        name, content = await make_board_poster(
            self.ctx, staff=self.staff, village_code=code, size=query.size, file=query.file
        )
        self.set_header("Content-Type", CONTENT_TYPES[query.file])
        name_as_download(self, f"board.{query.file}", name)
        self.write(content)


class BoardProfileView(Answer):
    """What an advisor shows in public."""

    public_phone: str
    has_photo: bool


class PublicPhoneBody(Request):
    """The number that hangs in the village; empty shows none."""

    public_phone: str = Field("", max_length=30, description="经本人同意公开的电话，留空不公开")


class PublicPhoneHandler(StaffApiHandler):
    """/api/v1/staff/advisors/{provider_id}/public-phone"""

    @operation("公示牌上的电话", errors=(NotFound, NotAllowed, BadInput))
    async def put(self, provider_id: str, body: PublicPhoneBody) -> BoardProfileView:
        """Set or take away."""
        profile = await boards.set_public_phone(
            self.ctx, staff=self.staff, provider_id=provider_id, phone=body.public_phone
        )
        return BoardProfileView(public_phone=profile.public_phone, has_photo=profile.photo is not None)


class PublicPhotoHandler(StaffApiHandler):
    """/api/v1/staff/advisors/{provider_id}/public-photo"""

    @operation("公示牌上的照片", errors=(NotFound,), media_type="image/jpeg")
    async def get(self, provider_id: str) -> None:
        """The photo."""
        self.set_header("Content-Type", "image/jpeg")
        self.write(await boards.get_public_photo(self.ctx, staff=self.staff, provider_id=provider_id))

    @operation("上传公示牌上的照片", errors=(NotFound, NotAllowed, NotAPhoto, PhotoTooLarge), upload=True)
    async def put(self, provider_id: str) -> BoardProfileView:
        """Set."""
        profile = await boards.set_public_photo(self.ctx, staff=self.staff, provider_id=provider_id, raw=photo_of(self))
        return BoardProfileView(public_phone=profile.public_phone, has_photo=True)

    @operation("不再公示照片", errors=(NotFound, NotAllowed))
    async def delete(self, provider_id: str) -> BoardProfileView:
        """Take away."""
        profile = await boards.drop_public_photo(self.ctx, staff=self.staff, provider_id=provider_id)
        return BoardProfileView(public_phone=profile.public_phone, has_photo=False)


VILLAGE_FILE_PAGE_ROUTES = (Route("/console/villages/{code}/file", VillageFilePage),)
VILLAGE_FILE_API_ROUTES = (
    Route("/api/v1/staff/villages/{code}/board-poster", BoardPosterHandler, STAFF),
    Route("/api/v1/staff/advisors/{provider_id}/public-phone", PublicPhoneHandler, STAFF),
    Route("/api/v1/staff/advisors/{provider_id}/public-photo", PublicPhotoHandler, STAFF),
)
