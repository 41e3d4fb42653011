"""Divisions, open to everybody; and the free times near a village."""

from typing import Any

from pydantic import Field

from actions import book_service, catalogue, free_times
from domain.choosing import Offer, Seeker
from domain.divisions import Division, Level
from domain.errors import BadInput, NotFound
from domain.languages import checked_language
from domain.opening import MEETING_WAY_NAMES, MeetingWay
from domain.people import PROVIDER_KIND_NAMES, Provider
from handlers.base import PublicApiHandler, ResidentApiHandler
from handlers.mini_program.language import LanguageView
from handlers.models import DIVISION_CODE, Answer, Page, PageQuery, Request, ShanghaiTime, cut_page
from handlers.operations import operation


class DivisionView(Answer):
    """A division."""

    code: str
    level: Level
    name: str
    full_name: str

    @classmethod
    def of(cls, division: Division) -> "DivisionView":
        """The division as told."""
        return cls(code=division.id, level=division.level, name=division.name, full_name=division.full_name)


class DivisionQuery(PageQuery):
    """Which divisions: those right below ``parent``, or, without it, the counties we serve."""

    parent: str | None = Field(None, pattern=DIVISION_CODE)
    limit: int = Field(100, ge=1, le=500, description="每页条数")


class DivisionsHandler(PublicApiHandler):
    """/api/v1/divisions"""

    @operation("下级区划，用于逐级选择村（社区）")
    async def get(self, query: DivisionQuery) -> Page[DivisionView]:
        """The divisions right below another."""
        found = await catalogue.list_divisions(self.ctx, parent_code=query.parent)
        shown, next_cursor = cut_page(found, query)
        return Page[DivisionView](items=[DivisionView.of(one) for one in shown], next_cursor=next_cursor)


class FreeTimesQuery(Request):
    """Of one provider, or of everybody near."""

    provider_id: str | None = Field(None, max_length=64)
    language: str | None = Field(None, max_length=20, description="希望使用的语言，不填为资料中选择的语言")


class WayView(Answer):
    """A way of meeting."""

    code: MeetingWay
    name: str


class FreeTimeView(Answer):
    """A time that can be booked, with whom and how. A visit at home is offered to the green channel."""

    provider_id: str
    provider_name: str
    provider_kind_name: str
    nearness: str
    place: str
    starts_at: ShanghaiTime
    ends_at: ShanghaiTime
    ways: list[WayView]
    languages: list[LanguageView]

    @classmethod
    def all_of(cls, offers: list[Offer], green: bool) -> "list[FreeTimeView]":
        """The offers as told. Of a provider there are many, so what is said of them is put together once."""
        providers = {offer.provider.id: offer.provider for offer in offers}
        said = {one.id: _said_of(one, green) for one in providers.values()}
        return [
            cls(
                **said[offer.provider.id],
                nearness=offer.nearness,
                starts_at=offer.starts_at,
                ends_at=offer.starts_at + offer.length,
            )
            for offer in offers
        ]


def _said_of(provider: Provider, green: bool) -> dict[str, Any]:
    return {
        "provider_id": provider.id,
        "provider_name": provider.name,
        "provider_kind_name": PROVIDER_KIND_NAMES[provider.kind],
        "place": provider.place,
        "ways": [
            WayView(code=way, name=MEETING_WAY_NAMES[way])
            for way in provider.opening.ways
            if green or way is not MeetingWay.HOME_VISIT
        ],
        "languages": LanguageView.all_of(provider.languages),
    }


class FreeTimesView(Answer):
    """Free times, best first."""

    items: list[FreeTimeView]


class FreeTimesHandler(ResidentApiHandler):
    """/api/v1/services/{code}/free-times"""

    @operation("我村附近可约的时间，由近到远", errors=(NotFound, BadInput))
    async def get(self, code: str, query: FreeTimesQuery) -> FreeTimesView:
        """The soonest free times near the asker's village."""
        village = await book_service.get_village_of(self.ctx, resident=self.resident)
        service = await book_service.get_service(self.ctx, code=code, where=village.id)
        green = bool(self.resident.green_reasons)
        language = checked_language(query.language) if query.language else self.resident.language
        seeker = Seeker(green=green, language=language)
        offers = await free_times.list_offers(
            self.ctx, village=village, service=service, seeker=seeker, provider_id=query.provider_id
        )
        return FreeTimesView(items=FreeTimeView.all_of(offers, green))
