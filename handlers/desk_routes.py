"""The routes of desks, calendars and the green channel."""

from handlers.console import booking_api, opening_api
from handlers.console.booking_pages import BOOKING_PAGE_ROUTES
from handlers.console.opening_pages import OPENING_PAGE_ROUTES
from handlers.mini_program import calendars, desk, green, language, opening
from handlers.routing import Route

RESIDENT, ADVISOR, STAFF = "居民", "法律服务人员", "工作人员"

DESK_API_ROUTES = (
    Route("/api/v1/me/green-channel", green.GreenChannelHandler, RESIDENT),
    Route("/api/v1/me/language", language.LanguageHandler, RESIDENT),
    Route("/api/v1/bookings/{booking_id}/proposal", green.ProposalHandler, RESIDENT),
    Route("/api/v1/bookings/{booking_id}/calendar", calendars.BookingCalendarHandler, RESIDENT),
    Route("/api/v1/advisor/day", desk.DayHandler, ADVISOR),
    Route("/api/v1/advisor/bookings/{booking_id}/check-in", desk.CheckInHandler, ADVISOR),
    Route("/api/v1/advisor/bookings/{booking_id}/completion", desk.CompletionHandler, ADVISOR),
    Route("/api/v1/advisor/bookings/{booking_id}/no-show", desk.NoShowHandler, ADVISOR),
    Route("/api/v1/advisor/bookings/{booking_id}/phone-reveal", desk.PhoneRevealHandler, ADVISOR),
    Route("/api/v1/advisor/walk-ins", desk.WalkInsHandler, ADVISOR),
    Route("/api/v1/advisor/leaves", desk.LeavesHandler, ADVISOR),
    Route("/api/v1/advisor/leaves/{leave_id}", desk.LeaveHandler, ADVISOR),
    Route("/api/v1/advisor/opening", opening.OpeningHandler, ADVISOR),
    Route("/api/v1/advisor/calendar-feed", calendars.CalendarFeedHandler, ADVISOR),
    Route("/api/v1/staff/bookings", booking_api.StaffBookingsHandler, STAFF),
    Route("/api/v1/staff/bookings/{booking_id}/check-in", booking_api.StaffCheckInHandler, STAFF),
    Route("/api/v1/staff/bookings/{booking_id}/completion", booking_api.StaffCompletionHandler, STAFF),
    Route("/api/v1/staff/bookings/{booking_id}/no-show", booking_api.StaffNoShowHandler, STAFF),
    Route("/api/v1/staff/walk-ins", booking_api.StaffWalkInsHandler, STAFF),
    Route("/api/v1/staff/providers/{provider_id}/opening", opening_api.StaffOpeningHandler, STAFF),
    Route("/api/v1/staff/providers/{provider_id}/opening/preview", opening_api.StaffOpeningPreviewHandler, STAFF),
    Route("/api/v1/staff/providers/{provider_id}/leaves", booking_api.StaffLeavesHandler, STAFF),
    Route("/api/v1/staff/providers/{provider_id}/leaves/{leave_id}", booking_api.StaffLeaveHandler, STAFF),
)

DESK_PLAIN_ROUTES = (
    *BOOKING_PAGE_ROUTES,
    *OPENING_PAGE_ROUTES,
    Route("/calendars/{token}.ics", calendars.CalendarHandler),
)
