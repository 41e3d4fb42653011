"""Providers of legal service and their appointments to villages."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from domain.opening import Leave, OpeningRule
from domain.people import Appointment, Provider
from store.database import Database
from store.documents import from_document, to_document, to_plain
from store.questions import find_all, find_one
from store.short_memory import ShortMemory

MEMORY_SECONDS = 20.0
SERVING_FIELDS = {"village_code": 1, "provider_id": 1, "target_minutes": 1, "starts_on": 1, "ends_on": 1}


class Serving(NamedTuple):
    """An advisor in force in a village by an appointment, and the minutes a year that are owed."""

    appointment_id: str
    provider_id: str
    target_minutes: int


class Providers:
    """Lawyers, notaries, appraisers and their peers."""

    def __init__(self, database: Database) -> None:
        self._providers = database["providers"]
        self._memory: ShortMemory[str, Provider | None] = ShortMemory(MEMORY_SECONDS)
        self._directories: ShortMemory[tuple[str, str], list[Provider]] = ShortMemory(MEMORY_SECONDS)

    async def put(self, provider: Provider) -> None:
        """Add the provider, or write over what was kept of them."""
        await self._providers.replace_one({"_id": provider.id}, to_document(provider), upsert=True)
        self._memory.forget(provider.id)
        self._directories.forget_all()

    async def find(self, provider_id: str) -> Provider | None:
        """One provider; another process's change may show twenty seconds late."""
        return await self._memory.get(provider_id, lambda: self._find_by({"_id": provider_id}))

    async def find_fresh(self, provider_id: str) -> Provider | None:
        """One provider, as kept at this moment."""
        self._memory.forget(provider_id)
        return await self.find(provider_id)

    async def put_leave(self, provider: Provider, leave: Leave) -> None:
        """Add a leave, or write over the one of the same days."""
        await self.drop_leave(provider, leave)
        await self._change(provider.id, {"$push": {"opening.leaves": to_plain(leave)}})

    async def drop_leave(self, provider: Provider, leave: Leave) -> None:
        """Take a leave back."""
        days = {"first_day": leave.first_day.isoformat(), "last_day": leave.last_day.isoformat()}
        await self._change(provider.id, {"$pull": {"opening.leaves": days}})

    async def set_opening(self, provider_id: str, rule: OpeningRule, languages: tuple[str, ...] | None = None) -> None:
        """Set when and in which languages a provider can be met, all but the leaves: those have their own writes."""
        parts = {name: value for name, value in to_plain(rule).items() if name != "leaves"}
        change: dict[str, Any] = {f"opening.{name}": value for name, value in parts.items()}
        if languages is not None:
            change["languages"] = list(languages)
        await self._change(provider_id, {"$set": change})

    async def add_recusal(self, provider_id: str, matter_number: str) -> None:
        """The provider steps back from a matter."""
        await self._change(provider_id, {"$addToSet": {"recuses": matter_number}})

    async def list_with_leaves(self, today: date) -> list[Provider]:
        """Who is away today or will be."""
        return await find_all(self._providers, Provider, {"opening.leaves.last_day": {"$gte": today.isoformat()}})

    async def list_in_counties(self, first_code: str, beyond_code: str) -> list[Provider]:
        """The active providers of all counties from one code up to another, by name."""
        found = await self._providers.find({"county_code": {"$gte": first_code, "$lt": beyond_code}}).to_list(None)
        kept = [from_document(Provider, document) for document in found]
        return sorted((one for one in kept if one.active), key=lambda one: (one.name, one.id))

    async def list_kept_in_counties(self, first_code: str, beyond_code: str) -> list[Provider]:
        """The providers of all counties from one code up to another, those who left too, by name."""
        found = await find_all(self._providers, Provider, {"county_code": {"$gte": first_code, "$lt": beyond_code}})
        return sorted(found, key=lambda one: (one.name, one.id))

    async def set_facts(self, provider_id: str, facts: dict[str, Any]) -> None:
        """Change the named facts and nothing else."""
        await self._change(provider_id, {"$set": facts})

    def forget(self) -> None:
        """Providers were written past this class (by an import)."""
        self._memory.forget_all()
        self._directories.forget_all()

    async def _change(self, provider_id: str, change: dict[str, Any]) -> None:
        await self._providers.update_one({"_id": provider_id}, change)
        self._memory.forget(provider_id)
        self._directories.forget_all()

    async def find_by_phone_index(self, phone_index: str) -> Provider | None:
        """The active provider who bears this phone number."""
        return await self._find_by({"phone_index": phone_index, "active": True})

    async def find_many(self, provider_ids: Iterable[str]) -> list[Provider]:
        """The named providers, in no order."""
        return await find_all(self._providers, Provider, {"_id": {"$in": list(provider_ids)}})

    async def list_of_county(self, county_code: str, service_code: str) -> list[Provider]:
        """Active providers of a county who give this service; a change may show twenty seconds late."""
        return await self._directories.get(
            (county_code, service_code), lambda: self._list_of_county(county_code, service_code)
        )

    async def _list_of_county(self, county_code: str, service_code: str) -> list[Provider]:
        question = {"county_code": county_code, "service_codes": service_code, "active": True}
        return await find_all(self._providers, Provider, question)

    async def _find_by(self, question: dict[str, Any]) -> Provider | None:
        return await find_one(self._providers, Provider, question)


