"""What the booking needs to know of a service; the whole of it is a ServiceItem (domain/guides.py)."""

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Conflict
from domain.guides import FRONT_DESK_CODES, ServiceItem
from domain.people import ProviderKind


class ServiceClass(StrEnum):
    """The six doors of the front desk: what a wish is about before a service of the catalogue is chosen."""

    LAWYER = "lawyer"
    NOTARY = "notary"
    APPRAISAL = "appraisal"
    LEGAL_AID = "legal_aid"
    MEDIATION = "mediation"
    ADVICE = "advice"


# Whatever the catalogue's other classes hold begins with advice.
SERVICE_CLASS_OF = {
    "lawyer": ServiceClass.LAWYER,
    "notary": ServiceClass.NOTARY,
    "appraisal": ServiceClass.APPRAISAL,
    "legal-aid": ServiceClass.LEGAL_AID,
    "mediation": ServiceClass.MEDIATION,
}


@dataclass(frozen=True)
class Service:
    """A service as bookings, matters and notices tell it; ``id`` is its code.

    ``published`` is false for one that is no longer shown; bookings of it are still told by its name.
    """

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
    bookable: bool = True
    ask_first: str | None = None


class NotBookable(Conflict):
    """Others handle it, on the spot: the guide says where. ``details["ask_first"]`` names whom to ask for advice."""

    code = "not_bookable"
    message = "这项服务不在线预约，请按办事指南直接去办；不清楚的，可以先预约法律咨询。"


def check_bookable(service: Service) -> None:
    """Raises: NotBookable."""
    if not service.bookable:
        raise NotBookable(details={"ask_first": service.ask_first})


def service_of(item: ServiceItem, *, published: bool = True) -> Service:
    """The item of the catalogue as the booking sees it."""
    return Service(
        id=item.id,
        name=item.name,
        service_class=service_class_of(item),
        summary=item.summary,
        provider_kinds=item.provider_kinds,
        duration_minutes=item.duration_minutes,
        fee=item.guide.fee.text,
        materials=tuple(material.line for material in item.guide.materials),
        position=item.position,
        published=published,
        bookable=item.bookable,
        ask_first=item.ask_first,
    )


def service_class_of(item: ServiceItem) -> ServiceClass:
    """Through which of the six doors one comes to it."""
    return SERVICE_CLASS_OF.get(item.class_code, ServiceClass.ADVICE)


def front_desk_place(item: ServiceItem) -> tuple[int, int, str]:
    """Where it stands in a list: the six of the front desk first, then the catalogue's own order."""
    codes = FRONT_DESK_CODES
    return codes.index(item.id) if item.id in codes else len(codes), item.position, item.id
