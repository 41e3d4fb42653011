"""Ratings for staff: the number to call back, and what was said."""

from pydantic import Field

from actions import check_ratings
from domain.errors import NotAllowed, NotFound, TooMany
from domain.ratings import CheckSettled
from handlers.base import StaffApiHandler
from handlers.models import Answer, Done, Request
from handlers.operations import operation


class RatingCheckBody(Request):
    """What came of the call."""

    note: str = Field(min_length=2, max_length=300, description="回访情况")


class RaterPhoneView(Answer):
    """The number to call."""

    phone: str


class RatingCheckHandler(StaffApiHandler):
    """/api/v1/staff/ratings/{rating_id}/check"""

    @operation("登记低分评价的回访", errors=(NotFound, NotAllowed, CheckSettled))
    async def post(self, rating_id: str, body: RatingCheckBody) -> Done:
        """Somebody has called back."""
        await check_ratings.settle_check(self.ctx, staff=self.staff, rating_id=rating_id, note=body.note)
        return Done()


class RaterPhoneHandler(StaffApiHandler):
    """/api/v1/staff/ratings/{rating_id}/phone"""

    @operation("查看要回访的电话，每次查看都有记录", errors=(NotFound, NotAllowed, TooMany))
    async def post(self, rating_id: str) -> RaterPhoneView:
        """The look is written down first."""
        phone = await check_ratings.reveal_rater_phone(self.ctx, staff=self.staff, rating_id=rating_id)
        return RaterPhoneView(phone=phone)
