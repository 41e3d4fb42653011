"""An advisor's year and entries."""

from pydantic import Field

from actions import drop_draft, log_hours
from actions.log_hours import VillageProgress
from domain.clock import civil_date
from domain.errors import NotFound
from domain.hours import (
    ENTRY_KIND_NAMES,
    ENTRY_WAY_NAMES,
    ClientIdReused,
    Entry,
    EntryNotReturned,
    EntryOverlaps,
    NotAppointed,
)
from domain.people import PROVIDER_KIND_NAMES
from handlers.base import ProviderApiHandler
from handlers.hour_models import DutyView, EntryBody, EntryView, NewEntryBody, progress_facts
from handlers.models import Answer, Done, Page, PageQuery, cut_page
from handlers.operations import operation


class OverviewProviderView(Answer):
    """Who is asking."""

    id: str
    name: str
    kind_name: str
    organisation: str
    service_codes: list[str]


class OverviewVillageView(Answer):
    """A village that the asker serves; its minutes are those of all its advisors together."""

    code: str
    name: str
    full_name: str
    target_minutes: int
    approved_minutes: int
    awaiting_minutes: int
    awaiting_count: int
    returned_count: int
    expected_minutes: int
    behind_minutes: int
    standing: str
    forecast_minutes: int | None
    short_minutes: int
    forecast_sentence: str
    duties: list[DutyView]
    sentence: str

    @classmethod
    def of(cls, told: VillageProgress) -> "OverviewVillageView":
        """The village as told."""
        village, progress = told.village, told.progress
        facts = progress_facts(progress)
        return cls(
            code=village.id,
            name=village.spoken_name,
            full_name=village.full_name,
            sentence=progress.sentence,
            duties=[DutyView.of(one) for one in told.duties],
            **facts,
        )


class ChoiceView(Answer):
    """Something to choose."""

    code: str
    name: str


class EntryChoicesView(Answer):
    """What an entry can be."""

    kinds: list[ChoiceView]
    ways: list[ChoiceView]


class OverviewView(Answer):
    """All that the advisor's first screen shows."""

    year: int
    provider: OverviewProviderView
    villages: list[OverviewVillageView]
    choices: EntryChoicesView


CHOICES = EntryChoicesView(
    kinds=[ChoiceView(code=kind, name=name) for kind, name in ENTRY_KIND_NAMES.items()],
    ways=[ChoiceView(code=way, name=name) for way, name in ENTRY_WAY_NAMES.items()],
)


class OverviewHandler(ProviderApiHandler):
    """/api/v1/advisor/overview"""

    @operation("我服务的村居和今年的工时进度")
    async def get(self) -> OverviewView:
        """The villages that the asker serves today."""
        provider = self.provider
        villages = await log_hours.list_my_villages(self.ctx, provider=provider)
        return OverviewView(
            year=civil_date(self.ctx.now()).year,
            provider=OverviewProviderView(
                id=provider.id,
                name=provider.name,
                kind_name=PROVIDER_KIND_NAMES[provider.kind],
                organisation=provider.organisation,
                service_codes=list(provider.service_codes),
            ),
            villages=[OverviewVillageView.of(one) for one in villages],
            choices=CHOICES,
        )


class AdvisorEntriesQuery(PageQuery):
    """Of which year; this one if none is named."""

    year: int | None = Field(None, ge=2018, le=2100)


class AdvisorHoursBase(ProviderApiHandler):
    """Tells entries."""

    async def tell(self, entry: Entry) -> EntryView:
        """The entry with its village's name."""
        return EntryView.of(await log_hours.tell_entry(self.ctx, entry=entry))


class AdvisorEntriesHandler(AdvisorHoursBase):
    """/api/v1/advisor/entries"""

    @operation("我的工时记录")
    async def get(self, query: AdvisorEntriesQuery) -> Page[EntryView]:
        """The asker's entries of a year, latest first."""
        found = await log_hours.list_my_entries(self.ctx, provider=self.provider, year=query.year)
        shown, next_cursor = cut_page(found, query)
        return Page[EntryView](items=[await self.tell(one) for one in shown], next_cursor=next_cursor)

    @operation("记一条工时", status=201, errors=(NotAppointed, EntryOverlaps, ClientIdReused))
    async def post(self, body: NewEntryBody) -> EntryView:
        """Write it down and submit it."""
        entry = await log_hours.log_entry(
            self.ctx, provider=self.provider, draft=body.draft(), client_id=body.client_id, spot=body.where()
        )
        return await self.tell(entry)


class AdvisorEntryHandler(AdvisorHoursBase):
    """/api/v1/advisor/entries/{entry_id}"""

    @operation("一条工时记录", errors=(NotFound,))
    async def get(self, entry_id: str) -> EntryView:
        """One of the asker's entries."""
        return await self.tell(await log_hours.get_my_entry(self.ctx, provider=self.provider, entry_id=entry_id))

    @operation("不要一条草稿了", errors=(NotFound, EntryNotReturned))
    async def delete(self, entry_id: str) -> Done:
        """Throw a draft away; what was submitted once stays."""
        await drop_draft.drop_draft(self.ctx, provider=self.provider, entry_id=entry_id)
        return Done()

    @operation("修改被退回的工时并再次提交", errors=(NotFound, EntryNotReturned, NotAppointed, EntryOverlaps))
    async def put(self, entry_id: str, body: EntryBody) -> EntryView:
        """Correct a returned entry."""
        entry = await log_hours.correct_entry(
            self.ctx, provider=self.provider, entry_id=entry_id, draft=body.draft(), spot=body.where()
        )
        return await self.tell(entry)
