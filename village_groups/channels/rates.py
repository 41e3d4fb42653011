"""A channel's declared rates as the permits that its calls need."""

import hashlib

from domain.rates import CallRate
from village_groups.channels.descriptor import ChannelDescriptor, RateScope


def call_rates(descriptor: ChannelDescriptor, *, conversation: str = "", credential: str) -> tuple[CallRate, ...]:
    """The credential's permits first: they are what is short. A credential may be a secret: only its hash is kept."""
    short = hashlib.sha256(credential.encode()).hexdigest()[:16]
    keys = {
        RateScope.CREDENTIAL: f"{descriptor.name}:credential:{short}",
        RateScope.CONVERSATION: f"{descriptor.name}:conversation:{conversation}",
    }
    in_order = sorted(descriptor.rate, key=lambda one: one.scope is RateScope.CONVERSATION)
    return tuple(
        CallRate(f"{keys[one.scope]}:{int(one.per.total_seconds())}", one.messages, int(one.per.total_seconds()))
        for one in in_order
    )
