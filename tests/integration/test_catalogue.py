"""The catalogue as residents read it: the whole start set, per county, by class and by words."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer

from actions.context import Context
from actions.start_catalogue import ensure_catalogue
from domain.catalogue_versions import (
    CatalogueVersion,
    VersionOutdated,
    VersionState,
    edit,
    first_draft,
    publish,
    withdraw,
)
from domain.guides import FRONT_DESK_CODES
from store.catalogue import Catalogue
from store.database import Database
from tests.builders import COUNTY, VILLAGE, add_divisions, add_service
from tests.callers import Caller, advisor_caller

pytestmark = pytest.mark.gen_test(timeout=60)
FOLDER = Path(__file__).parents[2] / "server" / "start_data" / "catalogue"
OTHER_COUNTY = "420203000000"


@pytest.fixture
async def ask(ctx: Context, http_server: HTTPServer, http_client: AsyncHTTPClient, base_url: str) -> Caller:
    """Somebody who is not signed in, with the start set loaded and two counties."""
    await add_divisions(ctx)
    await ensure_catalogue(ctx, folder=FOLDER)
    return Caller(http_client, base_url)


async def items(ask: Caller, query: str) -> list[dict[str, Any]]:
    status, answer = await ask("GET", f"/api/v1/services?{query}")
    assert status == 200, answer
    return list(answer["items"])


async def test_the_start_set_is_loaded_once(ctx: Context, ask: Caller) -> None:
    assert await ensure_catalogue(ctx, folder=FOLDER) == 0
    assert len(await items(ask, "limit=200")) == 114
    assert len(await items(ask, "limit=200&bookable=true")) == 64


async def test_two_processes_that_start_at_once_load_it_once(ctx: Context, database: Database) -> None:
    added = await asyncio.gather(*(ensure_catalogue(ctx, folder=FOLDER) for _ in range(2)))
    assert sum(added) == 114
    assert await database["catalogue_versions"].count_documents({}) == 114


async def test_the_front_desk_comes_first_and_can_be_had_alone(ask: Caller) -> None:
    whole = [one["code"] for one in await items(ask, "limit=200")]
    assert tuple(whole[:6]) == FRONT_DESK_CODES
    desk = await items(ask, "front_desk=true")
    assert [one["code"] for one in desk] == list(FRONT_DESK_CODES)
    assert {one["service_class"] for one in desk} == {
        "lawyer", "advice", "legal_aid", "mediation", "notary", "appraisal",
    }  # fmt: skip


async def test_services_are_found_by_class_and_by_words(ask: Caller) -> None:
    notarial = await items(ask, "class_code=notary&limit=100")
    assert len(notarial) == 12
    assert {one["class_name"] for one in notarial} == {"公证"}
    found = await items(ask, "q=%E9%81%97%E5%98%B1")  # 遗嘱
    assert found
    assert all("遗嘱" in one["name"] + one["summary"] for one in found)
    assert "遗嘱" in found[0]["name"]
    assert await items(ask, "q=%E9%81%97%E5%98%B1+nothing") == []
    status, classes = await ask("GET", "/api/v1/service-classes")
    assert status == 200
    assert sum(one["count"] for one in classes["items"]) == 114
    assert [one["code"] for one in classes["items"]][:2] == ["legal-advice", "lawyer"]


async def test_a_guide_is_whole_and_names_the_place_of_the_asker(ask: Caller) -> None:
    status, guide = await ask("GET", f"/api/v1/services/notary?village_code={VILLAGE}")
    assert status == 200
    assert guide["place"].startswith("黄石港区公证处；沈家营街道")
    assert (guide["time_limit"]["days"], guide["time_limit"]["working"]) == (15, True)
    assert guide["material_details"][2]["photo_upload"]
    assert guide["materials"][0] == "本人身份证（原件，另带复印件1份）"
    for part in ("applicants", "steps", "legal_basis", "phone", "outcome", "questions", "ways", "fee"):
        assert guide[part], part
    _, anywhere = await ask("GET", "/api/v1/services/notary")
    assert "{" not in anywhere["place"]
    assert (await ask("GET", "/api/v1/services/no-such-thing"))[0] == 404
    assert (await ask("GET", "/api/v1/services/notary?village_code=999999999999"))[0] == 404


async def test_a_county_shows_its_own_version_and_others_the_common_one(ctx: Context, ask: Caller) -> None:
    await add_service(ctx, "notary", COUNTY, class_code="notary", name="黄石港公证")
    _, own = await ask("GET", f"/api/v1/services/notary?village_code={VILLAGE}")
    assert own["name"] == "黄石港公证"
    assert (await ctx.store.services.find("notary", VILLAGE)).name == "黄石港公证"  # type: ignore[union-attr]
    assert (await ctx.store.services.find("notary", OTHER_COUNTY)).name == "预约公证"  # type: ignore[union-attr]


async def test_who_is_signed_in_needs_not_say_where(
    ctx: Context, ask: Caller, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await add_service(ctx, "notary", COUNTY, class_code="notary", name="黄石港公证")
    await ctx.store.divisions.put(replace(await ctx.store.divisions.find(COUNTY), id=OTHER_COUNTY))  # type: ignore[arg-type]
    signed_in = await advisor_caller(ctx, http_client, base_url)
    assert (await signed_in("GET", "/api/v1/services/notary"))[1]["name"] == "黄石港公证"
    assert (await ask("GET", "/api/v1/services/notary"))[1]["name"] == "预约公证"
    ask.headers = {"Authorization": "Bearer nonsense"}
    assert (await ask("GET", "/api/v1/services/notary"))[0] == 200


async def test_what_others_handle_is_not_booked(
    ctx: Context, ask: Caller, http_client: AsyncHTTPClient, base_url: str
) -> None:
    resident = await advisor_caller(ctx, http_client, base_url)
    unbookable = (await items(ask, "bookable=false"))[0]
    status, answer = await resident("POST", "/api/v1/bookings", {"service_code": unbookable["code"]})
    assert (status, answer["error"]["code"]) == (409, "not_bookable")
    assert answer["error"]["ask_first"] == unbookable["ask_first"]


async def test_a_version_is_published_in_place_of_another_and_once(ctx: Context, ask: Caller) -> None:
    store, now = ctx.store.catalogue, ctx.now()
    common = (await store.list_versions("notary", None))[0]
    draft = first_draft(replace(common.item, name="第一版公证"), by="a", at=now, county_code=COUNTY)
    await store.add(draft)
    with pytest.raises(VersionOutdated):
        await store.add(draft)
    assert await shown_name(ctx) == "预约公证"
    first, _ = publish(draft, None, by="a", at=now)
    await store.publish(first, None)
    with pytest.raises(VersionOutdated):
        await store.publish(first, None)
    second = edit(first, replace(common.item, name="第二版公证"), seen_version=1, by="b", at=now)
    await store.add(second)
    published, replaced = publish(second, first, by="b", at=now + timedelta(minutes=1))
    await store.publish(published, replaced)
    assert await shown_name(ctx) == "第二版公证"
    states = [one.state for one in await store.list_versions("notary", COUNTY)]
    assert states == [VersionState.WITHDRAWN, VersionState.PUBLISHED]
    await store.withdraw(withdraw(published, by="c", at=now))
    assert await store.find_shown("notary", COUNTY) is None
    told = await ctx.store.services.find("notary", VILLAGE)
    assert told is not None
    assert (told.name, told.published) == ("第二版公证", False), "who booked it is still told its name"
    assert [one.item.name for one in await store.list_withdrawn(COUNTY)] == ["第二版公证"]
    assert (await ask("GET", f"/api/v1/services/notary?village_code={VILLAGE}"))[0] == 404


async def test_a_crash_between_the_two_writes_of_a_publication_hides_nothing(
    ctx: Context, database: Database, ask: Caller
) -> None:
    store, now = ctx.store.catalogue, ctx.now()
    common = (await store.list_versions("notary", None))[0]
    first = CatalogueVersion(replace(common.item, name="第一版公证"), 1, VersionState.PUBLISHED, "a", now, COUNTY)
    await store.add(first)
    second = edit(first, replace(common.item, name="第二版公证"), seen_version=1, by="b", at=now)
    await store.add(second)
    replaced = withdraw(first, by="b", at=now)
    await store._change(replaced, VersionState.PUBLISHED, {"replaced_by": 2})
    fresh = Catalogue(database)
    shown = await fresh.find_shown("notary", COUNTY)
    assert shown is not None
    assert shown.item.name == "第一版公证"
    published, _ = publish(second, None, by="b", at=now)
    await fresh.publish(published, None)
    assert (await fresh.find_shown("notary", COUNTY)).item.name == "第二版公证"  # type: ignore[union-attr]


async def test_two_who_publish_at_once_leave_one_published(ctx: Context, ask: Caller) -> None:
    store, now = ctx.store.catalogue, ctx.now()
    common = (await store.list_versions("notary", None))[0]
    drafts = [replace(first_draft(common.item, by="a", at=now, county_code=COUNTY), version=n) for n in (1, 2, 3)]
    for draft in drafts:
        await store.add(draft)
    tries = (store.publish(publish(draft, None, by="a", at=now)[0], None) for draft in drafts)
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["NoneType", "VersionOutdated", "VersionOutdated"]


async def test_asking_again_decodes_no_guide_anew(ctx: Context, ask: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    store = ctx.store.catalogue
    before = await store.list_shown(COUNTY)
    store.forget()
    monkeypatch.setattr("store.catalogue._from_document", lambda document: pytest.fail("decoded again"))
    assert await store.list_shown(COUNTY) == before


async def shown_name(ctx: Context) -> str:
    shown = await ctx.store.catalogue.find_shown("notary", COUNTY)
    return shown.item.name if shown else ""
