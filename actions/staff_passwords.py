"""Passwords of staff: a one-time one from whoever keeps the account, then one of one's own."""

import asyncio

from actions.context import Context
from actions.passwords import check_password, hash_password
from actions.sessions import SignedIn, open_staff_session
from domain.errors import BadInput, Conflict
from domain.people import Staff
from domain.sessions import SubjectKind
from domain.staff_passwords import check_own_password
from domain.staff_sign_in import after_failure, check_not_locked


async def change_own_password(ctx: Context, *, staff: Staff, old_password: str, new_password: str) -> SignedIn:
    """Change one's own password. Every session ends; the one that is returned takes the place of the asker's.

    Raises: BadInput, AccountLocked, Conflict when it was changed at the same moment.
    """
    check_not_locked(staff, ctx.now())
    if not await asyncio.to_thread(check_password, staff.password_hash, old_password):
        await ctx.store.staff.set_failures(staff.id, *after_failure(staff, ctx.now()))
        words = "原来的密码不对，请重新输入。"
        raise BadInput(words, code="old_password_wrong", fields={"old_password": words})
    check_own_password(new_password, login=staff.login, old_password=old_password)
    password_hash = await asyncio.to_thread(hash_password, new_password)
    if not await ctx.store.staff.set_own_password(staff, password_hash):
        raise Conflict("密码刚刚被改过，请重新登录。", code="password_changed")
    await ctx.store.staff.set_failures(staff.id, 0, None)
    await ctx.store.sessions.remove_of_subject(SubjectKind.STAFF, staff.id)
    return await open_staff_session(ctx, staff=staff)
