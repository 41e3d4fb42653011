"""Every address of the console and of staff's API, walked as staff of another county: nothing is seen, nothing changes.

The walk follows the program's own list of routes, so that a new address is held to it from its first day.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient

from actions.context import Context
from domain.answers import AnswerRecord
from domain.groups import ChannelName, Group
from domain.push_plans import PlanState, PushPlan, Repeat
from domain.pushes import Delivery, DeliveryKind, DeliveryState
from handlers.base import StaffApiHandler
from handlers.console.pages import StaffPage
from handlers.routes import API_ROUTES, PLAIN_ROUTES
from handlers.routing import PATH_PARAMETER, Route
from store.database import Database
from tests.builders import COUNTY, TOWNSHIP, VILLAGE
from tests.callers import Caller, staff_caller
from tests.overview_stage import add_region, add_staff_of_all_levels

pytestmark = pytest.mark.gen_test(timeout=120)

# What no answer to the neighbour may hold: names of places and people, words of residents, the county's codes.
MARKS = ("420202", "桂花湾", "师院社区", "天桥社区", "沈家营", "张明", "王丽", "邻居不该看见")
ACTIONS = Path(__file__).parents[2] / "actions"
CHANGING = ("post", "put", "delete")
# What changes while one only looks: who is signed in, who looked at what.
LOOKING = {"sessions", "once_marks", "access_log", "counters", "migrations", "leases"}
# Shared by all counties, or the asker's own: there is no record of another region in it.
COMMON = (
    "/api/v1/staff/articles",  # a new article, offered to all; it is reviewed before it goes anywhere
    "/api/v1/staff/catalogue",  # each county edits its own version
    "/console/catalogue",
    "/api/v1/staff/sessions",
    "/api/v1/staff/me/password",
    "/api/v1/staff/group-welcome",  # the one greeting of the bureau's account of WeCom
)


async def add_records(ctx: Context) -> dict[str, str]:
    """Something of every kind in the county; its ids by the name of the path's parameter."""
    await add_region(ctx)
    now = ctx.now()
    group = Group("simulator:room-1", ChannelName.SIMULATOR, "room-1", "邻居不该看见的群", now)
    await ctx.store.groups.add_or_find(group)
    await ctx.store.groups.bind(group, VILLAGE, "lin", now)
    plan = PushPlan("plan-1", "邻居不该看见的计划", None, COUNTY, now, Repeat.ONCE, PlanState.ACTIVE, now, "lin", now)
    await ctx.store.push_plans.add(plan)
    delivery = Delivery(
        "delivery-1",
        DeliveryKind.PUSH,
        group.id,
        group.channel,
        group.chat_id,
        VILLAGE,
        DeliveryState.SENT,
        now,
        now,
        text="邻居不该看见的内容",
    )
    await ctx.store.deliveries.add_once(delivery)
    await ctx.store.answers.add_once(
        AnswerRecord("answer-1", "邻居不该看见的问题", VILLAGE, now, "", 0.0, answered=False)
    )
    entries = await ctx.store.entries.list_of_village(VILLAGE, 2026)
    return {
        "entry_id": next(one.id for one in entries if one.state == "submitted"),
        "code": VILLAGE,
        "year": "2026",
        "month": "2026-10",
        "booking_id": "booking-0",
        "provider_id": "zhang",
        "appointment_id": f"zhang-{VILLAGE}",
        "group_id": group.id,
        "number": "HS20261116-0003",
        "answer_id": "answer-1",
        "plan_id": plan.id,
        "figure": "approved",
    }


def staff_routes() -> list[Route]:
    """What only staff may ask for."""
    kinds = (StaffApiHandler, StaffPage)
    return [one for one in (*API_ROUTES, *PLAIN_ROUTES) if issubclass(one.handler, kinds)]


def addresses_of(route: Route, records: dict[str, str]) -> Iterator[str]:
    """The route's addresses with the county's records in them; a parameter of another name takes each in turn."""
    names = PATH_PARAMETER.findall(route.path)
    unknown = [name for name in names if name not in records]
    for value in records.values() if unknown else [""]:
        yield PATH_PARAMETER.sub(lambda found, value=value: records.get(found[1], value), route.path)


def sample(schema: dict[str, Any], parts: dict[str, Any], records: dict[str, str], name: str = "") -> Any:
    """A body as the schema wants it, that names the county's records wherever it names any."""
    if "$ref" in schema:
        return sample(parts[schema["$ref"].split("/")[-1]], parts, records, name)
    if "anyOf" in schema:
        return sample(schema["anyOf"][0], parts, records, name)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        return {key: sample(one, parts, records, key) for key, one in schema.get("properties", {}).items()}
    if kind == "array":
        return [sample(schema["items"], parts, records, name)]
    if kind in ("integer", "number"):
        return max(schema.get("minimum", 15), 15)
    if kind == "boolean":
        return True
    return _text(schema, records, name)


