"""The duties of an appointment: reading and setting them."""

from pydantic import Field

from actions import set_duties
from domain.duties import LONGEST_NAME, MOST_DUTIES, Duty, DutyMeasure, DutyPeriod
from domain.errors import BadInput, NotAllowed, NotFound
from domain.hours import EntryKind, EntryWay
from handlers.base import StaffApiHandler
from handlers.models import Answer, Request
from handlers.operations import operation


class DutyBody(Request):
    """One duty: so much, of entries of one kind and way, in every period."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    period: DutyPeriod
    measure: DutyMeasure
    amount: int = Field(ge=1, le=100_000)
    kind: EntryKind | None = None
    way: EntryWay | None = None


class DutiesBody(Request):
    """All duties of an appointment."""

    duties: list[DutyBody] = Field(max_length=MOST_DUTIES)


class SetDutyView(Answer):
    """One duty as set."""

    name: str
    period: DutyPeriod
    measure: DutyMeasure
    amount: int
    kind: EntryKind | None
    way: EntryWay | None


class SetDutiesView(Answer):
    """The duties of an appointment."""

    duties: list[SetDutyView]

    @classmethod
    def of(cls, duties: tuple[Duty, ...]) -> "SetDutiesView":
        """The duties as set."""
        return cls(duties=[SetDutyView(**vars(one)) for one in duties])


class DutiesHandler(StaffApiHandler):
    """/api/v1/staff/appointments/{appointment_id}/duties"""

    @operation("一项聘任的职责", errors=(NotFound,))
    async def get(self, appointment_id: str) -> SetDutiesView:
        """As set, or by default."""
        found = await set_duties.list_duties(self.ctx, staff=self.staff, appointment_id=appointment_id)
        return SetDutiesView.of(found)

    @operation("设定一项聘任的职责", errors=(NotFound, NotAllowed, BadInput))
    async def put(self, appointment_id: str, body: DutiesBody) -> SetDutiesView:
        """Set all of them."""
        wanted = [Duty(**one.model_dump()) for one in body.duties]
        kept = await set_duties.set_duties(self.ctx, staff=self.staff, appointment_id=appointment_id, duties=wanted)
        return SetDutiesView.of(kept)
