"""The routes of reviewing many entries, of closed months and of duties."""

from handlers import entry_photos
from handlers.console import close_api, duty_api, staff_entries
from handlers.routing import Route

STAFF, ADVISOR = "工作人员", "法律服务人员"

HOUR_API_ROUTES = (
    Route("/api/v1/advisor/entries/{entry_id}/photos", entry_photos.MyEntryPhotosHandler, ADVISOR),
    Route("/api/v1/advisor/entries/{entry_id}/photos/{photo_id}", entry_photos.MyEntryPhotoHandler, ADVISOR),
    Route("/api/v1/staff/entries/{entry_id}/photos/{photo_id}", entry_photos.StaffEntryPhotoHandler, STAFF),
    Route("/api/v1/staff/entries/approvals", staff_entries.ApprovalsHandler, STAFF),
    Route("/api/v1/staff/entries/{entry_id}/adjustments", close_api.AdjustmentsHandler, STAFF),
    Route("/api/v1/staff/return-reasons", staff_entries.ReturnReasonsHandler, STAFF),
    Route("/api/v1/staff/months/{month}", close_api.MonthHandler, STAFF),
    Route("/api/v1/staff/months/{month}/closes", close_api.ClosesHandler, STAFF),
    Route("/api/v1/staff/months/{month}/unlocks", close_api.UnlocksHandler, STAFF),
    Route("/api/v1/staff/appointments/{appointment_id}/duties", duty_api.DutiesHandler, STAFF),
)
