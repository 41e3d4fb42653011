"""The console's pages of the catalogue of services."""

from collections.abc import Sequence

from pydantic import Field

from actions import catalogue, edit_catalogue
from actions.edit_catalogue import STANDING_NAMES, CatalogueRow, Standing
from domain.catalogue_versions import VERSION_STATE_NAMES, VersionState
from domain.divisions import Division
from domain.guides import MATERIAL_FORM_NAMES, CatalogueClass, Material, MaterialForm
from domain.opening import MEETING_WAY_NAMES
from domain.people import PROVIDER_KIND_NAMES
from handlers.console import words
from handlers.console.pages import StaffPage
from handlers.models import ANY_DIVISION_CODE, Request

PILL_OF_STANDING = {Standing.COMMON: "calm", Standing.OWN: "good", Standing.WITHDRAWN: "bad"}
PILL_OF_VERSION = {VersionState.DRAFT: "warn", VersionState.PUBLISHED: "good", VersionState.WITHDRAWN: "calm"}
EMPTY_ROWS = 3


class CataloguePageQuery(Request):
    """Which services of which county."""

    county_code: str = Field("", pattern=ANY_DIVISION_CODE)
    class_code: str = Field("", max_length=40)
    q: str = Field("", max_length=40)


class CataloguePageBase(StaffPage):
    """Pages about one county's catalogue."""

    async def county_of(self, query: CataloguePageQuery) -> Division:
        """The county that the page is about."""
        return await edit_catalogue.get_county(self.ctx, staff=self.staff, county_code=query.county_code or None)

    async def tell(self, template: str, code: str) -> None:
        """A page about one service."""
        query = self.read_query(CataloguePageQuery)
        county = await self.county_of(query)
        told = await edit_catalogue.tell_item(self.ctx, county=county, code=code)
        item = told.draft.item if told.draft else told.base
        self.render(
            template,
            told=told,
            item=item,
            shown_item=told.shown.item if told.shown else None,
            place=await catalogue.fill_names(self.ctx, item.guide.place, where=county),
            class_name=(await catalogue.class_names(self.ctx)).get(item.class_code, ""),
            editors=await edit_catalogue.names_of_editors(self.ctx, versions=told.versions),
            suffix=f"?county_code={query.county_code}" if query.county_code else "",
            may_edit=edit_catalogue.may_edit(self.staff),
            rows=material_rows(item.guide.materials),
            names=PageNames,
            words=words,
        )


class PageNames:
    """The Chinese names and colours that the templates say."""

    STANDINGS = STANDING_NAMES
    STATES = VERSION_STATE_NAMES
    FORMS = MATERIAL_FORM_NAMES
    WAYS = MEETING_WAY_NAMES
    KINDS = PROVIDER_KIND_NAMES
    PILL_OF_STANDING = PILL_OF_STANDING
    PILL_OF_VERSION = PILL_OF_VERSION


class CataloguePage(CataloguePageBase):
    """/console/catalogue"""

    async def get(self) -> None:
        """The county's services by class."""
        query = self.read_query(CataloguePageQuery)
        county = await self.county_of(query)
        rows = await edit_catalogue.list_catalogue(self.ctx, county=county)
        classes = await catalogue.list_all_classes(self.ctx)
        wanted = [row for row in rows if is_wanted(row, query)]
        self.render(
            "console/catalogue.html",
            groups=by_class(wanted, classes),
            classes=classes,
            query=query,
            county=county,
            counties=await edit_catalogue.list_counties(self.ctx, staff=self.staff),
            suffix=f"?county_code={query.county_code}" if query.county_code else "",
            total=len(rows),
            drafts=sum(1 for row in rows if row.draft_version),
            names=PageNames,
        )


class CatalogueItemPage(CataloguePageBase):
    """/console/catalogue/{code}"""

    async def get(self, code: str) -> None:
        """One service as residents will see it, with its versions."""
        await self.tell("console/catalogue_item.html", code)


class CatalogueEditPage(CataloguePageBase):
    """/console/catalogue/{code}/edit"""

    async def get(self, code: str) -> None:
        """The form."""
        await self.tell("console/catalogue_edit.html", code)


def is_wanted(row: CatalogueRow, query: CataloguePageQuery) -> bool:
    """Whether the list shows the service under this choice."""
    in_class = query.class_code in ("", row.item.class_code)
    return in_class and query.q in row.item.name + row.item.summary


def by_class(
    rows: Sequence[CatalogueRow], classes: Sequence[CatalogueClass]
) -> list[tuple[CatalogueClass, list[CatalogueRow]]]:
    """The services under their classes; classes without any are left out."""
    grouped = [(one, [row for row in rows if row.item.class_code == one.id]) for one in classes]
    return [(one, found) for one, found in grouped if found]


def material_rows(materials: tuple[Material, ...]) -> list[tuple[int, Material]]:
    """The materials numbered from 1, and some empty rows to add more."""
    empty = Material("", MaterialForm.ORIGINAL)
    return list(enumerate([*materials, *[empty] * EMPTY_ROWS], 1))
