"""The rolls of a region as the rows of their files: what is written out can be read in again."""

from actions.context import Context
from actions.list_rosters import (
    AccountTold,
    AdvisorTold,
    AppointmentTold,
    VillageTold,
    list_accounts,
    list_advisors,
    list_village_facts,
)
from actions.regions import region_range
from actions.roster_plan import find_places
from domain.divisions import Level
from domain.people import PROVIDER_KIND_NAMES, ROLE_NAMES, Staff
from domain.roster_places import Places
from domain.rosters import GROUP_CHANNEL_NAMES, Roster


async def list_roster_rows(ctx: Context, *, staff: Staff, roster: Roster) -> list[dict[str, str]]:
    """The roll as rows of its file."""
    places = await find_places(ctx, staff=staff)
    if roster is Roster.ADVISORS:
        advisors = await list_advisors(ctx, staff=staff)
        return [row for one in advisors for row in _advisor_rows(one, places)]
    if roster is Roster.VILLAGES:
        return [_village_row(one) for one in await list_village_facts(ctx, staff=staff)]
    if roster is Roster.STAFF:
        return [_account_row(one) for one in await list_accounts(ctx, staff=staff)]
    return await _group_rows(ctx, staff, places)


def _advisor_rows(told: AdvisorTold, places: Places) -> list[dict[str, str]]:
    one = told.provider
    person = {
        "name": one.name,
        "kind": PROVIDER_KIND_NAMES[one.kind],
        "phone": one.phone_masked,
        "organisation": one.organisation,
        "licence_number": one.licence_number,
        "place": one.place,
        "home": told.home.id if told.home and places.get(told.home.id) else "",
        "id": one.id,
    }
    return [{**person, **_term_row(term, places)} for term in told.appointments] or [person]


def _term_row(told: AppointmentTold, places: Places) -> dict[str, str]:
    if told.village is None or places.get(told.village.id) is None:
        return {}
    return {
        "township": places.name_township(told.village),
        "village": told.village.name,
        "starts_on": f"{told.appointment.starts_on}",
        "ends_on": f"{told.appointment.ends_on}",
        "target_minutes": str(told.appointment.target_minutes),
        "on_site_minutes": str(told.on_site_minutes),
        "lectures": str(told.lectures),
    }


def _village_row(told: VillageTold) -> dict[str, str]:
    township = told.township.name if told.township else ""
    facts = {key: value for key, value in vars(told.facts).items() if key != "id"}
    return {"code": told.village.id, "township": township, "village": told.village.name, **facts}


def _account_row(told: AccountTold) -> dict[str, str]:
    one = told.staff
    return {
        "login": one.login,
        "name": one.name,
        "role": ROLE_NAMES[one.role],
        "division": one.division_code,
        "wecom_user_id": one.wecom_user_id or "",
        "standing": "启用" if one.active else "停用",
    }


async def _group_rows(ctx: Context, staff: Staff, places: Places) -> list[dict[str, str]]:
    rows = []
    for one in await ctx.store.groups.list_in_range(*region_range(staff)):
        village = places.get(one.village_code or "")
        if village and village.level is Level.VILLAGE and one.channel in GROUP_CHANNEL_NAMES:
            township = places.name_township(village)
            channel = GROUP_CHANNEL_NAMES[one.channel]
            facts = {"channel": channel, "chat_id": one.chat_id, "name": one.name, "owner": one.owner}
            rows.append({**facts, "township": township, "village": village.name})
    return rows
