"""Villages with a year of entries behind them: written straight into the store, sums and all, as the program would."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from actions.start_catalogue import read_catalogue
from benchmarks.booking_world import START, provider_of
from domain.catalogue_versions import CatalogueVersion, VersionState
from domain.clock import at_civil
from domain.divisions import Division, Level, pad_code
from domain.hours import Entry, EntryKind, EntryState, EntryWay, steps_between
from domain.matters import Matter, MatterKind, MatterSource, MatterState
from domain.people import Appointment
from domain.village_years import HourTotals, sum_up, totals_id
from store import Store
from store.documents import to_document

PROVINCE = "42"
A_TOWNSHIP, A_COUNTY, COUNTIES_A_CITY = 20, 1_040, 6
BATCH = 5_000
STATES = (*(EntryState.APPROVED,) * 18, EntryState.SUBMITTED, EntryState.RETURNED)
MATTERS_A_VILLAGE = 1
YEAR = datetime.now(UTC).year


@dataclass(frozen=True)
class World:
    """How many villages there are, and the division that they all lie in."""

    villages: int

    @property
    def top(self) -> Division:
        """A township, a county or a province, by how much lies in it."""
        if self.villages <= A_TOWNSHIP:
            return township_of(0)
        return (
            county_of(0)
            if self.villages <= A_COUNTY
            else Division(pad_code(PROVINCE), Level.PROVINCE, "某省", None, "某省")
        )

    def divisions(self) -> Iterator[Division]:
        """All of them, from above."""
        numbers = range(self.villages)
        found = {one.id: one for one in (self.top, *(city_of(n) for n in numbers), *(county_of(n) for n in numbers))}
        found |= {one.id: one for one in map(township_of, numbers)}
        yield from found.values()
        yield from map(village_at, numbers)


def _county_number(number: int) -> int:
    return number // A_COUNTY


def city_of(number: int) -> Division:
    """The city of a village."""
    code = pad_code(f"{PROVINCE}{_county_number(number) // COUNTIES_A_CITY + 1:02d}")
    return Division(code, Level.CITY, f"市{code[2:4]}", pad_code(PROVINCE), f"市{code[2:4]}")


def county_of(number: int) -> Division:
    """The county of a village."""
    city = city_of(number)
    code = pad_code(f"{city.id[:4]}{_county_number(number) % COUNTIES_A_CITY + 1:02d}")
    return Division(code, Level.COUNTY, f"县{code[4:6]}", city.id, f"{city.name}县{code[4:6]}")


def township_of(number: int) -> Division:
    """The township of a village."""
    county = county_of(number)
    code = pad_code(f"{county.id[:6]}{number % A_COUNTY // A_TOWNSHIP + 100}")
    return Division(code, Level.TOWNSHIP, f"镇{code[6:9]}", county.id, f"{county.full_name}镇{code[6:9]}")


def village_at(number: int) -> Division:
    """One of the villages."""
    township = township_of(number)
    code = f"{township.id[:9]}{number % A_TOWNSHIP + 201}"
    return Division(code, Level.VILLAGE, f"第{number}村", township.id, f"{township.full_name}第{number}村")


async def add_world(store: Store, world: World, entries: int) -> None:
    """Divisions, advisors, entries with their sums, matters of this month."""
    classes, items = read_catalogue(START)
    moment = datetime.now(UTC)
    versions = [CatalogueVersion(item, 1, VersionState.PUBLISHED, "start", moment) for item in items]
    await store.catalogue.add_missing(versions, classes)
    await _insert(store, "divisions", (to_document(one) for one in world.divisions()))
    numbers = range(world.villages)
    await _insert(store, "providers", (to_document(_advisor(number, store)) for number in numbers))
    await _insert(store, "appointments", (to_document(_appointment(number)) for number in numbers))
    await _insert(store, "matters", (to_document(one) for number in numbers for one in _matters(number, moment)))
    totals = []
    each, more = divmod(entries, world.villages)
    documents: list[dict[str, Any]] = []
    for number in numbers:
        own = [_entry(number, place) for place in range(each + (number < more))]
        code = village_at(number).id
        totals.append(to_document(HourTotals(totals_id(YEAR, code), YEAR, code, sum_up(own))))
        documents += [to_document(one) for one in own]
        if len(documents) >= BATCH:
            await _insert(store, "entries", iter(documents))
            documents = []
    await _insert(store, "entries", iter(documents))
    await _insert(store, "hour_totals", iter(totals))


async def _insert(store: Store, name: str, documents: Iterator[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    for one in documents:
        batch.append(one)
        if len(batch) == BATCH:
            await store.database[name].insert_many(batch, ordered=False)
            batch = []
    if batch:
        await store.database[name].insert_many(batch, ordered=False)


def _advisor(number: int, store: Store) -> Any:
    places = {"county_code": county_of(number).id, "township_code": township_of(number).id}
    return replace(provider_of(number, store), **places)


def _appointment(number: int) -> Appointment:
    return Appointment(f"a{number}", f"p{number}", village_at(number).id, date(YEAR, 1, 1), date(YEAR + 1, 12, 31))


def _entry(number: int, place: int) -> Entry:
    """Each on a day of its own, an hour in the morning."""
    village, on = village_at(number), date(YEAR, 1, 1) + timedelta(days=place * 3 % 325)
    opens = time(8 + place * 3 // 325)
    starts_at = at_civil(on, opens)
    ends_at = starts_at + timedelta(minutes=60)
    state = STATES[(number + place) % len(STATES)]
    return Entry(
        id=f"e{number}-{place}",
        provider_id=f"p{number}",
        village_code=village.id,
        township_code=village.township_code,
        county_code=village.county_code,
        year=YEAR,
        on=on,
        from_time=opens,
        to_time=time(opens.hour + 1),
        starts_at=starts_at,
        ends_at=ends_at,
        steps=steps_between(starts_at, ends_at),
        minutes=60,
        kind=list(EntryKind)[place % len(EntryKind)],
        way=list(EntryWay)[place % len(EntryWay)],
        summary="坐班接待村民，解答土地流转、借款和赡养方面的问题。",
        people_count=6,
        state=state,
        counts=state is not EntryState.RETURNED,
        late=False,
        client_id=f"{number}-{place}",
        request_print="",
        created_at=ends_at,
        submitted_at=ends_at,
        reviewed_by="reviewer" if state is not EntryState.SUBMITTED else None,
        reviewed_at=ends_at if state is not EntryState.SUBMITTED else None,
    )


def _matters(number: int, now: datetime) -> Iterator[Matter]:
    """Of the last hours of this month."""
    village = village_at(number)
    for place in range(MATTERS_A_VILLAGE):
        asked_at = now - timedelta(minutes=number % 600 + place)
        yield Matter(
            id=f"HS{number}-{place}",
            kind=MatterKind.QUESTION,
            source=MatterSource.MINI_PROGRAM,
            text="借条没有写利息，还能要吗？",
            village_code=village.id,
            township_code=village.township_code,
            county_code=village.county_code,
            state=MatterState.ANSWERED,
            urgent=False,
            created_at=asked_at,
            deadline_at=asked_at + timedelta(hours=6),
            card_token=f"card-{number}-{place}",
            history=(),
            answered_at=asked_at + timedelta(minutes=30),
        )
