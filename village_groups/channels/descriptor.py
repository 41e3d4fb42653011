"""What each way into a group can do. Callers ask the descriptor, never the adapter's class."""

from dataclasses import dataclass
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


@dataclass(frozen=True)
class ChannelDescriptor:
    """The abilities of one channel.

    ``resend_is_safe``: the platform keeps a message with the same id once, so a send whose outcome is
    unknown may be repeated. ``limited_per_day``: pushes count against the bureau's limit a group and day.
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
)

# Source: developer.work.weixin.qq.com, documents 92135, 93338, 97610: the call makes a task, the group owner
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
)

DESCRIPTORS = {one.name: one for one in (SIMULATOR, WECOM_CUSTOMER_GROUP)}


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
