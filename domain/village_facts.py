"""What a village tells its people beside its name: where its legal service room is and how to call it."""

from dataclasses import dataclass
from datetime import datetime

LONGEST_ADDRESS, LONGEST_DIRECTIONS = 100, 200


@dataclass(frozen=True)
class VillageFacts:
    """``id`` is the village's code. The phone is the room's, for everybody to see.

    ``spot`` is where the village lies, as ``latitude,longitude`` (domain/places.py); empty where nobody has said.
    """

    id: str
    phone: str = ""
    station_address: str = ""
    directions: str = ""
    spot: str = ""


@dataclass(frozen=True)
class VillageConfirmation:
    """村确认: somebody of the village says that a service took place as written. ``id`` is the entry's.

    ``revision`` is the entry's as it was read: a corrected entry can be confirmed again.
    """

    id: str
    village_code: str
    revision: int
    staff_id: str
    staff_name: str
    at: datetime
