"""A province of groups: WeCom customer groups of advisors who own several, and here and there a simulated one."""

from datetime import UTC, datetime, timedelta
from typing import Any

from domain.divisions import Division, Level
from domain.groups import ChannelName, Group, group_id_of
from domain.push_plans import PlanState, PushPlan, Repeat
from domain.pushes import Article, ArticleState
from store import Store
from store.documents import to_document

PROVINCE = "410000000000"
SIMULATED_EACH = 10
PLAN_ID, ARTICLE_ID = "fan-out", "bench-article"


def chat_id_of(number: int) -> str:
    """The chat of a group."""
    return f"chat{number:06d}"


def is_simulated(number: int) -> bool:
    """Whether it is one of the simulated channel."""
    return number % SIMULATED_EACH == 0


def owner_of(number: int, groups_each: int) -> str:
    """Who owns it; an advisor owns so many."""
    return f"owner{number // groups_each:05d}"


def village_code_of(number: int) -> str:
    """A village for each group."""
    return f"41{number // 9000 + 1:02d}{number // 900 % 10 + 1:02d}{number // 90 % 10 + 100:03d}{number % 90 + 200:03d}"


async def add_province(store: Store, groups: int, groups_each: int) -> None:
    """The groups, one article and a plan that is due."""
    now = datetime.now(UTC)
    database = store.database
    rows = [Division(PROVINCE, Level.PROVINCE, "河南省", None, "河南省")]
    rows += [
        Division(code, Level.VILLAGE, f"村{number}", PROVINCE, f"河南省某县某镇村{number}")
        for number in range(groups)
        for code in (village_code_of(number),)
    ]
    await _insert(database["divisions"], [to_document(one) for one in rows])
    await _insert(database["groups"], [to_document(_group(number, groups_each, now)) for number in range(groups)])
    await store.articles.put(_article(now))
    await store.push_plans.add(plan(now))


def plan(now: datetime) -> PushPlan:
    """Everybody, once, now."""
    return PushPlan(PLAN_ID, "全省推送", ARTICLE_ID, PROVINCE, now, Repeat.ONCE, PlanState.ACTIVE, now, "bench", now)


def _group(number: int, groups_each: int, now: datetime) -> Group:
    channel = ChannelName.SIMULATOR if is_simulated(number) else ChannelName.WECOM_CUSTOMER_GROUP
    chat_id, owner = chat_id_of(number), owner_of(number, groups_each)
    return Group(group_id_of(channel, chat_id), channel, chat_id, f"群{number}", now, owner, village_code_of(number))


def _article(now: datetime) -> Article:
    return Article(
        ARTICLE_ID,
        "征地补偿，这几笔钱要看清",
        "土地被征收，补偿不只一笔。土地补偿费、安置补助费，农村住宅、地上附着物和青苗的补偿，都要一项一项算清。",
        ("怎么办：带上公告和证件，预约本村法律顾问。",),
        "土地管理法",
        "第四十八条",
        "征收土地应当给予公平、合理的补偿，保障被征地农民原有生活水平不降低、长远生计有保障。",
        "土地",
        "zh-CN",
        ArticleState.PUBLISHED,
        "author",
        now - timedelta(days=1),
        published_at=now,
    )


async def _insert(collection: Any, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), 2000):
        await collection.insert_many(rows[start : start + 2000])
