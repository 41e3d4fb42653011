"""Names and colours that the pages of groups, pushes and matters say."""

from domain.matters import MATTER_KIND_NAMES, MATTER_SOURCE_NAMES, MatterState
from domain.push_plans import PLAN_STATE_NAMES, REPEAT_NAMES, PlanState
from domain.pushes import (
    ARTICLE_STATE_NAMES,
    READER_GROUP_NAMES,
    TEMPLATE_NAMES,
    ArticleState,
    DeliveryKind,
    DeliveryState,
)

REPEATS = REPEAT_NAMES
ARTICLE_STATES, PLAN_STATES = ARTICLE_STATE_NAMES, PLAN_STATE_NAMES
MATTER_KINDS, MATTER_SOURCES = MATTER_KIND_NAMES, MATTER_SOURCE_NAMES
READERS, TEMPLATES = READER_GROUP_NAMES, TEMPLATE_NAMES
DELIVERY_KINDS = {DeliveryKind.PUSH: "普法推送", DeliveryKind.REPLY: "群内答复", DeliveryKind.NOTICE: "内部提醒"}

PILL_OF_ARTICLE = {ArticleState.DRAFT: "warn", ArticleState.REVIEWED: "calm", ArticleState.PUBLISHED: "good"}
PILL_OF_PLAN = {PlanState.DRAFT: "warn", PlanState.ACTIVE: "good", PlanState.PAUSED: "warn", PlanState.DONE: "calm"}
PILL_OF_MATTER = {
    MatterState.OPEN: "warn",
    MatterState.ACCEPTED: "calm",
    MatterState.ANSWERED: "good",
    MatterState.CLOSED: "good",
}
PILL_OF_DELIVERY = {
    DeliveryState.DRAFT: "calm",
    DeliveryState.SUBMITTING: "calm",
    DeliveryState.AWAITING_CONFIRM: "warn",
    DeliveryState.SENT: "good",
    DeliveryState.PARTLY: "warn",
    DeliveryState.EXPIRED: "bad",
    DeliveryState.CANCELLED: "calm",
    DeliveryState.FAILED: "bad",
    DeliveryState.UNKNOWN: "bad",
}
