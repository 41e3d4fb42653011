"""When a staff account is locked after wrong passwords."""

from datetime import datetime, timedelta

from domain.clock import SHANGHAI
from domain.errors import NotAllowed, SignInNeeded, TooMany
from domain.people import Role, Staff

FAILURES_ALLOWED = 5
LOCK_LENGTH = timedelta(minutes=15)


class SignInRefused(SignInNeeded):
    """Wrong name or wrong password: which of them is not told."""

    code = "sign_in_refused"
    message = "用户名或密码不对，请重新输入。"


class AccountLocked(TooMany):
    """Too many wrong passwords."""

    code = "account_locked"


def check_not_locked(staff: Staff, now: datetime) -> None:
    """Raises: AccountLocked."""
    if staff.locked_until and staff.locked_until > now:
        until = staff.locked_until.astimezone(SHANGHAI).strftime("%H:%M")
        raise AccountLocked(f"密码连续输错{FAILURES_ALLOWED}次，账号已锁定，请于{until}后再试。")


def after_failure(staff: Staff, now: datetime) -> tuple[int, datetime | None]:
    """The count of failures and the end of the lock, after one more wrong password."""
    failures = staff.failed_count + 1
    return (0, now + LOCK_LENGTH) if failures >= FAILURES_ALLOWED else (failures, None)


def check_may_change(staff: Staff) -> None:
    """Auditors look and do not touch; a village's staff have one page of their own.

    Raises: NotAllowed.
    """
    if staff.role is Role.AUDITOR:
        raise NotAllowed("审计账号只能查看，不能修改。", code="read_only")
    if staff.role is Role.VILLAGE:
        raise NotAllowed("村（居）委会账号只能查看本村和确认服务。", code="village_looks_only")


class NotForVillages(NotAllowed):
    """A village's staff have one page of their own; everything else is not for them."""

    code = "not_for_villages"
    message = "村（居）委会账号只能查看本村和确认服务。"


class PasswordChangeNeeded(NotAllowed):
    """The password is a one-time one."""

    code = "password_change_needed"
    message = "这是一次性密码，请先改成自己的密码。"


def check_may_enter(staff: Staff, *, for_villages: bool, before_password_change: bool) -> None:
    """Whether a door is open to somebody who is signed in. All doors are shut to villages unless they say otherwise.

    Raises: PasswordChangeNeeded, NotForVillages.
    """
    if staff.must_change_password and not before_password_change:
        raise PasswordChangeNeeded()
    if staff.role is Role.VILLAGE and not for_villages:
        raise NotForVillages()
