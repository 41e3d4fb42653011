"""Services as the booking sees them: the catalogue's shown items of the county that a division lies in."""

from domain.divisions import county_of
from domain.services import Service, front_desk_place, service_of
from store.catalogue import Catalogue


class Services:
    """``where`` is any division of the county that is asked about; without it the common catalogue answers."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    async def find(self, code: str, where: str | None = None) -> Service | None:
        """One service, shown or no longer shown."""
        shown = await self._catalogue.find_shown(code, _county_of(where))
        if shown:
            return service_of(shown.item)
        told = await self._catalogue.find_told(code, _county_of(where))
        return service_of(told.item, published=False) if told else None

    async def find_published(self, code: str, where: str | None = None) -> Service | None:
        """One service that residents may see."""
        shown = await self._catalogue.find_shown(code, _county_of(where))
        return service_of(shown.item) if shown else None

    async def list_published(self, where: str | None = None) -> list[Service]:
        """All that can be booked, the front desk first."""
        items = [one.item for one in await self._catalogue.list_shown(_county_of(where))]
        return [service_of(item) for item in sorted(items, key=front_desk_place) if item.bookable]


def _county_of(where: str | None) -> str | None:
    return county_of(where) if where else None
