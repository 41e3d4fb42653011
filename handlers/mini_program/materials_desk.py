"""Materials at the desk of the office: photos, pre-checks, acceptance and the statutory clock."""

from pydantic import Field

from actions import attach_materials
from actions.desk_access import Desk
from domain.errors import NotAllowed, NotFound
from domain.materials import AlreadyAccepted, CheckResult, MaterialsClosed, MaterialsMissing
from handlers.base import ApiHandler, ProviderApiHandler, StaffApiHandler
from handlers.mini_program.materials import JPEG, MaterialsView, number_of
from handlers.models import Answer, Request
from handlers.operations import operation


class RunningClocksView(Answer):
    """Accepted applications that are not concluded, what is due first."""

    items: list[MaterialsView]


class CheckBody(Request):
    """Whether a material will do."""

    result: CheckResult
    note: str | None = Field(None, max_length=100, description="缺什么、怎么补，居民会看到")


class AdvisorMaterialsBase(ProviderApiHandler):
    """At a provider's own desk."""

    @property
    def desk(self) -> Desk:
        """The asker's desk."""
        return Desk(provider=self.provider)


class StaffMaterialsBase(StaffApiHandler):
    """At the desks of a region."""

    @property
    def desk(self) -> Desk:
        """The desks of the asker's region."""
        return Desk(staff=self.staff)


class ChecklistAtDesk(ApiHandler):
    """.../bookings/{booking_id}/materials"""

    desk: Desk

    @operation("预约的材料清单和办理期限", errors=(NotFound,))
    async def get(self, booking_id: str) -> MaterialsView:
        """What was handed in, and the clock."""
        return MaterialsView.of(
            await attach_materials.get_desk_application(self.ctx, desk=self.desk, booking_id=booking_id)
        )


class PhotoAtDesk(ApiHandler):
    """.../bookings/{booking_id}/materials/{number}/photos/{photo_id}"""

    desk: Desk

    @operation("查看居民上传的照片（查看会留下记录）", errors=(NotFound,), media_type=JPEG)
    async def get(self, booking_id: str, number: str, photo_id: str) -> None:
        """The photo; the look is written down."""
        content = await attach_materials.read_desk_photo(
            self.ctx, desk=self.desk, booking_id=booking_id, number=number_of(number), photo_id=photo_id
        )
        self.set_header("Content-Type", JPEG)
        self.finish(content)


class CheckAtDesk(ApiHandler):
    """.../bookings/{booking_id}/materials/{number}/check"""

    desk: Desk

    @operation("预审一份材料", errors=(NotFound, NotAllowed, MaterialsClosed))
    async def post(self, booking_id: str, number: str, body: CheckBody) -> MaterialsView:
        """It will do, or what is missing."""
        told = await attach_materials.check_material(
            self.ctx,
            desk=self.desk,
            booking_id=booking_id,
            number=number_of(number),
            result=body.result,
            note=body.note or None,
        )
        return MaterialsView.of(told)


class AcceptanceAtDesk(ApiHandler):
    """.../bookings/{booking_id}/materials/acceptance"""

    desk: Desk

    @operation(
        "受理申请，开始计算法定期限", errors=(NotFound, NotAllowed, MaterialsClosed, MaterialsMissing, AlreadyAccepted)
    )
    async def post(self, booking_id: str) -> MaterialsView:
        """The clock runs from tomorrow on."""
        return MaterialsView.of(
            await attach_materials.accept_application(self.ctx, desk=self.desk, booking_id=booking_id)
        )


class ConclusionAtDesk(ApiHandler):
    """.../bookings/{booking_id}/materials/conclusion"""

    desk: Desk

    @operation("已办结，停止计算期限", errors=(NotFound, NotAllowed))
    async def post(self, booking_id: str) -> MaterialsView:
        """The clock stops."""
        return MaterialsView.of(
            await attach_materials.conclude_application(self.ctx, desk=self.desk, booking_id=booking_id)
        )


class ClocksAtDesk(ApiHandler):
    """.../applications"""

    desk: Desk

    @operation("已受理、未办结的申请，按到期先后")
    async def get(self) -> RunningClocksView:
        """What is due first."""
        found = await attach_materials.list_running(self.ctx, desk=self.desk)
        return RunningClocksView(items=[MaterialsView.of(one) for one in found])
