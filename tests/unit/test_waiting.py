"""The line, the offers and their answers, as rules."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.booking_rules import BookingRules, check_cancellable, check_movable
from domain.bookings import Booking, BookingState, DeskNews, Nearness, NotMovable
from domain.clock import at_civil
from domain.errors import BadInput
from domain.quarter_hours import quarters_between
from domain.waiting import Wait, WaitState, after_offer, choose_days, in_line, offered_until

NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # eight in the morning in China
TODAY = date(2026, 11, 23)
RULES = BookingRules()


def wait_of(number: int = 0, **given_fields: Any) -> Wait:
    """Somebody in line."""
    facts: dict[str, Any] = {
        "id": f"wait-{number:03d}",
        "resident_id": f"resident-{number}",
        "service_code": "find-lawyer",
        "village_code": "420202005001",
        "county_code": "420202000000",
        "first_day": TODAY,
        "last_day": TODAY + timedelta(days=14),
        "created_at": NOW,
        "look_at": NOW,
    }
    return Wait(**{**facts, **given_fields})


def offer_of(wait: Wait, **given_fields: Any) -> Booking:
    """The booking that is offered to a wait: tomorrow at nine."""
    starts_at = at_civil(TODAY + timedelta(days=1), time(9))
    facts: dict[str, Any] = {
        "id": "booking",
        "resident_id": wait.resident_id,
        "provider_id": "zhang",
        "service_code": wait.service_code,
        "village_code": wait.village_code,
        "seat": 0,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=30),
        "on": starts_at.date(),
        "quarters": quarters_between(starts_at, starts_at + timedelta(minutes=30)),
        "resident_quarters": quarters_between(starts_at, starts_at + timedelta(minutes=30)),
        "state": BookingState.OFFERED,
        "active": True,
        "place": "桂花湾社区公共法律服务室",
        "nearness": Nearness.OWN_ADVISOR,
        "why": "",
        "request_key": wait.request_key,
        "request_print": "",
        "created_at": NOW,
        "expires_at": NOW + timedelta(hours=2),
        "waiting_id": wait.id,
    }
    return Booking(**{**facts, **given_fields})


standing = st.builds(
    lambda number, green, minutes: wait_of(number, green=green, created_at=NOW + timedelta(minutes=minutes)),
    st.integers(0, 500),
    st.booleans(),
    st.integers(0, 9),
)


@given(st.lists(standing, max_size=30, unique_by=lambda wait: wait.id), st.randoms())
def test_the_line_is_green_first_then_by_arrival_however_it_was_read(waits: list[Wait], chance: Any) -> None:
    line = in_line(waits)
    assert sorted(one.id for one in line) == sorted(one.id for one in waits), "nobody is lost"
    for first, second in pairwise(line):
        assert first.green >= second.green
        if first.green == second.green:
            assert first.created_at <= second.created_at
    mixed = list(waits)
    chance.shuffle(mixed)
    assert in_line(mixed) == line


@given(st.lists(st.sampled_from(("refuse", "desk", "expire", "accept")), max_size=6))
def test_whatever_becomes_of_offers_a_place_is_kept_and_two_refusals_end_it(answers: list[str]) -> None:
    wait, refusals = wait_of(), 0
    for answer in answers:
        if not wait.standing:
            break
        offer = offer_of(wait)
        offered = after_offer(wait, offer, NOW)
        assert (offered.state, offered.standing, offered.place) == (WaitState.OFFERED, True, wait.place)
        assert after_offer(offered, offer, NOW) == offered, "following twice changes nothing"
        refusals += answer == "refuse"
        became = {
            "refuse": replace(offer, state=BookingState.CANCELLED, active=False),
            "desk": replace(offer, state=BookingState.CANCELLED, active=False, desk_news=DeskNews.CANCELLED),
            "expire": replace(offer, state=BookingState.EXPIRED, active=False),
            "accept": replace(offer, state=BookingState.BOOKED, expires_at=None),
        }[answer]
        wait = after_offer(offered, became, NOW)
        assert after_offer(replace(offered, state=WaitState.WAITING), became, NOW) == wait, "one step may be skipped"
        assert wait.standing == (answer in ("refuse", "desk") and refusals < 2)
        if wait.standing:
            assert wait.request_key != offer.request_key, "the next offer is another booking"
            assert set(offer.resident_quarters) <= set(wait.refused_quarters)
        elif refusals >= 2:
            assert wait.state is WaitState.CANCELLED
        else:
            assert wait.state is (WaitState.TAKEN if answer == "accept" else WaitState.EXPIRED)


def test_an_accepted_offer_that_is_cancelled_later_was_taken() -> None:
    wait = wait_of(state=WaitState.OFFERED)
    later = offer_of(wait, state=BookingState.CANCELLED, active=False, expires_at=None)
    assert after_offer(wait, later, NOW).state is WaitState.TAKEN


@pytest.mark.parametrize(
    ("hour", "until"),
    [
        (time(9), datetime(2026, 11, 23, 3, 0, tzinfo=UTC)),
        (time(22, 30), datetime(2026, 11, 24, 2, 0, tzinfo=UTC)),
        (time(3), datetime(2026, 11, 23, 2, 0, tzinfo=UTC)),
    ],
)
def test_nobody_must_answer_at_night(hour: time, until: datetime) -> None:
    far = NOW + timedelta(days=5)
    assert offered_until(far, RULES, at_civil(TODAY, hour)) == until


@given(st.integers(0, 60 * 24 * 14), st.integers(0, 60 * 24))
def test_an_offer_ends_with_the_time_to_cancel_and_leaves_time_to_answer(minutes: int, after_midnight: int) -> None:
    now = at_civil(TODAY, time()) + timedelta(minutes=after_midnight)
    starts_at = wait_of().earliest(RULES, now) + timedelta(minutes=minutes)
    until = offered_until(starts_at, RULES, now)
    assert now + timedelta(minutes=15) <= until <= starts_at - timedelta(minutes=RULES.cancel_cutoff_minutes)


def test_days_are_taken_as_they_make_sense() -> None:
    assert choose_days(None, None, RULES, TODAY) == (TODAY, TODAY + timedelta(days=14))
    later = TODAY + timedelta(days=20)
    assert choose_days(later, None, RULES, TODAY) == (later, later)
    for first, last, where in [
        (TODAY - timedelta(days=1), None, "first_day"),
        (later, TODAY, "last_day"),
        (None, TODAY + timedelta(days=61), "last_day"),
    ]:
        with pytest.raises(BadInput) as refused:
            choose_days(first, last, RULES, TODAY)
        assert list(refused.value.fields) == [where]


def test_an_offer_may_be_refused_to_its_end_and_is_accepted_before_it_is_moved() -> None:
    offer = offer_of(wait_of())
    just_before = offer.starts_at - timedelta(minutes=5)
    check_cancellable(offer, RULES, just_before)
    with pytest.raises(NotMovable, match="先确认接受"):
        check_movable(offer, RULES, NOW)
