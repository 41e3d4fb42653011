"""A county bureau with files of rolls in hand."""

from typing import Any

from actions.context import Context
from actions.import_roster import apply_import, check_file
from domain.people import ProviderKind, Role, Staff
from domain.roster_imports import RosterImport
from domain.rosters import Roster
from tests.builders import COUNTY, add_divisions, add_staff
from tests.roster_files import ADVISOR, make_file

PHONE = ADVISOR["phone"]
NOTARY = {
    "name": "赵敏",
    "kind": ProviderKind.NOTARY,
    "organisation": "公证处",
    "licence_number": "",
    "place": "一楼",
}


async def county_staff(ctx: Context) -> Staff:
    await add_divisions(ctx)
    return await add_staff(ctx, "qiang", role=Role.COUNTY, division_code=COUNTY)


async def check(ctx: Context, staff: Staff, *rows: dict[str, Any], roster: Roster = Roster.ADVISORS) -> RosterImport:
    return await check_file(ctx, staff=staff, roster=roster, file_name="名册.xlsx", content=make_file(roster, rows))


async def put(ctx: Context, staff: Staff, *rows: dict[str, Any], roster: Roster = Roster.ADVISORS) -> RosterImport:
    checked = await check(ctx, staff, *rows, roster=roster)
    assert not checked.faults, checked.faults
    return await apply_import(ctx, staff=staff, import_id=checked.id)


def actions_of(checked: RosterImport) -> list[str]:
    return [line.action.value for line in checked.lines]


def messages(checked: RosterImport) -> list[tuple[int, str | None, str]]:
    return [(fault.line, fault.key, fault.message) for fault in checked.faults]


async def find_advisor(ctx: Context, phone: str = PHONE) -> Any:
    return await ctx.store.providers.find_by_phone_index(ctx.store.sealer.blind_index(phone))
