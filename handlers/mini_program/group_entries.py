"""Groups as the mini-program sees them: opened from a card, shared as a card, an advisor's binding code."""

from pydantic import Field

from actions import bind_by_code, enter_from_group, regions
from domain.errors import BadInput, NotFound
from domain.platform_errors import CodeRefused
from handlers.base import ProviderApiHandler, ResidentApiHandler
from handlers.channel_models import BindingCodeView
from handlers.models import Answer, Request
from handlers.operations import operation
from village_groups.replies import BOOKING_PAGE, push_card


class GroupEntryBody(Request):
    """What wx.getGroupEnterInfo gave, with a fresh code of wx.login."""

    code: str = Field(min_length=1, max_length=200)
    encrypted_data: str = Field(min_length=1, max_length=4_000)
    iv: str = Field(min_length=1, max_length=100)


class GroupEntryView(Answer):
    """The village of the group, where it is known."""

    village_code: str | None
    village_name: str | None


class GroupEntriesHandler(ResidentApiHandler):
    """/api/v1/group-entries"""

    @operation("从群里的卡片打开：是哪个村的群", errors=(BadInput, CodeRefused))
    async def post(self, body: GroupEntryBody) -> GroupEntryView:
        """The sealed data is opened here; the session key is nowhere kept."""
        village = await enter_from_group.enter_from_group(
            self.ctx, resident=self.resident, code=body.code, encrypted=body.encrypted_data, iv=body.iv
        )
        return GroupEntryView(
            village_code=village.id if village else None, village_name=village.full_name if village else None
        )


class ShareCardView(Answer):
    """What wx.onShareAppMessage returns."""

    title: str
    path: str


class ShareCardHandler(ResidentApiHandler):
    """/api/v1/villages/{code}/share-card"""

    @operation("一个村的转发卡片", errors=(NotFound,))
    async def get(self, code: str) -> ShareCardView:
        """Its scene carries the village."""
        village = await regions.get_standing_village(self.ctx, code=code)
        title = f"{village.spoken_name}公共法律服务：问律师、约公证、申请法律援助"
        return ShareCardView(title=title, path=f"{BOOKING_PAGE}?scene={push_card(village.id).scene}")


class AdvisorCodeHandler(ProviderApiHandler):
    """/api/v1/advisor/group-code"""

    @operation("取一个绑定码，在工作群里说“绑定 ＋ 绑定码”，机器人就认得您", status=201)
    async def post(self) -> BindingCodeView:
        """Good once, for half an hour."""
        made = await bind_by_code.make_provider_code(self.ctx, provider=self.provider)
        return BindingCodeView(code=made.id, say=f"绑定 {made.id}", expires_at=made.expires_at)
