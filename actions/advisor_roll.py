"""The roll of providers: writing down, changing, letting go, and their appointments to villages."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from actions.context import Context
from actions.desk_access import is_home_of
from actions.regions import get_division_of, get_village_in_region, is_in_region
from actions.reveal_phone import note_look
from actions.roster_gate import changing_roster
from actions.set_duties import duties_of, get_appointment
from domain.access import Access
from domain.advisor_roll import (
    USUAL_OPENING,
    AdvisorForm,
    TermForm,
    duties_with,
    facts_between,
    find_clashing,
    home_codes,
    term_problem,
)
from domain.clock import civil_date
from domain.duties import AppointmentDuties
from domain.errors import BadInput, Conflict, NotFound
from domain.people import Appointment, Provider, Staff
from domain.rosters import Roster
from domain.staff_roles import check_may_keep_rolls
from store.documents import to_plain

BOOKED_AHEAD = timedelta(days=400)


class PhoneInUse(Conflict):
    """One phone number, one active provider: that is how the mini-program knows them."""

    code = "phone_in_use"
    message = "这个手机号已经登记在另一位法律服务人员名下。"


class BookingsAhead(Conflict):
    """Somebody is still expected."""

    code = "bookings_ahead"


@dataclass(frozen=True)
class Appointed:
    """An appointment that was set."""

    appointment: Appointment
    on_site_minutes: int
    lectures: int


async def get_roll_provider(ctx: Context, *, staff: Staff, provider_id: str) -> Provider:
    """A provider of the region, or one who is or was appointed in it, active or not.

    Raises: NotFound.
    """
    found = await ctx.store.providers.find_fresh(provider_id)
    if found and is_home_of(staff, found):
        return found
    kept = await ctx.store.appointments.list_kept_of_provider(provider_id) if found else []
    if found is None or not any(is_in_region(staff, one.village_code) for one in kept):
        raise NotFound("没有找到这位法律服务人员。", code="provider_not_found")
    return found


async def add_advisor(ctx: Context, *, staff: Staff, form: dict[str, Any], home_code: str, phone: str) -> Provider:
    """Write a provider down. They can be booked at the usual hours until they set their own.

    Raises: NotFound, NotAllowed, BadInput, PhoneInUse, RosterBusy.
    """
    check_may_keep_rolls(staff)
    checked = await _check_form(ctx, staff, form, home_code)
    async with changing_roster(ctx, Roster.ADVISORS, [checked.county_code]):
        await _check_phone_free(ctx, phone)
        made = await new_provider(ctx, form=checked, phone=phone)
        await ctx.store.providers.put(made)
    return made


async def change_advisor(
    ctx: Context, *, staff: Staff, provider_id: str, form: dict[str, Any], home_code: str, phone: str | None
) -> Provider:
    """Change what is written down; without a phone number the old one stays.

    Raises: NotFound, NotAllowed, BadInput, PhoneInUse, RosterBusy.
    """
    check_may_keep_rolls(staff)
    checked = await _check_form(ctx, staff, form, home_code)
    async with changing_roster(ctx, Roster.ADVISORS, [checked.county_code]):
        provider = await _get_own(ctx, staff, provider_id)
        facts: dict[str, Any] = to_plain(facts_between(provider, checked))
        if phone:
            await _check_phone_free(ctx, phone, but=provider.id)
            facts |= ctx.store.sealer.sealed_phone(phone)
        if facts:
            await ctx.store.providers.set_facts(provider.id, facts)
        return await ctx.store.providers.find_fresh(provider.id) or provider


async def let_advisor_go(ctx: Context, *, staff: Staff, provider_id: str) -> Provider:
    """A provider stops: no more bookings, all appointments end today. Again is harmless.

    Raises: NotFound, NotAllowed, BookingsAhead, RosterBusy.
    """
    check_may_keep_rolls(staff)
    provider = await _get_own(ctx, staff, provider_id)
    async with changing_roster(ctx, Roster.ADVISORS, [provider.county_code]):
        # First the door is shut, then it is looked whether somebody slipped in.
        await ctx.store.providers.set_facts(provider.id, {"active": False})
        ahead = await count_bookings_ahead(ctx, provider_id)
        if ahead:
            await ctx.store.providers.set_facts(provider.id, {"active": provider.active})
            raise BookingsAhead(f"还有{ahead}个预约没有办完，请先在预约页改约，或登记请假后由系统改约。")
        today = civil_date(ctx.now())
        for one in await ctx.store.appointments.list_kept_of_provider(provider.id):
            if one.ends_on > today:
                await ctx.store.appointments.put(replace(one, ends_on=max(today, one.starts_on)))
    return await ctx.store.providers.find_fresh(provider_id) or provider


async def take_advisor_back(ctx: Context, *, staff: Staff, provider_id: str) -> Provider:
    """A provider who had left serves again; appointments have to be made anew.

    Raises: NotFound, NotAllowed, PhoneInUse, RosterBusy.
    """
    check_may_keep_rolls(staff)
    provider = await _get_own(ctx, staff, provider_id)
    async with changing_roster(ctx, Roster.ADVISORS, [provider.county_code]):
        other = await ctx.store.providers.find_by_phone_index(provider.phone_index)
        if other and other.id != provider.id:
            raise PhoneInUse()
        await ctx.store.providers.set_facts(provider.id, {"active": True})
    return await ctx.store.providers.find_fresh(provider_id) or provider


async def appoint(ctx: Context, *, staff: Staff, provider_id: str, village_code: str, term: TermForm) -> Appointed:
    """Appoint an advisor to a village.

    Raises: NotFound, NotAllowed, BadInput, Conflict, RosterBusy.
    """
    check_may_keep_rolls(staff)
    village = await get_village_in_region(ctx, staff=staff, village_code=village_code)
    provider = await find_anywhere(ctx, provider_id)
    async with changing_roster(ctx, Roster.ADVISORS, [village.id]):
        await _check_term(ctx, provider.id, village.id, term)
        made = Appointment(ctx.new_id(), provider.id, village.id, term.starts_on, term.ends_on, term.target_minutes)
        return await _keep(ctx, made, term)


async def change_appointment(ctx: Context, *, staff: Staff, appointment_id: str, term: TermForm) -> Appointed:
    """Change the term or what is owed.

    Raises: NotFound, NotAllowed, BadInput, Conflict, RosterBusy.
    """
    check_may_keep_rolls(staff)
    kept = await get_appointment(ctx, staff=staff, appointment_id=appointment_id)
    async with changing_roster(ctx, Roster.ADVISORS, [kept.village_code]):
        await _check_term(ctx, kept.provider_id, kept.village_code, term, but=kept.id)
        changed = replace(kept, starts_on=term.starts_on, ends_on=term.ends_on, target_minutes=term.target_minutes)
        return await _keep(ctx, changed, term)


async def end_appointment(ctx: Context, *, staff: Staff, appointment_id: str, ends_on: date) -> Appointment:
    """End an appointment on a day, that day included. It can only become shorter.

    Raises: NotFound, NotAllowed, BadInput, RosterBusy.
    """
    check_may_keep_rolls(staff)
    kept = await get_appointment(ctx, staff=staff, appointment_id=appointment_id)
    if not kept.starts_on <= ends_on <= kept.ends_on:
        words = f"结束日期应在{kept.starts_on}到{kept.ends_on}之间。"
        raise BadInput(words, code="end_not_valid", fields={"ends_on": words})
    async with changing_roster(ctx, Roster.ADVISORS, [kept.village_code]):
        ended = replace(kept, ends_on=ends_on)
        await ctx.store.appointments.put(ended)
    return ended


async def reveal_provider_phone(ctx: Context, *, staff: Staff, provider_id: str) -> str:
    """The phone number of a provider; the look is written down first.

    Raises: NotFound, TooMany.
    """
    provider = await get_roll_provider(ctx, staff=staff, provider_id=provider_id)
    access = Access(ctx.new_id(), staff.id, "staff", provider.id, "provider_phone", "roll", ctx.now())
    await note_look(ctx, access=access)
    return ctx.store.sealer.unseal(provider.phone_sealed)


async def new_provider(ctx: Context, *, form: AdvisorForm, phone: str) -> Provider:
    """A provider as first written down: gives whatever services their profession may give."""
    shown = await ctx.store.catalogue.list_shown(form.county_code)
    sealed = ctx.store.sealer.sealed_phone(phone)
    return Provider(
        id=ctx.new_id(),
        **vars(form),
        opening=USUAL_OPENING,
        service_codes=tuple(one.item.id for one in shown if form.kind in one.item.provider_kinds),
        phone_sealed=sealed["phone_sealed"],
        phone_index=sealed["phone_index"],
        phone_masked=sealed["phone_masked"],
        address=form.place,
    )


async def find_anywhere(ctx: Context, provider_id: str) -> Provider:
    """An active provider, of whichever county: a county may appoint a lawyer of its neighbour.

    Raises: NotFound.
    """
    found = await ctx.store.providers.find_fresh(provider_id)
    if found is None or not found.active:
        raise NotFound("没有找到这位法律服务人员，或已离岗。", code="provider_not_found")
    return found


async def count_bookings_ahead(ctx: Context, provider_id: str) -> int:
    """How many bookings with a provider are still to come."""
    now = ctx.now()
    return len(await ctx.store.bookings.list_of_provider(provider_id, now, now + BOOKED_AHEAD))


async def _check_form(ctx: Context, staff: Staff, form: dict[str, Any], home_code: str) -> AdvisorForm:
    home = await get_division_of(ctx, staff=staff, code=home_code)
    county, township = home_codes(home)
    return AdvisorForm(**form, county_code=county, township_code=township)


async def _get_own(ctx: Context, staff: Staff, provider_id: str) -> Provider:
    """One who has their office in the region: others' facts are kept by their own bureau."""
    found = await ctx.store.providers.find_fresh(provider_id)
    if found is None or not is_home_of(staff, found):
        raise NotFound("没有找到这位法律服务人员。", code="provider_not_found")
    return found


