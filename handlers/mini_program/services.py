"""Services with their guides, open to everybody."""

from pydantic import Field

from actions import catalogue
from actions.catalogue import Sought
from domain.catalogue_versions import CatalogueVersion
from domain.divisions import Division
from domain.errors import NotFound
from domain.guides import FRONT_DESK_CODES, Material, MaterialForm, Question, TimeLimit
from domain.opening import MEETING_WAY_NAMES, MeetingWay
from domain.people import PROVIDER_KIND_NAMES
from domain.services import ServiceClass, service_class_of
from handlers.base import PublicApiHandler
from handlers.models import DIVISION_CODE, Answer, Page, PageQuery, Request, ShanghaiTime, cut_page
from handlers.operations import operation


class PlaceQuery(Request):
    """For whom: the village decides which county's catalogue is told."""

    village_code: str | None = Field(None, pattern=DIVISION_CODE, description="不填则按登录居民所在的村（社区）")


class ServicesQuery(PageQuery, PlaceQuery):
    """Which services."""

    class_code: str | None = Field(None, max_length=40, description="事项分类")
    bookable: bool | None = Field(None, description="是否可以预约")
    front_desk: bool = Field(False, description="只要首页的六个窗口事项")
    q: str = Field("", max_length=40, description="按名称和简介查找")
    limit: int = Field(20, ge=1, le=200, description="每页条数")

    def sought(self) -> Sought:
        """As the action asks."""
        return Sought(self.class_code, self.bookable, self.front_desk, self.q)


class ServiceView(Answer):
    """A service, with what to bring."""

    code: str
    name: str
    service_class: ServiceClass
    class_code: str
    class_name: str
    summary: str
    duration_minutes: int
    fee: str
    free: bool
    materials: list[str]
    bookable: bool
    front_desk: bool
    ask_first: str | None

    @classmethod
    def of(cls, version: CatalogueVersion, names: dict[str, str]) -> "ServiceView":
        """The service as told; ``names`` are those of the classes."""
        return cls.model_validate(service_facts(version, names))


def service_facts(version: CatalogueVersion, names: dict[str, str]) -> dict[str, object]:
    """The fields that lists and guides share."""
    item = version.item
    return {
        "code": item.id,
        "name": item.name,
        "service_class": service_class_of(item),
        "class_code": item.class_code,
        "class_name": names.get(item.class_code, ""),
        "summary": item.summary,
        "duration_minutes": item.duration_minutes,
        "fee": item.guide.fee.text,
        "free": item.guide.fee.free,
        "materials": [material.line for material in item.guide.materials],
        "bookable": item.bookable,
        "front_desk": item.id in FRONT_DESK_CODES,
        "ask_first": item.ask_first,
    }


class MaterialView(Answer):
    """One thing to bring; ``number`` counts from 1 and names it when photos are handed in."""

    number: int
    name: str
    form: MaterialForm
    form_text: str
    copies: int
    needed_if: str | None
    note: str | None
    photo_upload: bool

    @classmethod
    def of(cls, number: int, material: Material) -> "MaterialView":
        """The material as told."""
        return cls(
            number=number,
            name=material.name,
            form=material.form,
            form_text=material.form_text,
            copies=material.copies,
            needed_if=material.needed_if,
            note=material.note,
            photo_upload=material.photo_upload,
        )


class TimeLimitView(Answer):
    """How long it takes, and the article that says so."""

    text: str
    days: int | None
    working: bool
    legal: str | None

    @classmethod
    def of(cls, limit: TimeLimit) -> "TimeLimitView":
        """The limit as told."""
        return cls(text=limit.text, days=limit.days, working=limit.working, legal=limit.legal)


class QuestionView(Answer):
    """What people often ask."""

    question: str
    answer: str

    @classmethod
    def of(cls, asked: Question) -> "QuestionView":
        """The question as told."""
        return cls(question=asked.question, answer=asked.answer)


