"""Signing in by scanning with WeCom. The state is made for one browser, good once and for five minutes."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from actions.context import Context
from actions.sessions import SignedIn, open_staff_session
from domain.errors import NotAllowed, NotFound
from domain.people import Staff

CALLBACK_PATH = "/console/sign-in/wecom/callback"
STATE_BYTES = 24
GOOD_FOR = timedelta(minutes=5)
LONGEST_CODE = 512


class ScanRefused(NotAllowed):
    """The scan does not belong to this browser, is too old, or was used already."""

    code = "scan_refused"
    message = "这次扫码已失效，请回到登录页重新扫码。"


class WeComNotBound(NotAllowed):
    """A member of the corporation, but no account of ours."""

    code = "wecom_not_bound"


@dataclass(frozen=True)
class ScanBegun:
    """Where to send the browser, and what it must bring back: ``ticket`` goes into a cookie that only we can make."""

    address: str
    ticket: str


@dataclass(frozen=True)
class ScannedIn:
    """Who has signed in, and where they wanted to go."""

    staff: Staff
    signed_in: SignedIn
    onwards: str


def may_scan(ctx: Context) -> bool:
    """Whether one can sign in this way."""
    return ctx.wechat.wecom_login.is_set_up


def begin_scan(ctx: Context, *, onwards: str) -> ScanBegun:
    """Make a state for one browser.

    Raises: NotFound when WeCom is not set up.
    """
    if not may_scan(ctx):
        raise NotFound("本单位没有开通企业微信扫码登录。", code="wecom_not_set_up")
    state = secrets.token_hex(STATE_BYTES)
    redirect_uri = f"{ctx.settings.public_url}{CALLBACK_PATH}"
    address = ctx.wechat.wecom_login.address(redirect_uri=redirect_uri, state=state)
    return ScanBegun(address, f"{state}|{int(ctx.now().timestamp())}|{onwards}")


async def finish_scan(ctx: Context, *, ticket: str, state: str, code: str) -> ScannedIn:
    """Sign in whoever scanned.

    Raises: NotFound, ScanRefused, WeComNotBound, NotAllowed, CodeRefused and other platform errors.
    """
    if not may_scan(ctx):
        raise NotFound("本单位没有开通企业微信扫码登录。", code="wecom_not_set_up")
    onwards = await _take_state(ctx, ticket, state)
    if not code or len(code) > LONGEST_CODE:
        raise ScanRefused("您没有在企业微信里确认登录，请重新扫码。")
    user_id = await ctx.wechat.wecom_login.find_user_id(code)
    staff = await _find_staff(ctx, user_id)
    if staff.must_change_password:
        # They have shown who they are; a one-time password that still lies about somewhere is good for nothing more.
        await ctx.store.staff.change(staff.id, password_hash="", must_change_password=False)
    return ScannedIn(staff, await open_staff_session(ctx, staff=staff), onwards)


async def _take_state(ctx: Context, ticket: str, state: str) -> str:
    kept, _, rest = ticket.partition("|")
    begun, _, onwards = rest.partition("|")
    if not kept or not state or not hmac.compare_digest(kept.encode(), state.encode()) or not begun.isdigit():
        raise ScanRefused()
    ends_at = datetime.fromtimestamp(int(begun), UTC) + GOOD_FOR
    name = f"wecom_state:{hashlib.sha256(state.encode()).hexdigest()}"
    if ends_at <= ctx.now() or not await ctx.store.leases.mark_once(name, ends_at + GOOD_FOR):
        raise ScanRefused()
    return onwards


async def _find_staff(ctx: Context, user_id: str | None) -> Staff:
    if user_id is None:
        raise WeComNotBound("您不是本单位企业微信的成员，不能扫码登录。")
    staff = await ctx.store.staff.find_by_wecom(user_id)
    if staff is None:
        words = f"您的企业微信账号“{user_id}”还没有绑定工作台账号，请联系本单位管理员在“名册—工作人员”里填写。"
        raise WeComNotBound(words)
    if not staff.active:
        raise NotAllowed("您的工作台账号已停用，请联系本单位管理员。", code="account_disabled")
    return staff
