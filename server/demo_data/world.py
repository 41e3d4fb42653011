"""The people of the demo. All of them are made up; the phone numbers belong to nobody."""

from dataclasses import dataclass
from datetime import time

from domain.opening import MeetingWay, OpeningRule, OpeningSpan
from domain.people import ProviderKind, Role

WAYS = (MeetingWay.OFFICE, MeetingWay.PHONE, MeetingWay.HOME_VISIT)
MIDDLE = (30.0312, 114.8645)  # latitude and longitude (GCJ-02) of nowhere in particular


def _open_on(days: str, *hours: tuple[int, int]) -> OpeningRule:
    spans = (OpeningSpan(int(day), time(opens), time(closes)) for day in days for opens, closes in hours)
    return OpeningRule(tuple(spans), ways=WAYS)


WORKDAYS = _open_on("01234", (9, 12), (14, 17))
SIX_DAYS = _open_on("012345", (8, 12), (14, 18))


@dataclass(frozen=True)
class DemoResident:
    """A resident; ``village`` counts the demo villages from zero, none means: not chosen yet."""

    user: str
    name: str
    phone: str
    village: int | None


@dataclass(frozen=True)
class DemoProvider:
    """A provider; ``villages`` are those they are appointed to. Without ``in_township`` they work for the county."""

    id: str
    name: str
    phone: str
    kind: ProviderKind
    organisation: str
    licence_number: str
    place: str
    opening: OpeningRule
    service_codes: tuple[str, ...]
    in_township: bool
    villages: tuple[int, ...] = ()
    public_phone: str = ""


@dataclass(frozen=True)
class DemoStaff:
    """A member of staff; ``at`` is village (the first), township, county, city. ``wecom`` is their WeCom account."""

    login: str
    password: str
    name: str
    role: Role
    at: str
    wecom: str | None = None


RESIDENTS = (
    DemoResident("li-guixiang", "李桂香", "13900001001", None),
    DemoResident("wang-jianguo", "王建国", "13900001002", 0),
    DemoResident("chen-xiaomei", "陈小梅", "13900001003", 1),
)

LAWYER_SERVICES = ("find-lawyer", "legal-advice", "legal-aid", "document-writing", "contract-review")

PROVIDERS = (
    DemoProvider(
        "demo-zhang-ming",
        "张明",
        "13900002001",
        ProviderKind.LAWYER,
        "正言律师事务所",
        "演示14202201510000001",
        "{village}公共法律服务工作室",
        WORKDAYS,
        LAWYER_SERVICES,
        in_township=True,
        villages=(0, 1, 2),
        public_phone="0000-5550001",
    ),
    DemoProvider(
        "demo-zhou-xiaoyan",
        "周晓燕",
        "13900002002",
        ProviderKind.GRASSROOTS_LEGAL_WORKER,
        "{township}法律服务所",
        "演示31702201510000002",
        "{township}司法所二楼咨询室",
        SIX_DAYS,
        ("legal-advice", "legal-aid", "mediation", "document-writing"),
        in_township=True,
        villages=(3, 4),
    ),
    DemoProvider(
        "demo-zhao-defu",
        "赵德福",
        "13900002003",
        ProviderKind.MEDIATOR,
        "{township}人民调解委员会",
        "演示调解0003",
        "{township}司法所调解室",
        SIX_DAYS,
        ("mediation",),
        in_township=True,
    ),
    DemoProvider(
        "demo-he-jing",
        "何静",
        "13900002004",
        ProviderKind.NOTARY,
        "{county}公证处",
        "演示公证0004",
        "{county}公共法律服务中心3号窗口",
        WORKDAYS,
        ("notary",),
        in_township=False,
    ),
    DemoProvider(
        "demo-sun-wei",
        "孙伟",
        "13900002005",
        ProviderKind.APPRAISER,
        "{county}司法鉴定所",
        "演示鉴定0005",
        "{county}公共法律服务中心5号窗口",
        WORKDAYS,
        ("appraisal",),
        in_township=False,
    ),
)

GROUP_OWNER = "liu-fang"

STAFF = (
    DemoStaff("sifasuo", "demo-sifasuo", "刘芳", Role.TOWNSHIP, "township", wecom=GROUP_OWNER),
    DemoStaff("sifaju", "demo-sifaju-1", "吴强", Role.COUNTY, "county", wecom="wu-qiang"),
    DemoStaff("shiju", "demo-shiju-1", "唐静", Role.CITY, "city"),
    DemoStaff("cunwei", "demo-cunwei-1", "何秀英", Role.VILLAGE, "village"),
    DemoStaff("pufa", "demo-pufa-1", "何敏", Role.COUNTY, "county"),
    DemoStaff("shenji", "demo-shenji-1", "郑洁", Role.AUDITOR, "county"),
)

PREFERRED_TOWNSHIP = "420281108000"
"""陈贵镇 of Daye in Huangshi, if the real divisions were imported; else the first township there is."""
DEMO_VILLAGES = 5
