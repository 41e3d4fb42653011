"""Groups and the ledger of matters, for staff."""

from pydantic import Field, field_validator

from actions import bind_group, follow_matters, recuse
from actions.bind_group import GroupTold
from actions.follow_matters import MatterTold
from domain.errors import BadInput, NotAllowed, NotFound
from domain.groups import CHANNEL_NAMES, ChannelName, Group, GroupElsewhere
from domain.matters import (
    MATTER_KIND_NAMES,
    MATTER_SOURCE_NAMES,
    MATTER_STATE_NAMES,
    Matter,
    MatterState,
    OppositionElsewhere,
    WrongMatterState,
)
from handlers.base import StaffApiHandler
from handlers.console.form_texts import split_words
from handlers.mini_program.matters import MatterEventView
from handlers.models import DIVISION_CODE, Answer, Page, PageQuery, Request, ShanghaiTime, cut_page
from handlers.operations import operation


class GroupView(Answer):
    """A group and the village it belongs to."""

    id: str
    channel: ChannelName
    channel_name: str
    chat_id: str
    name: str
    owner: str
    village_code: str | None
    village_name: str | None
    bound_at: ShanghaiTime | None
    language: str
    tags: list[str]

    @classmethod
    def of(cls, told: GroupTold) -> "GroupView":
        """The group as told."""
        group = told.group
        return cls(
            id=group.id,
            channel=group.channel,
            channel_name=CHANNEL_NAMES[group.channel],
            chat_id=group.chat_id,
            name=group.name,
            owner=group.owner,
            village_code=group.village_code,
            village_name=told.village.full_name if told.village else None,
            bound_at=group.bound_at,
            language=group.language,
            tags=list(group.tags),
        )


class GroupBody(Request):
    """A chat to be made known."""

    channel: ChannelName
    chat_id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    name: str = Field(min_length=1, max_length=60)
    owner: str = Field("", max_length=64, description="群主在企业微信中的账号；企业微信客户群必填")
    village_code: str = Field(pattern=DIVISION_CODE)


class StaffGroupHandlerBase(StaffApiHandler):
    """Tells groups."""

    async def tell(self, group: Group) -> GroupView:
        """The group with its village."""
        return GroupView.of(await bind_group.tell_group(self.ctx, group=group))


class LabelBody(Request):
    """What is read in a group and what sort of village it is."""

    language: str = Field("zh-CN", pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,8})*$")
    tags: list[str] = Field(default_factory=list, max_length=10)

    _split = field_validator("tags", mode="before")(split_words)


class GroupLabelsHandler(StaffGroupHandlerBase):
    """/api/v1/staff/groups/{group_id}/labels"""

    @operation("群的语言和标签", errors=(NotFound, NotAllowed, BadInput))
    async def put(self, group_id: str, body: LabelBody) -> GroupView:
        """Keep them."""
        group = await bind_group.label_group(
            self.ctx, staff=self.staff, group_id=group_id, language=body.language, tags=tuple(body.tags)
        )
        return await self.tell(group)


class StaffGroupsHandler(StaffGroupHandlerBase):
    """/api/v1/staff/groups"""

    @operation("村群，未绑定的在前")
    async def get(self, query: PageQuery) -> Page[GroupView]:
        """Groups of no village, then those of the region."""
        shown, next_cursor = cut_page(await bind_group.list_groups(self.ctx, staff=self.staff), query)
        return Page[GroupView](items=[GroupView.of(one) for one in shown], next_cursor=next_cursor)

    @operation("登记一个群并绑定到村", status=201, errors=(NotFound, NotAllowed, GroupElsewhere))
    async def post(self, body: GroupBody) -> GroupView:
        """Register and bind; a chat that is known is bound anew."""
        group = await bind_group.register_group(
            self.ctx,
            staff=self.staff,
            channel=body.channel,
            chat_id=body.chat_id,
            name=body.name,
            owner=body.owner,
            village_code=body.village_code,
        )
        return await self.tell(group)


class GroupVillageBody(Request):
    """Which village."""

    village_code: str = Field(pattern=DIVISION_CODE)


