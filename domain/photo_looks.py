"""How a photo looks, in 64 bits that resizing and compressing hardly change: to notice that it was used before.

Two looks are alike when few bits differ. They are found without comparing with all: each is cut into four bands, and
looks with at most three different bits agree in at least one whole band.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.errors import Conflict

LOOK_BITS = 64
BANDS = 4
BAND_BITS = LOOK_BITS // BANDS
MOST_DIFFERENT_BITS = 3
FEWEST_MARKS = 6
"""A picture with fewer edges than this (a blank sheet, a dark one) looks like any other of its sort."""


class EntryPhotosClosed(Conflict):
    """What was approved or closed keeps the photos it was approved with."""

    code = "entry_photos_closed"
    message = "这条工时已经通过，照片不能再改。"


@dataclass(frozen=True)
class PhotoLook:
    """The look of a photo; ``id`` is the photo's. ``bands`` are those by which it is found."""

    id: str
    entry_id: str
    provider_id: str
    county_code: str
    look: str
    bands: tuple[str, ...]
    expires_at: datetime


def bands_of(look: int) -> tuple[str, ...]:
    """The four parts with their places; none for a picture that says too little."""
    if not FEWEST_MARKS <= look.bit_count() <= LOOK_BITS - FEWEST_MARKS:
        return ()
    mask = (1 << BAND_BITS) - 1
    return tuple(f"{place}:{look >> (place * BAND_BITS) & mask:04x}" for place in range(BANDS))


def look_alike(one: str, other: str) -> bool:
    """Whether two looks, written as hexadecimal, are those of the same photo."""
    return (int(one, 16) ^ int(other, 16)).bit_count() <= MOST_DIFFERENT_BITS
