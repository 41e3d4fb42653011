"""Which adapter serves which channel; each is watched, so that the console can say how the channel fares."""

from domain.groups import ChannelName
from village_groups.channels.direct import DirectAdapter
from village_groups.channels.interface import Adapter, TaskAdapter
from village_groups.channels.kf import KfAdapter
from village_groups.channels.manual import ManualAdapter
from village_groups.channels.simulator import SimulatorAdapter
from village_groups.channels.smart_bot import SmartBotAdapter
from village_groups.channels.watched import WatchedAdapter, WatchedTaskAdapter
from village_groups.channels.webhook import WebhookAdapter
from village_groups.channels.wecom_customer_group import WeComCustomerGroupAdapter


def task_adapter_for(name: ChannelName) -> TaskAdapter | None:
    """The adapter of a channel that serves many groups by one task; None for the others."""
    if name is not ChannelName.WECOM_CUSTOMER_GROUP:
        return None
    return WatchedTaskAdapter(name, WeComCustomerGroupAdapter())


ADAPTERS: dict[ChannelName, type[Adapter]] = {
    ChannelName.SIMULATOR: SimulatorAdapter,
    ChannelName.WECOM_CUSTOMER_GROUP: WeComCustomerGroupAdapter,
    ChannelName.KF: KfAdapter,
    ChannelName.SMART_BOT: SmartBotAdapter,
    ChannelName.WEBHOOK: WebhookAdapter,
    ChannelName.MANUAL: ManualAdapter,
    # Nothing can be said there: an order that strays there fails with a sentence.
    ChannelName.RESIDENT_REPORT: DirectAdapter,
    ChannelName.MINI_PROGRAM_CARD: DirectAdapter,
}


def adapter_for(name: ChannelName) -> Adapter:
    """The adapter of a channel; adapters keep nothing, so they are made when needed."""
    return WatchedAdapter(name, ADAPTERS[name]())
