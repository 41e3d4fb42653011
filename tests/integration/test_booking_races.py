"""Crowds at the same few times: never two winners, and every loser is told of times that are really free.

RACE_ROUNDS=20 runs the full count of rounds, of 50 residents and of 200 after 20 times; without it, few enough for
every change. With ``-s`` each race tells how many won and how the others were refused.
"""

import asyncio
import os
import random
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from actions.context import Context
from actions.offer_waits import offer_freed_times
from domain.clock import iso_shanghai
from domain.opening import OpeningRule, OpeningSpan
from tests.booking_crowd import Presser, Tally, Told, crowd, is_free
from tests.booking_invariants import Document, check_store
from tests.builders import TEST_SETTINGS, add_provider
from tests.race_offices import EVERY_DAY, LENGTHS, OPENINGS, RULES, forget_all_bookings, length_of, of, open_offices

FULL_ROUNDS = os.environ.get("RACE_ROUNDS")
ROUNDS = int(FULL_ROUNDS or 1)
SLOTS = {50: 20, 200: 20} if FULL_ROUNDS else {50: 10, 200: 3}
pytestmark = [
    pytest.mark.gen_test(timeout=60 + 600 * int(FULL_ROUNDS or 1)),
    pytest.mark.usefixtures("http_server"),
    pytest.mark.both_stores,
]

dice = random.Random()  # noqa: S311 # who presses first is chance anyway
PLACES = [(name, 45 * step) for name in OPENINGS for step in range(7)][:20]  # 20 slots, 45 minutes apart


@pytest.fixture
def ctx(ctx: Context) -> Context:
    """The bureau lets everybody hold as many as there are slots."""
    return replace(ctx, settings=replace(TEST_SETTINGS, booking=RULES))


def slots(ctx: Context, count: int) -> Iterator[tuple[str, datetime]]:
    """So many of the twenty times that everybody is after, in an order of their own."""
    nine = ctx.now() + timedelta(hours=1)
    shuffled = dice.sample(PLACES, count)
    return ((name, nine + timedelta(minutes=minutes)) for name, minutes in shuffled)


@pytest.mark.parametrize("count", [50, 200])
async def test_a_crowd_after_the_same_times(ctx: Context, base_url: str, count: int) -> None:
    await open_offices(ctx)
    tally = Tally(f"{count} residents after {SLOTS[count]} times")
    async with crowd(ctx, base_url, count) as pressers:
        for _ in range(ROUNDS):
            told = await asyncio.gather(*(_book_all(ctx, one, SLOTS[count]) for one in pressers))
            standing = await check_store(ctx.store, RULES)
            answers = [pair for one in told for pair in one]
            tally.count(answer for _, answer in answers)
            won = [answer.body["id"] for _, answer in answers if answer.status == 201]
            assert sorted(won) == sorted(one["_id"] for one in standing), "what was promised is what is kept"
            acknowledged = Acknowledged(answers, standing)
            for wish, answer in answers:
                check_loser(wish, answer, standing, acknowledged.before(answer))
            await forget_all_bookings(ctx.store)
    tally.tell()


Wished = tuple[str, str, datetime]


async def _book_all(ctx: Context, presser: Presser, count: int) -> list[tuple[Wished, Told]]:
    told = []
    for provider_id, start in slots(ctx, count):
        wish = (dice.choice(list(LENGTHS)), provider_id, start)
        told.append((wish, await presser.book(*wish)))
    return told


class Acknowledged:
    """The bookings of a round by when they were acknowledged: from then on nobody may be offered their times."""

    def __init__(self, answers: list[tuple[Wished, Told]], standing: list[Document]) -> None:
        by_id = {one["_id"]: one for one in standing}
        made = sorted((one.told_at, one.body["id"]) for _, one in answers if one.status in (200, 201))
        kept = [(told_at, by_id[booking_id]) for told_at, booking_id in made if booking_id in by_id]
        self._moments, self._bookings = [told_at for told_at, _ in kept], [booking for _, booking in kept]

    def before(self, answer: Told) -> list[Document]:
        """Those that had been acknowledged when this was asked."""
        return self._bookings[: bisect_left(self._moments, answer.asked_at)]


