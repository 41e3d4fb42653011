"""A county's own catalogue: staff of county and city edit a draft, publish it, withdraw what is shown."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from actions.context import Context
from actions.regions import check_in_region
from actions.start_catalogue import START
from domain.catalogue_versions import (
    CatalogueVersion,
    VersionOutdated,
    VersionState,
    edit,
    first_draft,
    publish,
    withdraw,
)
from domain.divisions import Division, Level, county_of, level_of
from domain.errors import Conflict, NotAllowed, NotFound
from domain.guides import ServiceItem
from domain.people import Role, Staff

Change = Callable[[ServiceItem], ServiceItem]
"""Makes the edited service out of the one before."""


class Standing(StrEnum):
    """How a service stands in a county."""

    COMMON = "common"
    OWN = "own"
    WITHDRAWN = "withdrawn"


STANDING_NAMES = {
    Standing.COMMON: "通用版本",
    Standing.OWN: "本县版本",
    Standing.WITHDRAWN: "已撤下",
}


@dataclass(frozen=True)
class CatalogueRow:
    """A service in a county's list."""

    item: ServiceItem
    standing: Standing
    version: int
    draft_version: int | None


@dataclass(frozen=True)
class ItemTold:
    """A service in a county: what is shown, the draft after it, and every version the county made."""

    county: Division
    shown: CatalogueVersion | None
    draft: CatalogueVersion | None
    versions: tuple[CatalogueVersion, ...]
    base: ServiceItem

    @property
    def seen_version(self) -> int:
        """What an editor has seen: the county's last version, 0 where it has none."""
        return self.versions[-1].version if self.versions else 0

    @property
    def standing(self) -> Standing:
        """How it stands."""
        if self.shown is None:
            return Standing.WITHDRAWN
        return Standing.OWN if self.shown.county_code else Standing.COMMON


def may_edit(staff: Staff) -> bool:
    """Whether this role edits the catalogue."""
    return staff.role in (Role.COUNTY, Role.CITY)


async def get_county(ctx: Context, *, staff: Staff, county_code: str | None) -> Division:
    """The county whose catalogue staff look at: their own, or, of a city, the one they name or else the first.

    Raises: NotFound when it lies elsewhere.
    """
    counties = await list_counties(ctx, staff=staff)
    if county_code is None and counties:
        return counties[0]
    found = next((one for one in counties if one.id == county_code), None)
    if found is None:
        raise NotFound("没有找到这个县（市、区）。", code="county_not_found")
    return found


async def list_counties(ctx: Context, *, staff: Staff) -> list[Division]:
    """The counties whose catalogue staff may look at."""
    if level_of(staff.division_code) in (Level.PROVINCE, Level.CITY):
        return await ctx.store.divisions.list_level(Level.COUNTY, staff.division_code)
    own = await ctx.store.divisions.find(county_of(staff.division_code))
    return [own] if own else []


async def list_catalogue(ctx: Context, *, county: Division) -> list[CatalogueRow]:
    """All services of the county, in the catalogue's order; those that it withdrew stand among them."""
    store = ctx.store.catalogue
    drafts = dict(sorted(await store.list_drafts(county.id)))
    shown = [(one, Standing.OWN if one.county_code else Standing.COMMON) for one in await store.list_shown(county.id)]
    gone = [(one, Standing.WITHDRAWN) for one in await store.list_withdrawn(county.id)]
    rows = [
        CatalogueRow(one.item, standing, one.version, _newer(drafts.get(one.item.id), one))
        for one, standing in [*shown, *gone]
    ]
    return sorted(rows, key=lambda row: (row.item.position, row.item.id))


