"""The form in which staff edit a service: most fields are texts, lists are one line each, materials are rows.

A form of the console sends flat names (``material_2_name``); a program may send ``materials`` as a list.
"""

import re
from dataclasses import replace
from typing import Any

from pydantic import Field, field_validator, model_validator

from domain.guides import LONGEST_NAME, Guide, Material, MaterialForm, ServiceItem
from handlers.console.form_texts import split_lines
from handlers.models import Request

MATERIAL_FIELD = re.compile(r"material_(\d{1,2})_([a-z_]+)")
MOST_LINES = 20
MOST_MATERIALS = 30
LINE_FIELDS = ("applicants", "steps", "legal_basis")
TEXT_FIELDS = ("place", "phone", "outcome")


class MaterialBody(Request):
    """One thing to bring."""

    name: str = Field(max_length=60)
    form: MaterialForm = MaterialForm.ORIGINAL
    copies: int = Field(0, ge=0, le=9)
    needed_if: str | None = Field(None, max_length=60, description="什么情况下才要，不填就是都要")
    note: str | None = Field(None, max_length=120)
    photo_upload: bool = Field(False, description="居民可以先拍照上传")

    @field_validator("needed_if", "note", mode="before")
    @classmethod
    def _empty_is_none(cls, given: object) -> object:
        return given or None

    @field_validator("copies", mode="before")
    @classmethod
    def _empty_is_zero(cls, given: object) -> object:
        return given or 0

    def material(self) -> Material:
        """As the domain keeps it."""
        return Material(self.name, self.form, self.copies, self.needed_if, self.note, self.photo_upload)


class CatalogueEditBody(Request):
    """What is not sent stays as it is."""

    seen_version: int = Field(ge=0, description="看到的本县最新版本号，本县还没有版本时为 0")
    name: str = Field("", max_length=LONGEST_NAME)
    summary: str = Field("", max_length=200)
    duration_minutes: int | None = Field(None, ge=15, le=240)
    applicants: list[str] = Field(default_factory=list, max_length=MOST_LINES)
    materials: list[MaterialBody] = Field(default_factory=list, max_length=MOST_MATERIALS)
    steps: list[str] = Field(default_factory=list, max_length=MOST_LINES)
    time_limit_text: str = Field("", max_length=200)
    time_limit_days: int | None = Field(None, ge=1, le=3650)
    time_limit_working: bool = False
    fee_text: str = Field("", max_length=200)
    fee_free: bool = False
    legal_basis: list[str] = Field(default_factory=list, max_length=MOST_LINES)
    place: str = Field("", max_length=200)
    phone: str = Field("", max_length=40)
    outcome: str = Field("", max_length=200)
    green_channel: str | None = Field(None, max_length=200)

    @model_validator(mode="before")
    @classmethod
    def _gather_materials(cls, given: Any) -> Any:
        """Rows of the form become a list; rows without a name are left out."""
        if not isinstance(given, dict):
            return given
        rows: dict[int, dict[str, Any]] = {}
        others: dict[str, Any] = {}
        for name, value in given.items():
            found = MATERIAL_FIELD.fullmatch(name)
            if found:
                rows.setdefault(int(found[1]), {})[found[2]] = value
            else:
                others[name] = value
        if rows and "materials" not in others:
            others["materials"] = [row for _, row in sorted(rows.items()) if row.get("name")]
        return others

    _split_lines = field_validator(*LINE_FIELDS, mode="before")(split_lines)

    @field_validator("duration_minutes", "time_limit_days", "green_channel", mode="before")
    @classmethod
    def _empty_is_none(cls, given: object) -> object:
        return None if given == "" else given

    def apply(self, item: ServiceItem) -> ServiceItem:
        """The service with what was sent."""
        edited = replace(item, **self._sent("name", "summary"), guide=self._apply_to_guide(item.guide))
        if self.duration_minutes is None or not item.bookable:
            return edited
        return replace(edited, duration_minutes=self.duration_minutes)

    def _apply_to_guide(self, guide: Guide) -> Guide:
        changed: dict[str, Any] = self._sent(*TEXT_FIELDS, "green_channel")
        changed |= {name: tuple(lines) for name, lines in self._sent(*LINE_FIELDS).items()}
        if "materials" in self.model_fields_set:
            changed["materials"] = tuple(one.material() for one in self.materials)
        changed["time_limit"] = replace(guide.time_limit, **self._parts("time_limit_"))
        changed["fee"] = replace(guide.fee, **self._parts("fee_"))
        return replace(guide, **changed)

    def _sent(self, *names: str) -> dict[str, Any]:
        return {name: getattr(self, name) for name in names if name in self.model_fields_set}

    def _parts(self, prefix: str) -> dict[str, Any]:
        names = [name for name in self.model_fields_set if name.startswith(prefix)]
        return {name.removeprefix(prefix): getattr(self, name) for name in names}


class PublicationBody(Request):
    """Which draft was looked at."""

    seen_version: int = Field(ge=1)
