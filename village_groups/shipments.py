"""Shipments: what is handed to a platform in one go. Packed by owner where one task serves many groups."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.groups import ChannelName, Group
from domain.pushes import Delivery
from village_groups.channels.descriptor import describe_channel


@dataclass(frozen=True)
class Shipment:
    """Deliveries of one channel that go together; more than one only in a task of their common owner."""

    deliveries: tuple[Delivery, ...]
    group: Group | None

    @property
    def channel(self) -> ChannelName:
        """The way they go."""
        return self.deliveries[0].channel

    @property
    def village_code(self) -> str | None:
        """Their village, if it is the same for all: only then can a poster bear its name and code."""
        codes = {one.village_code for one in self.deliveries}
        return next(iter(codes)) if len(codes) == 1 else None


def pack(due: Sequence[Delivery], groups: Mapping[str, Group]) -> list[Shipment]:
    """Everything of one owner with the same content together, the rest one by one."""
    together: dict[object, list[Delivery]] = defaultdict(list)
    for one in due:
        together[_key(one, groups.get(one.group_id))].append(one)
    packed = []
    for deliveries in together.values():
        for part in _parts(deliveries, describe_channel(deliveries[0].channel).groups_per_task):
            packed.append(Shipment(tuple(part), groups.get(part[0].group_id)))
    return packed


def _key(delivery: Delivery, group: Group | None) -> object:
    alone = describe_channel(delivery.channel).groups_per_task == 1 or group is None or not group.owner
    if alone or group is None:
        return delivery.id
    return (delivery.channel, group.owner, delivery.article_id, delivery.plan_id, delivery.run_key, delivery.text)


def _parts(deliveries: list[Delivery], size: int) -> Iterable[list[Delivery]]:
    return (deliveries[start : start + size] for start in range(0, len(deliveries), size))
