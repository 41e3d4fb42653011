"""Whatever is edited, deleted, added or exchanged behind the program's back, verify-hours tells of it.

Left out, because nothing follows from them: whether a link is settled, and the noted length of a chain, which only
serves to find its end. A chain whose end was cut off together with its entries is told by a noted hash (test_chain).
"""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pymongo.errors import DuplicateKeyError
from tornado.ioloop import IOLoop

from actions.close_month import adjust_entry, close_month, unlock_month
from actions.context import Context
from actions.entry_photos import add_entry_photo
from actions.review_hours import approve_entry
from actions.verify_chain import verify_chains
from domain.people import Role
from store.database import Database
from tests.builders import COUNTY, VILLAGE, SettableClock, add_staff
from tests.integration.test_chain import tell_a_story
from tests.integration.test_entry_photos import picture

KEPT = ("entries", "hour_chain")
UNTOLD = {"hour_chain": {"settled"}, "entries": set()}

Documents = dict[str, list[dict[str, Any]]]


class Tampering:
    """One thing done to one document or two: in words, and as the documents that are left."""

    def __init__(self, words: str, left: Documents) -> None:
        self.words, self.left = words, left

    def __repr__(self) -> str:
        return self.words


@dataclass
class Store:
    """The store with a whole story in it, and how to bring it back to that story."""

    database: Database
    loop: Any
    ctx: Context
    story: Documents

    def __repr__(self) -> str:
        return "store"

    @contextmanager
    def changed(self, documents: Documents) -> Iterator[None]:
        """The store with these documents instead; what a unique index refuses cannot be done to it."""
        try:
            assume(self.loop.run_until_complete(self._write(documents)))
            yield
        finally:
            assert self.loop.run_until_complete(self._write(self.story))

    async def _write(self, documents: Documents) -> bool:
        for name in KEPT:
            known = {one["_id"]: one async for one in self.database[name].find({})}
            wanted = {one["_id"]: one for one in documents[name]}
            different = [key for key in known if known[key] != wanted.get(key)]
            for key in different:
                await self.database[name].delete_one({"_id": key})
            try:
                for key, one in wanted.items():
                    if key in different or key not in known:
                        await self.database[name].insert_one(one)
            except DuplicateKeyError:
                return False
        return True

    def faults(self) -> list[str]:
        """What verify-hours says."""
        reports = self.loop.run_until_complete(verify_chains(self.ctx))
        return [fault.sentence for report in reports for fault in report.faults]


@pytest.fixture
def store(ctx: Context, database: Database, clock: SettableClock, io_loop: IOLoop) -> Store:
    """A story with everything that happens to entries, an hour ago."""
    loop = io_loop.asyncio_loop  # type: ignore[attr-defined] # Tornado's own, always there
    loop.run_until_complete(_tell(ctx, clock))
    return Store(database, loop, ctx, loop.run_until_complete(_read(database)))


async def _tell(ctx: Context, clock: SettableClock) -> None:
    first, _, third = await tell_a_story(ctx)
    county = await add_staff(ctx, "lin", division_code=COUNTY, role=Role.COUNTY)
    zhang = await ctx.store.providers.find("zhang")
    assert zhang
    await add_entry_photo(ctx, provider=zhang, entry_id=third, raw=picture())
    for number in await ctx.store.entries.list_of_provider("zhang", 2026):
        if number.state == "submitted":
            await approve_entry(ctx, staff=county, entry_id=number.id)
    clock.move(days=9)
    await close_month(ctx, staff=county, code=VILLAGE, month="2026-11")
    await adjust_entry(ctx, staff=county, entry_id=first, minutes=-30, reason="多算了半小时")
    await unlock_month(ctx, staff=county, village_code=VILLAGE, month="2026-11", reason="漏了一条")
    clock.move(hours=1)


async def _read(database: Database) -> Documents:
    return {name: [one async for one in database[name].find({})] for name in KEPT}


@st.composite
def tamperings(draw: st.DrawFn, store: Store) -> Tampering:
    """One thing done to one document or two."""
    after = copy.deepcopy(store.story)
    name = draw(st.sampled_from(KEPT))
    documents = after[name]
    place = draw(st.integers(0, len(documents) - 1))
    what = draw(st.sampled_from(["edit", "edit", "edit", "delete", "insert", "exchange"]))
    if what == "edit":
        field = draw(st.sampled_from(sorted(documents[place].keys() - UNTOLD[name] - {"_id"})))
        path = _change(draw, documents[place], field)
        return Tampering(f"{name}: {documents[place]['_id']}: {path}", after)
    if what == "delete":
        return Tampering(f"{name}: {documents.pop(place)['_id']} deleted", after)
    if what == "insert":
        documents.append(_copy(documents[place], name, len(documents)))
        return Tampering(f"{name}: {documents[place]['_id']} copied", after)
    other = draw(st.integers(0, len(documents) - 1).filter(lambda one: one != place))
    one, two = documents[place], documents[other]
    documents[place], documents[other] = {**two, "_id": one["_id"]}, {**one, "_id": two["_id"]}
    return Tampering(f"{name}: {one['_id']} and {two['_id']} exchanged", after)


def _change(draw: st.DrawFn, holder: Any, key: Any) -> str:
    """Change one value, however deep it lies, to another one; the way to it."""
    value = holder[key]
    if isinstance(value, dict) and value:
        inner = draw(st.sampled_from(sorted(value)))
        return f"{key}.{_change(draw, value, inner)}"
    if isinstance(value, list) and value and draw(st.booleans()):
        return f"{key}.{_change(draw, value, draw(st.integers(0, len(value) - 1)))}"
    holder[key] = draw(_another(value))
    return f"{key} = {holder[key]!r}"


def _another(value: Any) -> st.SearchStrategy[Any]:
    if isinstance(value, bool):
        return st.just(not value)
    if isinstance(value, int):
        return st.integers(1, 10_000).map(lambda more: value + more)
    if isinstance(value, datetime):
        return st.integers(1, 10**9).map(lambda more: value + timedelta(milliseconds=more))
    if isinstance(value, list):
        return st.just(value[:-1] if value else ["x"])
    if isinstance(value, str):
        return st.sampled_from([f"{value}改", value[:-1] or "改", "approved" if value != "approved" else "draft"])
    return st.sampled_from(["改", "2026-11", 7])


def _copy(document: dict[str, Any], name: str, number: int) -> dict[str, Any]:
    """A copy that no unique index refuses."""
    if name == "entries":
        own = {"_id": f"copy-{number}", "client_id": f"copy-{number}", "counts": False, "late_held": False}
        return {**copy.deepcopy(document), **own}
    return {**copy.deepcopy(document), "_id": f"copy-{number}", "seq": number + 1}


def test_nothing_done_behind_the_programs_back_goes_untold(store: Store) -> None:
    assert store.faults() == []

    @settings(max_examples=80, deadline=None, derandomize=True)
    @given(tampering=tamperings(store))
    def is_told(tampering: Tampering) -> None:
        with store.changed(tampering.left):
            assert store.faults(), tampering

    is_told()
    assert store.faults() == []
