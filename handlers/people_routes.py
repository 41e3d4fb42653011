"""The routes of rolls, accounts and imports."""

from handlers.console import account_api, import_api, people_api, staff_sessions, village_desk
from handlers.console.import_pages import IMPORT_PAGE_ROUTES
from handlers.console.people_pages import PEOPLE_PAGE_ROUTES
from handlers.console.wecom_sign_in import WECOM_SIGN_IN_ROUTES
from handlers.routing import Route

STAFF = "工作人员"

PEOPLE_API_ROUTES = (
    Route("/api/v1/staff/me/password", staff_sessions.StaffPasswordHandler, STAFF),
    Route("/api/v1/staff/providers", people_api.RollProvidersHandler, STAFF),
    Route("/api/v1/staff/providers/{provider_id}", people_api.RollProviderHandler, STAFF),
    Route("/api/v1/staff/providers/{provider_id}/departure", people_api.DepartureHandler, STAFF),
    Route("/api/v1/staff/providers/{provider_id}/phone-reveal", people_api.ProviderPhoneHandler, STAFF),
    Route("/api/v1/staff/providers/{provider_id}/appointments", people_api.AppointmentsHandler, STAFF),
    Route("/api/v1/staff/appointments/{appointment_id}", people_api.AppointmentHandler, STAFF),
    Route("/api/v1/staff/appointments/{appointment_id}/end", people_api.AppointmentEndHandler, STAFF),
    Route("/api/v1/staff/villages/{code}/facts", people_api.VillageFactsHandler, STAFF),
    Route("/api/v1/staff/accounts", account_api.AccountsHandler, STAFF),
    Route("/api/v1/staff/accounts/{account_id}", account_api.AccountHandler, STAFF),
    Route("/api/v1/staff/accounts/{account_id}/one-time-password", account_api.OneTimePasswordHandler, STAFF),
    Route("/api/v1/staff/accounts/{account_id}/standing", account_api.StandingHandler, STAFF),
    Route("/api/v1/staff/imports", import_api.ImportsHandler, STAFF),
    Route("/api/v1/staff/imports/{import_id}", import_api.ImportHandler, STAFF),
    Route("/api/v1/staff/imports/{import_id}/application", import_api.ImportApplicationHandler, STAFF),
    Route("/api/v1/staff/imports/{import_id}/marked-file", import_api.MarkedFileHandler, STAFF),
    Route("/api/v1/staff/rosters/{roster}/template", import_api.TemplateHandler, STAFF),
    Route("/api/v1/staff/rosters/{roster}/workbook", import_api.RosterWorkbookHandler, STAFF),
    Route("/api/v1/staff/entries/{entry_id}/confirmation", village_desk.ConfirmationHandler, STAFF),
)

PEOPLE_PLAIN_ROUTES = (
    *PEOPLE_PAGE_ROUTES,
    *IMPORT_PAGE_ROUTES,
    *WECOM_SIGN_IN_ROUTES,
    Route("/console/my-village", village_desk.VillageHomePage),
)
