"""The green channel, and the answer to a proposed time."""

from pydantic import Field

from actions import profiles
from actions.green_channel import set_green_channel
from actions.take_leave import answer_proposal
from domain.booking_rules import GreenReason
from domain.bookings import BookingChanged, ConsentNeeded, NothingProposed, TimeTaken
from domain.errors import NotFound
from handlers.base import ResidentApiHandler
from handlers.mini_program.bookings import BookingHandlerBase, BookingView
from handlers.mini_program.sessions import ProfileView
from handlers.models import Request
from handlers.operations import operation


class GreenChannelBody(Request):
    """Why one goes first. No reasons at all take the request back."""

    reasons: list[GreenReason] = Field(max_length=len(GreenReason), description="留空则撤回申请")
    consent: bool = Field(False, description="本人单独同意登记这些情况（敏感个人信息）")
    consent_version: str = Field("2026-01", max_length=20, description="居民同意的文本版本")


class GreenChannelHandler(ResidentApiHandler):
    """/api/v1/me/green-channel"""

    @operation("申请或撤回绿色通道", errors=(ConsentNeeded,))
    async def put(self, body: GreenChannelBody) -> ProfileView:
        """Keep the reasons with their own consent."""
        resident = await set_green_channel(
            self.ctx,
            resident=self.resident,
            reasons=body.reasons,
            consent=body.consent,
            consent_version=body.consent_version,
        )
        return ProfileView.of(await profiles.tell_profile(self.ctx, resident=resident))


class ProposalBody(Request):
    """Yes moves the booking, no cancels it. For another time there is the reschedule."""

    accept: bool


class ProposalHandler(BookingHandlerBase):
    """/api/v1/bookings/{booking_id}/proposal"""

    @operation("答复改期建议", errors=(NotFound, NothingProposed, TimeTaken, BookingChanged))
    async def post(self, booking_id: str, body: ProposalBody) -> BookingView:
        """Answer."""
        booking = await answer_proposal(self.ctx, resident=self.resident, booking_id=booking_id, accept=body.accept)
        return await self.tell(booking)
