"""Faults that the stand-in commits when told to."""

import random
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class FaultKind(StrEnum):
    """``drop`` does the work and then closes the connection without an answer."""

    DELAY = "delay"
    FAIL = "fail"
    EXPIRE = "expire"
    DROP = "drop"


@dataclass
class Fault:
    """One standing order. ``times`` None means until it is deleted; ``path`` matches by its end."""

    path: str
    kind: FaultKind
    errcode: int = -1
    seconds: float = 0
    times: int | None = None
    percent: float = 100


class Faults:
    """The standing orders, oldest first."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []
        self._dice = random.Random()  # noqa: S311  deciding a made-up fault is no secret

    def add(self, wanted: dict[str, Any]) -> Fault:
        """Take an order. Raises: ValueError, TypeError, KeyError for one that makes no sense."""
        times = wanted.get("times")
        fault = Fault(
            path=str(wanted["path"]).strip("/"),
            kind=FaultKind(wanted["kind"]),
            errcode=int(wanted.get("errcode", -1)),
            seconds=float(wanted.get("seconds", 0)),
            times=None if times is None else int(times),
            percent=float(wanted.get("percent", 100)),
        )
        self._orders.append(fault)
        return fault

    def clear(self) -> None:
        """Behave from now on."""
        self._orders.clear()

    def listed(self) -> list[dict[str, Any]]:
        """All orders as JSON."""
        return [asdict(order) for order in self._orders]

    def due(self, path: str) -> list[Fault]:
        """The faults to commit on this call; each counts down."""
        chosen = [order for order in self._orders if self._strikes(order, path.strip("/"))]
        for order in chosen:
            if order.times is not None:
                order.times -= 1
        self._orders = [order for order in self._orders if order.times is None or order.times > 0]
        return chosen

    def _strikes(self, order: Fault, path: str) -> bool:
        return path.endswith(order.path) and self._dice.random() * 100 < order.percent
