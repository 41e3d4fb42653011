"""The rules of booking told a second time, plainly: lists, loops and intervals, none of the program's own reckoning.

The state machine asks both and compares. Where the program keeps quarter-hour numbers, masks and indexes, this keeps
a list of entries and looks through all of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

QUARTER = timedelta(minutes=15)
CHINA = timedelta(hours=8)
STANDING = ("offered", "booked", "checked_in")
MOST_TOLD = 60
MOST_TOLD_OF_A_SEAT = 20


class Refused(Exception):
    """The answer is no, with a code and, where there is any sense in it, other times."""

    def __init__(self, code: str, alternatives: list[tuple[str, datetime]] | None = None) -> None:
        super().__init__(code)
        self.code, self.alternatives = code, alternatives


@dataclass(frozen=True)
class Rules:
    """The bureau's own. Units: as the names say."""

    horizon_days: int
    lead_minutes: int
    most_held: int
    cutoff_minutes: int
    absences_allowed: int
    absence_window_days: int
    pause_days: int
    green_extra: int


@dataclass
class Office:
    """Somebody who can be booked. ``hours``: weekday, from, to, in minutes of the day."""

    id: str
    near: int
    hours: list[tuple[int, int, int]]
    services: dict[str, int]
    ways: tuple[str, ...]
    seats: int = 1
    before: int = 0
    after: int = 0
    lead_minutes: int = 0
    horizon_days: int | None = None
    cap: int | None = None
    away: list[tuple[date, date]] = field(default_factory=list)


@dataclass
class Person:
    """Who books."""

    id: str
    green: bool = False
    absences: list[datetime] = field(default_factory=list)


@dataclass
class Entry:
    """One booking."""

    id: str
    person: Person
    office: Office
    service: str
    seat: int
    start: datetime
    end: datetime
    way: str
    green: bool
    place: int
    created: datetime
    state: str = "booked"
    wait: object = None
    expires: datetime | None = None

    @property
    def standing(self) -> bool:
        """Whether it holds time."""
        return self.state in STANDING


@dataclass(frozen=True)
class Free:
    """A time that can be had."""

    office: Office
    seat: int
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Seeking:
    """Who looks: with which privileges, with what times of their own taken, from when until when."""

    service: str
    green: bool = False
    busy: tuple[tuple[datetime, datetime], ...] = ()
    way: str | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None


def civil(moment: datetime) -> date:
    """The date in China."""
    return (moment + CHINA).date()


def overlap(first: tuple[datetime, datetime], second: tuple[datetime, datetime]) -> bool:
    """Whether two stretches share a moment."""
    return first[0] < second[1] and second[0] < first[1]


