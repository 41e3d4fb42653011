"""All routes. A room adds its list here; the OpenAPI document is made from the same list."""

from handlers import health
from handlers.catalogue_routes import CATALOGUE_API_ROUTES, CATALOGUE_PAGE_ROUTES
from handlers.channel_routes import CHANNEL_API_ROUTES, CHANNEL_PLAIN_ROUTES
from handlers.console import pages, staff_entries, staff_sessions, staff_villages
from handlers.console.circular_pages import CIRCULAR_PAGE_ROUTES
from handlers.console.hour_pages import HOUR_PAGE_ROUTES
from handlers.console.material_pages import MATERIAL_PAGE_ROUTES
from handlers.console.overview_pages import OVERVIEW_PAGE_ROUTES
from handlers.console.report_pages import REPORT_API_ROUTES, REPORT_PAGE_ROUTES
from handlers.console.sent_report_pages import SENT_REPORT_API_ROUTES, SENT_REPORT_PAGE_ROUTES
from handlers.console.village_file_pages import VILLAGE_FILE_API_ROUTES, VILLAGE_FILE_PAGE_ROUTES
from handlers.desk_routes import DESK_API_ROUTES, DESK_PLAIN_ROUTES
from handlers.group_routes import GROUP_API_ROUTES, GROUP_PLAIN_ROUTES
from handlers.hour_routes import HOUR_API_ROUTES
from handlers.material_routes import MATERIAL_API_ROUTES
from handlers.mini_program import (
    advisor_bookings,
    advisor_hours,
    bookings,
    catalogue,
    notices,
    services,
    sessions,
    stopwatch,
    waiting,
)
from handlers.people_routes import PEOPLE_API_ROUTES, PEOPLE_PLAIN_ROUTES
from handlers.rating_routes import RATING_API_ROUTES, RATING_PAGE_ROUTES
from handlers.routing import Route

RESIDENT = "居民"
ADVISOR = "法律服务人员"
STAFF = "工作人员"
OPERATIONS = "运行"

API_ROUTES = (
    Route("/api/v1/sessions", sessions.SessionsHandler, RESIDENT),
    Route("/api/v1/sessions/current", sessions.CurrentSessionHandler, RESIDENT),
    Route("/api/v1/me", sessions.ProfileHandler, RESIDENT),
    Route("/api/v1/me/phone", sessions.PhoneHandler, RESIDENT),
    Route("/api/v1/me/village", sessions.VillageHandler, RESIDENT),
    Route("/api/v1/me/notices", notices.NoticesHandler, RESIDENT),
    Route("/api/v1/me/subscriptions", notices.SubscriptionsHandler, RESIDENT),
    Route("/api/v1/divisions", catalogue.DivisionsHandler, RESIDENT),
    Route("/api/v1/service-classes", services.ServiceClassesHandler, RESIDENT),
    Route("/api/v1/services", services.ServicesHandler, RESIDENT),
    Route("/api/v1/services/{code}", services.ServiceHandler, RESIDENT),
    Route("/api/v1/services/{code}/free-times", catalogue.FreeTimesHandler, RESIDENT),
    Route("/api/v1/bookings", bookings.BookingsHandler, RESIDENT),
    Route("/api/v1/bookings/{booking_id}", bookings.BookingHandler, RESIDENT),
    Route("/api/v1/bookings/{booking_id}/cancellation", bookings.CancellationHandler, RESIDENT),
    Route("/api/v1/bookings/{booking_id}/reschedule", bookings.RescheduleHandler, RESIDENT),
    Route("/api/v1/bookings/{booking_id}/acceptance", waiting.AcceptanceHandler, RESIDENT),
    Route("/api/v1/bookings/{booking_id}/refusal", waiting.RefusalHandler, RESIDENT),
    Route("/api/v1/waits", waiting.WaitsHandler, RESIDENT),
    Route("/api/v1/waits/{wait_id}/cancellation", waiting.WaitCancellationHandler, RESIDENT),
    Route("/api/v1/advisor/bookings", advisor_bookings.AdvisorBookingsHandler, ADVISOR),
    Route("/api/v1/advisor/overview", advisor_hours.OverviewHandler, ADVISOR),
    Route("/api/v1/advisor/stopwatch", stopwatch.StopwatchHandler, ADVISOR),
    Route("/api/v1/advisor/stopwatch/stop", stopwatch.StopwatchStopHandler, ADVISOR),
    Route("/api/v1/advisor/entries", advisor_hours.AdvisorEntriesHandler, ADVISOR),
    Route("/api/v1/advisor/entries/{entry_id}", advisor_hours.AdvisorEntryHandler, ADVISOR),
    Route("/api/v1/staff/sessions", staff_sessions.StaffSessionsHandler, STAFF),
    Route("/api/v1/staff/sessions/current", staff_sessions.CurrentStaffSessionHandler, STAFF),
    Route("/api/v1/staff/me", staff_sessions.StaffProfileHandler, STAFF),
    Route("/api/v1/staff/entries", staff_entries.StaffEntriesHandler, STAFF),
    Route("/api/v1/staff/entries/{entry_id}/approval", staff_entries.ApprovalHandler, STAFF),
    Route("/api/v1/staff/entries/{entry_id}/return", staff_entries.ReturnHandler, STAFF),
    Route("/api/v1/staff/villages", staff_villages.StaffVillagesHandler, STAFF),
    Route("/api/v1/staff/villages/{code}/years/{year}", staff_villages.VillageYearHandler, STAFF),
    Route("/api/v1/staff/villages/{code}/years/{year}/workbook", staff_villages.YearWorkbookHandler, STAFF),
    *DESK_API_ROUTES,
    *HOUR_API_ROUTES,
    *REPORT_API_ROUTES,
    *SENT_REPORT_API_ROUTES,
    *VILLAGE_FILE_API_ROUTES,
    *GROUP_API_ROUTES,
    *CHANNEL_API_ROUTES,
    *CATALOGUE_API_ROUTES,
    *MATERIAL_API_ROUTES,
    *PEOPLE_API_ROUTES,
    *RATING_API_ROUTES,
    Route("/healthz", health.HealthHandler, OPERATIONS),
    Route("/readyz", health.ReadinessHandler, OPERATIONS),
)

PLAIN_ROUTES = (
    Route("/metrics", health.MetricsHandler),
    *HOUR_PAGE_ROUTES,
    *REPORT_PAGE_ROUTES,
    *CIRCULAR_PAGE_ROUTES,
    *SENT_REPORT_PAGE_ROUTES,
    *VILLAGE_FILE_PAGE_ROUTES,
    *DESK_PLAIN_ROUTES,
    *GROUP_PLAIN_ROUTES,
    *CHANNEL_PLAIN_ROUTES,
    *CATALOGUE_PAGE_ROUTES,
    *MATERIAL_PAGE_ROUTES,
    *RATING_PAGE_ROUTES,
    *OVERVIEW_PAGE_ROUTES,
    *PEOPLE_PLAIN_ROUTES,
    Route("/console/{missing}", pages.MissingPage),  # the last of the console's pages
)