def check_loser(wish: Wished, answer: Told, standing: list[Document], known: list[Document]) -> None:
    """Refused with reason, and offered what is free."""
    if answer.status == 201:
        return
    service_code, provider_id, start = wish
    assert (answer.status, answer.code) in ((409, "time_taken"), (409, "resident_busy")), answer.body
    mine = [one for one in known if one["resident_id"] == answer.resident_id]
    length = length_of(provider_id, service_code)
    own_clash = any(one["starts_at"] < start + length and start < one["ends_at"] for one in mine)
    assert own_clash == (answer.code == "resident_busy"), answer.body
    if answer.code == "time_taken":
        assert not is_free(OPENINGS[provider_id], start, length, of(provider_id, standing)), f"{wish} was free"
    assert answer.alternatives, "there are weeks of free time"
    assert len({tuple(one.values()) for one in answer.alternatives}) == len(answer.alternatives), "one offered twice"
    for other in answer.alternatives:
        check_alternative(other, service_code, mine, known)


def check_alternative(other: dict[str, str], service_code: str, mine: list[Document], known: list[Document]) -> None:
    """Free with that provider, and the resident is free too."""
    start, provider_id = datetime.fromisoformat(other["starts_at"]), other["provider_id"]
    length = length_of(provider_id, service_code)
    assert is_free(OPENINGS[provider_id], start, length, of(provider_id, known)), f"{other} was taken"
    assert not any(one["starts_at"] < start + length and start < one["ends_at"] for one in mine), f"{other}: is busy"


