"""Where it is kept: the only folder that touches motor."""

from dataclasses import dataclass
from typing import Self

from domain.clock import Now
from store.bookings import Bookings
from store.database import OUTAGES, Database, check_alive
from store.divisions import Divisions
from store.entries import Entries
from store.hour_totals import HourTotalsKept
from store.leases import Leases
from store.notices import Notices, Subscriptions
from store.providers import Appointments, Providers
from store.residents import Residents
from store.sealing import Sealer
from store.services import Services
from store.sessions import Sessions
from store.staff import StaffMembers
from store.tokens import Tokens


@dataclass(frozen=True)
class Store:
    """Every collection behind the questions that are asked of it."""

    database: Database
    sealer: Sealer
    appointments: Appointments
    bookings: Bookings
    divisions: Divisions
    entries: Entries
    hour_totals: HourTotalsKept
    leases: Leases
    notices: Notices
    providers: Providers
    residents: Residents
    services: Services
    sessions: Sessions
    staff: StaffMembers
    subscriptions: Subscriptions
    tokens: Tokens

    @classmethod
    def over(cls, database: Database, sealer: Sealer, now: Now) -> Self:
        """The store over an opened database."""
        return cls(
            database=database,
            sealer=sealer,
            appointments=Appointments(database),
            bookings=Bookings(database),
            divisions=Divisions(database),
            entries=Entries(database),
            hour_totals=HourTotalsKept(database),
            leases=Leases(database),
            notices=Notices(database),
            providers=Providers(database),
            residents=Residents(database, sealer),
            services=Services(database),
            sessions=Sessions(database),
            staff=StaffMembers(database),
            subscriptions=Subscriptions(database),
            tokens=Tokens(database, now),
        )

    @staticmethod
    def is_outage(failure: BaseException | None) -> bool:
        """Whether this failure means that the server is away, not that something is wrong with us."""
        return isinstance(failure, OUTAGES)

    async def check_alive(self) -> None:
        """Raises: Unavailable when the server does not answer."""
        await check_alive(self.database)
