"""Versions of a service in the catalogue: a county edits a draft, publishes it, withdraws it. Pure.

The start set is kept for no county (``county_code`` None); what a county publishes stands in front of it there.
At most one version of a service is published in a county; numbers only grow; what was published is never changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.errors import Conflict
from domain.guides import ServiceItem, check_item


class VersionState(StrEnum):
    """What became of a version."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


VERSION_STATE_NAMES = {
    VersionState.DRAFT: "草稿",
    VersionState.PUBLISHED: "已发布",
    VersionState.WITHDRAWN: "已撤下",
}


class VersionOutdated(Conflict):
    """Somebody else changed the service since it was read."""

    code = "version_outdated"
    message = "这个事项刚刚被别人修改过，请刷新后再改。"


@dataclass(frozen=True)
class CatalogueVersion:
    """One version of one service, for one county or (None) for all; ``changed_*`` is the last change of state."""

    item: ServiceItem
    version: int
    state: VersionState
    changed_by: str
    changed_at: datetime
    county_code: str | None = None


def first_draft(item: ServiceItem, *, by: str, at: datetime, county_code: str | None = None) -> CatalogueVersion:
    """A service that the county does not have yet. A draft may be incomplete."""
    return CatalogueVersion(item, 1, VersionState.DRAFT, by, at, county_code)


def edit(latest: CatalogueVersion, item: ServiceItem, *, seen_version: int, by: str, at: datetime) -> CatalogueVersion:
    """A new draft after the latest version, which stays as it is.

    Raises: Conflict when somebody else edited meanwhile, the code would change, or nothing changes.
    """
    if seen_version != latest.version:
        raise VersionOutdated(details={"latest_version": latest.version})
    if item.id != latest.item.id:
        raise Conflict("服务事项的代码不能改；需要新代码的，请新建一个事项。", code="item_code_fixed")
    if item == latest.item and latest.state is not VersionState.WITHDRAWN:
        raise Conflict("内容没有变化，不需要保存。", code="item_unchanged")
    return CatalogueVersion(item, latest.version + 1, VersionState.DRAFT, by, at, latest.county_code)


def publish(
    draft: CatalogueVersion, published: CatalogueVersion | None, *, by: str, at: datetime
) -> tuple[CatalogueVersion, CatalogueVersion | None]:
    """The draft published, and the version it replaces, withdrawn.

    Raises: Conflict when it is no draft, or older than what is published; BadInput when the guide is incomplete.
    """
    if draft.state is not VersionState.DRAFT:
        raise Conflict("只有草稿可以发布。", code="not_a_draft")
    if published and not _same_service(draft, published):
        raise ValueError("the published version is of another service or county")
    if published and published.version >= draft.version:
        raise Conflict("已经发布了更新的版本，这份草稿不能再发布。", code="draft_outdated")
    check_item(draft.item)
    replaced = withdraw(published, by=by, at=at) if published else None
    return replace(draft, state=VersionState.PUBLISHED, changed_by=by, changed_at=at), replaced


def withdraw(published: CatalogueVersion, *, by: str, at: datetime) -> CatalogueVersion:
    """No longer shown to residents; bookings already made are kept.

    Raises: Conflict when it is not published.
    """
    if published.state is not VersionState.PUBLISHED:
        raise Conflict("只有已发布的事项可以撤下。", code="not_published")
    return replace(published, state=VersionState.WITHDRAWN, changed_by=by, changed_at=at)


def shown_versions(versions: Iterable[CatalogueVersion], county_code: str) -> list[CatalogueVersion]:
    """What residents of the county see: its own published versions, and the common ones of services it never took up.

    A county that withdrew a service has taken it up: the common version does not come back by itself.
    """
    kept = list(versions)
    own_codes = {one.item.id for one in kept if one.county_code == county_code and one.state is not VersionState.DRAFT}
    shown = [
        one
        for one in kept
        if one.state is VersionState.PUBLISHED
        and (one.county_code == county_code or (one.county_code is None and one.item.id not in own_codes))
    ]
    return sorted(shown, key=lambda one: (one.item.position, one.item.id))


def _same_service(one: CatalogueVersion, other: CatalogueVersion) -> bool:
    return (one.item.id, one.county_code) == (other.item.id, other.county_code)
