"""Signing in with wx.login, and what a person keeps with us about themselves."""

from pydantic import Field

from actions import profiles, sessions
from actions.profiles import ProfileTold
from domain.booking_rules import GreenReason
from domain.divisions import Division
from domain.errors import NotFound
from domain.platform_errors import CodeRefused, HighRiskUser
from domain.village_facts import VillageFacts
from handlers.base import PublicApiHandler, ResidentApiHandler
from handlers.models import DIVISION_CODE, Answer, Done, Request, ShanghaiTime
from handlers.operations import operation


class SignInBody(Request):
    """wx.login's code."""

    code: str = Field(min_length=1, max_length=200, description="wx.login 得到的 code，一次有效")


class VillageView(Answer):
    """Where somebody lives, and where the village's room of legal service is."""

    code: str
    name: str
    full_name: str
    phone: str = ""
    station_address: str = ""
    directions: str = ""

    @classmethod
    def of(cls, village: Division, facts: VillageFacts) -> "VillageView":
        """The village as told."""
        return cls(
            code=village.id,
            name=village.spoken_name,
            full_name=village.full_name,
            phone=facts.phone,
            station_address=facts.station_address,
            directions=facts.directions,
        )


class ProviderRoleView(Answer):
    """The provider that this person is, if any."""

    id: str
    name: str
    kind: str
    organisation: str


class ProfileView(Answer):
    """What we keep of a person, phone masked."""

    id: str
    phone_masked: str | None
    village: VillageView | None
    provider: ProviderRoleView | None
    consents: list[str] = Field(default_factory=list, description="已同意的个人信息用途")
    green_reasons: list[GreenReason] = Field(default_factory=list, description="绿色通道的原因")

    @classmethod
    def of(cls, told: ProfileTold) -> "ProfileView":
        """The profile as told."""
        village, provider = told.village, told.provider
        return cls(
            id=told.resident.id,
            phone_masked=told.resident.phone_masked,
            village=VillageView.of(village, told.facts) if village else None,
            provider=ProviderRoleView(
                id=provider.id, name=provider.name, kind=provider.kind, organisation=provider.organisation
            )
            if provider
            else None,
            consents=[consent.scope for consent in told.resident.consents],
            green_reasons=list(told.resident.green_reasons),
        )


class SessionView(Answer):
    """A bearer token and whose it is."""

    token: str
    expires_at: ShanghaiTime
    profile: ProfileView


class SessionsHandler(PublicApiHandler):
    """/api/v1/sessions"""

    @operation("用 wx.login 的 code 登录", status=201, errors=(CodeRefused, HighRiskUser))
    async def post(self, body: SignInBody) -> SessionView:
        """Sign in."""
        resident, signed_in = await sessions.sign_in_resident(self.ctx, code=body.code)
        told = await profiles.tell_profile(self.ctx, resident=resident)
        return SessionView(token=signed_in.token, expires_at=signed_in.expires_at, profile=ProfileView.of(told))


class CurrentSessionHandler(ResidentApiHandler):
    """/api/v1/sessions/current"""

    @operation("退出登录")
    async def delete(self) -> Done:
        """Sign out."""
        await sessions.sign_out(self.ctx, token=self.bearer_token)
        return Done()


class ProfileHandler(ResidentApiHandler):
    """/api/v1/me"""

    @operation("我的资料")
    async def get(self) -> ProfileView:
        """What we keep of the asker."""
        return ProfileView.of(await profiles.tell_profile(self.ctx, resident=self.resident))


class PhoneBody(Request):
    """The code that the phone-number button gives."""

    code: str = Field(min_length=1, max_length=200, description="getPhoneNumber 按钮得到的 code，一次有效")
    consent_version: str = Field("2026-01", max_length=20, description="居民同意的隐私保护指引版本")


class PhoneHandler(ResidentApiHandler):
    """/api/v1/me/phone"""

    @operation("授权手机号", errors=(CodeRefused,))
    async def post(self, body: PhoneBody) -> ProfileView:
        """Keep the phone number that WeChat vouches for, and the consent to keep it."""
        resident = await profiles.keep_phone(
            self.ctx, resident=self.resident, code=body.code, consent_version=body.consent_version
        )
        return ProfileView.of(await profiles.tell_profile(self.ctx, resident=resident))


class VillageBody(Request):
    """Where the resident lives."""

    village_code: str = Field(pattern=DIVISION_CODE, description="村（社区）的12位区划代码")


class VillageHandler(ResidentApiHandler):
    """/api/v1/me/village"""

    @operation("选择所在的村（社区）", errors=(NotFound,))
    async def put(self, body: VillageBody) -> ProfileView:
        """Keep the village."""
        resident = await profiles.keep_village(self.ctx, resident=self.resident, village_code=body.village_code)
        return ProfileView.of(await profiles.tell_profile(self.ctx, resident=resident))
