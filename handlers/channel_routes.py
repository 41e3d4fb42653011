"""The routes of channels and alarms."""

from handlers.console import channel_api
from handlers.console.channel_pages import CHANNEL_PAGE_ROUTES
from handlers.mini_program import group_entries
from handlers.routing import Route

RESIDENT, ADVISOR, STAFF = "居民", "法律服务人员", "工作人员"

CHANNEL_API_ROUTES = (
    Route("/api/v1/group-entries", group_entries.GroupEntriesHandler, RESIDENT),
    Route("/api/v1/villages/{code}/share-card", group_entries.ShareCardHandler, RESIDENT),
    Route("/api/v1/advisor/group-code", group_entries.AdvisorCodeHandler, ADVISOR),
    Route("/api/v1/staff/villages/{code}/group-code", channel_api.VillageCodeHandler, STAFF),
    Route("/api/v1/staff/internal-groups", channel_api.InternalGroupsHandler, STAFF),
    Route("/api/v1/staff/groups/{group_id}/join-way", channel_api.JoinWayHandler, STAFF),
    Route("/api/v1/staff/group-welcome", channel_api.WelcomeHandler, STAFF),
    Route("/api/v1/staff/pasted-messages", channel_api.PastedHandler, STAFF),
    Route("/api/v1/staff/deliveries/{delivery_id}/copied", channel_api.CopiedHandler, STAFF),
    Route("/api/v1/staff/alarms/{alarm_id}/note", channel_api.AlarmSeenHandler, STAFF),
)

CHANNEL_PLAIN_ROUTES = CHANNEL_PAGE_ROUTES
