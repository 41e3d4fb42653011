"""Matters on the phone: the resident's own, and those an advisor has to see."""

from pydantic import Field

from actions import follow_matters, recuse
from actions.context import Context
from actions.follow_matters import MatterTold
from domain.bookings import VillageNeeded
from domain.errors import NotFound
from domain.matters import (
    MATTER_KIND_NAMES,
    MATTER_STATE_NAMES,
    AlreadyAccepted,
    AlreadyClaimed,
    Matter,
    MatterKind,
    MatterState,
    WrongMatterState,
)
from domain.recusal import Recused
from handlers.base import ProviderApiHandler, ResidentApiHandler
from handlers.models import Answer, Done, Page, PageQuery, Request, ShanghaiTime, cut_page
from handlers.operations import operation
from village_groups.replies import URGENT_IN_WRITING
from village_groups.written import ask_for_help

NOT_ANSWERED = (MatterState.OPEN, MatterState.ACCEPTED)


class MatterEventView(Answer):
    """One step."""

    at: ShanghaiTime
    text: str


class MatterView(Answer):
    """A matter as the resident and the advisor see it."""

    number: str
    kind: MatterKind
    kind_name: str
    text: str
    service_code: str | None
    service_name: str | None
    state: MatterState
    state_name: str
    urgent: bool
    urgent_words: str = Field(description="紧急求助还没有办结时，先给求助人看的话；平时为空")
    village_name: str
    owner_name: str | None
    deadline_at: ShanghaiTime
    created_at: ShanghaiTime
    history: list[MatterEventView]

    @classmethod
    def of(cls, told: MatterTold) -> "MatterView":
        """The matter as told."""
        matter = told.matter
        return cls(
            number=matter.id,
            kind=matter.kind,
            kind_name=MATTER_KIND_NAMES[matter.kind],
            text=matter.text,
            service_code=matter.service_code,
            service_name=told.service.name if told.service else None,
            state=matter.state,
            state_name=MATTER_STATE_NAMES[matter.state],
            urgent=matter.urgent,
            urgent_words=URGENT_IN_WRITING if matter.urgent and matter.state in NOT_ANSWERED else "",
            village_name=told.village.spoken_name if told.village else "",
            owner_name=told.owner.name if told.owner else None,
            deadline_at=matter.deadline_at,
            created_at=matter.created_at,
            history=[MatterEventView(at=event.at, text=event.text) for event in matter.history],
        )


class MatterBody(Request):
    """What one wants help with."""

    text: str = Field(min_length=2, max_length=1000)
    service_code: str | None = Field(None, max_length=64)
    complaint: bool = Field(False, description="投诉反映：直接转给司法所，不转给法律顾问")


async def tell(ctx: Context, matter: Matter) -> MatterView:
    """The matter with names for its ids."""
    return MatterView.of(await follow_matters.tell_matter(ctx, matter=matter))


async def tell_page(ctx: Context, found: list[Matter], query: PageQuery) -> Page[MatterView]:
    """The page that is asked for."""
    shown, next_cursor = cut_page(found, query)
    return Page[MatterView](items=[await tell(ctx, one) for one in shown], next_cursor=next_cursor)


class MattersHandler(ResidentApiHandler):
    """/api/v1/matters"""

    @operation("提出诉求", status=201, errors=(VillageNeeded, NotFound))
    async def post(self, body: MatterBody) -> MatterView:
        """Ask for help; what speaks of danger is taken for an emergency."""
        matter = await ask_for_help(
            self.ctx,
            resident=self.resident,
            text=body.text,
            service_code=body.service_code,
            is_complaint=body.complaint,
        )
        return await tell(self.ctx, matter)

    @operation("我的诉求")
    async def get(self, query: PageQuery) -> Page[MatterView]:
        """The asker's matters, latest first."""
        found = await follow_matters.list_my_matters(self.ctx, resident=self.resident)
        return await tell_page(self.ctx, found, query)


class MatterHandler(ResidentApiHandler):
    """/api/v1/matters/{number}"""

    @operation("一件诉求", errors=(NotFound,))
    async def get(self, number: str) -> MatterView:
        """One of the asker's matters."""
        matter = await follow_matters.get_my_matter(self.ctx, resident=self.resident, number=number)
        return await tell(self.ctx, matter)


class ClaimBody(Request):
    """What the card from the group carries after ``c=``."""

    card_token: str = Field(min_length=8, max_length=64)


class MatterClaimsHandler(ResidentApiHandler):
    """/api/v1/matters/claims"""

    @operation("认领群里提出的诉求", errors=(NotFound, AlreadyClaimed))
    async def post(self, body: ClaimBody) -> MatterView:
        """Take the matter as one's own; again is harmless."""
        matter = await follow_matters.claim_matter(self.ctx, resident=self.resident, card_token=body.card_token)
        return await tell(self.ctx, matter)


class AdvisorMattersHandler(ProviderApiHandler):
    """/api/v1/advisor/matters"""

    @operation("我负责的诉求，未办的在前")
    async def get(self, query: PageQuery) -> Page[MatterView]:
        """Those owned and those of one's villages."""
        found = await follow_matters.list_advisor_matters(self.ctx, provider=self.provider)
        return await tell_page(self.ctx, found, query)


class AcceptanceHandler(ProviderApiHandler):
    """/api/v1/advisor/matters/{number}/acceptance"""

    @operation("受理诉求", errors=(NotFound, Recused, AlreadyAccepted, WrongMatterState))
    async def post(self, number: str) -> MatterView:
        """Take it on."""
        return await self._tell(await follow_matters.accept_matter(self.ctx, provider=self.provider, number=number))

    async def _tell(self, matter: Matter) -> MatterView:
        return await tell(self.ctx, matter)


class AnswerBody(Request):
    """What the advisor tells the resident."""

    text: str = Field(min_length=2, max_length=2000)


class MatterAnswerHandler(AcceptanceHandler):
    """/api/v1/advisor/matters/{number}/answer"""

    @operation("答复诉求", errors=(NotFound, Recused, AlreadyAccepted, WrongMatterState))
    async def post(self, number: str, body: AnswerBody) -> MatterView:
        """Write the answer."""
        answered = await follow_matters.answer_matter(self.ctx, provider=self.provider, number=number, text=body.text)
        return await self._tell(answered)


class RecusalHandler(ProviderApiHandler):
    """/api/v1/advisor/matters/{number}/recusal"""

    @operation("声明回避一件诉求，以后不再安排由我办理", errors=(NotFound,))
    async def post(self, number: str) -> Done:
        """Step back."""
        await recuse.step_back(self.ctx, provider=self.provider, number=number)
        return Done()
