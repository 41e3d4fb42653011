"""Where a phone was, turned at once into whether it was in the village; nothing else of it is kept anywhere."""

import re
from dataclasses import dataclass
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt

EARTH_METRES = 6_371_000
_SPOT = re.compile(r"(\d{1,3}(?:\.\d{1,8})?),(\d{1,3}(?:\.\d{1,8})?)", re.ASCII)


class InVillage(StrEnum):
    """Whether the service was given in the village, as far as the phone's place told; the place itself is not kept."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


IN_VILLAGE_NAMES = {InVillage.YES: "在村", InVillage.NO: "不在村", InVillage.UNKNOWN: "未定位"}


@dataclass(frozen=True)
class Spot:
    """A place. Units: degrees of GCJ-02, the grid of Chinese maps and of wx.getLocation."""

    latitude: float
    longitude: float


def read_spot(text: str) -> Spot | None:
    """The place written as ``30.2201,115.0702``; none if it is no place of China."""
    found = _SPOT.fullmatch(text)
    spot = Spot(float(found[1]), float(found[2])) if found else None
    return spot if spot and 3 <= spot.latitude <= 54 and 73 <= spot.longitude <= 136 else None


def tell_in_village(spot: Spot, village: Spot | None, within_metres: int) -> InVillage:
    """Whether a place counts as in the village; unknown where nobody has told where the village lies."""
    if village is None:
        return InVillage.UNKNOWN
    return InVillage.YES if metres_between(spot, village) <= within_metres else InVillage.NO


def metres_between(one: Spot, other: Spot) -> float:
    """The distance over the ground (haversine)."""
    north, east = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    across = cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(sin(north / 2) ** 2 + across))
