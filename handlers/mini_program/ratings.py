"""What a resident says of a service that is done; and what the sayings come to, for who gave it."""

from pydantic import Field

from actions import rate
from actions.rate import RatingTold
from domain.clock import civil_date
from domain.errors import NotFound
from domain.ratings import (
    HIGHEST,
    LONGEST_WORDS,
    LOWEST,
    SCORE_NAMES,
    NotRatable,
    RatedKind,
    RatingClosed,
    half_year_of,
)
from handlers.base import ProviderApiHandler, ResidentApiHandler
from handlers.models import Answer, Request, ShanghaiTime
from handlers.operations import operation


class RatingBody(Request):
    """One to five, and words if one likes."""

    score: int = Field(ge=LOWEST, le=HIGHEST, description="1很不满意，2不满意，3一般，4满意，5很满意")
    words: str = Field("", max_length=LONGEST_WORDS, description="想说的话，可不填")


class RatingView(Answer):
    """What was said, and whether something may be said now."""

    score: int | None
    score_name: str | None
    words: str
    created_at: ShanghaiTime | None
    change_until: ShanghaiTime | None = Field(description="在此之前可以修改")
    open: bool = Field(description="现在可以评价或修改")

    @classmethod
    def of(cls, told: RatingTold) -> "RatingView":
        """The rating as told."""
        rating = told.rating
        return cls(
            score=rating.score if rating else None,
            score_name=SCORE_NAMES[rating.score] if rating else None,
            words=rating.words if rating else "",
            created_at=rating.created_at if rating else None,
            change_until=rating.change_until if rating else None,
            open=told.open,
        )


class RatingHandlerBase(ResidentApiHandler):
    """Ratings of one kind of thing."""

    kind: RatedKind

    async def tell(self, subject_id: str) -> RatingView:
        """As it stands."""
        subject = await rate.get_subject(self.ctx, resident=self.resident, kind=self.kind, subject_id=subject_id)
        return RatingView.of(await rate.tell_rating(self.ctx, subject=subject))

    async def keep(self, subject_id: str, body: RatingBody) -> RatingView:
        """Keep it, and tell it."""
        subject = await rate.get_subject(self.ctx, resident=self.resident, kind=self.kind, subject_id=subject_id)
        await rate.rate(self.ctx, resident=self.resident, subject=subject, score=body.score, words=body.words)
        return RatingView.of(await rate.tell_rating(self.ctx, subject=subject))


class BookingRatingHandler(RatingHandlerBase):
    """/api/v1/bookings/{booking_id}/rating"""

    kind = RatedKind.BOOKING

    @operation("我对这次服务的评价", errors=(NotFound,))
    async def get(self, booking_id: str) -> RatingView:
        """What was said of it."""
        return await self.tell(booking_id)

    @operation("评价这次服务，7天内可以修改", errors=(NotFound, NotRatable, RatingClosed))
    async def put(self, booking_id: str, body: RatingBody) -> RatingView:
        """Say it, or say it anew."""
        return await self.keep(booking_id, body)


class MatterRatingHandler(RatingHandlerBase):
    """/api/v1/matters/{number}/rating"""

    kind = RatedKind.MATTER

    @operation("我对这件诉求办理的评价", errors=(NotFound,))
    async def get(self, number: str) -> RatingView:
        """What was said of it."""
        return await self.tell(number)

    @operation("评价诉求的办理，7天内可以修改", errors=(NotFound, NotRatable, RatingClosed))
    async def put(self, number: str, body: RatingBody) -> RatingView:
        """Say it, or say it anew."""
        return await self.keep(number, body)


class RatingSumView(Answer):
    """What the ratings of a half-year come to."""

    half_year: str
    count: int
    mean: float | None = Field(description="平均分，没有评价时为空")


class AdvisorRatingsHandler(ProviderApiHandler):
    """/api/v1/advisor/ratings"""

    @operation("我本半年收到的评价：次数和平均分")
    async def get(self) -> RatingSumView:
        """Who said what is not told."""
        half = half_year_of(civil_date(self.ctx.now()))
        found = await rate.sum_ratings_of(self.ctx, provider_id=self.provider.id, half=half)
        return RatingSumView(half_year=half.name, count=found.count, mean=found.mean)
