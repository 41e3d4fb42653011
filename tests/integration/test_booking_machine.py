"""Thousands of random steps of booking, moving, cancelling, leave, absence and waiting: the program and the plain model
of the same rules answer alike, and after every step the store holds what the model holds.

MACHINE_STEPS=10000 takes that many steps; without it, fewer.
"""

import asyncio
import os
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
    run_state_machine_as_test,
)
from tornado.ioloop import IOLoop

from actions.book_service import Wish, get_service
from actions.context import Context
from actions.desk_access import Desk
from actions.follow_bookings import cancel_booking
from actions.free_times import list_offers
from actions.move_booking import NewTime, reschedule_booking
from actions.offer_waits import expire_offers, offer_freed_times
from actions.provider_desk import check_in, complete_booking, mark_no_show
from actions.take_leave import end_leave, take_leave
from actions.wait_for_time import WaitWish, accept_offer, cancel_wait
from domain.booking_rules import GreenReason
from domain.choosing import Seeker
from domain.opening import Leave
from tests.booking_comparing import ComparingMachine
from tests.booking_model import Seeking, civil
from tests.booking_model_waits import Waiting
from tests.booking_stage import PEOPLE, RULES, SERVICES, Stage
from tests.builders import (
    VILLAGE,
    SettableClock,
)

FULL_STEPS = os.environ.get("MACHINE_STEPS")
STEPS, STEPS_A_RUN = int(FULL_STEPS or 1_500), 50

people = st.sampled_from(PEOPLE)
services = st.sampled_from(sorted(SERVICES))
which_office = st.integers(0, 3)
days, which_time = st.integers(0, 8), st.integers(0, 12)
which = st.integers(0, 10_000)


