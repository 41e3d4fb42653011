"""What residents and desks do, in the plain model of tests/booking_model.py."""

from datetime import datetime, timedelta

from tests.booking_model import (
    Desk,
    Entry,
    Free,
    Office,
    Person,
    Refused,
    Seeking,
    civil,
    overlap,
    widened,
)


class Counter(Desk):
    """Every action as the program should answer it."""

    def check_not_paused(self, person: Person) -> None:
        """Whoever did not come too often must wait."""
        window = self.now - timedelta(days=self.rules.absence_window_days)
        recent = [one for one in set(person.absences) if one > window]
        paused_until = max(recent, default=self.now) + timedelta(days=self.rules.pause_days)
        if len(recent) >= self.rules.absences_allowed and paused_until > self.now:
            raise Refused("booking_paused")

    def book(self, person: Person, service: str, office: Office | None = None) -> Entry:
        """One tap, with anybody or with somebody."""
        self.check_not_paused(person)
        if office and service not in office.services:
            raise Refused("provider_not_found")
        return self.take_best(person, Seeking(service, person.green), office)

    def take_best(self, person: Person, seeking: Seeking, office: Office | None) -> Entry:
        """The best time there is, of an office or of any."""

        def best(busy: tuple[tuple[datetime, datetime], ...]) -> Free | None:
            seeking_now = Seeking(
                seeking.service, seeking.green, busy + seeking.busy, None, seeking.not_before, seeking.not_after
            )
            return next(iter(self.free_of(office, seeking_now, 1)), None) if office else self.best(seeking_now)

        if best(()) is None:
            raise Refused("no_free_time")
        if len(self.standing_of(person)) >= self.rules.most_held:
            raise Refused("too_many_held")
        found = best(self.busy_of(person))
        if found is None:
            raise Refused("no_free_time")
        return self._enter(person, seeking.service, found, seeking.green)

    def _enter(self, person: Person, service: str, free: Free, green: bool) -> Entry:
        place = self.place_on(free.office, civil(free.start), green)
        assert place is not None
        entry = Entry(
            "",
            person,
            free.office,
            service,
            free.seat,
            free.start,
            free.end,
            free.office.ways[0],
            green,
            place,
            self.now,
        )
        self.entries.append(entry)
        return entry

    def book_at(self, person: Person, service: str, office: Office, start: datetime) -> Entry:
        """This very time."""
        self.check_not_paused(person)
        if service not in office.services:
            raise Refused("provider_not_found")
        if start not in list(self.open_starts(office, service, person.green)):
            raise Refused("outside_opening")
        if len(self.standing_of(person)) >= self.rules.most_held:
            raise Refused("too_many_held")
        seeking = Seeking(service, person.green, self.busy_of(person))
        seat = self._seat_at(seeking, office, start, None)
        end = start + timedelta(minutes=office.services[service])
        return self._enter(person, service, Free(office, seat, start, end), person.green)

    def _seat_at(self, seeking: Seeking, office: Office, start: datetime, but: Entry | None) -> int:
        length = timedelta(minutes=office.services[seeking.service])
        if any(overlap(widened(start, start + length), widened(*mine)) for mine in seeking.busy):
            raise Refused("resident_busy", self.alternatives(seeking, office))
        same_day = but is not None and but.office is office and civil(but.start) == civil(start)
        if not same_day and self.place_on(office, civil(start), seeking.green) is None:
            raise Refused("day_full", self.alternatives(seeking, office))
        for seat in range(office.seats):
            if self.seat_free(office, seat, start, length, but):
                return seat
        raise Refused("time_taken", self.alternatives(seeking, office))

    def move(self, entry: Entry, start: datetime, office: Office | None) -> Entry:
        """The resident wants another time."""
        if start == entry.start and office in (None, entry.office):
            return entry
        if not entry.standing or entry.start <= self.now:
            raise Refused("not_movable")
        if entry.state == "offered":
            raise Refused("offer_not_accepted")
        if self.now > entry.start - timedelta(minutes=self.rules.cutoff_minutes):
            raise Refused("move_too_late")
        return self.put(entry, start, office or entry.office)

    def put(self, entry: Entry, start: datetime, office: Office) -> Entry:
        """Wherever it may be put."""
        if entry.service not in office.services:
            raise Refused("provider_not_found")
        if entry.way not in office.ways:
            raise Refused("way_not_offered")
        if start not in list(self.open_starts(office, entry.service, entry.green)):
            raise Refused("outside_opening")
        seeking = Seeking(entry.service, entry.green, self.busy_of(entry.person, entry), entry.way)
        seat = self._seat_at(seeking, office, start, entry)
        if (office, civil(start)) != (entry.office, civil(entry.start)):
            place = self.place_on(office, civil(start), entry.green)
            assert place is not None
            entry.place = place
        entry.office, entry.seat, entry.start = office, seat, start
        entry.end = start + timedelta(minutes=office.services[entry.service])
        return entry

    def cancel(self, entry: Entry) -> None:
        """The resident lets it go; whoever waits may have it."""
        if entry.state == "cancelled":
            return
        if not entry.standing or entry.start <= self.now:
            raise Refused("not_cancellable")
        cutoff = timedelta(minutes=self.rules.cutoff_minutes)
        late = self.now > entry.start - cutoff and self.now > entry.created + cutoff
        if late and entry.state != "offered":
            raise Refused("cancel_too_late")
        self._let_go(entry)
        self.pass_on(entry)

    def _let_go(self, entry: Entry, declined: int = 1) -> None:
        was_offered, entry.state = entry.state == "offered", "cancelled"
        if was_offered:
            self.taken_back(entry, declined)

    def pass_on(self, entry: Entry) -> None:
        """A time was let go."""
        raise NotImplementedError

    def taken_back(self, entry: Entry, declined: int) -> None:
        """An offer came to nothing."""
        raise NotImplementedError

    def check_in(self, entry: Entry) -> None:
        """They have come."""
        if entry.state == "checked_in":
            return
        if entry.state != "booked":
            raise Refused("wrong_booking_state")
        if civil(self.now) < civil(entry.start):
            raise Refused("too_early")
        if civil(self.now) > civil(entry.start):
            raise Refused("wrong_booking_state")
        entry.state = "checked_in"

    def mark_absent(self, entry: Entry) -> None:
        """They have not come."""
        if entry.state == "no_show":
            return
        if entry.state != "booked":
            raise Refused("wrong_booking_state")
        if self.now <= entry.start:
            raise Refused("too_early")
        entry.state = "no_show"
        entry.person.absences.append(entry.start)

    def complete(self, entry: Entry) -> None:
        """It is done, even if it was written down as missed."""
        if entry.state == "completed":
            return
        if entry.state not in ("booked", "checked_in", "no_show"):
            raise Refused("wrong_booking_state")
        if civil(self.now) < civil(entry.start):
            raise Refused("too_early")
        if not entry.standing and self.now > entry.start + timedelta(days=7):
            raise Refused("wrong_booking_state")
        entry.state = "completed"
        while entry.start in entry.person.absences:
            entry.person.absences.remove(entry.start)

    def clear(self, entry: Entry) -> None:
        """The office is away: the booking goes to the soonest time from its own on, or, if there is none, away."""
        if entry.state == "offered" and entry.expires and entry.expires > self.now:
            self._let_go(entry, declined=0)
            return
        if entry.state != "booked" or entry.start <= self.now:
            return
        busy = self.busy_of(entry.person, entry)
        seeking = Seeking(entry.service, entry.green, busy, entry.way, entry.start)
        found = self.free_of(entry.office, seeking, 1)[:1]
        for tier in self.tiers(seeking):
            others = [one for one in tier if one.office is not entry.office]
            if others:
                found.append(others[0])
                break
        if not found:
            entry.state = "cancelled"
            return
        best = min(found, key=lambda one: (one.start, one.office is not entry.office))
        self.put(entry, best.start, best.office)
