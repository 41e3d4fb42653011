"""The rolls: providers, their appointments, what villages tell."""

from datetime import date

from pydantic import Field

from actions import advisor_roll, edit_village_facts
from actions.advisor_roll import Appointed, BookingsAhead, PhoneInUse
from domain.advisor_roll import (
    FEWEST_TARGET_MINUTES,
    LONGEST_LICENCE,
    LONGEST_NAME,
    LONGEST_ORGANISATION,
    LONGEST_PLACE,
    MOST_LECTURES,
    MOST_MONTH_MINUTES,
    MOST_TARGET_MINUTES,
    TermForm,
)
from domain.errors import BadInput, Conflict, NotAllowed, NotFound, TooMany
from domain.people import PROVIDER_KIND_NAMES, Provider, ProviderKind
from domain.roster_imports import RosterBusy
from domain.village_facts import LONGEST_ADDRESS, LONGEST_DIRECTIONS, VillageFacts
from handlers.base import StaffApiHandler
from handlers.hour_models import Day
from handlers.models import DIVISION_CODE, Answer, Request
from handlers.operations import operation

MOBILE = r"^1[3-9]\d{9}$"
ROLL_ERRORS = (NotFound, NotAllowed, BadInput, RosterBusy)


class ProviderFacts(Request):
    """What is written down of a provider."""

    name: str = Field(min_length=2, max_length=LONGEST_NAME)
    kind: ProviderKind
    organisation: str = Field(min_length=2, max_length=LONGEST_ORGANISATION)
    licence_number: str = Field("", max_length=LONGEST_LICENCE)
    place: str = Field(min_length=2, max_length=LONGEST_PLACE, description="办公地点")
    home_code: str = Field(pattern=DIVISION_CODE, description="办公地点所在的乡镇（街道）或县（市、区）")

    def facts(self) -> dict[str, object]:
        """All but where and how to call."""
        return self.model_dump(exclude={"home_code", "phone"})


class ProviderBody(ProviderFacts):
    """A provider to be written down."""

    phone: str = Field(pattern=MOBILE)


class ProviderChangeBody(ProviderFacts):
    """A provider as changed; without a phone number the old one stays."""

    phone: str | None = Field(None, pattern=MOBILE)


class RollProviderView(Answer):
    """A provider on the roll."""

    id: str
    name: str
    kind: ProviderKind
    kind_name: str
    organisation: str
    licence_number: str
    place: str
    home_code: str
    phone_masked: str
    active: bool

    @classmethod
    def of(cls, one: Provider) -> "RollProviderView":
        """The provider as told."""
        return cls(
            id=one.id,
            name=one.name,
            kind=one.kind,
            kind_name=PROVIDER_KIND_NAMES[one.kind],
            organisation=one.organisation,
            licence_number=one.licence_number,
            place=one.place,
            home_code=one.township_code or one.county_code,
            phone_masked=one.phone_masked,
            active=one.active,
        )


class RollProvidersHandler(StaffApiHandler):
    """/api/v1/staff/providers"""

    @operation("登记一位法律服务人员", status=201, errors=(*ROLL_ERRORS, PhoneInUse))
    async def post(self, body: ProviderBody) -> RollProviderView:
        """Write down."""
        made = await advisor_roll.add_advisor(
            self.ctx, staff=self.staff, form=body.facts(), home_code=body.home_code, phone=body.phone
        )
        return RollProviderView.of(made)


class RollProviderHandler(StaffApiHandler):
    """/api/v1/staff/providers/{provider_id}"""

    @operation("名册中的一位法律服务人员", errors=(NotFound,))
    async def get(self, provider_id: str) -> RollProviderView:
        """One of the region, in service or not."""
        found = await advisor_roll.get_roll_provider(self.ctx, staff=self.staff, provider_id=provider_id)
        return RollProviderView.of(found)

    @operation("修改一位法律服务人员的登记", errors=(*ROLL_ERRORS, PhoneInUse))
    async def put(self, provider_id: str, body: ProviderChangeBody) -> RollProviderView:
        """Change."""
        changed = await advisor_roll.change_advisor(
            self.ctx,
            staff=self.staff,
            provider_id=provider_id,
            form=body.facts(),
            home_code=body.home_code,
            phone=body.phone,
        )
        return RollProviderView.of(changed)


class DepartureHandler(StaffApiHandler):
    """/api/v1/staff/providers/{provider_id}/departure"""

    @operation("法律服务人员离岗，所有聘任到今天为止", errors=(*ROLL_ERRORS, BookingsAhead))
    async def post(self, provider_id: str) -> RollProviderView:
        """Let go."""
        gone = await advisor_roll.let_advisor_go(self.ctx, staff=self.staff, provider_id=provider_id)
        return RollProviderView.of(gone)

    @operation("法律服务人员重新上岗", errors=(*ROLL_ERRORS, PhoneInUse))
    async def delete(self, provider_id: str) -> RollProviderView:
        """Take back."""
        back = await advisor_roll.take_advisor_back(self.ctx, staff=self.staff, provider_id=provider_id)
        return RollProviderView.of(back)


