"""Staff signing in and out."""

from pydantic import Field

from actions import regions, sessions, staff_passwords
from actions.sessions import SignedIn
from domain.errors import BadInput, Conflict
from domain.people import ROLE_NAMES, Role, Staff
from domain.staff_sign_in import AccountLocked, SignInRefused
from handlers.base import STAFF_COOKIE, ApiHandler, BaseHandler, PublicApiHandler, StaffApiHandler
from handlers.models import Answer, Done, Request
from handlers.operations import operation


class StaffSignInBody(Request):
    """Name and password."""

    login: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=200)


class StaffProfileView(Answer):
    """Who is signed in, and the token to send along (X-Xsrftoken) with everything that changes something."""

    name: str
    role: Role
    role_name: str
    division_code: str
    division_name: str
    xsrf_token: str
    must_change_password: bool


class PasswordBody(Request):
    """The password until now and the one to come."""

    old_password: str = Field(min_length=1, max_length=200)
    new_password: str = Field(min_length=1, max_length=200)


class StaffSessionsHandler(PublicApiHandler):
    """/api/v1/staff/sessions"""

    @operation("工作人员登录", status=201, errors=(SignInRefused, AccountLocked))
    async def post(self, body: StaffSignInBody) -> StaffProfileView:
        """Sign in; the session is in a cookie that scripts cannot read."""
        staff, signed_in = await sessions.sign_in_staff(self.ctx, login=body.login, password=body.password)
        keep_cookie(self, signed_in)
        return await _tell(self, staff)


class CurrentStaffSessionHandler(StaffApiHandler):
    """/api/v1/staff/sessions/current"""

    for_villages = True
    before_password_change = True

    @operation("工作人员退出")
    async def delete(self) -> Done:
        """Sign out."""
        await sessions.sign_out(self.ctx, token=self.get_cookie(STAFF_COOKIE, "") or "")
        self.clear_cookie(STAFF_COOKIE)
        return Done()


class StaffProfileHandler(StaffApiHandler):
    """/api/v1/staff/me"""

    for_villages = True
    before_password_change = True

    @operation("当前登录的工作人员")
    async def get(self) -> StaffProfileView:
        """Who is signed in."""
        return await _tell(self, self.staff)


class StaffPasswordHandler(StaffApiHandler):
    """/api/v1/staff/me/password"""

    for_villages = True
    before_password_change = True

    @operation("修改自己的密码", errors=(BadInput, AccountLocked, Conflict))
    async def put(self, body: PasswordBody) -> Done:
        """Change it; all other sessions end."""
        signed_in = await staff_passwords.change_own_password(
            self.ctx, staff=self.staff, old_password=body.old_password, new_password=body.new_password
        )
        keep_cookie(self, signed_in)
        return Done()


def keep_cookie(handler: BaseHandler, signed_in: SignedIn) -> None:
    """Keep the session where scripts cannot read it."""
    secure = handler.ctx.settings.public_url.startswith("https://")
    handler.set_cookie(
        STAFF_COOKIE, signed_in.token, expires=signed_in.expires_at, httponly=True, secure=secure, samesite="Lax"
    )


async def _tell(handler: ApiHandler, staff: Staff) -> StaffProfileView:
    division = await regions.get_division_of(handler.ctx, staff=staff)
    return StaffProfileView(
        name=staff.name,
        role=staff.role,
        role_name=ROLE_NAMES[staff.role],
        division_code=division.id,
        division_name=division.name,
        xsrf_token=handler.xsrf_token.decode(),
        must_change_password=staff.must_change_password,
    )
