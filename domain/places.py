"""Where a phone was, turned at once into whether it was in the village; nothing else of it is kept anywhere."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from domain.divisions import Division
from domain.hours import InVillage

EARTH_METRES = 6_371_000


@dataclass(frozen=True)
class Spot:
    """A place. Units: degrees of GCJ-02, the grid of Chinese maps and of wx.getLocation."""

    latitude: float
    longitude: float


def tell_in_village(spot: Spot, village: Division | None, within_metres: int) -> InVillage:
    """Whether a place counts as in the village; unknown where nobody has told where the village lies."""
    if village is None or village.latitude is None or village.longitude is None:
        return InVillage.UNKNOWN
    far = metres_between(spot, Spot(village.latitude, village.longitude))
    return InVillage.YES if far <= within_metres else InVillage.NO


def metres_between(one: Spot, other: Spot) -> float:
    """The distance over the ground (haversine)."""
    north, east = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    across = cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(sin(north / 2) ** 2 + across))
