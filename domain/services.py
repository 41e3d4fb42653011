"""Services (服务事项) that a resident can ask for."""

from dataclasses import dataclass
from enum import StrEnum

from domain.people import ProviderKind


class ServiceClass(StrEnum):
    """The six doors of the front desk."""

    LAWYER = "lawyer"
    NOTARY = "notary"
    APPRAISAL = "appraisal"
    LEGAL_AID = "legal_aid"
    MEDIATION = "mediation"
    ADVICE = "advice"


@dataclass(frozen=True)
class Service:
    """One service of the catalogue; ``id`` is its code."""

    id: str
    name: str
    service_class: ServiceClass
    summary: str
    provider_kinds: tuple[ProviderKind, ...]
    duration_minutes: int
    fee: str
    materials: tuple[str, ...]
    position: int
    published: bool = True