class WayView(Answer):
    """A way to meet."""

    code: MeetingWay
    name: str


class ServiceGuideView(ServiceView):
    """A service with its whole guide, told once and completely."""

    material_details: list[MaterialView]
    applicants: list[str]
    steps: list[str]
    time_limit: TimeLimitView
    legal_basis: list[str]
    place: str
    phone: str
    outcome: str
    green_channel: str | None
    questions: list[QuestionView]
    ways: list[WayView]
    provider_kind_names: list[str]
    version: int
    updated_at: ShanghaiTime

    @classmethod
    def whole(cls, version: CatalogueVersion, names: dict[str, str], place: str) -> "ServiceGuideView":
        """The guide as told at a place."""
        item, guide, updated_at = version.item, version.item.guide, version.changed_at
        return cls.model_validate(
            {
                **service_facts(version, names),
                "material_details": [MaterialView.of(number, one) for number, one in enumerate(guide.materials, 1)],
                "applicants": list(guide.applicants),
                "steps": list(guide.steps),
                "time_limit": TimeLimitView.of(guide.time_limit),
                "legal_basis": list(guide.legal_basis),
                "place": place,
                "phone": guide.phone,
                "outcome": guide.outcome,
                "green_channel": guide.green_channel,
                "questions": [QuestionView.of(one) for one in guide.faq],
                "ways": [WayView(code=way, name=MEETING_WAY_NAMES[way]) for way in item.where],
                "provider_kind_names": [PROVIDER_KIND_NAMES[kind] for kind in item.provider_kinds],
                "version": version.version,
                "updated_at": updated_at,
            }
        )


class CatalogueHandlerBase(PublicApiHandler):
    """Tells the catalogue of the asker's county."""

    async def place_of(self, query: PlaceQuery) -> Division | None:
        """Where the asker lives, as far as it is known."""
        return await catalogue.find_place_of_asker(self.ctx, village_code=query.village_code, token=self.bearer_token)


class ServicesHandler(CatalogueHandlerBase):
    """/api/v1/services"""

    @operation("服务事项", errors=(NotFound,))
    async def get(self, query: ServicesQuery) -> Page[ServiceView]:
        """The services shown in the asker's county, the front desk first."""
        where = await self.place_of(query)
        found = await catalogue.list_services(self.ctx, where=where, sought=query.sought())
        shown, next_cursor = cut_page(found, query)
        names = await catalogue.class_names(self.ctx)
        return Page[ServiceView](items=[ServiceView.of(one, names) for one in shown], next_cursor=next_cursor)


class ServiceHandler(CatalogueHandlerBase):
    """/api/v1/services/{code}"""

    @operation("一项服务事项的办事指南", errors=(NotFound,))
    async def get(self, code: str, query: PlaceQuery) -> ServiceGuideView:
        """One service with its guide."""
        where = await self.place_of(query)
        version = await catalogue.get_service_item(self.ctx, code=code, where=where)
        place = await catalogue.fill_names(self.ctx, version.item.guide.place, where=where)
        return ServiceGuideView.whole(version, await catalogue.class_names(self.ctx), place)


class CatalogueClassView(Answer):
    """A class of services."""

    code: str
    name: str
    summary: str
    count: int


class ServiceClassesView(Answer):
    """All classes, in order."""

    items: list[CatalogueClassView]


class ServiceClassesHandler(CatalogueHandlerBase):
    """/api/v1/service-classes"""

    @operation("事项分类", errors=(NotFound,))
    async def get(self, query: PlaceQuery) -> ServiceClassesView:
        """The classes with how many services each holds."""
        told = await catalogue.list_classes(self.ctx, where=await self.place_of(query))
        views = [
            CatalogueClassView(code=one.kept.id, name=one.kept.name, summary=one.kept.summary, count=one.count)
            for one in told
        ]
        return ServiceClassesView(items=views)
