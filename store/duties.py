"""The duties that were set for appointments."""

from collections.abc import Iterable

from domain.duties import AppointmentDuties
from store.database import Database
from store.documents import from_document, to_document


class Duties:
    """One document for each appointment whose duties differ from the defaults."""

    def __init__(self, database: Database) -> None:
        self._duties = database["duties"]

    async def find_many(self, appointment_ids: Iterable[str]) -> dict[str, AppointmentDuties]:
        """Those that were set, by appointment."""
        wanted = {"_id": {"$in": sorted(set(appointment_ids))}}
        found = await self._duties.find(wanted).to_list(None)
        return {one["_id"]: from_document(AppointmentDuties, one) for one in found}

    async def put(self, duties: AppointmentDuties) -> None:
        """Set them."""
        document = to_document(duties)
        await self._duties.replace_one({"_id": document["_id"]}, document, upsert=True)