class Appointments:
    """Which advisor serves which village, and when."""

    def __init__(self, database: Database) -> None:
        self._appointments = database["appointments"]
        self._of_village: ShortMemory[str, list[Appointment]] = ShortMemory(MEMORY_SECONDS)

    async def put(self, appointment: Appointment) -> None:
        """Add the appointment, or write over it."""
        await self._appointments.replace_one({"_id": appointment.id}, to_document(appointment), upsert=True)
        self._of_village.forget(appointment.village_code)

    def forget(self) -> None:
        """Appointments were written past this class (by an import)."""
        self._of_village.forget_all()

    async def list_kept_of_provider(self, provider_id: str) -> list[Appointment]:
        """All appointments of an advisor, those that are over too, latest first."""
        found = await self._find({"provider_id": provider_id})
        return sorted(found, key=lambda one: (one.starts_on, one.id), reverse=True)

    async def list_kept_in_range(self, first_code: str, beyond_code: str) -> list[Appointment]:
        """All appointments of the villages from one code up to another, by village, those that are over too."""
        found = await self._find({"village_code": {"$gte": first_code, "$lt": beyond_code}})
        return sorted(found, key=lambda one: (one.village_code, one.starts_on, one.id))

    async def find(self, appointment_id: str) -> Appointment | None:
        """One appointment."""
        found = await self._find({"_id": appointment_id})
        return found[0] if found else None

    async def list_of_village(self, village_code: str, day: date) -> list[Appointment]:
        """The appointments of a village in force that day, longest-serving first; a change may show late."""
        all_of_it = await self._of_village.get(village_code, lambda: self._find({"village_code": village_code}))
        return _in_force(all_of_it, day)

    async def list_of_provider(self, provider_id: str, day: date) -> list[Appointment]:
        """The appointments of an advisor in force that day."""
        return await self._list({"provider_id": provider_id}, day)

    async def list_in_range(self, first_code: str, beyond_code: str, day: date) -> list[Appointment]:
        """The appointments of all villages from one code up to another, in force that day."""
        return await self._list({"village_code": {"$gte": first_code, "$lt": beyond_code}}, day)

    async def list_serving(self, first_code: str, beyond_code: str, day: date) -> dict[str, list[Serving]]:
        """Who serves each village from one code up to another that day, longest-serving first.

        Built without the checks of other reads: a county asks for a thousand of them to show one page.
        """
        question = {"village_code": {"$gte": first_code, "$lt": beyond_code}}
        found = await self._appointments.find(question, SERVING_FIELDS).to_list(None)
        on, services = day.isoformat(), defaultdict[str, list[Serving]](list)
        for one in sorted(found, key=lambda one: (one["starts_on"], one["_id"])):
            if one["starts_on"] <= on <= one["ends_on"]:
                services[one["village_code"]].append(Serving(one["_id"], one["provider_id"], one["target_minutes"]))
        return services

    async def _list(self, question: dict[str, Any], day: date) -> list[Appointment]:
        return _in_force(await self._find(question), day)

    async def _find(self, question: dict[str, Any]) -> list[Appointment]:
        return await find_all(self._appointments, Appointment, question)


def _in_force(appointments: list[Appointment], day: date) -> list[Appointment]:
    return sorted((one for one in appointments if one.covers(day)), key=lambda one: (one.starts_on, one.id))
