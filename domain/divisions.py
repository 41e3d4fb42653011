"""Administrative divisions and their 12-digit statistical codes (统计用区划代码).

Source: National Bureau of Statistics; levels by prefix 2 (province), 4 (city), 6 (county), 9 (township), 12 (village).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

CODE_DIGITS = 12


class Level(StrEnum):
    """How deep a division lies."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


PREFIX_DIGITS = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12}


class DivisionState(StrEnum):
    """Whether the division still stands; one that vanished is kept, because old records point at it."""

    STANDING = "standing"
    VANISHED = "vanished"


@dataclass(frozen=True)
class FormerName:
    """A name the division bore until an import brought another."""

    name: str
    until: datetime


@dataclass(frozen=True)
class Division:
    """One division; ``id`` is its code padded to 12 digits."""

    id: str
    level: Level
    name: str
    parent_code: str | None
    full_name: str
    state: DivisionState = DivisionState.STANDING
    former_names: tuple[FormerName, ...] = ()
    vanished_at: datetime | None = None

    @property
    def spoken_name(self) -> str:
        """What neighbours call it: 江添受村 rather than 江添受村村民委员会."""
        return speak_name(self.name)

    @property
    def county_code(self) -> str:
        """The county it lies in, padded."""
        return county_of(self.id)

    @property
    def township_code(self) -> str:
        """The township it lies in, padded."""
        return pad_code(self.id[:9])


SPOKEN_ENDINGS = (
    ("村村民委员会", "村"),
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("村村委会", "村"),
    ("村委会", "村"),
)


def speak_name(official_name: str) -> str:
    """The name without the words for its committee, where a plain name is left."""
    for ending, spoken in SPOKEN_ENDINGS:
        if official_name.endswith(ending) and len(official_name) > len(ending):
            return official_name.removesuffix(ending) + spoken
    return official_name


def pad_code(prefix: str) -> str:
    """``420202`` as ``420202000000``."""
    return prefix.ljust(CODE_DIGITS, "0")


def county_of(code: str) -> str:
    """The padded code of the county in which a division lies: ``420202005001`` gives ``420202000000``."""
    return pad_code(code[: PREFIX_DIGITS[Level.COUNTY]])


def level_of(code: str) -> Level:
    """The level of a padded code."""
    stripped = next((level for level in PREFIX_DIGITS if code == pad_code(code[: PREFIX_DIGITS[level]])), None)
    return stripped or Level.VILLAGE


def significant_prefix(code: str) -> str:
    """The part of a padded code that all codes below it share: ``420202000000`` gives ``420202``."""
    return code[: PREFIX_DIGITS[level_of(code)]]


def code_range(code: str) -> tuple[str, str]:
    """The first code below a division, and the first one beyond it: for ``$gte`` and ``$lt``."""
    prefix = significant_prefix(code)
    return pad_code(prefix), prefix + ":" if len(prefix) == CODE_DIGITS else pad_code(str(int(prefix) + 1))


def lies_within(code: str, region_code: str) -> bool:
    """Whether a division lies in a region, or is it."""
    return code.startswith(significant_prefix(region_code))
