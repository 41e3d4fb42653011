"""Who takes part: residents, providers and their appointments, staff."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.booking_rules import GreenReason
from domain.opening import OpeningRule


class ProviderKind(StrEnum):
    """The professions of legal service."""

    LAWYER = "lawyer"
    GRASSROOTS_LEGAL_WORKER = "grassroots_legal_worker"
    NOTARY = "notary"
    APPRAISER = "appraiser"
    MEDIATOR = "mediator"


PROVIDER_KIND_NAMES = {
    ProviderKind.LAWYER: "律师",
    ProviderKind.GRASSROOTS_LEGAL_WORKER: "基层法律服务工作者",
    ProviderKind.NOTARY: "公证员",
    ProviderKind.APPRAISER: "司法鉴定人",
    ProviderKind.MEDIATOR: "人民调解员",
}


USUAL_LANGUAGES = ("zh",)


@dataclass(frozen=True)
class Consent:
    """What a person agreed to, in which version of the text, and when (PIPL)."""

    scope: str
    version: str
    given_at: datetime


@dataclass(frozen=True)
class Resident:
    """Somebody who opened the mini-program; a provider is one whose phone number a provider bears."""

    id: str
    openid: str
    created_at: datetime
    phone_sealed: str | None = None
    phone_index: str | None = None
    phone_masked: str | None = None
    name: str | None = None
    village_code: str | None = None
    consents: tuple[Consent, ...] = ()
    green_reasons: tuple[GreenReason, ...] = ()
    no_show_times: tuple[datetime, ...] = ()
    deleted_at: datetime | None = None
    language: str | None = None


@dataclass(frozen=True)
class Provider:
    """Somebody who gives legal service, as the bureau keeps them.

    ``recuses`` are the numbers of matters from which they have declared to step back.
    Units: latitude and longitude in degrees of GCJ-02, the grid of Chinese maps and of wx.openLocation.
    """

    id: str
    name: str
    kind: ProviderKind
    organisation: str
    licence_number: str
    county_code: str
    township_code: str | None
    place: str
    opening: OpeningRule
    service_codes: tuple[str, ...]
    phone_sealed: str
    phone_index: str
    phone_masked: str
    active: bool = True
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    recuses: tuple[str, ...] = ()
    languages: tuple[str, ...] = USUAL_LANGUAGES


@dataclass(frozen=True)
class Appointment:
    """聘任: an advisor serves a village from a date until another (inclusive), owing it minutes a year."""

    id: str
    provider_id: str
    village_code: str
    starts_on: date
    ends_on: date
    target_minutes: int = 6_000

    def covers(self, day: date) -> bool:
        """Whether it is in force that day."""
        return self.starts_on <= day <= self.ends_on


class Role(StrEnum):
    """What staff may do; every role is bounded by its division. A village's looks at its own village and confirms."""

    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"
    CITY = "city"
    AUDITOR = "auditor"


ROLE_NAMES = {
    Role.VILLAGE: "村（居）委会",
    Role.TOWNSHIP: "司法所",
    Role.COUNTY: "县（市、区）司法局",
    Role.CITY: "市司法局",
    Role.AUDITOR: "审计（只读）",
}


@dataclass(frozen=True)
class Staff:
    """A member of the staff of a village, justice office or bureau.

    ``password_hash`` is argon2id, empty while none is set.
    ``must_change_password``: the password was set by somebody else and is good for nothing but being changed.
    """

    id: str
    login: str
    name: str
    role: Role
    division_code: str
    password_hash: str
    failed_count: int = 0
    locked_until: datetime | None = None
    active: bool = True
    must_change_password: bool = False
    wecom_user_id: str | None = None
