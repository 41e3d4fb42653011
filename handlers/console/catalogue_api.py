"""The catalogue of services as staff keep it: list, edit, publish, withdraw."""

from pydantic import Field

from actions import catalogue, edit_catalogue
from actions.edit_catalogue import STANDING_NAMES, CatalogueRow, ItemTold, Standing
from domain.catalogue_versions import VERSION_STATE_NAMES, CatalogueVersion, VersionOutdated, VersionState
from domain.divisions import Division
from domain.errors import BadInput, Conflict, NotAllowed, NotFound
from handlers.base import StaffApiHandler
from handlers.console.catalogue_form import CatalogueEditBody, PublicationBody
from handlers.mini_program.services import ServiceGuideView
from handlers.models import DIVISION_CODE, Answer, Page, PageQuery, Request, ShanghaiTime, cut_page
from handlers.operations import operation


class CountyQuery(Request):
    """Of which county."""

    county_code: str | None = Field(None, pattern=DIVISION_CODE, description="市级工作人员选择县（市、区）时填写")


class StaffCatalogueQuery(PageQuery, CountyQuery):
    """Which part of the county's list."""

    class_code: str | None = Field(None, max_length=40)
    limit: int = Field(200, ge=1, le=500, description="每页条数")


class StaffServiceView(Answer):
    """A service in the county's list."""

    code: str
    name: str
    class_code: str
    bookable: bool
    standing: Standing
    standing_name: str
    version: int
    draft_version: int | None

    @classmethod
    def of(cls, row: CatalogueRow) -> "StaffServiceView":
        """The row as told."""
        return cls(
            code=row.item.id,
            name=row.item.name,
            class_code=row.item.class_code,
            bookable=row.item.bookable,
            standing=row.standing,
            standing_name=STANDING_NAMES[row.standing],
            version=row.version,
            draft_version=row.draft_version,
        )


class VersionView(Answer):
    """A version that the county made."""

    version: int
    state: VersionState
    state_name: str
    changed_by_name: str
    changed_at: ShanghaiTime

    @classmethod
    def of(cls, version: CatalogueVersion, names: dict[str, str]) -> "VersionView":
        """The version as told."""
        return cls(
            version=version.version,
            state=version.state,
            state_name=VERSION_STATE_NAMES[version.state],
            changed_by_name=names.get(version.changed_by, ""),
            changed_at=version.changed_at,
        )


class StaffServiceGuideView(Answer):
    """A service in a county: what residents see, and the draft after it."""

    code: str
    county_code: str
    county_name: str
    standing: Standing
    standing_name: str
    seen_version: int
    shown: ServiceGuideView | None
    draft: ServiceGuideView | None
    versions: list[VersionView]


class StaffCatalogueHandlerBase(StaffApiHandler):
    """Tells the catalogue of a county."""

    async def county_of(self, query: CountyQuery) -> Division:
        """The county that is asked about."""
        return await edit_catalogue.get_county(self.ctx, staff=self.staff, county_code=query.county_code)

    async def tell(self, county: Division, code: str) -> StaffServiceGuideView:
        """The service with its versions as they are now."""
        told = await edit_catalogue.tell_item(self.ctx, county=county, code=code)
        names = await edit_catalogue.names_of_editors(self.ctx, versions=told.versions)
        return StaffServiceGuideView(
            code=code,
            county_code=county.id,
            county_name=county.name,
            standing=told.standing,
            standing_name=STANDING_NAMES[told.standing],
            seen_version=told.seen_version,
            shown=await self._guide(told, told.shown),
            draft=await self._guide(told, told.draft),
            versions=[VersionView.of(one, names) for one in told.versions],
        )

    async def _guide(self, told: ItemTold, version: CatalogueVersion | None) -> ServiceGuideView | None:
        if version is None:
            return None
        # Staff see the place as it is written, with its placeholders.
        return ServiceGuideView.whole(version, await catalogue.class_names(self.ctx), version.item.guide.place)


class StaffCatalogueHandler(StaffCatalogueHandlerBase):
    """/api/v1/staff/catalogue"""

    @operation("本县服务事项", errors=(NotFound,))
    async def get(self, query: StaffCatalogueQuery) -> Page[StaffServiceView]:
        """All services of the county, the withdrawn ones too."""
        rows = await edit_catalogue.list_catalogue(self.ctx, county=await self.county_of(query))
        wanted = [row for row in rows if query.class_code in (None, row.item.class_code)]
        shown, next_cursor = cut_page(wanted, query)
        return Page[StaffServiceView](items=[StaffServiceView.of(row) for row in shown], next_cursor=next_cursor)


class StaffCatalogueItemHandler(StaffCatalogueHandlerBase):
    """/api/v1/staff/catalogue/{code}"""

    @operation("一个服务事项和它的各个版本", errors=(NotFound,))
    async def get(self, code: str, query: CountyQuery) -> StaffServiceGuideView:
        """What residents see, the draft, and the county's versions."""
        return await self.tell(await self.county_of(query), code)

    @operation("修改服务事项，保存为草稿", errors=(NotFound, NotAllowed, VersionOutdated, Conflict))
    async def put(self, code: str, query: CountyQuery, body: CatalogueEditBody) -> StaffServiceGuideView:
        """Keep a draft; residents see it when it is published."""
        county = await self.county_of(query)
        await edit_catalogue.edit_item(
            self.ctx, staff=self.staff, county=county, code=code, seen_version=body.seen_version, change=body.apply
        )
        return await self.tell(county, code)


class CataloguePublicationHandler(StaffCatalogueHandlerBase):
    """/api/v1/staff/catalogue/{code}/publication"""

    @operation("发布草稿", errors=(NotFound, NotAllowed, VersionOutdated, Conflict, BadInput))
    async def post(self, code: str, query: CountyQuery, body: PublicationBody) -> StaffServiceGuideView:
        """Show the draft to residents."""
        county = await self.county_of(query)
        await edit_catalogue.publish_item(
            self.ctx, staff=self.staff, county=county, code=code, seen_version=body.seen_version
        )
        return await self.tell(county, code)


class CatalogueWithdrawalHandler(StaffCatalogueHandlerBase):
    """/api/v1/staff/catalogue/{code}/withdrawal"""

    @operation("撤下服务事项", errors=(NotFound, NotAllowed, VersionOutdated, Conflict))
    async def post(self, code: str, query: CountyQuery) -> StaffServiceGuideView:
        """Show it to this county's residents no more; bookings already made are kept."""
        county = await self.county_of(query)
        await edit_catalogue.withdraw_item(self.ctx, staff=self.staff, county=county, code=code)
        return await self.tell(county, code)
