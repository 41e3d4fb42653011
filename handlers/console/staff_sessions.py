"""Staff signing in and out."""

from pydantic import Field

from actions import regions, sessions
from actions.sessions import SignedIn
from domain.people import ROLE_NAMES, Role, Staff
from domain.staff_sign_in import AccountLocked, SignInRefused
from handlers.base import STAFF_COOKIE, ApiHandler, PublicApiHandler, StaffApiHandler
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


class StaffSessionsHandler(PublicApiHandler):
    """/api/v1/staff/sessions"""

    @operation("工作人员登录", status=201, errors=(SignInRefused, AccountLocked))
    async def post(self, body: StaffSignInBody) -> StaffProfileView:
        """Sign in; the session is in a cookie that scripts cannot read."""
        staff, signed_in = await sessions.sign_in_staff(self.ctx, login=body.login, password=body.password)
        _keep_cookie(self, signed_in)
        return await _tell(self, staff)


class CurrentStaffSessionHandler(StaffApiHandler):
    """/api/v1/staff/sessions/current"""

    @operation("工作人员退出")
    async def delete(self) -> Done:
        """Sign out."""
        await sessions.sign_out(self.ctx, token=self.get_cookie(STAFF_COOKIE, "") or "")
        self.clear_cookie(STAFF_COOKIE)
        return Done()


class StaffProfileHandler(StaffApiHandler):
    """/api/v1/staff/me"""

    @operation("当前登录的工作人员")
    async def get(self) -> StaffProfileView:
        """Who is signed in."""
        return await _tell(self, self.staff)


def _keep_cookie(handler: ApiHandler, signed_in: SignedIn) -> None:
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
    )
