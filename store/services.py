"""The catalogue of services."""

from pymongo.errors import DuplicateKeyError

from domain.services import Service
from store.database import Database
from store.documents import from_document, to_document
from store.short_memory import ShortMemory

MEMORY_SECONDS = 5.0


class Services:
    """What a resident can ask for. The catalogue is short, so it is read whole."""

    def __init__(self, database: Database) -> None:
        self._services = database["services"]
        self._memory: ShortMemory[str, Service | None] = ShortMemory(MEMORY_SECONDS)

    async def put(self, service: Service) -> None:
        """Add the service, or write over it."""
        await self._services.replace_one({"_id": service.id}, to_document(service), upsert=True)
        self._memory.forget(service.id)

    async def add_missing(self, service: Service) -> bool:
        """Add the service unless its code is there."""
        try:
            await self._services.insert_one(to_document(service))
        except DuplicateKeyError:
            return False
        return True

    async def find(self, code: str) -> Service | None:
        """One service, published or not."""
        return await self._memory.get(code, lambda: self._find(code))

    async def _find(self, code: str) -> Service | None:
        found = await self._services.find_one({"_id": code})
        return from_document(Service, found) if found else None

    async def find_published(self, code: str) -> Service | None:
        """One service that residents may see."""
        service = await self.find(code)
        return service if service and service.published else None

    async def list_published(self) -> list[Service]:
        """All that residents may see, in the order of the front desk."""
        found = await self._services.find({"published": True}).to_list(None)
        return sorted((from_document(Service, one) for one in found), key=lambda one: (one.position, one.id))
