"""Signing in and out: residents by wx.login, staff by name and password."""

import asyncio
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.context import Context
from actions.passwords import check_password
from domain.errors import NotAllowed, SignInNeeded
from domain.people import Provider, Resident, Staff
from domain.sessions import Session, SubjectKind
from domain.staff_sign_in import SignInRefused, after_failure, check_not_locked

TOKEN_BYTES = 32


@dataclass(frozen=True)
class SignedIn:
    """A fresh session: the token is told once and never kept."""

    token: str
    expires_at: datetime


async def sign_in_resident(ctx: Context, *, code: str) -> tuple[Resident, SignedIn]:
    """Sign in whoever holds this wx.login code; who comes for the first time is written down.

    Raises: CodeRefused and other platform errors.
    """
    identity = await ctx.wechat.mini_program.code_to_session(code)
    resident = await ctx.store.residents.find_by_openid(identity.openid)
    if resident is None:
        newcomer = Resident(id=ctx.new_id(), openid=identity.openid, created_at=ctx.now())
        resident = await ctx.store.residents.add_or_find(newcomer)
    signed_in = await _open_session(ctx, SubjectKind.RESIDENT, resident.id, timedelta(days=ctx.settings.session_days))
    return resident, signed_in


async def sign_in_staff(ctx: Context, *, login: str, password: str) -> tuple[Staff, SignedIn]:
    """Sign in a member of staff.

    Raises: SignInRefused (the same whether the name or the password is wrong), AccountLocked.
    """
    staff = await ctx.store.staff.find_by_login(login)
    if staff:
        check_not_locked(staff, ctx.now())
    right = await asyncio.to_thread(check_password, staff.password_hash if staff else None, password)
    if not staff or not staff.active or not right:
        if staff:
            await ctx.store.staff.set_failures(staff.id, *after_failure(staff, ctx.now()))
        raise SignInRefused()
    await ctx.store.staff.set_failures(staff.id, 0, None)
    return staff, await open_staff_session(ctx, staff=staff)


async def open_staff_session(ctx: Context, *, staff: Staff) -> SignedIn:
    """A session for somebody who has shown who they are."""
    length = timedelta(hours=ctx.settings.staff_session_hours)
    return await _open_session(ctx, SubjectKind.STAFF, staff.id, length)


async def sign_out(ctx: Context, *, token: str) -> None:
    """End the session of this token, a resident's or a staff member's, if there is one."""
    await ctx.store.residents.remove_session(_hash(token))
    await ctx.store.sessions.remove(_hash(token))


async def get_resident_signed_in(ctx: Context, *, token: str) -> Resident:
    """Raises: SignInNeeded."""
    resident = await ctx.store.residents.find_by_session(_hash(token), ctx.now()) if token else None
    if resident is None or resident.deleted_at:
        raise SignInNeeded()
    return resident


async def get_staff_signed_in(ctx: Context, *, token: str | None) -> Staff:
    """Raises: SignInNeeded."""
    staff = await ctx.store.staff.find(await _get_subject(ctx, SubjectKind.STAFF, token or ""))
    if staff is None or not staff.active:
        raise SignInNeeded()
    return staff


async def find_provider_of(ctx: Context, *, resident: Resident) -> Provider | None:
    """The provider that this resident is, by the phone number WeChat vouched for."""
    if not resident.phone_index:
        return None
    return await ctx.store.providers.find_by_phone_index(resident.phone_index)


async def get_provider_of(ctx: Context, *, resident: Resident) -> Provider:
    """Raises: NotAllowed when the resident is not a provider."""
    provider = await find_provider_of(ctx, resident=resident)
    if provider is None:
        raise NotAllowed("您的手机号不在法律服务人员名册中，请与县司法局联系。", code="not_a_provider")
    return provider


async def _open_session(ctx: Context, kind: SubjectKind, subject_id: str, length: timedelta) -> SignedIn:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session = Session(_hash(token), kind, subject_id, ctx.now(), ctx.now() + length)
    if kind is SubjectKind.RESIDENT:
        await ctx.store.residents.add_session(session)
    else:
        await ctx.store.sessions.add(session)
    return SignedIn(token, session.expires_at)


async def _get_subject(ctx: Context, kind: SubjectKind, token: str) -> str:
    session = await ctx.store.sessions.find(_hash(token), kind, ctx.now()) if token else None
    if session is None:
        raise SignInNeeded()
    return session.subject_id


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
