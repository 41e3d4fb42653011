"""What each way into a group can do. Callers ask the descriptor, never the adapter's class."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.groups import ChannelName


class Receive(StrEnum):
    """How messages reach us."""

    PUSH = "push"
    POLL = "poll"
    NONE = "none"


class Audience(StrEnum):
    """Who reads there."""

    VILLAGERS = "villagers"
    STAFF = "staff"


class MessageFormat(StrEnum):
    """What the channel can carry."""

    TEXT = "text"
    IMAGE = "image"
    CARD = "card"


class RateScope(StrEnum):
    """What a rate is counted for."""

    CONVERSATION = "conversation"
    CREDENTIAL = "credential"


@dataclass(frozen=True)
class Rate:
    """At most so many messages in any window of that length, replies and pushes together."""

    messages: int
    per: timedelta
    scope: RateScope = RateScope.CONVERSATION


@dataclass(frozen=True)
class ReplyWindow:
    """How long after somebody wrote they may be answered, and with how many messages (None: any number)."""

    length: timedelta
    messages: int | None = None


@dataclass(frozen=True)
class ChannelDescriptor:
    """The abilities of one channel.

    ``resend_is_safe``: the platform keeps a message with the same id once, so a send whose outcome is
    unknown may be repeated. ``limited_per_day``: pushes count against the bureau's limit a group and day.
    ``is_private``: one person reads there, not a group. ``rate`` holds every limit that the platform keeps.
    ``groups_per_task``: how many groups of one owner a single task can serve.
    """

    name: ChannelName
    can_push: bool
    can_reply: bool
    needs_human_confirm: bool
    receive: Receive
    audience: Audience
    formats: frozenset[MessageFormat]
    max_text_bytes: int
    limited_per_day: bool
    resend_is_safe: bool
    is_private: bool = False
    reply_window: ReplyWindow | None = None
    rate: tuple[Rate, ...] = ()
    groups_per_task: int = 1

    @property
    def is_for_villagers(self) -> bool:
        """Whether what is meant for villagers may go there."""
        return self.audience is Audience.VILLAGERS


SIMULATOR = ChannelDescriptor(
    name=ChannelName.SIMULATOR,
    can_push=True,
    can_reply=True,
    needs_human_confirm=False,
    receive=Receive.PUSH,
    audience=Audience.VILLAGERS,
    formats=frozenset(MessageFormat),
    max_text_bytes=4_000,
    limited_per_day=False,
    resend_is_safe=True,
    rate=(Rate(20, timedelta(minutes=1)), Rate(1_200, timedelta(minutes=1), RateScope.CREDENTIAL)),
)

# Source: developer.work.weixin.qq.com, documents 92135, 93338, 97610 (the platform takes 10,000 calls a minute;
# 600 tasks are our own bound): the call makes a task, the group owner
# sends it, each group takes about one a day; what residents write there never reaches us.
WECOM_CUSTOMER_GROUP = ChannelDescriptor(
    name=ChannelName.WECOM_CUSTOMER_GROUP,
    can_push=True,
    can_reply=False,
    needs_human_confirm=True,
    receive=Receive.NONE,
    audience=Audience.VILLAGERS,
    formats=frozenset({MessageFormat.TEXT, MessageFormat.IMAGE}),
    max_text_bytes=4_000,
    limited_per_day=True,
    resend_is_safe=False,
    rate=(Rate(600, timedelta(minutes=1), RateScope.CREDENTIAL),),
    groups_per_task=2_000,
)

# Source: documents 93513, 97157: a resident reports to the robot in the group, we poll the orders; there is no way
# to answer through it. Whoever reported is rung up.
RESIDENT_REPORT = ChannelDescriptor(
    name=ChannelName.RESIDENT_REPORT,
    can_push=False,
    can_reply=False,
    needs_human_confirm=False,
    receive=Receive.POLL,
    audience=Audience.VILLAGERS,
    formats=frozenset(),
    max_text_bytes=0,
    limited_per_day=False,
    resend_is_safe=False,
)

# Source: documents 94670, 94677: one customer, 48 hours and five messages after each of theirs; the callback only
# wakes, the messages are pulled. That a repeated msgid is taken once is not documented: not resent.
KF = ChannelDescriptor(
    name=ChannelName.KF,
    can_push=False,
    can_reply=True,
    needs_human_confirm=False,
    receive=Receive.POLL,
    audience=Audience.VILLAGERS,
    formats=frozenset({MessageFormat.TEXT}),
    max_text_bytes=2_048,
    limited_per_day=False,
    resend_is_safe=False,
    is_private=True,
    reply_window=ReplyWindow(timedelta(hours=48), messages=5),
)

# Source: documents 100719, 101031, 101033: internal groups, when called; the answer is fetched by the platform
# while it lasts (six minutes), afterwards it goes once to the response_url (one hour).
SMART_BOT = ChannelDescriptor(
    name=ChannelName.SMART_BOT,
    can_push=False,
    can_reply=True,
    needs_human_confirm=False,
    receive=Receive.PUSH,
    audience=Audience.STAFF,
    formats=frozenset({MessageFormat.TEXT}),
    max_text_bytes=20_480,
    limited_per_day=False,
    resend_is_safe=True,
    reply_window=ReplyWindow(timedelta(hours=1), messages=1),
    rate=(Rate(30, timedelta(minutes=1)), Rate(1_000, timedelta(hours=1))),
)

# Source: document 99110: 20 messages a minute for each address; its key is the only credential.
WEBHOOK = ChannelDescriptor(
    name=ChannelName.WEBHOOK,
    can_push=True,
    can_reply=False,
    needs_human_confirm=False,
    receive=Receive.NONE,
    audience=Audience.STAFF,
    formats=frozenset({MessageFormat.TEXT, MessageFormat.IMAGE}),
    max_text_bytes=2_048,
    limited_per_day=False,
    resend_is_safe=False,
    rate=(Rate(20, timedelta(minutes=1), RateScope.CREDENTIAL),),
)

# A card that somebody shares into an ordinary group: we hear who opened it from which group, and say nothing there.
MINI_PROGRAM_CARD = ChannelDescriptor(
    name=ChannelName.MINI_PROGRAM_CARD,
    can_push=False,
    can_reply=False,
    needs_human_confirm=True,
    receive=Receive.PUSH,
    audience=Audience.VILLAGERS,
    formats=frozenset({MessageFormat.CARD}),
    max_text_bytes=0,
    limited_per_day=False,
    resend_is_safe=False,
)

# Staff copy the text into a group by hand and paste in what was written there: works without any platform.
MANUAL = ChannelDescriptor(
    name=ChannelName.MANUAL,
    can_push=True,
    can_reply=True,
    needs_human_confirm=True,
    receive=Receive.PUSH,
    audience=Audience.VILLAGERS,
    formats=frozenset({MessageFormat.TEXT, MessageFormat.IMAGE}),
    max_text_bytes=4_000,
    limited_per_day=True,
    resend_is_safe=True,
)

DESCRIPTORS = {
    one.name: one
    for one in (
        WECOM_CUSTOMER_GROUP,
        RESIDENT_REPORT,
        KF,
        SMART_BOT,
        WEBHOOK,
        MINI_PROGRAM_CARD,
        MANUAL,
        SIMULATOR,
    )
}


def describe_channel(name: ChannelName) -> ChannelDescriptor:
    """The abilities of a channel."""
    return DESCRIPTORS[name]


def fit_text(text: str, descriptor: ChannelDescriptor) -> str:
    """The text within the channel's limit of bytes, never half a character; a cut shows as an ellipsis."""
    raw = text.encode()
    if len(raw) <= descriptor.max_text_bytes:
        return text
    mark = "……"
    return raw[: descriptor.max_text_bytes - len(mark.encode())].decode(errors="ignore") + mark