class BookingMachine(ComparingMachine):
    """What may happen, in any order."""

    @rule(person=people, service=services, office=st.none() | which_office)
    def book(self, person: int, service: str, office: int | None) -> None:
        self._same(
            lambda: self.model.book(self.people[person], service, self._office(office)),
            lambda: self._book(person, Wish(service, self._office_id(office))),
        )

    @rule(person=people, service=services, office=which_office, at=which_time)
    def book_at(self, person: int, service: str, office: int, at: int) -> None:
        self._same_booking(person, service, office, self._moment(office, service, at))

    @rule(service=services, office=which_office, at=which_time, after=st.integers(0, 2))
    def all_want_the_same(self, service: str, office: int, at: int, after: int) -> None:
        start = self._moment(office, service, at)
        for person in PEOPLE:
            self._same_booking(person, service, office, start + timedelta(minutes=15 * after * person))

    @precondition(lambda self: self.model.entries)
    @rule(number=which)
    def cancel(self, number: int) -> None:
        entry = self._entry(number)
        self._same(
            lambda: self.model.cancel(entry),
            lambda: cancel_booking(self.ctx, resident=self._resident(entry), booking_id=entry.id, reason=None),
        )

    @precondition(lambda self: self.model.entries)
    @rule(number=which, office=st.none() | which_office, at=which_time)
    def move(self, number: int, office: int | None, at: int) -> None:
        entry = self._entry(number)
        start = self._moment(self.model.offices.index(entry.office) if office is None else office, entry.service, at)
        to = NewTime(start, self._office_id(office))
        self._same(
            lambda: self.model.move(entry, start, self._office(office)),
            lambda: reschedule_booking(self.ctx, resident=self._resident(entry), booking_id=entry.id, to=to),
        )

    @precondition(lambda self: self.model.entries)
    @rule(number=which, what=st.sampled_from(["check_in", "mark_absent", "complete"]))
    def at_the_desk(self, number: int, what: str) -> None:
        entry = self._entry(number)
        desk = Desk(provider=self.providers[self.model.offices.index(entry.office)])
        act = {"check_in": check_in, "mark_absent": mark_no_show, "complete": complete_booking}[what]
        self._same(lambda: getattr(self.model, what)(entry), lambda: act(self.ctx, desk=desk, booking_id=entry.id))

    @rule(office=which_office, day=days, length=st.integers(0, 2))
    def leave(self, office: int, day: int, length: int) -> None:
        first = civil(self.clock()) + timedelta(days=day)
        away = self.model.offices[office]
        away.away.append((first, first + timedelta(days=length)))
        leave = Leave(first, first + timedelta(days=length))
        affected = self.stage.run(take_leave(self.ctx, provider=self._provider(office), leave=leave))
        expected = [
            one
            for one in self.model.entries
            if one.standing and one.office is away and one.start >= self.clock() and leave.covers(civil(one.start))
        ]
        assert sorted(one.before.id for one in affected) == sorted(one.id for one in expected)
        for one in affected:
            self.model.clear(next(entry for entry in expected if entry.id == one.before.id))

    @precondition(lambda self: any(one.away for one in self.model.offices))
    @rule(number=which)
    def come_back(self, number: int) -> None:
        away = [one for one in self.model.offices if one.away]
        office = away[number % len(away)]
        first, last = office.away[0]
        office.away = [one for one in office.away if one != (first, last)]
        provider = self._provider(self.model.offices.index(office))
        self.stage.run(end_leave(self.ctx, provider=provider, leave_id=Leave(first, last).id))

    @rule(person=people, service=services, office=st.none() | which_office, day=st.none() | days)
    def wait(self, person: int, service: str, office: int | None, day: int | None) -> None:
        first = civil(self.clock()) + timedelta(days=day or 0)
        last = first if day is not None else first + timedelta(days=RULES.horizon_days)
        wish = WaitWish(service, self._office_id(office), first, last)
        wait = Waiting(
            "",
            self.people[person],
            service,
            self._office(office),
            first,
            last,
            self.clock(),
            self.clock(),
            self.people[person].green,
        )

        def join() -> None:
            joined = self.model.join(wait)
            joined.id = joined.id or "~"  # the youngest, until its id is known
            if joined is wait:
                self.model.offer_line((service,))

        self._same(join, lambda: self._join(person, wish))
        self.pass_time(1 / 60)  # so that nobody comes in the same moment

    @precondition(lambda self: self.model.waits)
    @rule(number=which)
    def leave_line(self, number: int) -> None:
        wait = self.model.waits[number % len(self.model.waits)]
        resident = self.residents[self.people.index(wait.person)]
        self._same(
            lambda: self.model.leave_line(wait),
            lambda: cancel_wait(self.ctx, resident=resident, wait_id=wait.id),
        )

    @precondition(lambda self: any(one.wait for one in self.model.entries))
    @rule(number=which)
    def accept(self, number: int) -> None:
        offered = [one for one in self.model.entries if one.wait]
        entry = offered[-1 - number % len(offered)]
        self._same(
            lambda: self.model.accept(entry),
            lambda: accept_offer(self.ctx, resident=self._resident(entry), booking_id=entry.id),
        )

    @rule(minutes=st.sampled_from([1, 1, 20, 20, 70, 70, 150, 700, 1440]))
    def pass_time(self, minutes: float) -> None:
        self.clock.move(minutes=minutes)
        self.model.now = self.clock()
        self.ctx.store.bookings.forget_all_held()  # that memory counts by the real clock

    @rule()
    def do_jobs(self) -> None:
        expired = self.stage.run(self.ctx.store.bookings.list_expired_offers(self.clock()))
        self.stage.run(expire_offers(self.ctx))
        for booking in expired:
            self.model.expire(next(one for one in self.model.entries if one.id == booking.id))
        self.stage.run(offer_freed_times(self.ctx))
        self.model.end_outlived()
        self.model.offer_line()

    @rule(person=people)
    def become_green(self, person: int) -> None:
        self.people[person].green = not self.people[person].green
        reasons = (GreenReason.AGED_70,) if self.people[person].green else ()
        self.stage.run(self.ctx.store.residents.set_green_reasons(self.residents[person], reasons))

    @rule(service=services, green=st.booleans(), person=st.none() | people)
    def look_at_free_times(self, service: str, green: bool, person: int | None) -> None:
        busy = self.model.busy_of(self.people[person]) if person is not None else ()
        seeker = Seeker(green, frozenset(quarter for stretch in busy for quarter in quarters_of(*stretch)))

        async def ask() -> list[tuple[str, datetime]]:
            kept = await get_service(self.ctx, code=service, where=VILLAGE)
            found = await list_offers(self.ctx, village=self.village, service=kept, seeker=seeker)
            return [(one.provider.id, one.starts_at) for one in found]

        assert self.stage.run(ask()) == self.model.told(Seeking(service, green, busy))


def quarters_of(start: datetime, end: datetime) -> range:
    """As the program numbers them."""
    return range(int(start.timestamp()) // 900, -(-int(end.timestamp()) // 900))


@pytest.mark.both_stores
def test_the_program_and_the_plain_model_answer_alike(ctx: Context, clock: SettableClock, io_loop: IOLoop) -> None:
    stage = Stage(ctx, clock, asyncio.get_event_loop_policy().get_event_loop())

    class Machine(BookingMachine):
        pass

    Machine.stage = stage
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=STEPS * 4 // 3 // STEPS_A_RUN,  # some runs end before their last step
            stateful_step_count=STEPS_A_RUN,
            deadline=None,
            database=None,
            derandomize=not FULL_STEPS,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(f"{stage.steps} steps: {dict(stage.answers)}")  # noqa: T201 # shown with -s
    assert stage.steps >= STEPS or not FULL_STEPS
