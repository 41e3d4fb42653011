"""Where it is kept: the only folder that touches motor."""

from dataclasses import dataclass
from typing import Self

from domain.clock import Now
from store.access_log import AccessLog
from store.alarms import Alarms
from store.answers import Answers
from store.applications import Applications
from store.articles import Articles
from store.attachments import Attachments
from store.bindings import BindingCodes, ChatPeople
from store.board_profiles import BoardProfiles
from store.bookings import Bookings
from store.bot_streams import BotStreams
from store.calendar_days import CalendarDays
from store.calendar_feeds import CalendarFeeds
from store.catalogue import Catalogue
from store.channel_health import ChannelHealths
from store.channel_secrets import ChannelSecrets
from store.counters import Counters
from store.cursors import Cursors
from store.database import OUTAGES, Database, check_alive
from store.deliveries import Deliveries
from store.desk_bookings import DeskBookings
from store.divisions import Divisions
from store.duties import Duties
from store.entries import Entries
from store.files import Files
from store.groups import Groups
from store.hour_chain import HourChain
from store.hour_reminders import HourReminders
from store.hour_talks import HourTalks
from store.hour_totals import HourTotalsKept
from store.inbox import Inbox
from store.leases import Leases
from store.matters import Matters
from store.month_closes import MonthCloses
from store.notices import Notices, Subscriptions
from store.pending_questions import PendingQuestions
from store.photo_looks import PhotoLooks
from store.providers import Appointments, Providers
from store.push_plans import PushPlans
from store.push_runs import Openings, PushRuns
from store.ratings import Ratings
from store.reply_windows import ReplyWindows
from store.report_entries import ReportEntries
from store.residents import Residents
from store.roster_gates import RosterGates
from store.roster_imports import RosterImports
from store.sealing import Sealer
from store.send_rates import SendRates
from store.sent_reports import SentReports
from store.services import Services
from store.sessions import Sessions
from store.staff import StaffMembers
from store.stopwatches import Stopwatches
from store.tokens import Tokens
from store.villages import VillageConfirmations, VillageFactsKept
from store.waiting import Waits
from store.wordings import Wordings


@dataclass(frozen=True)
class Store:
    """Every collection behind the questions that are asked of it."""

    database: Database
    sealer: Sealer
    access_log: AccessLog
    alarms: Alarms
    answers: Answers
    applications: Applications
    appointments: Appointments
    articles: Articles
    attachments: Attachments
    board_profiles: BoardProfiles
    binding_codes: BindingCodes
    bookings: Bookings
    bot_streams: BotStreams
    calendar_days: CalendarDays
    calendar_feeds: CalendarFeeds
    catalogue: Catalogue
    channel_health: ChannelHealths
    channel_secrets: ChannelSecrets
    chat_people: ChatPeople
    counters: Counters
    cursors: Cursors
    deliveries: Deliveries
    desk_bookings: DeskBookings
    divisions: Divisions
    duties: Duties
    entries: Entries
    files: Files
    groups: Groups
    hour_chain: HourChain
    hour_reminders: HourReminders
    hour_talks: HourTalks
    hour_totals: HourTotalsKept
    inbox: Inbox
    leases: Leases
    matters: Matters
    month_closes: MonthCloses
    notices: Notices
    pending_questions: PendingQuestions
    photo_looks: PhotoLooks
    providers: Providers
    openings: Openings
    push_plans: PushPlans
    push_runs: PushRuns
    ratings: Ratings
    reply_windows: ReplyWindows
    report_entries: ReportEntries
    residents: Residents
    send_rates: SendRates
    sent_reports: SentReports
    roster_gates: RosterGates
    roster_imports: RosterImports
    services: Services
    sessions: Sessions
    staff: StaffMembers
    stopwatches: Stopwatches
    subscriptions: Subscriptions
    tokens: Tokens
    village_confirmations: VillageConfirmations
    village_facts: VillageFactsKept
    waits: Waits
    wordings: Wordings

    @classmethod
    def over(cls, database: Database, sealer: Sealer, now: Now) -> Self:
        """The store over an opened database."""
        catalogue = Catalogue(database)
        return cls(
            database=database,
            sealer=sealer,
            access_log=AccessLog(database),
            alarms=Alarms(database),
            answers=Answers(database),
            applications=Applications(database),
            appointments=Appointments(database),
            articles=Articles(database),
            attachments=Attachments(database, sealer),
            board_profiles=BoardProfiles(database),
            binding_codes=BindingCodes(database),
            bookings=Bookings(database),
            bot_streams=BotStreams(database),
            calendar_days=CalendarDays(database),
            calendar_feeds=CalendarFeeds(database),
            catalogue=catalogue,
            channel_health=ChannelHealths(database),
            channel_secrets=ChannelSecrets(database, sealer),
            chat_people=ChatPeople(database),
            counters=Counters(database),
            cursors=Cursors(database),
            deliveries=Deliveries(database),
            desk_bookings=DeskBookings(database),
            divisions=Divisions(database),
            duties=Duties(database),
            entries=Entries(database),
            files=Files(database),
            groups=Groups(database),
            hour_chain=HourChain(database),
            hour_reminders=HourReminders(database),
            hour_talks=HourTalks(database),
            hour_totals=HourTotalsKept(database),
            inbox=Inbox(database),
            leases=Leases(database),
            matters=Matters(database),
            month_closes=MonthCloses(database),
            notices=Notices(database),
            pending_questions=PendingQuestions(database),
            photo_looks=PhotoLooks(database),
            providers=Providers(database),
            openings=Openings(database),
            push_plans=PushPlans(database),
            push_runs=PushRuns(database),
            ratings=Ratings(database),
            reply_windows=ReplyWindows(database),
            report_entries=ReportEntries(database),
            residents=Residents(database, sealer),
            send_rates=SendRates(database),
            sent_reports=SentReports(database),
            roster_gates=RosterGates(database),
            roster_imports=RosterImports(database),
            services=Services(catalogue),
            sessions=Sessions(database),
            staff=StaffMembers(database),
            stopwatches=Stopwatches(database),
            subscriptions=Subscriptions(database),
            tokens=Tokens(database, now),
            village_confirmations=VillageConfirmations(database),
            village_facts=VillageFactsKept(database),
            waits=Waits(database),
            wordings=Wordings(database),
        )

    @staticmethod
    def is_outage(failure: BaseException | None) -> bool:
        """Whether this failure means that the server is away, not that something is wrong with us."""
        return isinstance(failure, OUTAGES)

    async def check_alive(self) -> None:
        """Raises: Unavailable when the server does not answer."""
        await check_alive(self.database)