def _text(schema: dict[str, Any], records: dict[str, str], name: str) -> str:
    dates = {"date-time": "2026-12-01T09:00:00+08:00", "date": "2026-11-24", "time": "09:00"}
    if schema.get("format") in dates:
        return dates[schema["format"]]
    known = {
        **records,
        "id": records["entry_id"],
        "village_code": VILLAGE,
        "division_code": VILLAGE,
        "within": TOWNSHIP,
    }
    return known.get(name, "核对后更正")


def body_of(route: Route, method: str, records: dict[str, str]) -> bytes:
    """A body for a method of the route."""
    declared = getattr(getattr(route.handler, method), "operation", None)
    if declared is None or declared.body is None:
        return b"{}"
    schema = declared.body.model_json_schema()
    return json.dumps(sample(schema, schema.get("$defs", {}), records)).encode()


async def kept_in(database: Database) -> dict[str, Any]:
    """Everything that the store holds, but for who is signed in and who looked."""
    names = [one for one in await database.list_collection_names() if not one.startswith("system.")]
    return {name: sorted(map(repr, await database[name].find({}).to_list(None))) for name in sorted({*names} - LOOKING)}


async def prepare(ctx: Context, client: AsyncHTTPClient, base_url: str) -> tuple[dict[str, str], Caller]:
    """The county's records, and the neighbour."""
    records = await add_records(ctx)
    await add_staff_of_all_levels(ctx)
    ctx.now.move(minutes=1)  # type: ignore[attr-defined]
    return records, await staff_caller(client, base_url, "sun-login")


def marks_in(text: str, address: str) -> list[str]:
    """What the answer gives away; an address may be said back to whoever asked for it."""
    return [mark for mark in MARKS if mark in text.replace(address, "")]


async def test_the_neighbour_sees_nothing(ctx: Context, http_client: AsyncHTTPClient, base_url: str) -> None:
    records, neighbour = await prepare(ctx, http_client, base_url)
    seen, found = [], []
    for route in (one for one in staff_routes() if _answers(one, "get")):
        for address in addresses_of(route, records):
            for query in ("", f"?within={TOWNSHIP}", f"?code={VILLAGE}", "?provider=zhang"):
                answer = await neighbour.fetch("GET", address + query)
                text = answer.body.decode("utf-8", "replace").replace("\\u", "")
                assert answer.code < 500, (address, query, text[-500:])
                seen += [(address + query, mark) for mark in marks_in(_without_question(text, query), address)]
            plain = await neighbour.fetch("GET", address)
            if "{" in route.path and not route.path.startswith(COMMON) and plain.code == 200:
                found.append(address)
    assert seen == []
    assert [one for one in found if "/months/" not in one] == []  # a month of one's own villages is no record
    await check_the_walk_reaches_what_is_there(await staff_caller(http_client, base_url, "lin-login"), records)


async def test_the_neighbour_changes_nothing(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, database: Database
) -> None:
    records, neighbour = await prepare(ctx, http_client, base_url)
    before, answers = await kept_in(database), []
    for route in staff_routes():
        if route.path.startswith(COMMON):
            continue
        for method in (one for one in CHANGING if _answers(route, one)):
            for address in addresses_of(route, records):
                answer = await neighbour.fetch(method.upper(), address, body_of(route, method, records))
                text = answer.body.decode("utf-8", "replace")
                assert answer.code < 500, (method, address, text)
                answers.append((route.path, method, answer.code, text))
    assert await kept_in(database) == before
    assert [one for one in answers if marks_in(one[3], one[0])] == []
    refused = [code for _, _, code, _ in answers if code == 404]
    assert len(refused) > len(answers) / 2  # the bodies were good enough for the bound to be reached


async def check_the_walk_reaches_what_is_there(call: Caller, records: dict[str, str]) -> None:
    """The county's own staff see at these very addresses what the neighbour does not."""
    reached = []
    for route in (one for one in staff_routes() if _answers(one, "get")):
        address = next(addresses_of(route, records))
        answer = await call.fetch("GET", address)
        if answer.code == 200 and marks_in(answer.body.decode("utf-8", "replace"), address):
            reached.append(route.path)
    assert len(reached) > 25, reached


def _answers(route: Route, method: str) -> bool:
    return any(method in vars(kind) for kind in route.handler.__mro__ if kind.__module__.startswith("handlers"))


def _without_question(text: str, query: str) -> str:
    """A form says back what was asked for."""
    asked = query.split("=")[-1]
    return text.replace(asked, "") if asked else text


def test_every_route_of_staff_is_walked() -> None:
    named = {route.path for route in staff_routes()}
    staff_only = {route.path for route in API_ROUTES if route.path.startswith("/api/v1/staff")}
    assert staff_only - named == {"/api/v1/staff/sessions"}  # the door itself
    pages = {route.path for route in PLAIN_ROUTES if route.path.startswith("/console")}
    doors = {"/console/sign-in", "/console/sign-in/wecom", "/console/sign-in/wecom/callback"}
    assert pages - named == doors


def test_nobody_but_the_one_place_compares_with_the_division_of_staff() -> None:
    own = re.compile(r"(lies_within|startswith)\([^()]*staff\.division_code")
    elsewhere = [path.name for path in ACTIONS.glob("*.py") if own.search(path.read_text(encoding="utf-8"))]
    assert elsewhere == ["regions.py"]
