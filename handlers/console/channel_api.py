"""Channels, for staff: binding codes, internal groups, join ways, words carried by hand, alarms."""

from pydantic import Field

from actions import bind_by_code, internal_groups, invite_to_group, manual_channel, raise_alarm
from domain.alarms import AlarmKind, AlarmSeen
from domain.errors import BadInput, NotAllowed, NotFound, PlatformFailure
from domain.pushes import DeliveryState, NotWaiting
from handlers.base import StaffApiHandler
from handlers.channel_models import BindingCodeView
from handlers.models import DIVISION_CODE, Answer, Request, ShanghaiTime
from handlers.operations import operation
from village_groups.inbox_worker import InboxWaker


class VillageCodeHandler(StaffApiHandler):
    """/api/v1/staff/villages/{code}/group-code"""

    @operation("取一个村的群绑定码，30分钟内在群里说“绑定 ＋ 绑定码”", status=201, errors=(NotFound, NotAllowed))
    async def post(self, code: str) -> BindingCodeView:
        """Good once, for half an hour."""
        made = await bind_by_code.make_village_code(self.ctx, staff=self.staff, village_code=code)
        return BindingCodeView(code=made.id, say=f"绑定 {made.id}", expires_at=made.expires_at)


class InternalGroupBody(Request):
    """An internal group's webhook."""

    name: str = Field(min_length=1, max_length=60)
    address: str = Field(min_length=20, max_length=300, description="群“消息推送”给出的地址；密钥加密保存，不再显示")
    division_code: str = Field(pattern=DIVISION_CODE, description="本乡镇或本县，内部提醒按它发送")


class InternalGroupView(Answer):
    """An internal group, without its key."""

    id: str
    name: str
    division_code: str | None


class InternalGroupsHandler(StaffApiHandler):
    """/api/v1/staff/internal-groups"""

    @operation("登记一个内部群（消息推送），用于紧急和超期提醒", status=201, errors=(NotFound, NotAllowed, BadInput))
    async def post(self, body: InternalGroupBody) -> InternalGroupView:
        """The same address again renames the group."""
        group = await internal_groups.register_internal_group(
            self.ctx, staff=self.staff, name=body.name, address=body.address, division_code=body.division_code
        )
        return InternalGroupView(id=group.id, name=body.name, division_code=group.village_code)


class JoinWayView(Answer):
    """A code to scan."""

    config_id: str
    picture_url: str
    village_code: str


class JoinWayHandler(StaffApiHandler):
    """/api/v1/staff/groups/{group_id}/join-way"""

    @operation("生成入群码：扫码进来的群自动绑定到本村", status=201, errors=(NotFound, NotAllowed, PlatformFailure))
    async def post(self, group_id: str) -> JoinWayView:
        """For a customer group that is bound."""
        made = await invite_to_group.make_join_way(self.ctx, staff=self.staff, group_id=group_id)
        return JoinWayView(config_id=made.config_id, picture_url=made.picture_url, village_code=made.village_code)


class WelcomeBody(Request):
    """Words for newcomers."""

    text: str = Field(min_length=1, max_length=900, description="%NICKNAME% 代表新成员的名字")


class WelcomeView(Answer):
    """The template."""

    template_id: str


class WelcomeHandler(StaffApiHandler):
    """/api/v1/staff/group-welcome"""

    @operation("设置客户群入群欢迎语", errors=(NotAllowed, BadInput, PlatformFailure))
    async def put(self, body: WelcomeBody) -> WelcomeView:
        """One for all groups; each owner chooses it once in WeCom."""
        made = await invite_to_group.set_welcome(self.ctx, staff=self.staff, text=body.text)
        return WelcomeView(template_id=made)


class PastedBody(Request):
    """What somebody wrote in a group that is served by hand."""

    group_id: str = Field(max_length=100)
    sender_name: str = Field(min_length=1, max_length=20)
    text: str = Field(min_length=1, max_length=2_000)


class PastedView(Answer):
    """Whether it was new."""

    is_new: bool


class PastedHandler(StaffApiHandler):
    """/api/v1/staff/pasted-messages"""

    @operation("贴入群里的一句话（人工转发）", status=201, errors=(NotFound, NotAllowed))
    async def post(self, body: PastedBody) -> PastedView:
        """Kept once a day; worked on like any other message."""
        is_new = await manual_channel.paste_in(
            self.ctx, staff=self.staff, group_id=body.group_id, sender_name=body.sender_name, text=body.text
        )
        waker: InboxWaker = self.application.settings["inbox_waker"]
        waker.wake()
        return PastedView(is_new=is_new)


class CopiedView(Answer):
    """A delivery that was carried by hand."""

    id: str
    state: DeliveryState


class CopiedHandler(StaffApiHandler):
    """/api/v1/staff/deliveries/{delivery_id}/copied"""

    @operation("标记“已发到群里”（人工转发）", errors=(NotFound, NotAllowed, NotWaiting))
    async def post(self, delivery_id: str) -> CopiedView:
        """Only now it counts as sent."""
        delivery = await manual_channel.confirm_copied(self.ctx, staff=self.staff, delivery_id=delivery_id)
        return CopiedView(id=delivery.id, state=delivery.state)


class AlarmView(Answer):
    """An alarm."""

    id: str
    kind: AlarmKind
    matter_number: str
    text: str
    created_at: ShanghaiTime
    open: bool


class AlarmSeenHandler(StaffApiHandler):
    """/api/v1/staff/alarms/{alarm_id}/note"""

    @operation("知晓一条提醒", errors=(NotFound, NotAllowed, AlarmSeen))
    async def post(self, alarm_id: str) -> AlarmView:
        """Who took note, and when, is kept."""
        alarm = await raise_alarm.take_note_of_alarm(self.ctx, staff=self.staff, alarm_id=alarm_id)
        return AlarmView(
            id=alarm.id,
            kind=alarm.kind,
            matter_number=alarm.matter_number,
            text=alarm.text,
            created_at=alarm.created_at,
            open=alarm.open,
        )