async def test_moving_against_booking(ctx: Context, base_url: str) -> None:
    await open_offices(ctx)
    tally = Tally("20 who move against 30 who book")
    async with crowd(ctx, base_url, 50) as pressers:
        movers, bookers = pressers[:20], pressers[20:]
        for _ in range(ROUNDS):
            await forget_all_bookings(ctx.store)
            tomorrow = ctx.now() + timedelta(days=1, hours=1)
            first = [
                await one.book("find-lawyer", "three-seats", tomorrow + timedelta(minutes=45 * (number // 3)))
                for number, one in enumerate(movers)
            ]
            assert {one.status for one in first} == {201}
            told = await asyncio.gather(
                *(_move_often(ctx, one, had.body["id"], SLOTS[50]) for one, had in zip(movers, first, strict=True)),
                *(_book_all(ctx, one, SLOTS[50]) for one in bookers),
            )
            standing = {one["_id"]: one for one in await check_store(ctx.store, RULES)}
            answers = [pair for one in told for pair in one]
            tally.count(answer for _, answer in answers)
            made = {one.body["id"] for _, one in answers if one.status == 201} | {one.body["id"] for one in first}
            assert made == set(standing), "moving neither makes nor loses a booking"
            for had, moves in zip(first, told, strict=False):
                check_mover(had, [answer for _, answer in moves], standing)
            acknowledged = Acknowledged(answers, [one for one in standing.values() if one["moved_from"] is None])
            for _, answer in answers:
                if answer.status == 409:
                    assert answer.alternatives, answer.body
                    for other in answer.alternatives:
                        check_alternative(other, "quick", [], acknowledged.before(answer))
    tally.tell()


async def _move_often(ctx: Context, presser: Presser, booking_id: str, count: int) -> list[tuple[Wished, Told]]:
    told = []
    for provider_id, start in slots(ctx, count):
        told.append((("find-lawyer", provider_id, start), await presser.move(booking_id, provider_id, start)))
    return told


def check_mover(had: Told, moves: list[Told], standing: dict[str, Document]) -> None:
    """The booking is where the last successful move put it: a refused move changed nothing."""
    last: dict[str, Any] = ([had.body] + [one.body for one in moves if one.status == 200])[-1]
    kept = standing[had.body["id"]]
    assert (iso_shanghai(kept["starts_at"]), kept["provider_id"]) == (last["starts_at"], last["provider"]["id"])
    assert {one.status for one in moves} <= {200, 409}, moves


async def test_a_daily_cap_under_a_crowd_after_many_times(ctx: Context, base_url: str) -> None:
    """Everybody wants another time of a day that bears only ten: ten get one, the others hear that the day is full."""
    await open_offices(ctx)
    await add_provider(
        ctx,
        "capped",
        opening=OpeningRule(EVERY_DAY, seats=2, daily_cap=10),
        service_codes=tuple(LENGTHS),
        phone="13800000008",
    )
    nine = ctx.now() + timedelta(hours=1)
    async with crowd(ctx, base_url, 30) as pressers:
        told = await asyncio.gather(
            *(one.book("quick", "capped", nine + timedelta(minutes=15 * number)) for number, one in enumerate(pressers))
        )
    standing = await check_store(ctx.store, RULES)
    assert len(standing) == 10, "no place of the day is wasted"
    refused = [one for one in told if one.status != 201]
    assert {(one.status, one.code) for one in refused} == {(409, "day_full")}
    for one in refused:
        assert one.alternatives
        assert not [other for other in one.alternatives if other["provider_id"] == "capped" and "11-23" in str(other)]


async def test_offers_of_the_waitlist_against_a_crowd(ctx: Context, base_url: str) -> None:
    """Four times of one provider are let go while some wait for them in line and others just press."""
    await open_offices(ctx)
    given = {
        "opening": OpeningRule((OpeningSpan(1, time(9), time(11)),), horizon_days=6),
        "service_codes": tuple(LENGTHS),
    }
    await add_provider(ctx, "wanted", phone="13800000008", **given)
    nine = ctx.now() + timedelta(days=1, hours=1)
    times = [nine + timedelta(minutes=30 * number) for number in range(4)]
    tally = Tally("offers to 10 who wait against 26 who book what 4 let go")
    async with crowd(ctx, base_url, 40) as pressers:
        holders, waiters, bookers = pressers[:4], pressers[4:14], pressers[14:]
        for _ in range(ROUNDS):
            await forget_all_bookings(ctx.store)
            await ctx.store.database["waits"].delete_many({})
            held = [await one.book("find-lawyer", "wanted", at) for one, at in zip(holders, times, strict=True)]
            for one in waiters:
                wish = {"service_code": "find-lawyer", "provider_id": "wanted"}
                assert (await one.press("/api/v1/waits", wish)).status == 201
            told = await asyncio.gather(
                *(
                    one.press(f"/api/v1/bookings/{had.body['id']}/cancellation", {})
                    for one, had in zip(holders, held, strict=True)
                ),
                *(one.book("find-lawyer", "wanted", at) for one in bookers for at in dice.sample(times, 4)),
                *(offer_freed_times(ctx) for _ in range(3)),
            )
            await offer_freed_times(ctx)
            await check_offers(ctx, times)
            tally.count(one for one in told if isinstance(one, Told))
            refused = [one for one in told if isinstance(one, Told) and one.status not in (200, 201)]
            assert all(one.status == 409 and one.alternatives for one in refused)
    tally.tell()


async def check_offers(ctx: Context, times: list[datetime]) -> None:
    """Each of the times has gone to one person, and every offer has its wait; nothing is free while somebody waits."""
    standing = of("wanted", await check_store(ctx.store, RULES))
    assert sorted(one["starts_at"] for one in standing) == times
    waits = {one["_id"]: one for one in await ctx.store.database["waits"].find({}).to_list(None)}
    offered = {one["_id"] for one in standing if one["state"] == "offered"}
    assert offered == {one["offered_booking_id"] for one in waits.values() if one["state"] == "offered"}
    for one in standing:
        if one["state"] == "offered":
            assert waits[one["waiting_id"]]["resident_id"] == one["resident_id"]
