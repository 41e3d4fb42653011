"""Law popularization (普法): articles, and what was delivered (投放)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import Conflict, NotAllowed
from domain.groups import ChannelName

MOST_TRIES = 6
MOST_TRIES_OF_PUSH = 12


class ArticleState(StrEnum):
    """Only what another person has reviewed is pushed."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    PUBLISHED = "published"


ARTICLE_STATE_NAMES = {
    ArticleState.DRAFT: "待审核",
    ArticleState.REVIEWED: "已审核，待发布",
    ArticleState.PUBLISHED: "已发布",
}


class PosterTemplate(StrEnum):
    """How a poster is laid out."""

    LESSON = "lesson"
    STATUTE = "statute"
    QUESTION = "question"


TEMPLATE_NAMES = {
    PosterTemplate.LESSON: "普法课堂",
    PosterTemplate.STATUTE: "条文卡",
    PosterTemplate.QUESTION: "问答卡",
}


class ReaderGroup(StrEnum):
    """For whom an article is written."""

    EVERYBODY = "everybody"
    OLD_PEOPLE = "old_people"
    WOMEN = "women"
    PARENTS = "parents"
    MIGRANT_WORKERS = "migrant_workers"
    FARMERS = "farmers"


READER_GROUP_NAMES = {
    ReaderGroup.EVERYBODY: "所有村民",
    ReaderGroup.OLD_PEOPLE: "老年人",
    ReaderGroup.WOMEN: "妇女",
    ReaderGroup.PARENTS: "有孩子的家庭",
    ReaderGroup.MIGRANT_WORKERS: "外出务工人员",
    ReaderGroup.FARMERS: "种养殖户",
}


@dataclass(frozen=True)
class Article:
    """One subject in plain words, with one article of law quoted word for word.

    ``calendar`` has the codes of the days it fits. ``original_id`` names the article that this one says in another
    language. ``question`` is what the 问答卡 asks; ``image_file_id`` is a picture that is sent instead of a poster.
    """

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
    reviewed_at: datetime | None = None
    publisher_id: str | None = None
    published_at: datetime | None = None
    template: PosterTemplate = PosterTemplate.LESSON
    readers: ReaderGroup = ReaderGroup.EVERYBODY
    calendar: tuple[str, ...] = ()
    original_id: str | None = None
    question: str = ""
    image_file_id: str | None = None
    audio_file_id: str | None = None
    audio_seconds: int = 0


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
    occasion: str = ""
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


def most_tries(kind: DeliveryKind) -> int:
    """A reply that comes after an hour helps nobody; a push may wait until the platform is well again."""
    return MOST_TRIES_OF_PUSH if kind is DeliveryKind.PUSH else MOST_TRIES


def next_try_after(tries: int) -> timedelta:
    """How long to wait after a try that is known to have failed: half a minute, doubled, an hour at most."""
    return timedelta(seconds=min(30 * 2 ** max(tries - 1, 0), 3_600))


@dataclass(frozen=True)
class MediaFile:
    """A small public file; ``id`` is the SHA-256 of its content, ``key`` names what it was made from.

    ``media_id`` is what WeCom calls it until ``media_until``: uploaded once, it serves every task.
    """

    id: str
    key: str
    content_type: str
    content: bytes = field(repr=False)
    created_at: datetime
    expires_at: datetime | None
    media_id: str = ""
    media_until: datetime | None = None


class ReviewByAnother(NotAllowed):
    """Who wrote it cannot review it; who reviewed it cannot publish it."""

    code = "review_by_another"
    message = "普法内容须由作者以外的人审核。"


class PublishByAnother(NotAllowed):
    """Who reviewed it cannot publish it, and where three people are asked for, neither can its author."""

    code = "publish_by_another"
    message = "普法内容须由审核人以外的人发布。"


class WrongArticleState(Conflict):
    """Somebody has reviewed or published it meanwhile."""

    code = "wrong_article_state"
    message = "这篇普法内容的状态已有变化，请刷新后再看。"


class ArticleNotPublished(Conflict):
    """Only reviewed content goes to groups."""

    code = "article_not_published"
    message = "这篇普法内容还没有审核发布，不能用于推送。"


class NotWaiting(Conflict):
    """Nobody has to confirm this any more."""

    code = "delivery_not_waiting"
    message = "这条内容已有人处理过，请刷新后再看。"
