"""The routes of ratings."""

from handlers.console import rating_api
from handlers.console.rating_pages import RATING_PAGE_ROUTES
from handlers.mini_program import ratings
from handlers.routing import Route

RESIDENT, ADVISOR, STAFF = "居民", "法律服务人员", "工作人员"

RATING_API_ROUTES = (
    Route("/api/v1/bookings/{booking_id}/rating", ratings.BookingRatingHandler, RESIDENT),
    Route("/api/v1/matters/{number}/rating", ratings.MatterRatingHandler, RESIDENT),
    Route("/api/v1/advisor/ratings", ratings.AdvisorRatingsHandler, ADVISOR),
    Route("/api/v1/staff/ratings/{rating_id}/check", rating_api.RatingCheckHandler, STAFF),
    Route("/api/v1/staff/ratings/{rating_id}/phone", rating_api.RaterPhoneHandler, STAFF),
)

__all__ = ["RATING_API_ROUTES", "RATING_PAGE_ROUTES"]
