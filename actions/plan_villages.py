"""What files of villages' facts and of groups would change."""

from collections.abc import Sequence

from actions.context import Context
from actions.regions import is_in_region, region_range
from actions.roster_plan import Plan, find_places, in_turns
from domain.groups import ChannelName, Group, GroupElsewhere, group_id_of
from domain.people import Staff
from domain.places import read_spot
from domain.roster_cells import Row
from domain.roster_imports import Line, Write, WriteMode
from domain.roster_places import Places
from domain.roster_reading import CLEAR_WORD, RowReader, action_of, changes_between, new_text, note_doubles
from domain.rosters import GROUP_CHANNEL_NAMES, Roster, title_of
from domain.village_facts import LONGEST_ADDRESS, LONGEST_DIRECTIONS, VillageFacts
from store.documents import to_document

FACT_TITLES = {key: title_of(Roster.VILLAGES, key) for key in ("phone", "station_address", "directions", "spot")}
GROUP_TITLES = {key: title_of(Roster.GROUPS, key) for key in ("name", "owner", "village")}
CHANNEL_OF_NAME = {name: channel for channel, name in GROUP_CHANNEL_NAMES.items()}
LONGEST_CHAT_ID, LONGEST_GROUP_NAME, LONGEST_OWNER = 64, 60, 64


async def plan_villages(ctx: Context, *, staff: Staff, rows: Sequence[Row]) -> Plan:
    """Look at every row of villages' facts; nothing is written."""
    plan, places = Plan(), await find_places(ctx, staff=staff)
    kept = await ctx.store.village_facts.list_in_range(*region_range(staff))
    seen: list[tuple[RowReader, object]] = []
    async for row in in_turns(rows):
        reader = RowReader(Roster.VILLAGES, row, plan.faults)
        code, township, name = reader.word("code", 20), reader.word("township", 40), reader.word("village", 60)
        typed = {
            "phone": reader.public_phone("phone"),
            "station_address": reader.word("station_address", LONGEST_ADDRESS),
            "directions": reader.word("directions", LONGEST_DIRECTIONS),
            "spot": _read_spot(reader),
        }
        if not (code or name):
            reader.note("village", "请填写村（社区）的名称或代码。")
            continue
        village = reader.found("code" if code else "village", lambda: places.read_village(code or name, township))  # noqa: B023  called at once
        if village is None:
            continue
        seen.append((reader, village.id))
        before = kept.get(village.id, VillageFacts(village.id))
        after = VillageFacts(village.id, **{key: new_text(text, getattr(before, key)) for key, text in typed.items()})
        changes = changes_between(FACT_TITLES, vars(before), vars(after))
        writes = (_write_facts(after),) if changes else ()
        action = action_of(new=village.id not in kept and bool(changes), ended=False, changed=bool(changes))
        plan.codes.add(village.county_code)
        plan.lines.append(Line(row.line, village.spoken_name, action, changes, writes))
    note_doubles(seen, "village")
    return plan


async def plan_groups(ctx: Context, *, staff: Staff, rows: Sequence[Row]) -> Plan:
    """Look at every row of groups; nothing is written."""
    plan, places = Plan(), await find_places(ctx, staff=staff)
    seen: list[tuple[RowReader, object]] = []
    async for row in in_turns(rows):
        reader = RowReader(Roster.GROUPS, row, plan.faults)
        wanted = _read_group(ctx, staff, reader, places)
        if wanted is None or not reader.good:
            continue
        seen.append((reader, wanted.id))
        kept = await ctx.store.groups.find(wanted.id)
        if kept and kept.village_code and not is_in_region(staff, kept.village_code):
            reader.note("chat_id", GroupElsewhere.message)
            continue
        plan.codes.add(wanted.village_code or "")
        plan.lines.append(_plan_group(row.line, kept, wanted, places))
    note_doubles(seen, "chat_id")
    return plan


def _read_spot(reader: RowReader) -> str:
    """Where the village lies, or the word that clears it."""
    typed = reader.word("spot", 40).replace("，", ",").replace(" ", "")
    if typed and typed != CLEAR_WORD and read_spot(typed) is None:
        reader.note("spot", "请写成“纬度,经度”，例如30.2201,115.0702。")
    return typed


def _read_group(ctx: Context, staff: Staff, reader: RowReader, places: Places) -> Group | None:
    channel = CHANNEL_OF_NAME.get(reader.choice("channel"))
    chat_id, name = reader.word("chat_id", LONGEST_CHAT_ID), reader.word("name", LONGEST_GROUP_NAME)
    owner, township = reader.word("owner", LONGEST_OWNER), reader.word("township", 40)
    text = reader.word("village", 60)
    village = reader.found("village", lambda: places.read_village(text, township)) if text else None
    if channel is ChannelName.SIMULATOR and not ctx.settings.demo:
        reader.note("channel", "演示群只在演示环境里有。")
    if chat_id and not all(one.isascii() and (one.isalnum() or one in "_-") for one in chat_id):
        reader.note("chat_id", "群编号只有字母、数字、横线和下划线。")
    if channel is None or village is None:
        return None
    group_id = group_id_of(channel, chat_id)
    return Group(group_id, channel, chat_id, name, ctx.now(), owner, village.id, staff.id, ctx.now())


def _plan_group(line: int, kept: Group | None, wanted: Group, places: Places) -> Line:
    owner = wanted.owner or (kept.owner if kept else "")
    village = places.get(wanted.village_code or "")
    before_village = places.get(kept.village_code) if kept and kept.village_code else None
    before = {
        "name": kept.name if kept else "",
        "owner": kept.owner if kept else "",
        "village": before_village.full_name if before_village else "",
    }
    after = {"name": wanted.name, "owner": owner, "village": village.full_name if village else ""}
    changes = changes_between(GROUP_TITLES, before, after)
    if kept is None:
        document = to_document(wanted)
        writes = (Write("groups", document.pop("_id"), WriteMode.INSERT, document), *_set_group(wanted, owner))
    else:
        writes = _set_group(wanted, owner) if changes else ()
    return Line(line, wanted.name, action_of(kept is None, False, bool(changes)), changes, writes)


def _set_group(wanted: Group, owner: str) -> tuple[Write, ...]:
    """Made after an insert too: the platform may have told of the same chat in the meantime."""
    facts = {
        "name": wanted.name,
        "owner": owner,
        "village_code": wanted.village_code,
        "bound_by": wanted.bound_by,
        "bound_at": wanted.bound_at,
        "dismissed_at": None,
    }
    return (Write("groups", wanted.id, WriteMode.SET, facts),)


def _write_facts(facts: VillageFacts) -> Write:
    document = to_document(facts)
    return Write("village_facts", document.pop("_id"), WriteMode.PUT, document)
