"""What the rows of a file would change in appointments."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from actions.context import Context
from actions.roster_plan import Plan
from domain.advisor_roll import duties_with, find_clashing, lectures_of, on_site_minutes_of
from domain.advisor_rows import AdvisorRow
from domain.duties import DEFAULT_DUTIES, AppointmentDuties, Duty
from domain.people import Appointment, Provider
from domain.roster_imports import Change, Write, WriteMode
from domain.roster_reading import RowReader, changes_between
from domain.rosters import END, Roster, title_of
from store.documents import to_document

KEYS = ("target_minutes", "on_site_minutes", "lectures")
TITLES = {"term": "聘任", **{key: title_of(Roster.ADVISORS, key) for key in KEYS}}


@dataclass(frozen=True)
class TermPlan:
    """What becomes of one appointment."""

    changes: tuple[Change, ...] = ()
    writes: tuple[Write, ...] = ()
    new: bool = False
    ended: bool = False


NOTHING = TermPlan()


class AppointmentPlanner:
    """Knows the appointments of the region with their duties."""

    def __init__(
        self,
        ctx: Context,
        plan: Plan,
        appointments: Iterable[Appointment],
        duties: Mapping[str, tuple[Duty, ...]],
        today: date,
    ) -> None:
        self._ctx, self._plan, self._duties, self._today = ctx, plan, duties, today
        self._of_provider: defaultdict[str, list[Appointment]] = defaultdict(list)
        for one in appointments:
            self._of_provider[one.provider_id].append(one)

    def check_doubles(self, rows: Sequence[tuple[RowReader, AdvisorRow]]) -> None:
        """One village twice for one person is allowed only with terms that share no day."""
        seen: list[tuple[int, AdvisorRow]] = []
        for reader, row in rows:
            twin = next((line for line, other in seen if _clash(row, other)), None)
            if twin:
                reader.note("village" if row.village else "name", f"与第{twin}行重复。")
            seen.append((reader.line, row))

    def plan_row(self, reader: RowReader, row: AdvisorRow, provider: Provider, leaving: bool) -> TermPlan:
        """The appointment of a row."""
        if row.village is None or leaving:
            return NOTHING
        self._plan.codes.add(row.village.county_code)
        kept = self._find(reader, row, provider)
        if row.step == END:
            return self._end(reader, row, kept)
        if kept:
            return self._change(row, kept)
        if row.starts_on is None or row.ends_on is None:
            reader.note("starts_on", "新的聘任请填写聘任开始和聘任结束。")
            return NOTHING
        return self._add(row, provider)

    def plan_leave(self, provider: Provider) -> TermPlan:
        """All appointments that are not over end today."""
        running = [one for one in self._of_provider[provider.id] if one.ends_on > self._today]
        ended = [replace(one, ends_on=max(self._today, one.starts_on)) for one in running]
        self._plan.codes.update(one.village_code for one in running)
        changes = tuple(
            Change(TITLES["term"], _say(before), _say(after)) for before, after in zip(running, ended, strict=True)
        )
        return TermPlan(changes, tuple(_write(one, WriteMode.PUT) for one in ended), ended=bool(ended))

    def _find(self, reader: RowReader, row: AdvisorRow, provider: Provider) -> Appointment | None:
        """The appointment that a row means: the one with which its term shares a day, without a term today's."""
        first = row.starts_on or self._today
        last = row.ends_on if row.ends_on and row.step != END else row.starts_on or self._today
        village = row.village.id if row.village else ""
        found = find_clashing(self._of_provider[provider.id], village, first, max(first, last))
        if len(found) > 1:
            reader.note("starts_on", "这段时间里已有几段聘任，请先在聘任页上结束或修改其中一段。")
        return found[0] if found else None

    def _end(self, reader: RowReader, row: AdvisorRow, kept: Appointment | None) -> TermPlan:
        if kept is None:
            reader.note("step", "没有找到正在进行的聘任，不用结束。")
            return NOTHING
        ends_on = row.ends_on or self._today
        if not kept.starts_on <= ends_on:
            reader.note("ends_on", f"结束日期早于聘任开始（{kept.starts_on}）。")
            return NOTHING
        if ends_on >= kept.ends_on:
            return NOTHING
        ended = replace(kept, ends_on=ends_on)
        return TermPlan((Change(TITLES["term"], _say(kept), _say(ended)),), (_write(ended, WriteMode.PUT),), ended=True)

    def _change(self, row: AdvisorRow, kept: Appointment) -> TermPlan:
        after = replace(
            kept,
            starts_on=row.starts_on or kept.starts_on,
            ends_on=row.ends_on or kept.ends_on,
            target_minutes=row.target_minutes or kept.target_minutes,
        )
        before_duties = self._duties.get(kept.id, DEFAULT_DUTIES)
        after_duties = _duties(before_duties, row)
        changes = changes_between(TITLES, _shown(kept, before_duties), _shown(after, after_duties))
        writes = [_write(after, WriteMode.PUT)] if after != kept else []
        if after_duties != before_duties:
            writes.append(_write_duties(kept.id, after_duties))
        return TermPlan(changes, tuple(writes))

    def _add(self, row: AdvisorRow, provider: Provider) -> TermPlan:
        assert row.village and row.starts_on and row.ends_on  # noqa: S101  the caller has looked
        target = row.target_minutes or self._ctx.settings.targets.village_year_minutes
        made = Appointment(self._ctx.new_id(), provider.id, row.village.id, row.starts_on, row.ends_on, target)
        duties = _duties(DEFAULT_DUTIES, row)
        writes = [_write(made, WriteMode.PUT)]
        if duties != DEFAULT_DUTIES:
            writes.append(_write_duties(made.id, duties))
        return TermPlan(changes_between(TITLES, {}, _shown(made, duties)), tuple(writes), new=True)


def _duties(duties: tuple[Duty, ...], row: AdvisorRow) -> tuple[Duty, ...]:
    on_site = on_site_minutes_of(duties) if row.on_site_minutes is None else row.on_site_minutes
    lectures = lectures_of(duties) if row.lectures is None else row.lectures
    if (on_site, lectures) == (on_site_minutes_of(duties), lectures_of(duties)):
        return duties
    return duties_with(duties, on_site, lectures)


def _shown(one: Appointment, duties: Iterable[Duty]) -> dict[str, str]:
    kept = tuple(duties)
    counts = (one.target_minutes, on_site_minutes_of(kept), lectures_of(kept))
    return {"term": _say(one), **{key: str(count) for key, count in zip(KEYS, counts, strict=True)}}


def _say(one: Appointment) -> str:
    return f"{one.starts_on}至{one.ends_on}"


def _write(one: Appointment, mode: WriteMode) -> Write:
    document = to_document(one)
    return Write("appointments", document.pop("_id"), mode, document)


def _write_duties(appointment_id: str, duties: tuple[Duty, ...]) -> Write:
    document = to_document(AppointmentDuties(appointment_id, duties))
    return Write("duties", document.pop("_id"), WriteMode.PUT, document)


def _clash(one: AdvisorRow, other: AdvisorRow) -> bool:
    if one.village is None or other.village is None:
        return one.village is other.village
    if one.village.id != other.village.id:
        return False
    if None in (one.starts_on, one.ends_on, other.starts_on, other.ends_on):
        return True
    return bool(one.starts_on <= other.ends_on and other.starts_on <= one.ends_on)  # type: ignore[operator] # none is None
