"""A year of work already done, so that the demo's pages have something to show. Made by rule, not by chance."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from actions.context import Context
from actions.log_hours import log_entry
from actions.review_hours import approve_entry, return_entry
from domain.clock import at_civil, civil_date
from domain.divisions import Division
from domain.hours import EntryDraft, EntryKind, EntryWay
from domain.people import Role, Staff
from domain.places import InVillage
from server.demo_data import world

WORK = (
    (EntryKind.CONSULTATION, EntryWay.ON_SITE, "坐班接待村民，解答土地流转、借款和赡养方面的问题。", 6, (9, 0), 180),
    (EntryKind.MEDIATION, EntryWay.ON_SITE, "参与调解两户宅基地边界纠纷，双方当场签了协议。", 4, (14, 30), 150),
    (EntryKind.LECTURE, EntryWay.ON_SITE, "在村部讲《民法典》婚姻家庭编，发放宣传册。", 42, (18, 30), 120),
    (EntryKind.CONSULTATION, EntryWay.PHONE, "电话解答外出务工人员讨要工资的步骤。", 1, (10, 0), 45),
    (EntryKind.CONTRACT_REVIEW, EntryWay.ONLINE, "审查村集体鱼塘承包合同，提出七条修改意见。", 3, (15, 0), 150),
    (EntryKind.VISIT, EntryWay.ON_SITE, "走访独居老人，了解赡养和低保情况。", 5, (9, 30), 150),
    (EntryKind.DOCUMENT, EntryWay.ON_SITE, "帮村民写劳动仲裁申请书。", 1, (14, 0), 120),
)
ROOM, HALL = "村公共法律服务室", "村党群服务中心"
# Where each was done, for whom, and what came of it.
MORE = (
    (ROOM, "", "当场答复"),
    (HALL, "陈某、王某", "达成协议"),
    (HALL, "", "发放宣传册42份"),
    ("", "李某", "已答复"),
    ("", "", "意见已采纳"),
    ("村内", "", "转村委会跟进"),
    (ROOM, "周某", "已递交"),
)
DAYS_BETWEEN = 6
LEFT_AWAITING = 3


async def add_history(ctx: Context, villages: Sequence[Division]) -> None:
    """Entries of this year up to yesterday: all approved but the last few, one of them returned."""
    reviewer = Staff("demo-sifasuo", "sifasuo", "刘芳", Role.TOWNSHIP, villages[0].township_code, password_hash="")
    for one in world.PROVIDERS:
        for place, number in enumerate(one.villages):
            await _add_year(ctx, one.id, villages[number], reviewer, offset=2 * place)


async def _add_year(ctx: Context, provider_id: str, village: Division, reviewer: Staff, offset: int) -> None:
    provider = await ctx.store.providers.find(provider_id)
    if provider is None:
        return
    days = _working_days(civil_date(ctx.now()), offset)
    days = [day for count, day in enumerate(days) if offset != 2 or count % 4 != 3]  # one village lags behind
    for count, day in enumerate(days):
        kind, way, summary, people, (hour, minute), minutes = WORK[count % len(WORK)]
        ends = datetime.combine(day, time(hour, minute)) + timedelta(minutes=minutes)
        place, served, result = MORE[count % len(MORE)]
        draft = EntryDraft(
            *(village.id, day, time(hour, minute), ends.time(), kind, way, summary, people),
            place=place,
            served=served,
            result=result,
            in_village=InVillage.YES if way is EntryWay.ON_SITE and count % 2 else InVillage.UNKNOWN,
        )
        then = _at(ctx, at_civil(day, time(21)))
        entry = await log_entry(then, provider=provider, draft=draft, client_id=f"demo:{village.id}:{day}")
        if count == len(days) - LEFT_AWAITING:
            reason = "请写明调解的是哪两户之间的什么事，不写姓名。"
            await return_entry(then, staff=reviewer, entry_id=entry.id, reason=reason)
        elif count < len(days) - LEFT_AWAITING:
            await approve_entry(then, staff=reviewer, entry_id=entry.id)


def _at(ctx: Context, moment: datetime) -> Context:
    """The same context at an evening in the past."""
    return replace(ctx, now=lambda: moment)


def _working_days(today: date, offset: int) -> list[date]:
    day = date(today.year, 1, 5) + timedelta(days=offset)
    found = []
    while day < today:
        if day.weekday() < 5:
            found.append(day)
        day += timedelta(days=DAYS_BETWEEN)
    return found