class GroupVillageHandler(StaffGroupHandlerBase):
    """/api/v1/staff/groups/{group_id}/village"""

    @operation("把群绑定到村", errors=(NotFound, NotAllowed, GroupElsewhere))
    async def put(self, group_id: str, body: GroupVillageBody) -> GroupView:
        """Bind."""
        group = await bind_group.bind_group(
            self.ctx, staff=self.staff, group_id=group_id, village_code=body.village_code
        )
        return await self.tell(group)


class StaffMatterView(Answer):
    """A matter in the ledger."""

    number: str
    kind: str
    kind_name: str
    source_name: str
    text: str
    state: MatterState
    state_name: str
    urgent: bool
    overdue: bool
    opposes: str | None
    village_name: str
    service_name: str | None
    owner_name: str | None
    sender_name: str
    deadline_at: ShanghaiTime
    created_at: ShanghaiTime
    history: list[MatterEventView]


class StaffMattersQuery(PageQuery):
    """Which part of the ledger."""

    state: MatterState | None = None
    days: int = Field(31, ge=1, le=366, description="多少天以来")


class StaffMatterHandlerBase(StaffApiHandler):
    """Tells matters."""

    async def tell_matter(self, matter: Matter) -> StaffMatterView:
        """The matter with names for its ids."""
        told: MatterTold = await follow_matters.tell_matter(self.ctx, matter=matter)
        return StaffMatterView(
            number=matter.id,
            kind=matter.kind,
            kind_name=MATTER_KIND_NAMES[matter.kind],
            source_name=MATTER_SOURCE_NAMES[matter.source],
            text=matter.text,
            state=matter.state,
            state_name=MATTER_STATE_NAMES[matter.state],
            urgent=matter.urgent,
            overdue=matter.is_late(self.ctx.now()),
            opposes=matter.opposes,
            village_name=told.village.spoken_name if told.village else "",
            service_name=told.service.name if told.service else None,
            owner_name=told.owner.name if told.owner else None,
            sender_name=matter.sender_name,
            deadline_at=matter.deadline_at,
            created_at=matter.created_at,
            history=[MatterEventView(at=event.at, text=event.text) for event in matter.history],
        )


class StaffMattersHandler(StaffMatterHandlerBase):
    """/api/v1/staff/matters"""

    @operation("诉求台账，紧急和临期的在前")
    async def get(self, query: StaffMattersQuery) -> Page[StaffMatterView]:
        """The region's matters."""
        found = await follow_matters.list_staff_matters(self.ctx, staff=self.staff, state=query.state, days=query.days)
        shown, next_cursor = cut_page(found, query)
        items = [await self.tell_matter(one) for one in shown]
        return Page[StaffMatterView](items=items, next_cursor=next_cursor)


class ClosureBody(Request):
    """How it ended."""

    text: str = Field(min_length=2, max_length=500)


class MatterClosureHandler(StaffMatterHandlerBase):
    """/api/v1/staff/matters/{number}/closure"""

    @operation("办结诉求", errors=(NotFound, NotAllowed, WrongMatterState))
    async def post(self, number: str, body: ClosureBody) -> StaffMatterView:
        """End it."""
        matter = await follow_matters.close_matter(self.ctx, staff=self.staff, number=number, text=body.text)
        return await self.tell_matter(matter)


class OppositionBody(Request):
    """Which matter is the other side's."""

    number: str = Field(min_length=3, max_length=40, description="对方那件诉求的编号")


class MatterOppositionHandler(StaffMatterHandlerBase):
    """/api/v1/staff/matters/{number}/opposition"""

    @operation("登记对方的诉求，双方的办理人员互相回避", errors=(NotFound, NotAllowed, BadInput, OppositionElsewhere))
    async def post(self, number: str, body: OppositionBody) -> StaffMatterView:
        """Set both sides; again is harmless."""
        matter = await recuse.oppose_matters(self.ctx, staff=self.staff, number=number, other=body.number)
        return await self.tell_matter(matter)
