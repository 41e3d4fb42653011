"""The duties of appointments: what they are, how they stand, and setting them."""

from collections.abc import Sequence

from actions.context import Context
from actions.regions import check_in_region
from actions.roster_gate import changing_roster
from domain.clock import civil_date
from domain.duties import DEFAULT_DUTIES, AppointmentDuties, Duty, DutyProgress, check_duties, progress_of
from domain.errors import NotAllowed, NotFound
from domain.hours import Entry
from domain.people import Appointment, Role, Staff
from domain.rosters import Roster
from domain.staff_sign_in import check_may_change
from domain.village_years import day_in_year


async def get_appointment(ctx: Context, *, staff: Staff, appointment_id: str) -> Appointment:
    """Raises: NotFound, also when its village lies in another region."""
    found = await ctx.store.appointments.find(appointment_id)
    if found is None:
        raise NotFound("没有找到这项聘任。", code="appointment_not_found")
    check_in_region(staff, found.village_code)
    return found


async def list_duties(ctx: Context, *, staff: Staff, appointment_id: str) -> tuple[Duty, ...]:
    """The duties of an appointment, as set or by default.

    Raises: NotFound.
    """
    appointment = await get_appointment(ctx, staff=staff, appointment_id=appointment_id)
    return (await duties_of(ctx, [appointment]))[appointment.id]


async def set_duties(ctx: Context, *, staff: Staff, appointment_id: str, duties: Sequence[Duty]) -> tuple[Duty, ...]:
    """Set the duties of an appointment. The county decides what is owed.

    Raises: NotFound, NotAllowed, BadInput, RosterBusy.
    """
    check_may_change(staff)
    if staff.role is Role.TOWNSHIP:
        raise NotAllowed("职责由县（市、区）司法局设定。", code="county_sets_duties")
    appointment = await get_appointment(ctx, staff=staff, appointment_id=appointment_id)
    checked = check_duties(duties)
    async with changing_roster(ctx, Roster.ADVISORS, [appointment.village_code]):
        await ctx.store.duties.put(AppointmentDuties(appointment.id, checked))
    return checked


async def duties_of(ctx: Context, appointments: Sequence[Appointment]) -> dict[str, tuple[Duty, ...]]:
    """The duties of each of them."""
    kept = await ctx.store.duties.find_many(one.id for one in appointments)
    return {one.id: kept[one.id].duties if one.id in kept else DEFAULT_DUTIES for one in appointments}


async def tell_duties(
    ctx: Context, *, appointments: Sequence[Appointment], entries: Sequence[Entry], year: int
) -> dict[str, tuple[DutyProgress, ...]]:
    """How the duties of each appointment stand, from the entries of its village and year."""
    day = day_in_year(year, civil_date(ctx.now()))
    duties = await duties_of(ctx, appointments)
    found = {}
    for one in appointments:
        own = [
            entry for entry in entries if (entry.provider_id, entry.village_code) == (one.provider_id, one.village_code)
        ]
        found[one.id] = tuple(progress_of(duty, own, one, day) for duty in duties[one.id])
    return found
