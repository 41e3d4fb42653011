"""Which of the services a request is about."""

from collections.abc import Sequence

from domain.matters import MatterKind
from domain.services import ServiceClass
from village_groups.intent_model.rules import find_votes

# In this order: who names several asks for the rarer thing (a lawyer named with no money to pay one is legal aid).
_CLASS_OF_CONCEPT = {
    "service.aid": ServiceClass.LEGAL_AID,
    "service.notary": ServiceClass.NOTARY,
    "service.appraisal": ServiceClass.APPRAISAL,
    "service.mediation": ServiceClass.MEDIATION,
    "service.procedure": ServiceClass.ADVICE,
    "service.lecture": ServiceClass.ADVICE,
    "service.lawyer": ServiceClass.LAWYER,
    "service.papers": ServiceClass.LAWYER,
    "service.suit": ServiceClass.LAWYER,
    "service.office": ServiceClass.ADVICE,
    "service.legal_matter": ServiceClass.ADVICE,
    "service.savvy": ServiceClass.LAWYER,
}
_PEOPLE = frozenset((ServiceClass.LAWYER, ServiceClass.ADVICE))


def choose_service_class(text: str, concepts: Sequence[str]) -> ServiceClass:
    """The class of a request; ADVICE where none is named."""
    named = [service_class for name, service_class in _CLASS_OF_CONCEPT.items() if name in concepts]
    if not named:
        return ServiceClass.MEDIATION if "around.persuade" in concepts else ServiceClass.ADVICE
    if "around.no_money" in concepts and set(named) <= _PEOPLE:
        return ServiceClass.LEGAL_AID
    voted = find_votes(text).get(MatterKind.SERVICE_REQUEST)
    return voted if voted in named and voted not in _PEOPLE else named[0]
