"""The rows of a file of advisors: one row is one person in one village."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.advisor_roll import (
    FEWEST_TARGET_MINUTES,
    LONGEST_LICENCE,
    LONGEST_NAME,
    LONGEST_ORGANISATION,
    LONGEST_PLACE,
    MOST_LECTURES,
    MOST_MONTH_MINUTES,
    MOST_TARGET_MINUTES,
    AdvisorForm,
    term_problem,
)
from domain.divisions import Division, Level
from domain.people import PROVIDER_KIND_NAMES, ProviderKind
from domain.roster_places import Places
from domain.roster_reading import RowReader, new_text
from domain.rosters import END, Roster, title_of

KIND_OF_NAME = {name: kind for kind, name in PROVIDER_KIND_NAMES.items()}
LONGEST_ID = 64
AGREEING = ("name", "phone", "organisation", "licence_number", "place", "kind", "home")
NEEDED_OF_NEW = ("organisation", "place", "kind")


@dataclass(frozen=True)
class AdvisorRow:
    """One row as it was meant; what was left empty is empty or None."""

    name: str
    kind: ProviderKind | None
    phone: str
    organisation: str
    licence_number: str
    place: str
    home: Division | None
    village: Division | None
    township: Division | None
    starts_on: date | None
    ends_on: date | None
    target_minutes: int | None
    on_site_minutes: int | None
    lectures: int | None
    step: str
    id: str

    @property
    def home_township(self) -> str | None:
        """The township of the office, if it is in one."""
        return self.home.id if self.home and self.home.level is Level.TOWNSHIP else None

    def new_licence(self, kept: str) -> str:
        """The licence number after this row."""
        return new_text(self.licence_number, kept)

    def new_form(self, reader: RowReader) -> AdvisorForm | None:
        """What is written down of somebody new; what is missing is noted."""
        home = self.home or self.township
        if home is None:
            reader.note("home", "新增的人请填写所在区划，或填写服务的村。")
        if home is None or self.kind is None:
            return None
        township = home.id if home.level is Level.TOWNSHIP else None
        licence = self.new_licence("")
        return AdvisorForm(self.name, self.kind, self.organisation, licence, self.place, home.county_code, township)


def read_advisor_row(reader: RowReader, places: Places) -> AdvisorRow:
    """The row as meant; its problems are noted."""
    township, village_text = reader.word("township", 40), reader.word("village", 60)
    village = reader.found("village", lambda: places.read_village(village_text, township)) if village_text else None
    home_text = reader.word("home", 60)
    kind = reader.choice("kind")
    row = AdvisorRow(
        name=reader.word("name", LONGEST_NAME),
        kind=KIND_OF_NAME.get(kind),
        phone=reader.phone("phone"),
        organisation=reader.word("organisation", LONGEST_ORGANISATION),
        licence_number=reader.word("licence_number", LONGEST_LICENCE),
        place=reader.word("place", LONGEST_PLACE),
        home=reader.found("home", lambda: places.read_home(home_text)) if home_text else None,
        village=village,
        township=places.get(village.township_code) if village else None,
        starts_on=reader.day("starts_on"),
        ends_on=reader.day("ends_on"),
        target_minutes=reader.count("target_minutes", FEWEST_TARGET_MINUTES, MOST_TARGET_MINUTES),
        on_site_minutes=reader.count("on_site_minutes", 0, MOST_MONTH_MINUTES),
        lectures=reader.count("lectures", 0, MOST_LECTURES),
        step=reader.choice("step"),
        id=reader.word("id", LONGEST_ID),
    )
    if village or not village_text:
        _check_term(reader, row)
    return row


def _check_term(reader: RowReader, row: AdvisorRow) -> None:
    if row.village is None:
        named = [key for key in ("starts_on", "ends_on") if getattr(row, key)]
        if row.step == END or named:
            reader.note("village", "填了聘任日期或“结束聘任”，就要填写服务的村。")
        return
    if row.step == END:
        return
    if (row.starts_on is None) != (row.ends_on is None):
        missing = "ends_on" if row.starts_on else "starts_on"
        if not reader.has_noted(missing):
            reader.note(missing, f"请填写{title_of(Roster.ADVISORS, missing)}。")
    if row.starts_on and row.ends_on:
        problem = term_problem(row.starts_on, row.ends_on)
        if problem:
            reader.note("ends_on", problem)


def merge_facts(rows: Sequence[tuple[RowReader, AdvisorRow]], new: bool) -> AdvisorRow | None:
    """One person's facts from all of their rows; an empty cell agrees with everything. None if they disagree."""
    merged, first = rows[0][1], rows[0][0].line
    good = True
    for reader, row in rows[1:]:
        for key in AGREEING:
            mine, others = getattr(row, key), getattr(merged, key)
            if mine and others and mine != others:
                reader.note(key, f"和第{first}行是同一个人，{title_of(Roster.ADVISORS, key)}却不一样。")
                good = False
            merged = replace(merged, **{key: others or mine})
        merged = replace(merged, township=merged.township or row.township, step=merged.step or row.step)
    for key in NEEDED_OF_NEW if new else ():
        if not getattr(merged, key):
            rows[0][0].note(key, f"新增的人请填写{title_of(Roster.ADVISORS, key)}。")
            good = False
    return merged if good else None