class RevealedPhone(Answer):
    """A phone number; that it was looked at is written down."""

    phone: str


class ProviderPhoneHandler(StaffApiHandler):
    """/api/v1/staff/providers/{provider_id}/phone-reveal"""

    @operation("查看法律服务人员的手机号（留有记录）", errors=(NotFound, TooMany))
    async def post(self, provider_id: str) -> RevealedPhone:
        """Show it."""
        phone = await advisor_roll.reveal_provider_phone(self.ctx, staff=self.staff, provider_id=provider_id)
        return RevealedPhone(phone=phone)


class TermBody(Request):
    """From when until when, and what is owed."""

    starts_on: Day
    ends_on: Day
    target_minutes: int = Field(ge=FEWEST_TARGET_MINUTES, le=MOST_TARGET_MINUTES, description="一年应服务的分钟数")
    on_site_minutes: int = Field(240, ge=0, le=MOST_MONTH_MINUTES, description="每月到村的分钟数，0表示不要求")
    lectures: int = Field(1, ge=0, le=MOST_LECTURES, description="每季度讲座次数，0表示不要求")

    def term(self) -> TermForm:
        """As the action takes it."""
        return TermForm(self.starts_on, self.ends_on, self.target_minutes, self.on_site_minutes, self.lectures)


class AppointmentBody(TermBody):
    """To which village."""

    village_code: str = Field(pattern=DIVISION_CODE)


class AppointmentView(Answer):
    """An appointment."""

    id: str
    provider_id: str
    village_code: str
    starts_on: date
    ends_on: date
    target_minutes: int
    on_site_minutes: int
    lectures: int

    @classmethod
    def of(cls, told: Appointed) -> "AppointmentView":
        """The appointment as set."""
        return cls(**vars(told.appointment), on_site_minutes=told.on_site_minutes, lectures=told.lectures)


class AppointmentsHandler(StaffApiHandler):
    """/api/v1/staff/providers/{provider_id}/appointments"""

    @operation("聘任到一个村（社区）", status=201, errors=(*ROLL_ERRORS, Conflict))
    async def post(self, provider_id: str, body: AppointmentBody) -> AppointmentView:
        """Appoint."""
        made = await advisor_roll.appoint(
            self.ctx,
            staff=self.staff,
            provider_id=provider_id,
            village_code=body.village_code,
            term=body.term(),
        )
        return AppointmentView.of(made)


class AppointmentHandler(StaffApiHandler):
    """/api/v1/staff/appointments/{appointment_id}"""

    @operation("修改一项聘任", errors=(*ROLL_ERRORS, Conflict))
    async def put(self, appointment_id: str, body: TermBody) -> AppointmentView:
        """Change."""
        changed = await advisor_roll.change_appointment(
            self.ctx, staff=self.staff, appointment_id=appointment_id, term=body.term()
        )
        return AppointmentView.of(changed)


class EndBody(Request):
    """The last day."""

    ends_on: Day


class EndedView(Answer):
    """An appointment that ends."""

    id: str
    ends_on: date


class AppointmentEndHandler(StaffApiHandler):
    """/api/v1/staff/appointments/{appointment_id}/end"""

    @operation("结束一项聘任", errors=ROLL_ERRORS)
    async def post(self, appointment_id: str, body: EndBody) -> EndedView:
        """End."""
        ended = await advisor_roll.end_appointment(
            self.ctx, staff=self.staff, appointment_id=appointment_id, ends_on=body.ends_on
        )
        return EndedView(id=ended.id, ends_on=ended.ends_on)


class VillageFactsBody(Request):
    """What a village tells its people."""

    phone: str = Field("", max_length=40)
    station_address: str = Field("", max_length=LONGEST_ADDRESS)
    directions: str = Field("", max_length=LONGEST_DIRECTIONS)


class VillageFactsView(Answer):
    """What a village tells its people."""

    code: str
    phone: str
    station_address: str
    directions: str

    @classmethod
    def of(cls, facts: VillageFacts) -> "VillageFactsView":
        """The facts as kept."""
        told = {key: value for key, value in vars(facts).items() if key != "id"}
        return cls(code=facts.id, **told)


class VillageFactsHandler(StaffApiHandler):
    """/api/v1/staff/villages/{code}/facts"""

    @operation("村（社区）的联系方式", errors=(NotFound,))
    async def get(self, code: str) -> VillageFactsView:
        """As kept."""
        return VillageFactsView.of(await edit_village_facts.get_village_facts(self.ctx, staff=self.staff, code=code))

    @operation("设置村（社区）的联系方式", errors=ROLL_ERRORS)
    async def put(self, code: str, body: VillageFactsBody) -> VillageFactsView:
        """Set all of them."""
        kept = await edit_village_facts.set_village_facts(self.ctx, staff=self.staff, code=code, **body.model_dump())
        return VillageFactsView.of(kept)
