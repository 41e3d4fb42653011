"""The routes of groups, matters, pushes and callbacks."""

from handlers.callbacks.pushes import CALLBACK_ROUTES
from handlers.console import answers_api, article_api, group_api, push_api, wordings_api
from handlers.console.group_pages import GROUP_PAGE_ROUTES
from handlers.console.push_pages import PUSH_PAGE_ROUTES
from handlers.media import MediaHandler
from handlers.mini_program import matters, pushed
from handlers.routing import Route

RESIDENT, ADVISOR, STAFF = "居民", "法律服务人员", "工作人员"

GROUP_API_ROUTES = (
    Route("/api/v1/matters", matters.MattersHandler, RESIDENT),
    Route("/api/v1/matters/claims", matters.MatterClaimsHandler, RESIDENT),
    Route("/api/v1/matters/{number}", matters.MatterHandler, RESIDENT),
    Route("/api/v1/advisor/matters", matters.AdvisorMattersHandler, ADVISOR),
    Route("/api/v1/advisor/matters/{number}/acceptance", matters.AcceptanceHandler, ADVISOR),
    Route("/api/v1/advisor/matters/{number}/answer", matters.MatterAnswerHandler, ADVISOR),
    Route("/api/v1/advisor/matters/{number}/recusal", matters.RecusalHandler, ADVISOR),
    Route("/api/v1/staff/groups", group_api.StaffGroupsHandler, STAFF),
    Route("/api/v1/openings", pushed.OpeningsHandler, RESIDENT),
    Route("/api/v1/articles/{article_id}", pushed.PublishedArticleHandler, RESIDENT),
    Route("/api/v1/staff/groups/{group_id}/labels", group_api.GroupLabelsHandler, STAFF),
    Route("/api/v1/staff/groups/{group_id}/village", group_api.GroupVillageHandler, STAFF),
    Route("/api/v1/staff/matters", group_api.StaffMattersHandler, STAFF),
    Route("/api/v1/staff/matters/{number}/closure", group_api.MatterClosureHandler, STAFF),
    Route("/api/v1/staff/matters/{number}/opposition", group_api.MatterOppositionHandler, STAFF),
    Route("/api/v1/staff/answers", answers_api.AnswersHandler, STAFF),
    Route("/api/v1/staff/answers/{answer_id}/verdict", answers_api.VerdictHandler, STAFF),
    Route("/api/v1/staff/wordings", wordings_api.WordingsHandler, STAFF),
    Route("/api/v1/staff/wordings/suggestions", wordings_api.SuggestionsHandler, STAFF),
    Route("/api/v1/staff/wordings/{wording_id}", wordings_api.WordingHandler, STAFF),
    Route("/api/v1/staff/articles", article_api.StaffArticlesHandler, STAFF),
    Route("/api/v1/staff/articles/publications", article_api.PublicationsHandler, STAFF),
    Route("/api/v1/staff/articles/start-pack", article_api.StartPackHandler, STAFF),
    Route("/api/v1/staff/articles/{article_id}/recording", article_api.RecordingHandler, STAFF),
    Route("/api/v1/staff/articles/{article_id}/picture", article_api.PictureHandler, STAFF),
    Route("/api/v1/staff/articles/{article_id}/review", article_api.ReviewHandler, STAFF),
    Route("/api/v1/staff/articles/{article_id}/return", article_api.ReturnHandler, STAFF),
    Route("/api/v1/staff/articles/{article_id}/publication", article_api.PublicationHandler, STAFF),
    Route("/api/v1/staff/articles/{article_id}/poster", article_api.PosterPreviewHandler, STAFF),
    Route("/api/v1/staff/push-plans", push_api.StaffPlansHandler, STAFF),
    Route("/api/v1/staff/push-plans/{plan_id}/pause", push_api.PlanPauseHandler, STAFF),
    Route("/api/v1/staff/push-plans/{plan_id}/resume", push_api.PlanResumeHandler, STAFF),
    Route("/api/v1/staff/push-plans/{plan_id}/run", push_api.PlanRunHandler, STAFF),
    Route("/api/v1/staff/push-runs/{run_id}/cancel", push_api.RunCancelHandler, STAFF),
    Route("/api/v1/staff/calendar-days", push_api.CalendarDaysHandler, STAFF),
    Route("/api/v1/staff/calendar-days/{code}", push_api.CalendarDayHandler, STAFF),
    Route("/api/v1/staff/deliveries", push_api.StaffDeliveriesHandler, STAFF),
)

GROUP_PLAIN_ROUTES = (*CALLBACK_ROUTES, *GROUP_PAGE_ROUTES, *PUSH_PAGE_ROUTES, Route("/media/{file_id}", MediaHandler))