async def _check_phone_free(ctx: Context, phone: str, but: str = "") -> None:
    other = await ctx.store.providers.find_by_phone_index(ctx.store.sealer.blind_index(phone))
    if other and other.id != but:
        raise PhoneInUse(fields={"phone": PhoneInUse.message})


async def _check_term(ctx: Context, provider_id: str, village_code: str, term: TermForm, but: str = "") -> None:
    problem = term_problem(term.starts_on, term.ends_on)
    if problem:
        raise BadInput(problem, code="term_not_valid", fields={"ends_on": problem})
    kept = await ctx.store.appointments.list_kept_of_provider(provider_id)
    clashing = find_clashing(kept, village_code, term.starts_on, term.ends_on, but)
    if clashing:
        words = f"与{clashing[0].starts_on}至{clashing[0].ends_on}的聘任重叠，请先结束那一段，或直接修改它。"
        raise Conflict(words, code="appointment_overlaps")


async def _keep(ctx: Context, appointment: Appointment, term: TermForm) -> Appointed:
    await ctx.store.appointments.put(appointment)
    now = (await duties_of(ctx, [appointment]))[appointment.id]
    wanted = duties_with(now, term.on_site_minutes, term.lectures)
    if wanted != now:
        await ctx.store.duties.put(AppointmentDuties(appointment.id, wanted))
    return Appointed(appointment, term.on_site_minutes, term.lectures)