async def tell_item(ctx: Context, *, county: Division, code: str) -> ItemTold:
    """One service of the county with its versions.

    Raises: NotFound.
    """
    versions = await ctx.store.catalogue.list_versions(code, county.id)
    shown = await ctx.store.catalogue.find_shown(code, county.id)
    if shown is None and not versions:
        raise NotFound("没有这个服务事项。", code="service_not_found")
    latest = versions[-1] if versions else None
    draft = latest if latest and latest.state is VersionState.DRAFT else None
    base = latest or shown
    if base is None:
        raise NotFound("没有这个服务事项。", code="service_not_found")
    return ItemTold(county, shown, draft, tuple(versions), base.item)


async def edit_item(
    ctx: Context, *, staff: Staff, county: Division, code: str, seen_version: int, change: Change
) -> CatalogueVersion:
    """Keep a draft for the county; what residents see stays as it is. A draft may be incomplete.

    Raises: NotAllowed, NotFound, Conflict (somebody else edited meanwhile, or nothing changes).
    """
    _check_may_edit(staff, county)
    told = await tell_item(ctx, county=county, code=code)
    item = change(told.base)
    if told.versions:
        draft = edit(told.versions[-1], item, seen_version=seen_version, by=staff.id, at=ctx.now())
    else:
        if seen_version != 0:
            raise VersionOutdated(details={"latest_version": 0})
        if item == told.base:
            raise Conflict("内容没有变化，不需要保存。", code="item_unchanged")
        draft = first_draft(item, by=staff.id, at=ctx.now(), county_code=county.id)
    await ctx.store.catalogue.add(draft)
    return draft


async def publish_item(
    ctx: Context, *, staff: Staff, county: Division, code: str, seen_version: int
) -> CatalogueVersion:
    """Show the draft that was seen to residents, in place of what they saw before.

    Raises: NotAllowed, NotFound, Conflict, BadInput (the guide is incomplete).
    """
    _check_may_edit(staff, county)
    told = await tell_item(ctx, county=county, code=code)
    if told.draft is None:
        raise Conflict("没有待发布的草稿，请先修改。", code="not_a_draft")
    if told.draft.version != seen_version:
        raise VersionOutdated(details={"latest_version": told.seen_version})
    before = next((one for one in told.versions if one.state is VersionState.PUBLISHED), None)
    published, replaced = publish(told.draft, before, by=staff.id, at=ctx.now())
    await ctx.store.catalogue.publish(published, replaced)
    return published


async def withdraw_item(ctx: Context, *, staff: Staff, county: Division, code: str) -> CatalogueVersion:
    """Show the service to this county's residents no more. Withdrawing twice is harmless.

    Raises: NotAllowed, NotFound, Conflict.
    """
    _check_may_edit(staff, county)
    told = await tell_item(ctx, county=county, code=code)
    if told.shown is None:
        gone = [one for one in told.versions if one.state is VersionState.WITHDRAWN]
        return gone[-1] if gone else withdraw(told.versions[-1], by=staff.id, at=ctx.now())
    if told.shown.county_code:
        withdrawn = withdraw(told.shown, by=staff.id, at=ctx.now())
        await ctx.store.catalogue.withdraw(withdrawn)
        return withdrawn
    # The common version belongs to all counties: this one takes the service up, withdrawn.
    taken_up = replace(
        withdraw(told.shown, by=staff.id, at=ctx.now()), version=told.seen_version + 1, county_code=county.id
    )
    await ctx.store.catalogue.add(taken_up)
    return taken_up


async def names_of_editors(ctx: Context, *, versions: tuple[CatalogueVersion, ...]) -> dict[str, str]:
    """Who made them, by name."""
    found = {one.changed_by: await ctx.store.staff.find(one.changed_by) for one in versions}
    return {START: "系统初始", **{key: staff.name for key, staff in found.items() if staff}}


def _check_may_edit(staff: Staff, county: Division) -> None:
    if not may_edit(staff):
        raise NotAllowed("服务事项由县（市、区）或市司法局修改。", code="catalogue_not_yours")
    check_in_region(staff, county.id)


def _newer(draft_version: int | None, than: CatalogueVersion) -> int | None:
    if draft_version is None:
        return None
    return draft_version if than.county_code is None or draft_version > than.version else None
