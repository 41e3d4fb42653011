"""What a notice board (公示牌) says, on which paper and in which file."""

from dataclasses import dataclass, field
from enum import StrEnum


class BoardSize(StrEnum):
    """The paper."""

    A4 = "a4"
    A3 = "a3"


PAGE_DOTS = {BoardSize.A4: (2480, 3508), BoardSize.A3: (3508, 4961)}


class BoardFormat(StrEnum):
    """The file: a picture, or a PDF of just the paper's size."""

    JPEG = "jpeg"
    PDF = "pdf"


@dataclass(frozen=True)
class BoardPerson:
    """One advisor as the board shows them."""

    name: str
    profession: str
    organisation: str
    licence: str
    hours: str
    place: str
    phone: str
    photo: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class BoardContent:
    """What the board says."""

    village_name: str
    above_name: str
    bureau_name: str
    made_on: str
    people: tuple[BoardPerson, ...]
