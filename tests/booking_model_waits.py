"""The waitlist in the plain model: who stands in line, who is offered what, and what an answer does."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from tests.booking_model import CHINA, Entry, Office, Person, Refused, Rules, Seeking, civil
from tests.booking_model_actions import Counter


@dataclass
class Waiting:
    """A place in line."""

    id: str
    person: Person
    service: str
    office: Office | None
    first_day: date
    last_day: date
    created: datetime
    look_at: datetime
    green: bool
    state: str = "waiting"
    declined: int = 0
    refused: list[tuple[datetime, datetime]] = field(default_factory=list)
    offered: Entry | None = None

    @property
    def stands(self) -> bool:
        """Whether it is still in line."""
        return self.state in ("waiting", "offered")


class Bureau(Counter):
    """The counter with its waitlist. New ids come from the program."""

    def __init__(self, rules: Rules, offices: list[Office], now: datetime) -> None:
        super().__init__(rules, offices, now)
        self.waits: list[Waiting] = []

    def pass_on(self, entry: Entry) -> None:
        """Whoever waits may have it."""
        self.offer_line(tuple(entry.office.services))

    def taken_back(self, entry: Entry, declined: int) -> None:
        """An offer came to nothing: back into line, or out of it after two refusals."""
        wait = entry.wait
        if not isinstance(wait, Waiting) or not wait.stands:
            return
        wait.declined += declined
        wait.refused.append((entry.start, entry.end))
        wait.offered = None
        wait.state = "cancelled" if wait.declined >= 2 else "waiting"

    def join(self, wait: Waiting) -> Waiting:
        """Stand in line; the same wish again is the same place."""
        self.check_not_paused(wait.person)
        if wait.office and wait.service not in wait.office.services:
            raise Refused("provider_not_found")
        standing = [
            one for one in self.waits if one.stands and one.person is wait.person and one.service == wait.service
        ]
        if standing:
            same = (standing[0].office, standing[0].first_day, standing[0].last_day)
            if same != (wait.office, wait.first_day, wait.last_day):
                raise Refused("already_waiting")
            return standing[0]
        self.waits.append(wait)
        return wait

    def offer_line(self, services: tuple[str, ...] | None = None) -> None:
        """Offer what is free to those who wait, in their order."""
        line = [one for one in self.waits if one.state == "waiting" and (services is None or one.service in services)]
        for wait in sorted(line, key=lambda one: (not one.green, one.created, one.id)):
            if wait.look_at <= self.now:
                self._offer(wait)

    def _offer(self, wait: Waiting) -> None:
        first = datetime.combine(wait.first_day, time(), self.now.tzinfo) - CHINA
        beyond = datetime.combine(wait.last_day, time(), self.now.tzinfo) - CHINA + timedelta(days=1)
        earliest = max(first, self.now + timedelta(minutes=self.rules.cutoff_minutes + 15))
        seeking = Seeking(wait.service, wait.green, tuple(wait.refused), None, earliest, beyond - timedelta(minutes=1))
        if not (self.free_of(wait.office, seeking, 1) if wait.office else self.best(seeking)):
            return
        try:
            self.check_not_paused(wait.person)
            if self._has_booked_since(wait):
                wait.state = "taken"
                return
            entry = self.take_best(wait.person, seeking, wait.office)
        except Refused as refusal:
            if refusal.code in ("booking_paused", "too_many_held"):
                wait.look_at = self.now + timedelta(minutes=1)
            return
        entry.state, entry.wait, entry.expires = "offered", wait, self._answer_by(entry.start)
        wait.state, wait.offered = "offered", entry

    def _has_booked_since(self, wait: Waiting) -> bool:
        mine = [one for one in self.standing_of(wait.person) if one.service == wait.service and one.wait is not wait]
        return any(one.created > wait.created for one in mine)

    def _answer_by(self, start: datetime) -> datetime:
        """Two hours, nights not counted, and never so late that it could not be refused in time."""
        local = self.now + CHINA
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        if local.hour >= 21:
            local = midnight + timedelta(hours=32)
        elif local.hour < 8:
            local = midnight + timedelta(hours=8)
        return min(local - CHINA + timedelta(hours=2), start - timedelta(minutes=self.rules.cutoff_minutes))

    def accept(self, entry: Entry) -> None:
        """Yes to an offer."""
        if not isinstance(entry.wait, Waiting):
            raise Refused("offer_over")
        if entry.state == "offered" and entry.expires and self.now <= entry.expires:
            entry.state, entry.wait.state, entry.expires = "booked", "taken", None
        elif entry.state != "booked":
            raise Refused("offer_over")

    def leave_line(self, wait: Waiting) -> None:
        """The place in line is given up, and what is offered with it."""
        if wait.state == "cancelled":
            return
        if not wait.stands:
            raise Refused("wait_over")
        wait.state, offered = "cancelled", wait.offered
        if offered and offered.state == "offered":
            offered.state = "cancelled"
            self.offer_line(tuple(offered.office.services))

    def expire(self, entry: Entry) -> None:
        """Nobody said yes in time: it goes to the next."""
        entry.state = "expired"
        if isinstance(entry.wait, Waiting) and entry.wait.stands:
            entry.wait.state = "expired"
        self.offer_line(tuple(entry.office.services))

    def end_outlived(self) -> None:
        """Those who wait for days that are past wait no longer."""
        for wait in self.waits:
            if wait.state == "waiting" and wait.last_day < civil(self.now):
                wait.state = "expired"
