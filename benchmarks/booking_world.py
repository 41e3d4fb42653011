"""A county for measuring: villages with an advisor each, a catalogue, residents who are signed in."""

import hashlib
import importlib
import pkgutil
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import migrations
from actions.start_catalogue import read_catalogue
from domain.booking_rules import BookingRules
from domain.catalogue_versions import CatalogueVersion, VersionState
from domain.divisions import Division, Level
from domain.opening import OpeningRule, OpeningSpan
from domain.people import Appointment, Provider, ProviderKind, Resident
from domain.settings import Settings
from store import Store
from store.documents import to_document

SECRET = "a secret for measuring, of no use elsewhere"
COUNTY, TOWNSHIP = "420281000000", "420281108000"
BENCH_SETTINGS = Settings("司法局", "http://127.0.0.1", "HS", booking=BookingRules(horizon_days=30))
ALL_WEEK = OpeningRule(tuple(OpeningSpan(day, time(7), time(22)) for day in range(7)), keeps_holidays=False)
START = Path(__file__).parent.parent / "server" / "start_data" / "catalogue"
SERVICE_CODE = "find-lawyer"


async def migrate(database: Any) -> None:
    """All migrations, and the same indexes on the bare collection."""
    for name in sorted(one.name for one in pkgutil.iter_modules(migrations.__path__)):
        await importlib.import_module(f"migrations.{name}").up(database)
    for name, index in (await database["bookings"].index_information()).items():
        if name != "_id_":
            options = {key: index[key] for key in ("unique", "partialFilterExpression") if key in index}
            await database["bare_bookings"].create_index(index["key"], name=name, **options)


async def add_county(store: Store, villages: int, providers_a_village: int = 1) -> None:
    """Villages with their advisors; every provider gives the service. The catalogue is whole."""
    classes, items = read_catalogue(START)
    moment = datetime.now(UTC)
    versions = [CatalogueVersion(item, 1, VersionState.PUBLISHED, "start", moment) for item in items]
    await store.catalogue.add_missing(versions, classes)
    divisions = [
        Division(COUNTY, Level.COUNTY, "大冶市", None, "大冶市"),
        Division(TOWNSHIP, Level.TOWNSHIP, "陈贵镇", COUNTY, "大冶市陈贵镇"),
        *(village_of(number) for number in range(villages)),
    ]
    await store.database["divisions"].insert_many([to_document(one) for one in divisions])
    today = datetime.now(UTC).date()
    providers, appointments = [], []
    for number in range(villages * providers_a_village):
        village = village_of(number % villages)
        providers.append(provider_of(number, store))
        term = (today - timedelta(days=100), today + timedelta(days=400))
        appointments.append(Appointment(f"a{number}", f"p{number}", village.id, *term))
    await store.database["providers"].insert_many([to_document(one) for one in providers])
    await store.database["appointments"].insert_many([to_document(one) for one in appointments])


def village_of(number: int) -> Division:
    """One of the villages."""
    code = f"420281{108 + number // 900:03d}{number % 900 + 100:03d}"
    return Division(code, Level.VILLAGE, f"村{number}", TOWNSHIP, f"大冶市陈贵镇村{number}")


def provider_of(number: int, store: Store) -> Provider:
    """One of the advisors, open all week."""
    return Provider(
        id=f"p{number}",
        name=f"张{number}",
        kind=ProviderKind.LAWYER,
        organisation="律师事务所",
        licence_number=str(number),
        county_code=COUNTY,
        township_code=TOWNSHIP,
        place="公共法律服务室",
        opening=ALL_WEEK,
        service_codes=(SERVICE_CODE,),
        phone_sealed="sealed",
        phone_index=f"i{number}",
        phone_masked="138****0000",
    )


async def add_residents(
    store: Store, count: int, villages: int, village_at: Callable[[int], Division] = village_of
) -> list[str]:
    """Residents with phone and village, signed in; their tokens."""
    now = datetime.now(UTC)
    tokens = [secrets.token_urlsafe(32) for _ in range(count)]
    residents = []
    for number, token in enumerate(tokens):
        resident_id = secrets.token_hex(14)
        village = village_at(number % villages)
        resident = Resident(resident_id, f"o{resident_id}", now, "sealed", "i", "139****0000", village_code=village.id)
        session = {"id": hashlib.sha256(token.encode()).hexdigest(), "expires_at": now + timedelta(days=1)}
        residents.append({**to_document(resident), "sessions": [session]})
    for start in range(0, count, 5000):
        await store.database["residents"].insert_many(residents[start : start + 5000])
    return tokens


def bare_booking(number: int) -> dict[str, Any]:
    """A booking document of full size whose time nobody else holds."""
    start = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=30 * (number // 200))
    first = int(start.timestamp()) // 900
    return {
        "_id": secrets.token_hex(14),
        "resident_id": f"r{number}",
        "provider_id": f"p{number % 200}",
        "service_code": "find-lawyer",
        "village_code": "420281108200",
        "seat": 0,
        "starts_at": start,
        "ends_at": start + timedelta(minutes=30),
        "on": start.date().isoformat(),
        "quarters": [first, first + 1],
        "resident_quarters": [first, first + 1],
        "state": "booked",
        "active": True,
        "place": "公共法律服务室",
        "nearness": "own_advisor",
        "why": "张明律师是您村的法律顾问，最早可约的时间是11月23日（周一）上午9:00。",
        "request_key": secrets.token_hex(14),
        "request_print": secrets.token_hex(16),
        "created_at": start,
        "held_number": 0,
        "day_number": 0,
        "capped": False,
        "told": False,
        "version": 1,
    }
