"""Accounts of staff: each is kept by somebody of the same region whose role is no lower."""

import asyncio
from typing import Any

from actions.context import Context
from actions.passwords import hash_password
from actions.regions import get_division_of, is_in_region
from actions.roster_gate import changing_roster
from domain.errors import BadInput, NotAllowed, NotFound
from domain.people import Role, Staff
from domain.rosters import Roster
from domain.sessions import SubjectKind
from domain.staff_passwords import make_one_time_password
from domain.staff_roles import check_level, check_may_keep_account, login_problem, wecom_problem


async def get_account(ctx: Context, *, staff: Staff, account_id: str) -> Staff:
    """An account of the region.

    Raises: NotFound.
    """
    found = await ctx.store.staff.find(account_id)
    if found is None or not is_in_region(staff, found.division_code):
        raise NotFound("没有找到这个账号。", code="account_not_found")
    return found


async def add_account(
    ctx: Context, *, staff: Staff, login: str, name: str, role: Role, division_code: str, wecom_user_id: str
) -> tuple[Staff, str]:
    """Make an account; its one-time password is told once and never kept.

    Raises: NotFound, NotAllowed, BadInput, Conflict, RosterBusy.
    """
    check_may_keep_account(staff, role, division_code)
    check_level(role, await get_division_of(ctx, staff=staff, code=division_code))
    _check_texts(login=login, wecom_user_id=wecom_user_id)
    password = make_one_time_password()
    made = Staff(
        id=ctx.new_id(),
        login=login,
        name=name,
        role=role,
        division_code=division_code,
        password_hash=await asyncio.to_thread(hash_password, password),
        must_change_password=True,
        wecom_user_id=wecom_user_id or None,
    )
    async with changing_roster(ctx, Roster.STAFF, [division_code]):
        await ctx.store.staff.add(made)
    return made, password


async def change_account(
    ctx: Context, *, staff: Staff, account_id: str, name: str, role: Role, division_code: str, wecom_user_id: str
) -> Staff:
    """Change an account's name, role, region and account of WeCom.

    Raises: NotFound, NotAllowed, BadInput, Conflict, RosterBusy.
    """
    kept = await _get_kept(ctx, staff, account_id)
    check_may_keep_account(staff, role, division_code)
    if kept.id == staff.id and (role, division_code) != (kept.role, kept.division_code):
        raise NotAllowed("不能改自己的角色和辖区，请由上级或同事办理。", code="own_account")
    check_level(role, await get_division_of(ctx, staff=staff, code=division_code))
    _check_texts(wecom_user_id=wecom_user_id)
    facts: dict[str, Any] = {"name": name, "role": role.value, "division_code": division_code}
    async with changing_roster(ctx, Roster.STAFF, [kept.division_code, division_code]):
        await ctx.store.staff.change(kept.id, **facts, wecom_user_id=wecom_user_id or None)
    return await get_account(ctx, staff=staff, account_id=account_id)


async def reset_password(ctx: Context, *, staff: Staff, account_id: str) -> tuple[Staff, str]:
    """Give an account a one-time password; its lock is lifted and its sessions end.

    Raises: NotFound, NotAllowed.
    """
    kept = await _get_kept(ctx, staff, account_id)
    if kept.id == staff.id:
        raise NotAllowed("自己的密码请在“修改密码”里改。", code="own_account")
    password = make_one_time_password()
    password_hash = await asyncio.to_thread(hash_password, password)
    fresh = {"must_change_password": True, "failed_count": 0, "locked_until": None}
    await ctx.store.staff.change(kept.id, password_hash=password_hash, **fresh)
    await ctx.store.sessions.remove_of_subject(SubjectKind.STAFF, kept.id)
    return kept, password


async def set_standing(ctx: Context, *, staff: Staff, account_id: str, active: bool) -> Staff:
    """Disable an account, which ends its sessions at once, or enable it again.

    Raises: NotFound, NotAllowed, RosterBusy.
    """
    kept = await _get_kept(ctx, staff, account_id)
    if kept.id == staff.id:
        raise NotAllowed("不能停用自己的账号。", code="own_account")
    async with changing_roster(ctx, Roster.STAFF, [kept.division_code]):
        await ctx.store.staff.change(kept.id, active=active)
    if not active:
        await ctx.store.sessions.remove_of_subject(SubjectKind.STAFF, kept.id)
    return await get_account(ctx, staff=staff, account_id=account_id)


async def _get_kept(ctx: Context, staff: Staff, account_id: str) -> Staff:
    """An account that this member of staff may change."""
    kept = await get_account(ctx, staff=staff, account_id=account_id)
    check_may_keep_account(staff, kept.role, kept.division_code)
    return kept


def _check_texts(*, login: str | None = None, wecom_user_id: str) -> None:
    problems = {
        "login": login_problem(login) if login is not None else None,
        "wecom_user_id": wecom_problem(wecom_user_id) if wecom_user_id else None,
    }
    wrong = {key: words for key, words in problems.items() if words}
    if wrong:
        raise BadInput("".join(wrong.values()), code="account_not_valid", fields=wrong)
