"""The catalogue of services: every version of every service, for all or for one county.

What was published never changes, so a version is decoded once and remembered; which versions are shown is asked anew
every few seconds. ``replaced_by`` is written with the withdrawal of a version that makes way for the next: until that
one is published, the old one is still shown, and a crash between the two writes hides nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from pymongo.errors import DuplicateKeyError

from domain.catalogue_versions import CatalogueVersion, VersionOutdated, VersionState, shown_versions
from domain.guides import CatalogueClass, ServiceItem
from store.database import Database, Document
from store.documents import from_document, to_document
from store.questions import insert_missing
from store.short_memory import ShortMemory

COMMON = "common"
MEMORY_SECONDS = 5.0
MOST_DECODED = 5_000
SHORT_FIELDS = {"county": 1, "code": 1, "version": 1, "state": 1, "replaced_by": 1}

_item = TypeAdapter(ServiceItem)


class Catalogue:
    """Published, drafted and withdrawn versions; and the classes."""

    def __init__(self, database: Database) -> None:
        self._versions = database["catalogue_versions"]
        self._classes = database["catalogue_classes"]
        self._shown: ShortMemory[str, dict[str, CatalogueVersion]] = ShortMemory(MEMORY_SECONDS)
        self._listed: ShortMemory[str, list[CatalogueClass]] = ShortMemory(MEMORY_SECONDS)
        self._decoded: dict[str, CatalogueVersion] = {}

    # --- reading ---------------------------------------------------------------------------------------------------

    async def list_shown(self, county_code: str | None) -> list[CatalogueVersion]:
        """What residents of the county see, in order; the common catalogue where no county is named."""
        return list((await self._shown_by_code(county_code)).values())

    async def find_shown(self, code: str, county_code: str | None) -> CatalogueVersion | None:
        """The version of a service that residents of the county see."""
        return (await self._shown_by_code(county_code)).get(code)

    async def find_told(self, code: str, county_code: str | None) -> CatalogueVersion | None:
        """The version by which a service is told to those who booked it: shown, or else the last that was."""
        shown = await self.find_shown(code, county_code)
        return shown or await self._find_latest_told(code, county_code)

    async def list_versions(self, code: str, county_code: str | None) -> list[CatalogueVersion]:
        """All versions of a service that the county made (or the common ones), oldest first."""
        found = await self._versions.find({"county": county_code or COMMON, "code": code}).to_list(None)
        return sorted((_from_document(one) for one in found), key=lambda one: one.version)

    async def list_drafts(self, county_code: str) -> list[tuple[str, int]]:
        """Code and version of every draft of the county."""
        question = {"county": county_code, "state": VersionState.DRAFT.value}
        found = await self._versions.find(question, SHORT_FIELDS).to_list(None)
        return [(one["code"], one["version"]) for one in found]

    async def list_withdrawn(self, county_code: str) -> list[CatalogueVersion]:
        """The last version of each service that the county had published and shows no more."""
        question = {"county": county_code, "state": VersionState.WITHDRAWN.value}
        found = await self._versions.find(question, SHORT_FIELDS).to_list(None)
        shown = await self._shown_by_code(county_code)
        latest = {one["code"]: one["_id"] for one in sorted(found, key=lambda one: one["version"])}
        decoded = await self._decode([kept for code, kept in latest.items() if code not in shown])
        gone = [replace(one, state=VersionState.WITHDRAWN) for one in decoded]
        return sorted(gone, key=lambda one: (one.item.position, one.item.id))

    async def list_classes(self) -> list[CatalogueClass]:
        """The classes of services, in order."""

        async def ask() -> list[CatalogueClass]:
            found = await self._classes.find({}).to_list(None)
            return sorted((from_document(CatalogueClass, one) for one in found), key=lambda one: one.position)

        return list(await self._listed.get("all", ask))

    # --- writing ---------------------------------------------------------------------------------------------------

    async def add(self, version: CatalogueVersion) -> None:
        """Keep a new version.

        Raises: VersionOutdated when somebody else made this version a moment ago.
        """
        try:
            await self._versions.insert_one(_to_document(version))
        except DuplicateKeyError:
            raise VersionOutdated() from None
        self.forget()

    async def publish(self, published: CatalogueVersion, replaced: CatalogueVersion | None) -> None:
        """Show a draft from now on, in place of another if there is one. Repeating it after a crash completes it.

        Raises: VersionOutdated.
        """
        if replaced:
            await self._change(replaced, VersionState.PUBLISHED, {"replaced_by": published.version})
        try:
            await self._change(published, VersionState.DRAFT, {})
        except DuplicateKeyError:
            raise VersionOutdated() from None

    async def withdraw(self, withdrawn: CatalogueVersion) -> None:
        """Show it no more.

        Raises: VersionOutdated.
        """
        await self._change(withdrawn, VersionState.PUBLISHED, {})

    async def add_missing(self, versions: Sequence[CatalogueVersion], classes: Sequence[CatalogueClass]) -> int:
        """Add the common services and classes whose code is not there; how many services were added."""
        await insert_missing(self._classes, [to_document(one) for one in classes])
        known = {one["code"] for one in await self._versions.find({"county": COMMON}, SHORT_FIELDS).to_list(None)}
        missing = [_to_document(one) for one in versions if one.item.id not in known]
        added = await insert_missing(self._versions, missing)
        self.forget()
        return added

    def forget(self) -> None:
        """Something has changed."""
        self._shown.forget_all()
        self._listed.forget_all()

    async def _change(self, version: CatalogueVersion, before: VersionState, more: dict[str, Any]) -> None:
        change = {"state": version.state.value, "changed_by": version.changed_by, "changed_at": version.changed_at}
        guard = {"_id": _key(version), "state": before.value}
        done = await self._versions.update_one(guard, {"$set": {**change, **more}})
        self.forget()
        if not done.modified_count:
            raise VersionOutdated()

    # --- what is shown ---------------------------------------------------------------------------------------------

    async def _shown_by_code(self, county_code: str | None) -> dict[str, CatalogueVersion]:
        return await self._shown.get(county_code or COMMON, lambda: self._ask_shown(county_code))

    async def _ask_shown(self, county_code: str | None) -> dict[str, CatalogueVersion]:
        counties = [COMMON, county_code] if county_code else [COMMON]
        shorts = await self._versions.find({"county": {"$in": counties}}, SHORT_FIELDS).to_list(None)
        taken_up = {one["code"] for one in shorts if one["county"] != COMMON and one["state"] != VersionState.DRAFT}
        chosen = [one for one in _standing(shorts) if one["county"] != COMMON or one["code"] not in taken_up]
        found = await self._decode([one["_id"] for one in chosen])
        ordered = shown_versions((replace(one, state=VersionState.PUBLISHED) for one in found), county_code or "")
        return {one.item.id: one for one in ordered}

    async def _find_latest_told(self, code: str, county_code: str | None) -> CatalogueVersion | None:
        """Seldom asked: the service has been withdrawn, or no county is named and only counties have it."""
        told = {"$in": [VersionState.PUBLISHED.value, VersionState.WITHDRAWN.value]}
        found = await self._versions.find({"code": code, "state": told}, SHORT_FIELDS).to_list(None)
        preference = {county_code or COMMON: 2, COMMON: 1}
        best = max(found, key=lambda one: (preference.get(one["county"], 0), one["version"]), default=None)
        return (await self._decode([best["_id"]]))[0] if best else None

    async def _decode(self, keys: Iterable[str]) -> list[CatalogueVersion]:
        """The versions with these keys; the state is as it was when each was first read."""
        wanted = list(keys)
        unknown = [key for key in wanted if key not in self._decoded]
        if unknown:
            if len(self._decoded) > MOST_DECODED:
                self._decoded.clear()
                unknown = wanted
            found = await self._versions.find({"_id": {"$in": unknown}}).to_list(None)
            self._decoded |= {one["_id"]: _from_document(one) for one in found}
        return [self._decoded[key] for key in wanted if key in self._decoded]


def _standing(shorts: list[Document]) -> list[Document]:
    """The published versions, and each that makes way for one that is not published yet."""
    published = {(one["county"], one["code"]) for one in shorts if one["state"] == VersionState.PUBLISHED}
    drafts = {(one["county"], one["code"], one["version"]) for one in shorts if one["state"] == VersionState.DRAFT}

    def stands(one: Document) -> bool:
        name = (one["county"], one["code"])
        return one["state"] == VersionState.PUBLISHED or (
            name not in published and (*name, one.get("replaced_by")) in drafts
        )

    return [one for one in shorts if stands(one)]


def _key(version: CatalogueVersion) -> str:
    return f"{version.county_code or COMMON}:{version.item.id}:{version.version}"


def _to_document(version: CatalogueVersion) -> Document:
    item = to_document(version.item)
    return {
        "_id": _key(version),
        "county": version.county_code or COMMON,
        "code": version.item.id,
        "version": version.version,
        "state": version.state.value,
        "changed_by": version.changed_by,
        "changed_at": version.changed_at,
        "item": {**item, "id": item.pop("_id")},
    }


def _from_document(document: Document) -> CatalogueVersion:
    county = document["county"]
    return CatalogueVersion(
        item=_item.validate_python(document["item"]),
        version=document["version"],
        state=VersionState(document["state"]),
        changed_by=document["changed_by"],
        changed_at=document["changed_at"],
        county_code=None if county == COMMON else county,
    )
