"""What a file of advisors and appointments would change."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions.advisor_roll import count_bookings_ahead, new_provider
from actions.context import Context
from actions.desk_access import is_home_of
from actions.plan_appointments import AppointmentPlanner
from actions.roster_plan import Plan, counties_of, find_places, in_turns
from actions.set_duties import duties_of
from domain.advisor_roll import AdvisorForm, facts_between, form_of
from domain.advisor_rows import AdvisorRow, merge_facts, read_advisor_row
from domain.clock import civil_date
from domain.masking import mask_phone
from domain.people import PROVIDER_KIND_NAMES, Provider, Staff
from domain.roster_cells import Row
from domain.roster_imports import Change, Line, Write, WriteMode
from domain.roster_places import Places
from domain.roster_reading import RowReader, action_of, changes_between
from domain.rosters import LEAVE, Roster, title_of
from store.documents import to_document, to_plain

KEYS = ("name", "kind", "phone", "organisation", "licence_number", "place", "home")
TITLES = {key: title_of(Roster.ADVISORS, key) for key in KEYS}


@dataclass(frozen=True)
class Known:
    """The providers that a file may mean."""

    by_id: dict[str, Provider]
    by_phone: dict[str, Provider]
    by_licence: dict[str, Provider]

    @classmethod
    def of(cls, providers: Sequence[Provider]) -> "Known":
        """Those in service go before those who left."""
        ordered = sorted(providers, key=lambda one: one.active)
        return cls(
            {one.id: one for one in ordered},
            {one.phone_index: one for one in ordered},
            {one.licence_number: one for one in ordered if one.licence_number},
        )


async def plan_advisors(ctx: Context, *, staff: Staff, rows: Sequence[Row]) -> Plan:
    """Look at every row; nothing is written."""
    places = await find_places(ctx, staff=staff)
    plan = Plan()
    readers = [RowReader(Roster.ADVISORS, row, plan.faults) for row in rows]
    read = [(reader, read_advisor_row(reader, places)) async for reader in in_turns(readers)]
    planner = _Planner(ctx, staff, plan, places)
    await planner.prepare([one for _, one in read])
    people: defaultdict[str, list[tuple[RowReader, AdvisorRow]]] = defaultdict(list)
    for reader, row in read:
        if reader.good:
            people[planner.person_of(reader, row)].append((reader, row))
    async for key, of_person in in_turns(people.items()):
        await planner.plan_person(key, of_person)
    return plan


class _Planner:
    def __init__(self, ctx: Context, staff: Staff, plan: Plan, places: Places) -> None:
        self._ctx, self._staff, self._plan, self._places = ctx, staff, plan, places
        self._today = civil_date(ctx.now())
        self._claimed: dict[tuple[str, str], tuple[str, int]] = {}

    async def prepare(self, rows: Sequence[AdvisorRow]) -> None:
        """Read once what all rows need."""
        store = self._ctx.store
        counties = counties_of(self._staff)
        kept = await store.providers.list_kept_in_counties(*counties)
        own = {one.phone_index for one in kept if one.active}
        indexes = {store.sealer.blind_index(row.phone) for row in rows if row.phone and "*" not in row.phone} - own
        found = [await store.providers.find_by_phone_index(index) for index in sorted(indexes)]
        appointments = await store.appointments.list_kept_in_range(*counties)
        served = await store.providers.find_many({one.provider_id for one in appointments} - {one.id for one in kept})
        elsewhere = {one.id: one for one in (*found, *served) if one}
        self._known = Known.of([*elsewhere.values(), *kept])
        self._appointments = AppointmentPlanner(
            self._ctx, self._plan, appointments, await duties_of(self._ctx, appointments), self._today
        )

    def person_of(self, reader: RowReader, row: AdvisorRow) -> str:
        """A key that all rows of one person share: the id of a known one, else the phone number."""
        by_id = self._known.by_id.get(row.id) if row.id else None
        if row.id and by_id is None:
            reader.note("id", "系统里没有这个编号，新增的人请把编号留空。")
        by_phone = None if "*" in row.phone else self._known.by_phone.get(self._index(row.phone))
        by_licence = self._known.by_licence.get(row.licence_number)
        found = by_id or by_phone or by_licence
        if by_phone and found and by_phone.id != found.id and by_phone.active:
            reader.note("phone", f"这个手机号已经登记在{by_phone.name}名下。")
        if by_licence and found and by_licence.id != found.id:
            reader.note("licence_number", f"这个执业证号已经登记在{by_licence.name}名下。")
        if found and not row.id and found.name != row.name:
            known = "手机号" if by_phone else "执业证号"
            reader.note("name", f"这个{known}登记的是{found.name}，姓名对不上。如确实改名，请先导出再改。")
        if "*" in row.phone and (found is None or found.phone_masked != row.phone):
            reader.note("phone", "请填写完整的手机号。")
        key = found.id if found else f"new:{row.phone}"
        for column in ("phone", "licence_number"):
            value = getattr(row, column)
            if value and "*" not in value and self._claimed.setdefault((column, value), (key, reader.line))[0] != key:
                reader.note(column, f"和第{self._claimed[column, value][1]}行的另一个人重复。")
        return key

    async def plan_person(self, key: str, rows: list[tuple[RowReader, AdvisorRow]]) -> None:
        """The person's own facts, told with their first row; then every appointment."""
        kept = self._known.by_id.get(key)
        merged = merge_facts(rows, new=kept is None)
        if merged is None or not all(reader.good for reader, _ in rows):
            return
        serving = any(not row.step for _, row in rows)
        provider, changes, writes = await self._plan_facts(rows[0][0], kept, merged, serving)
        if provider is None:
            return
        self._plan.codes.add(provider.county_code)
        leaving = any(row.step == LEAVE for _, row in rows)
        if leaving:
            changes, writes = await self._plan_leave(rows[0][0], provider, changes, writes)
        self._appointments.check_doubles(rows)
        for reader, row in rows:
            self._plan_row(reader, row, provider, kept, leaving, (changes, writes))
            changes, writes = (), ()

    def _plan_row(
        self,
        reader: RowReader,
        row: AdvisorRow,
        provider: Provider,
        kept: Provider | None,
        leaving: bool,
        own: tuple[tuple[Change, ...], tuple[Write, ...]],
    ) -> None:
        term = self._appointments.plan_row(reader, row, provider, leaving)
        about = f"{provider.name}（{row.village.spoken_name}）" if row.village else provider.name
        changes, writes = (*own[0], *term.changes), (*own[1], *term.writes)
        action = action_of(
            new=(kept is None and bool(own[1])) or term.new,
            ended=term.ended or (leaving and bool(own[1])),
            changed=bool(writes),
        )
        self._plan.lines.append(Line(reader.line, about, action, changes, writes))

    async def _plan_facts(
        self, reader: RowReader, kept: Provider | None, merged: AdvisorRow, serving: bool
    ) -> tuple[Provider | None, tuple[Change, ...], tuple[Write, ...]]:
        if kept is None:
            return await self._plan_new(reader, merged)
        if not is_home_of(self._staff, kept):
            return kept, (), ()  # another bureau keeps their facts; only the appointment is ours
        form = form_of(kept)
        after = _form_after(form, merged)
        facts: dict[str, Any] = to_plain(facts_between(kept, after))
        before_shown, after_shown = self._shown(form, kept.phone_masked), self._shown(after, kept.phone_masked)
        if "*" not in merged.phone and self._index(merged.phone) != kept.phone_index:
            facts |= self._ctx.store.sealer.sealed_phone(merged.phone)
            after_shown["phone"] = f"{mask_phone(merged.phone)}（已更换）"
        changes = changes_between(TITLES, before_shown, after_shown)
        if not kept.active and serving:
            facts["active"] = True
            changes = (*changes, Change("状态", "离岗", "在岗"))
        writes = (Write("providers", kept.id, WriteMode.SET, facts),) if facts else ()
        return replace(kept, name=after.name, county_code=after.county_code), changes, writes

    async def _plan_new(
        self, reader: RowReader, merged: AdvisorRow
    ) -> tuple[Provider | None, tuple[Change, ...], tuple[Write, ...]]:
        form = merged.new_form(reader)
        if form is None:
            return None, (), ()
        made = await new_provider(self._ctx, form=form, phone=merged.phone)
        document = to_document(made)
        key = document.pop("_id")
        changes = changes_between(TITLES, {}, self._shown(form, made.phone_masked))
        return made, changes, (Write("providers", key, WriteMode.INSERT, document),)

    async def _plan_leave(
        self, reader: RowReader, provider: Provider, changes: tuple[Change, ...], writes: tuple[Write, ...]
    ) -> tuple[tuple[Change, ...], tuple[Write, ...]]:
        ahead = await count_bookings_ahead(self._ctx, provider.id)
        if ahead:
            reader.note("step", f"{provider.name}还有{ahead}个预约没有办完，请先在预约页改约。")
        if not is_home_of(self._staff, provider):
            reader.note("step", f"{provider.name}登记在其他县（市、区），只能结束在本辖区的聘任。")
        if not provider.active:
            return changes, writes
        ended = self._appointments.plan_leave(provider)
        gone = Write("providers", provider.id, WriteMode.SET, {"active": False})
        return (*changes, Change("状态", "在岗", "离岗"), *ended.changes), (*writes, gone, *ended.writes)

    def _shown(self, form: Any, phone: str) -> dict[str, str]:
        home = self._places.get(form.township_code or form.county_code)
        return {**vars(form), "kind": PROVIDER_KIND_NAMES[form.kind], "phone": phone, "home": home.name if home else ""}

    def _index(self, phone: str) -> str:
        return self._ctx.store.sealer.blind_index(phone)


def _form_after(form: AdvisorForm, merged: AdvisorRow) -> AdvisorForm:
    """What is written down after the file: an empty cell leaves what is there."""
    county, township = form.county_code, form.township_code
    if merged.home:
        county, township = merged.home.county_code, merged.home_township
    return replace(
        form,
        name=merged.name,
        kind=merged.kind or form.kind,
        organisation=merged.organisation or form.organisation,
        licence_number=merged.new_licence(form.licence_number),
        place=merged.place or form.place,
        county_code=county,
        township_code=township,
    )
