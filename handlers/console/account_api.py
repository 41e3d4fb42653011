"""Accounts of staff: making, changing, one-time passwords, disabling."""

from pydantic import Field

from actions import staff_accounts
from domain.errors import BadInput, Conflict, NotAllowed, NotFound
from domain.people import ROLE_NAMES, Role, Staff
from domain.roster_imports import RosterBusy
from domain.staff_roles import LONGEST_NAME
from handlers.base import StaffApiHandler
from handlers.models import DIVISION_CODE, Answer, Request
from handlers.operations import operation

ACCOUNT_ERRORS = (NotFound, NotAllowed, BadInput, RosterBusy)


class AccountFacts(Request):
    """What an account says of its bearer."""

    name: str = Field(min_length=2, max_length=LONGEST_NAME)
    role: Role
    division_code: str = Field(pattern=DIVISION_CODE)
    wecom_user_id: str = Field("", max_length=64, description="企业微信账号，填了就可以扫码登录")


class AccountBody(AccountFacts):
    """An account to be made."""

    login: str = Field(min_length=3, max_length=40)


class StandingBody(Request):
    """Whether the account may be used."""

    active: bool


class AccountView(Answer):
    """An account."""

    id: str
    login: str
    name: str
    role: Role
    role_name: str
    division_code: str
    wecom_user_id: str
    active: bool
    must_change_password: bool

    @classmethod
    def of(cls, one: Staff) -> "AccountView":
        """The account as told: nothing of its password."""
        return cls(
            id=one.id,
            login=one.login,
            name=one.name,
            role=one.role,
            role_name=ROLE_NAMES[one.role],
            division_code=one.division_code,
            wecom_user_id=one.wecom_user_id or "",
            active=one.active,
            must_change_password=one.must_change_password,
        )


class OneTimePasswordView(Answer):
    """A password that is told once and has to be changed at the first sign-in."""

    login: str
    name: str
    one_time_password: str


class AccountsHandler(StaffApiHandler):
    """/api/v1/staff/accounts"""

    @operation("新建工作人员账号，一次性密码只告知这一次", status=201, errors=(*ACCOUNT_ERRORS, Conflict))
    async def post(self, body: AccountBody) -> OneTimePasswordView:
        """Make."""
        made, password = await staff_accounts.add_account(self.ctx, staff=self.staff, **body.model_dump())
        return OneTimePasswordView(login=made.login, name=made.name, one_time_password=password)


class AccountHandler(StaffApiHandler):
    """/api/v1/staff/accounts/{account_id}"""

    @operation("一个工作人员账号", errors=(NotFound,))
    async def get(self, account_id: str) -> AccountView:
        """One of the region."""
        found = await staff_accounts.get_account(self.ctx, staff=self.staff, account_id=account_id)
        return AccountView.of(found)

    @operation("修改工作人员账号", errors=(*ACCOUNT_ERRORS, Conflict))
    async def put(self, account_id: str, body: AccountFacts) -> AccountView:
        """Change."""
        changed = await staff_accounts.change_account(
            self.ctx, staff=self.staff, account_id=account_id, **body.model_dump()
        )
        return AccountView.of(changed)


class OneTimePasswordHandler(StaffApiHandler):
    """/api/v1/staff/accounts/{account_id}/one-time-password"""

    @operation("重置密码为一次性密码，原有登录全部退出", status=201, errors=ACCOUNT_ERRORS)
    async def post(self, account_id: str) -> OneTimePasswordView:
        """Reset."""
        kept, password = await staff_accounts.reset_password(self.ctx, staff=self.staff, account_id=account_id)
        return OneTimePasswordView(login=kept.login, name=kept.name, one_time_password=password)


class StandingHandler(StaffApiHandler):
    """/api/v1/staff/accounts/{account_id}/standing"""

    @operation("停用或启用账号", errors=ACCOUNT_ERRORS)
    async def put(self, account_id: str, body: StandingBody) -> AccountView:
        """Disable or enable."""
        changed = await staff_accounts.set_standing(
            self.ctx, staff=self.staff, account_id=account_id, active=body.active
        )
        return AccountView.of(changed)
