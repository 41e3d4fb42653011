"""Law popularization (普法): articles, push plans (推送计划) and what was delivered (投放)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from domain.clock import SHANGHAI, at_civil, civil_date
from domain.errors import Conflict, NotAllowed
from domain.groups import ChannelName

MOST_TRIES = 6


class ArticleState(StrEnum):
    """Only what another person has reviewed is pushed."""

    DRAFT = "draft"
    PUBLISHED = "published"


ARTICLE_STATE_NAMES = {ArticleState.DRAFT: "待审核", ArticleState.PUBLISHED: "已发布"}


@dataclass(frozen=True)
class Article:
    """One subject in plain words, with one article of law quoted word for word."""

    id: str
    title: str
    summary: str
    body: tuple[str, ...]
    law_name: str
    article_number_text: str
    article_text: str
    topic: str
    language: str
    state: ArticleState
    author_id: str
    created_at: datetime
    reviewer_id: str | None = None
    published_at: datetime | None = None


class Repeat(StrEnum):
    """How often a plan runs."""

    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"


REPEAT_NAMES = {Repeat.ONCE: "仅一次", Repeat.DAILY: "每天", Repeat.WEEKLY: "每周"}


class PlanState(StrEnum):
    """Whether a plan still runs."""

    ACTIVE = "active"
    PAUSED = "paused"
    DONE = "done"


PLAN_STATE_NAMES = {PlanState.ACTIVE: "执行中", PlanState.PAUSED: "已暂停", PlanState.DONE: "已完成"}


@dataclass(frozen=True)
class PushPlan:
    """What goes to the groups of a region, and when. Without ``article_id`` each run takes the next article."""

    id: str
    name: str
    article_id: str | None
    division_code: str
    first_run_at: datetime
    repeat: Repeat
    state: PlanState
    next_run_at: datetime | None
    created_by: str
    created_at: datetime
    run_count: int = 0


def run_after(plan: PushPlan, now: datetime) -> datetime | None:
    """The first run after now, at the same time of day as the first one; runs missed meanwhile are not made up."""
    if plan.repeat is Repeat.ONCE:
        return None
    step = timedelta(days=1 if plan.repeat is Repeat.DAILY else 7)
    at = plan.first_run_at.astimezone(SHANGHAI).time()
    day = civil_date(plan.first_run_at)
    behind = (civil_date(now) - day) // step
    day += step * max(behind, 0)
    while at_civil(day, at) <= now or at_civil(day, at) <= plan.first_run_at:
        day += step
    return at_civil(day, at)


def run_key_of(moment: datetime) -> str:
    """Names one run of a plan: ``20260103T0900``."""
    return moment.astimezone(SHANGHAI).strftime("%Y%m%dT%H%M")


class DeliveryKind(StrEnum):
    """Why something goes to a group."""

    PUSH = "push"
    REPLY = "reply"
    NOTICE = "notice"


class DeliveryState(StrEnum):
    """Where a delivery stands. ``SENT`` is said only when the group has it; ``due_at`` is then the next look."""

    DRAFT = "draft"
    SUBMITTING = "submitting"
    AWAITING_CONFIRM = "awaiting_confirm"
    SENT = "sent"
    PARTLY = "partly"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNKNOWN = "unknown"


DELIVERY_STATE_NAMES = {
    DeliveryState.DRAFT: "等待发送",
    DeliveryState.SUBMITTING: "正在发送",
    DeliveryState.AWAITING_CONFIRM: "等待群主确认",
    DeliveryState.SENT: "已送达",
    DeliveryState.PARTLY: "部分送达",
    DeliveryState.EXPIRED: "逾期未确认",
    DeliveryState.CANCELLED: "已取消",
    DeliveryState.FAILED: "发送失败",
    DeliveryState.UNKNOWN: "结果待核实",
}


@dataclass(frozen=True)
class Card:
    """A mini-program card. Units: ``scene`` at most 32 characters."""

    title: str
    page: str
    scene: str


@dataclass(frozen=True)
class Delivery:
    """One thing that goes to one group; also the outbox's work order.

    ``batch_id`` names the claim it was submitted under, together with the others that went into the same task;
    ``parts_sent`` counts the messages that the platform is known to have, should a later one fail.
    """

    id: str
    kind: DeliveryKind
    group_id: str
    channel: ChannelName
    chat_id: str
    village_code: str | None
    state: DeliveryState
    due_at: datetime
    created_at: datetime
    text: str = ""
    card: Card | None = None
    article_id: str | None = None
    plan_id: str | None = None
    run_key: str = ""
    matter_number: str | None = None
    image_file_id: str | None = None
    platform_id: str | None = None
    problem: str = ""
    tries: int = 0
    reminders: int = 0
    batch_id: str | None = None
    claimed_at: datetime | None = None
    parts_sent: int = 0
    looks: int = 0
    submitted_at: datetime | None = None
    settled_at: datetime | None = None


def next_try_after(tries: int) -> timedelta:
    """How long to wait after a try that is known to have failed: half a minute, doubled, an hour at most."""
    return timedelta(seconds=min(30 * 2 ** max(tries - 1, 0), 3_600))


@dataclass(frozen=True)
class MediaFile:
    """A small public file; ``id`` is the SHA-256 of its content, ``key`` names what it was made from."""

    id: str
    key: str
    content_type: str
    content: bytes = field(repr=False)
    created_at: datetime
    expires_at: datetime


class ReviewByAnother(NotAllowed):
    """Who wrote it cannot publish it."""

    code = "review_by_another"
    message = "普法内容须由作者以外的人审核发布。"


class ArticleNotPublished(Conflict):
    """Only reviewed content goes to groups."""

    code = "article_not_published"
    message = "这篇普法内容还没有审核发布，不能用于推送。"


class PlanNotRunning(Conflict):
    """The plan's state does not allow this."""

    code = "wrong_plan_state"
    message = "推送计划的状态已有变化，请刷新后再试。"
