"""A state machine that holds the program against the plain model; what may happen is for its subclass to say."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from actions.book_service import Wish, book_service
from actions.wait_for_time import WaitWish, join_waitlist
from domain.clock import iso_shanghai
from domain.divisions import Division
from domain.errors import ServiceError
from domain.people import Provider, Resident
from tests.booking_invariants import check_store
from tests.booking_model import Entry, Office, Person, Refused, Rules
from tests.booking_model_waits import Bureau
from tests.booking_stage import RULES, START, Stage, offices
from tests.builders import VILLAGE


class ComparingMachine(RuleBasedStateMachine):
    """One bureau, five residents, four offices, all of it twice."""

    stage: Stage

    @initialize()
    def begin(self) -> None:
        self.ctx, self.clock = self.stage.ctx, self.stage.clock
        self.residents, self.providers = self.stage.run(self.stage.begin_run())
        rules = Rules(
            RULES.horizon_days,
            RULES.lead_minutes,
            RULES.most_held,
            RULES.cancel_cutoff_minutes,
            RULES.no_shows_allowed,
            RULES.no_show_window_days,
            RULES.pause_days,
            RULES.green_extra_a_day,
        )
        self.model = Bureau(rules, offices(), START)
        self.people = [Person(one.id) for one in self.residents]
        self.village: Division = self.stage.run(self.ctx.store.divisions.find(VILLAGE))

    @invariant()
    def the_store_holds_what_the_model_holds(self) -> None:
        self.stage.steps += 1
        documents = self.stage.run(self._documents())
        self._learn_ids(documents)
        model = {
            one.id: (one.person.id, one.office.id, one.seat, one.start, one.end, one.state, one.way, one.green)
            for one in self.model.entries
        }
        names = ("resident_id", "provider_id", "seat", "starts_at", "ends_at", "state", "way", "green")
        assert {one["_id"]: tuple(one[name] for name in names) for one in documents} == model

    async def _documents(self) -> list[dict[str, Any]]:
        await check_store(self.ctx.store, RULES)
        waits = await self.ctx.store.database["waits"].find({}).sort("created_at", 1).to_list(None)
        for wait, kept in zip(self.model.waits, waits, strict=True):
            wait.id = kept["_id"]
            assert (wait.person.id, wait.service, wait.state) == (
                kept["resident_id"],
                kept["service_code"],
                kept["state"],
            )
        found: list[dict[str, Any]] = await self.ctx.store.database["bookings"].find({}).to_list(None)
        return found

    def _learn_ids(self, documents: list[dict[str, Any]]) -> None:
        """The program makes the ids: an entry that has none yet is the document that no other entry is."""
        known = {one.id for one in self.model.entries}
        new = [one for one in documents if one["_id"] not in known]
        for entry in self.model.entries:
            if not entry.id:
                wanted = (entry.person.id, entry.office.id, entry.start)
                found = [one for one in new if (one["resident_id"], one["provider_id"], one["starts_at"]) == wanted]
                assert found, f"not in the store: {entry}"
                entry.id = found[0]["_id"]
                new.remove(found[0])

    def _same(self, model: Callable[[], Any], program: Callable[[], Awaitable[Any]]) -> None:
        """Both do it, or both refuse with the same code and the same other times."""

        async def outcome() -> tuple[str, Any]:
            try:
                await program()
            except ServiceError as refusal:
                return refusal.code, refusal.details.get("alternatives")
            return "done", None

        told = self.stage.run(outcome())
        self.stage.answers[told[0]] += 1
        try:
            model()
        except Refused as refusal:
            offered = refusal.alternatives
            told_of = None if offered is None else [(one, iso_shanghai(start)) for one, start in offered]
            program_told = None if told[1] is None else [(one["provider_id"], one["starts_at"]) for one in told[1]]
            assert (told[0], program_told) == (refusal.code, told_of)
        else:
            assert told == ("done", None)

    def _same_booking(self, person: int, service: str, office: int, start: datetime) -> None:
        self._same(
            lambda: self.model.book_at(self.people[person], service, self.model.offices[office], start),
            lambda: self._book(person, Wish(service, self._office_id(office), start)),
        )

    async def _book(self, person: int, wish: Wish) -> None:
        resident = await self.ctx.store.residents.find_fresh(self.residents[person].id)
        assert resident
        await book_service(self.ctx, resident=resident, wish=wish)

    async def _join(self, person: int, wish: WaitWish) -> None:
        resident = await self.ctx.store.residents.find_fresh(self.residents[person].id)
        assert resident
        await join_waitlist(self.ctx, resident=resident, wish=wish)

    def _office(self, number: int | None) -> Office | None:
        return None if number is None else self.model.offices[number]

    def _office_id(self, number: int | None) -> str | None:
        return None if number is None else self.model.offices[number].id

    def _entry(self, number: int) -> Entry:
        """One of the youngest, mostly."""
        return self.model.entries[-1 - number % min(len(self.model.entries), 8)]

    def _resident(self, entry: Entry) -> Resident:
        return self.residents[self.people.index(entry.person)]

    def _provider(self, number: int) -> Provider:
        found: Provider = self.stage.run(self.ctx.store.providers.find_fresh(self.model.offices[number].id))
        return found

    def _moment(self, office: int, service: str, at: int) -> datetime:
        """One of the next times the office is open, or now and then one that it is not."""
        wanted = self.model.offices[office]
        soon = list(self.model.open_starts(wanted, service, True))[:9] if service in wanted.services else []
        wrong = [self.clock() - timedelta(hours=1), self.clock() + timedelta(days=RULES.horizon_days, minutes=1)]
        near = [one + timedelta(minutes=minutes) for one in soon[:1] for minutes in (-15, 5)]
        times = soon + wrong + near
        return times[at % len(times)]
