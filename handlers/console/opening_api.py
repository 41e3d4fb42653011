"""The opening rules of a region's providers, for staff."""

from actions import set_opening
from actions.desk_access import Desk, get_desk_provider
from actions.follow_bookings import tell_booking
from actions.preview_opening import preview_opening
from domain.errors import BadInput, NotAllowed, NotFound
from domain.people import Provider
from handlers.base import StaffApiHandler
from handlers.opening_models import (
    OpeningView,
    OutsideView,
    PreviewBody,
    PreviewDayView,
    PreviewView,
    StaffOpeningBody,
)
from handlers.operations import operation


class StaffOpeningPreviewHandler(StaffApiHandler):
    """/api/v1/staff/providers/{provider_id}/opening/preview"""

    @operation("未来14天可约的时间，和会落在接待时间外的预约；不保存", errors=(NotFound, BadInput))
    async def post(self, provider_id: str, body: PreviewBody) -> PreviewView:
        """Look before it is kept."""
        found = await preview_opening(
            self.ctx,
            desk=Desk(staff=self.staff),
            form=body.form(body.seats),
            provider_id=provider_id,
            service_code=body.service_code,
        )
        return PreviewView(
            service_name=found.service.name,
            days=[PreviewDayView.of(day) for day in found.days],
            affected=[OutsideView.of(await tell_booking(self.ctx, booking=one)) for one in found.outside],
        )


class StaffOpeningHandler(StaffApiHandler):
    """/api/v1/staff/providers/{provider_id}/opening"""

    @operation("法律服务人员的出诊规则", errors=(NotFound,))
    async def get(self, provider_id: str) -> OpeningView:
        """As it stands."""
        desk = Desk(staff=self.staff)
        return await self._tell(await get_desk_provider(self.ctx, desk=desk, provider_id=provider_id))

    @operation("设置出诊规则；已有的预约不变，不再符合的会列出", errors=(NotFound, NotAllowed, BadInput))
    async def put(self, provider_id: str, body: StaffOpeningBody) -> OpeningView:
        """Set it as a whole."""
        provider = await set_opening.set_opening(
            self.ctx, desk=Desk(staff=self.staff), form=body.form(body.seats), provider_id=provider_id
        )
        return await self._tell(provider)

    async def _tell(self, provider: Provider) -> OpeningView:
        return OpeningView.of(provider, await set_opening.tell_outside_opening(self.ctx, provider=provider))
