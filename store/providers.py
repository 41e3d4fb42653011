"""Providers of legal service and their appointments to villages."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from domain.people import Appointment, Provider
from store.database import Database
from store.documents import from_document, to_document


class Providers:
    """Lawyers, notaries, appraisers and their peers."""

    def __init__(self, database: Database) -> None:
        self._providers = database["providers"]

    async def put(self, provider: Provider) -> None:
        """Add the provider, or write over what was kept of them."""
        await self._providers.replace_one({"_id": provider.id}, to_document(provider), upsert=True)

    async def find(self, provider_id: str) -> Provider | None:
        """One provider."""
        return await self._find_by({"_id": provider_id})

    async def find_by_phone_index(self, phone_index: str) -> Provider | None:
        """The active provider who bears this phone number."""
        return await self._find_by({"phone_index": phone_index, "active": True})

    async def find_many(self, provider_ids: Iterable[str]) -> list[Provider]:
        """The named providers, in no order."""
        found = await self._providers.find({"_id": {"$in": list(provider_ids)}}).to_list(None)
        return [from_document(Provider, document) for document in found]

    async def list_of_county(self, county_code: str, service_code: str) -> list[Provider]:
        """Active providers of a county who give this service."""
        question = {"county_code": county_code, "service_codes": service_code, "active": True}
        found = await self._providers.find(question).to_list(None)
        return [from_document(Provider, document) for document in found]

    async def _find_by(self, question: dict[str, Any]) -> Provider | None:
        found = await self._providers.find_one(question)
        return from_document(Provider, found) if found else None


class Appointments:
    """Which advisor serves which village, and when."""

    def __init__(self, database: Database) -> None:
        self._appointments = database["appointments"]

    async def put(self, appointment: Appointment) -> None:
        """Add the appointment, or write over it."""
        await self._appointments.replace_one({"_id": appointment.id}, to_document(appointment), upsert=True)

    async def list_of_village(self, village_code: str, day: date) -> list[Appointment]:
        """The appointments of a village in force that day, longest-serving first."""
        return await self._list({"village_code": village_code}, day)

    async def list_of_provider(self, provider_id: str, day: date) -> list[Appointment]:
        """The appointments of an advisor in force that day."""
        return await self._list({"provider_id": provider_id}, day)

    async def list_in_range(self, first_code: str, beyond_code: str, day: date) -> list[Appointment]:
        """The appointments of all villages from one code up to another, in force that day."""
        return await self._list({"village_code": {"$gte": first_code, "$lt": beyond_code}}, day)

    async def _list(self, question: dict[str, Any], day: date) -> list[Appointment]:
        found = await self._appointments.find(question).to_list(None)
        kept = [from_document(Appointment, document) for document in found]
        return sorted((one for one in kept if one.covers(day)), key=lambda one: (one.starts_on, one.id))
