"""Things that tests are made of, with every field that a test does not care about filled in."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from argon2 import PasswordHasher

from actions.context import Context
from domain.catalogue_versions import CatalogueVersion, VersionState
from domain.divisions import Division, Level
from domain.guides import Fee, Guide, Material, MaterialForm, ServiceItem, TimeLimit
from domain.opening import MeetingWay, OpeningRule, OpeningSpan
from domain.people import Appointment, Provider, ProviderKind, Resident, Role, Staff
from domain.services import Service, service_of
from domain.settings import Settings, TemplateIds

COUNTY = "420202000000"
TOWNSHIP = "420202005000"
VILLAGE = "420202005001"
NEXT_TOWNSHIP = "420202006000"

TEST_SETTINGS = Settings(
    bureau_name="黄石港区司法局",
    public_url="http://127.0.0.1",
    matter_prefix="HS",
    templates=TemplateIds(
        booking_confirmed="template-confirmed", booking_reminder="template-reminder", entry_returned="template-returned"
    ),
)

WEEKDAYS_NINE_TO_FIVE = OpeningRule(tuple(OpeningSpan(day, time(9), time(17)) for day in range(5)))


class SettableClock:
    """A clock that stands until it is moved."""

    def __init__(self, moment: datetime = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **length: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**length)


async def add_divisions(ctx: Context) -> None:
    """A county, two townships, three villages of Huangshi."""
    rows = [
        (COUNTY, Level.COUNTY, "黄石港区", None, "黄石市黄石港区"),
        (TOWNSHIP, Level.TOWNSHIP, "沈家营街道", COUNTY, "黄石市黄石港区沈家营街道"),
        (NEXT_TOWNSHIP, Level.TOWNSHIP, "黄石港街道", COUNTY, "黄石市黄石港区黄石港街道"),
        (VILLAGE, Level.VILLAGE, "桂花湾社区", TOWNSHIP, "黄石市黄石港区沈家营街道桂花湾社区"),
        ("420202005002", Level.VILLAGE, "师院社区", TOWNSHIP, "黄石市黄石港区沈家营街道师院社区"),
        ("420202006001", Level.VILLAGE, "天桥社区", NEXT_TOWNSHIP, "黄石市黄石港区黄石港街道天桥社区"),
    ]
    for code, level, name, parent, full_name in rows:
        await ctx.store.divisions.put(Division(code, level, name, parent, full_name))


async def add_provider(ctx: Context, provider_id: str = "zhang", **given: Any) -> Provider:
    """A lawyer of the township, open on weekdays from nine to five."""
    phone = given.pop("phone", "13800000001")
    facts: dict[str, Any] = {
        "id": provider_id,
        "name": "张明",
        "kind": ProviderKind.LAWYER,
        "organisation": "湖北正言律师事务所",
        "licence_number": "14202201510000001",
        "county_code": COUNTY,
        "township_code": TOWNSHIP,
        "place": "桂花湾社区公共法律服务室",
        "opening": WEEKDAYS_NINE_TO_FIVE,
        "service_codes": ("find-lawyer",),
        **ctx.store.sealer.sealed_phone(phone),
    }
    provider = Provider(**{**facts, **given})
    await ctx.store.providers.put(provider)
    return provider


async def add_appointment(ctx: Context, provider_id: str = "zhang", village_code: str = VILLAGE) -> Appointment:
    """This year's appointment of an advisor to a village."""
    made = Appointment(f"{provider_id}-{village_code}", provider_id, village_code, date(2026, 1, 1), date(2026, 12, 31))
    await ctx.store.appointments.put(made)
    return made


GUIDE = Guide(
    applicants=("本县的居民都可以。",),
    materials=(Material("身份证", MaterialForm.ORIGINAL),),
    steps=("预约。", "见面谈。"),
    time_limit=TimeLimit("当场答复。"),
    fee=Fee("免费。", free=True),
    legal_basis=("法律援助法第二十二条",),
    place="{township}司法所，{village}公共法律服务室。",
    outcome="得到解答。",
)


async def add_service(ctx: Context, code: str = "find-lawyer", county_code: str | None = None, **given: Any) -> Service:
    """Half an hour with a lawyer, shown to all counties or to the one named."""
    facts: dict[str, Any] = {
        "id": code,
        "class_code": "lawyer",
        "name": "找律师咨询",
        "summary": "当面向律师问清楚。",
        "provider_kinds": (ProviderKind.LAWYER,),
        "duration_minutes": 30,
        "where": (MeetingWay.OFFICE,),
        "bookable": True,
        "position": 1,
        "guide": GUIDE,
    }
    item = ServiceItem(**{**facts, **given})
    await ctx.store.catalogue.add(CatalogueVersion(item, 1, VersionState.PUBLISHED, "start", ctx.now(), county_code))
    return service_of(item)


async def add_resident(ctx: Context, openid: str = "openid-li", phone: str = "13900000001") -> Resident:
    """A resident of the village whose phone is known."""
    newcomer = Resident(id=ctx.new_id(), openid=openid, created_at=ctx.now())
    resident = await ctx.store.residents.add_or_find(newcomer)
    resident = await ctx.store.residents.set_phone(resident, phone)
    return await ctx.store.residents.set_village(resident, VILLAGE)


STAFF_PASSWORD = "a password of staff"
# argon2id of STAFF_PASSWORD at the least cost, so that tests need not wait for it.
STAFF_PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(STAFF_PASSWORD)


async def add_staff(ctx: Context, staff_id: str = "wu", **given: Any) -> Staff:
    """A member of staff of the township's justice office."""
    facts: dict[str, Any] = {
        "id": staff_id,
        "login": f"{staff_id}-login",
        "name": "吴芳",
        "role": Role.TOWNSHIP,
        "division_code": TOWNSHIP,
        "password_hash": STAFF_PASSWORD_HASH,
    }
    staff = Staff(**{**facts, **given})
    await ctx.store.staff.add(staff)
    return staff