def widened(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """The stretch, out to whole quarter-hours."""
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight + (start - midnight) // QUARTER * QUARTER
    last = midnight - (midnight - end) // QUARTER * QUARTER
    return first, last


def held(office: Office, start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """What a booking takes of the office's time."""
    return widened(start - timedelta(minutes=office.before), end + timedelta(minutes=office.after))


class Desk:
    """All entries, and what is free beside them."""

    def __init__(self, rules: Rules, offices: list[Office], now: datetime) -> None:
        self.rules, self.offices, self.now = rules, offices, now
        self.entries: list[Entry] = []

    def standing_of(self, person: Person, but: Entry | None = None) -> list[Entry]:
        """What a person holds."""
        return [one for one in self.entries if one.standing and one.person is person and one is not but]

    def busy_of(self, person: Person, but: Entry | None = None) -> tuple[tuple[datetime, datetime], ...]:
        """When a person is taken."""
        return tuple((one.start, one.end) for one in self.standing_of(person, but))

    def open_starts(self, office: Office, service: str, green: bool) -> Iterator[datetime]:
        """When one may come, whether it is free or not."""
        length = timedelta(minutes=office.services[service])
        lead = 0 if green else max(self.rules.lead_minutes, office.lead_minutes)
        horizon = min(self.rules.horizon_days, office.horizon_days or self.rules.horizon_days)
        first, last = self.now + timedelta(minutes=lead), self.now + timedelta(days=horizon)
        for number in range((civil(last) - civil(first)).days + 1):
            day = civil(first) + timedelta(days=number)
            if any(leaves <= day <= comes_back for leaves, comes_back in office.away):
                continue
            midnight = datetime(day.year, day.month, day.day, tzinfo=self.now.tzinfo) - CHINA
            for weekday, opens, closes in office.hours:
                for minute in range(opens, closes, 15) if weekday == day.weekday() else ():
                    start = midnight + timedelta(minutes=minute)
                    if first <= start <= last and start + length <= midnight + timedelta(minutes=closes):
                        yield start

    def place_on(self, office: Office, day: date, green: bool, but: Entry | None = None) -> int | None:
        """The lowest place of the day that is left for this person; None when there is none."""
        if office.cap is None:
            return 0
        taken = [one.place for one in self._of(office) if civil(one.start) == day and one is not but]
        most = office.cap + (self.rules.green_extra if green else 0)
        return next((place for place in range(most) if place not in taken), None)

    def seat_free(
        self, office: Office, seat: int, start: datetime, length: timedelta, but: Entry | None = None
    ) -> bool:
        """Whether nobody else has any of it."""
        wanted = held(office, start, start + length)
        return not any(
            one.seat == seat and one is not but and overlap(wanted, held(office, one.start, one.end))
            for one in self._of(office)
        )

    def free_of(self, office: Office, seeking: Seeking, a_seat: int) -> list[Free]:
        """The soonest free times of each seat of an office, by time, then by seat."""
        if seeking.service not in office.services or (seeking.way and seeking.way not in office.ways):
            return []
        length = timedelta(minutes=office.services[seeking.service])
        found: list[Free] = []
        for start in self.open_starts(office, seeking.service, seeking.green):
            if (seeking.not_before and start < seeking.not_before) or (seeking.not_after and start > seeking.not_after):
                continue
            if self.place_on(office, civil(start), seeking.green) is None:
                continue
            if any(overlap(widened(start, start + length), widened(*mine)) for mine in seeking.busy):
                continue
            for seat in range(office.seats):
                if sum(one.seat == seat for one in found) < a_seat and self.seat_free(office, seat, start, length):
                    found.append(Free(office, seat, start, start + length))
        return found

    def tiers(self, seeking: Seeking, a_seat: int = 1) -> list[list[Free]]:
        """Free times by nearness; in each, sooner first, then with whoever has promised less."""
        found: list[list[Free]] = []
        for near in (0, 1, 2):
            free = [
                one for office in self.offices if office.near == near for one in self.free_of(office, seeking, a_seat)
            ]
            found.append(sorted(free, key=lambda one: (one.start, self._load(one.office), one.office.id, one.seat)))
        return found

    def told(self, seeking: Seeking) -> list[tuple[str, datetime]]:
        """The list of free times."""
        return self._once_each(self.tiers(seeking, MOST_TOLD_OF_A_SEAT))[:MOST_TOLD]

    def alternatives(self, seeking: Seeking, office: Office) -> list[tuple[str, datetime]]:
        """Three other times: of the same office, or if it has none, of any."""
        own = self._once_each([self.free_of(office, seeking, 3)])
        return (own or self._once_each(self.tiers(seeking, 3)))[:3]

    def best(self, seeking: Seeking) -> Free | None:
        """Whom one gets."""
        return next((tier[0] for tier in self.tiers(seeking) if tier), None)

    def _of(self, office: Office) -> list[Entry]:
        return [one for one in self.entries if one.standing and one.office is office]

    def _load(self, office: Office) -> int:
        """Quarter-hours promised, from yesterday on."""
        recent = [one for one in self._of(office) if one.start >= self.now - timedelta(days=1)]
        stretches = [held(office, one.start, one.end) for one in recent]
        return sum((end - start) // QUARTER for start, end in stretches)

    @staticmethod
    def _once_each(tiers: list[list[Free]]) -> list[tuple[str, datetime]]:
        return list(dict.fromkeys((one.office.id, one.start) for tier in tiers for one in tier))
