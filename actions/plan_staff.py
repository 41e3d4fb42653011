"""What a file of staff would change. No file holds passwords: a new account gets a one-time one in the console."""

from collections.abc import Sequence
from typing import Any

from actions.context import Context
from actions.regions import is_in_region, region_range
from actions.roster_plan import Plan, find_places, in_turns
from domain.divisions import Division
from domain.people import ROLE_NAMES, Role, Staff
from domain.roster_cells import Row
from domain.roster_imports import Line, Write, WriteMode
from domain.roster_places import Places
from domain.roster_reading import RowReader, action_of, changes_between, new_text, note_doubles
from domain.rosters import Roster, title_of
from domain.staff_roles import LONGEST_NAME, level_problem, login_problem, roles_kept_by, wecom_problem
from store.documents import to_document, to_plain

TITLES = {
    key: title_of(Roster.STAFF, key) for key in ("login", "name", "role", "division", "wecom_user_id", "standing")
}
ROLE_OF_NAME = {name: role for role, name in ROLE_NAMES.items()}
ACTIVE, DISABLED = "启用", "停用"


async def plan_staff(ctx: Context, *, staff: Staff, rows: Sequence[Row]) -> Plan:
    """Look at every row; nothing is written."""
    plan, places = Plan(), await find_places(ctx, staff=staff)
    kept = {one.login: one for one in await ctx.store.staff.list_in_range(*region_range(staff))}
    seen: list[tuple[RowReader, object]] = []
    wecom: list[tuple[RowReader, object]] = []
    async for row in in_turns(rows):
        reader = RowReader(Roster.STAFF, row, plan.faults)
        wanted = await _read_account(ctx, staff, reader, places, kept)
        if wanted is None or not reader.good:
            continue
        seen.append((reader, wanted.login))
        wecom += [(reader, wanted.wecom_user_id)] if wanted.wecom_user_id else []
        plan.codes.add(wanted.division_code)
        plan.lines.append(_plan_account(row.line, kept.get(wanted.login), wanted, places))
    note_doubles(seen, "login")
    note_doubles(wecom, "wecom_user_id")
    return plan


async def _read_account(
    ctx: Context, staff: Staff, reader: RowReader, places: Places, kept: dict[str, Staff]
) -> Staff | None:
    login, name = reader.word("login", 40).lower(), reader.word("name", LONGEST_NAME)
    role = ROLE_OF_NAME.get(reader.choice("role"))
    text, user_id = reader.word("division", 60), reader.word("wecom_user_id", 64)
    standing = reader.choice("standing")
    division = reader.found("division", lambda: places.read_any(text)) if text else None
    before = kept.get(login)
    await _check_login(ctx, reader, login, before)
    if role and division:
        _check_role(staff, reader, role, division, before)
    wecom = new_text(user_id, (before.wecom_user_id or "") if before else "")
    await _check_wecom(ctx, reader, wecom, before)
    if before and before.id == staff.id and (standing == DISABLED or role is not before.role):
        reader.note("role" if role is not before.role else "standing", "不能停用自己的账号，也不能改自己的角色。")
    if role is None or division is None:
        return None
    active = standing != DISABLED if standing or before is None else before.active
    return Staff(
        id=before.id if before else ctx.new_id(),
        login=login,
        name=name,
        role=role,
        division_code=division.id,
        password_hash="",
        active=active,
        wecom_user_id=wecom or None,
    )


async def _check_login(ctx: Context, reader: RowReader, login: str, before: Staff | None) -> None:
    if not login:
        return
    problem = login_problem(login)
    if problem:
        reader.note("login", problem)
    elif before is None and await ctx.store.staff.find_by_login(login):
        reader.note("login", "这个用户名已被使用，请换一个。")


def _check_role(staff: Staff, reader: RowReader, role: Role, division: Division, before: Staff | None) -> None:
    mine = roles_kept_by(staff)
    if role not in mine or (before and before.role not in mine):
        reader.note(
            "role", f"您不能管理“{ROLE_NAMES[role if role not in mine or before is None else before.role]}”的账号。"
        )
    elif level_problem(role, division):
        reader.note("division", str(level_problem(role, division)))
    elif not is_in_region(staff, division.id):
        reader.note("division", "只能管理本辖区的账号。")


async def _check_wecom(ctx: Context, reader: RowReader, user_id: str, before: Staff | None) -> None:
    if not user_id:
        return
    if wecom_problem(user_id):
        reader.note("wecom_user_id", str(wecom_problem(user_id)))
        return
    other = await ctx.store.staff.find_by_wecom(user_id)
    if other and (before is None or other.id != before.id):
        reader.note("wecom_user_id", "这个企业微信账号已绑定到另一个账号。")


def _plan_account(line: int, kept: Staff | None, wanted: Staff, places: Places) -> Line:
    changes = changes_between(TITLES, _shown(kept, places) if kept else {}, _shown(wanted, places))
    about = f"{wanted.name}（{wanted.login}）"
    if kept is None:
        document = to_document(wanted)
        write = Write("staff", document.pop("_id"), WriteMode.INSERT, document)
        return Line(line, about, action_of(True, False, True), changes, (write,))
    facts: dict[str, Any] = {
        key: to_plain(getattr(wanted, key)) for key in ("name", "role", "division_code", "wecom_user_id", "active")
    }
    writes = (Write("staff", kept.id, WriteMode.SET, facts),) if changes else ()
    ended = kept.active and not wanted.active
    return Line(line, about, action_of(False, ended, bool(changes)), changes, writes)


def _shown(one: Staff, places: Places) -> dict[str, str]:
    division = places.get(one.division_code)
    return {
        "login": one.login,
        "name": one.name,
        "role": ROLE_NAMES[one.role],
        "division": division.full_name if division else one.division_code,
        "wecom_user_id": one.wecom_user_id or "",
        "standing": ACTIVE if one.active else DISABLED,
    }
