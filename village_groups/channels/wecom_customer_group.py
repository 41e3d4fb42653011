"""WeCom customer groups: we create a sending task, the group owner sends it with a tap, we poll what became of it."""

from actions.context import Context
from domain.errors import BadInput
from domain.groups import Group
from domain.pushes import Delivery, DeliveryState, MediaFile
from village_groups.channels.descriptor import WECOM_CUSTOMER_GROUP, fit_text
from village_groups.channels.submitted import Outcome, Submitted

# The platform's numbers of get_groupmsg_send_result.
SENT, NOT_A_FRIEND, ANOTHER_CAME_FIRST = 1, 2, 3
REFUSED_WORDS = {
    NOT_A_FRIEND: "群主已不在这个群里，没有送达。",
    ANOTHER_CAME_FIRST: "这个群今天已收到另一条群发，没有送达。",
}


class WeComCustomerGroupAdapter:
    """One task for one group, so that every group has its own outcome."""

    async def submit(self, ctx: Context, delivery: Delivery, group: Group, image: MediaFile | None) -> Submitted:
        """Create the task. Raises: BadInput without an owner, PlatformFailure."""
        if not group.owner:
            raise BadInput("这个群没有登记群主，不能群发。", code="group_without_owner")
        wecom = ctx.wechat.wecom
        attachments = []
        if image:
            media_id = await wecom.upload_image(image.content, f"{image.id[:16]}.jpg")
            attachments.append({"msgtype": "image", "image": {"media_id": media_id}})
        text = fit_text(delivery.text, WECOM_CUSTOMER_GROUP)
        task = await wecom.create_group_task(
            sender=group.owner, chat_ids=[group.chat_id], text=text, attachments=attachments
        )
        if group.chat_id in task.failed_chat_ids:
            raise BadInput("企业微信没有接受这个群，请检查群主和群状态。", code="group_refused")
        return Submitted(task.msgid, DeliveryState.AWAITING_CONFIRM)

    async def poll(self, ctx: Context, delivery: Delivery, group: Group) -> Outcome:
        """Ask for the result in this group."""
        rows = await ctx.wechat.wecom.task_results(delivery.platform_id or "", group.owner)
        row = next((one for one in rows if one.chat_id == group.chat_id), None)
        status = int(row.status) if row else 0
        if row and status == SENT:
            return Outcome(DeliveryState.SENT, row.sent_at)
        if status in REFUSED_WORDS:
            return Outcome(DeliveryState.FAILED, problem=REFUSED_WORDS[status])
        return Outcome(DeliveryState.AWAITING_CONFIRM)

    async def remind(self, ctx: Context, delivery: Delivery) -> None:
        """Nudge the owner; the platform allows three a day."""
        await ctx.wechat.wecom.remind_task(delivery.platform_id or "")

    async def cancel(self, ctx: Context, delivery: Delivery) -> None:
        """Take the task back."""
        await ctx.wechat.wecom.cancel_task(delivery.platform_id or "")
