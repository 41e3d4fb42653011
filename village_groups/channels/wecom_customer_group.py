"""WeCom customer groups: we create a sending task, the group owner sends it with a tap, we poll what became of it.

One task serves all groups of one owner that are to get the same thing: the owner taps once, and still every group
has an outcome of its own.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from actions.context import Context
from actions.deliveries import list_task_deliveries
from actions.media import note_media
from domain.errors import BadInput, PlatformFailure
from domain.groups import Group
from domain.platform_errors import CallFailed, SlowDown
from domain.pushes import Delivery, DeliveryState, MediaFile
from village_groups.channels.descriptor import WECOM_CUSTOMER_GROUP, fit_text
from village_groups.channels.rates import call_rates
from village_groups.channels.submitted import Outcome, Submitted, TaskCreated

# The platform's numbers of get_groupmsg_send_result.
SENT, NOT_A_FRIEND, ANOTHER_CAME_FIRST = 1, 2, 3
REFUSED_WORDS = {
    NOT_A_FRIEND: "群主已不在这个群里，没有送达。",
    ANOTHER_CAME_FIRST: "这个群今天已收到另一条群发，没有送达。",
}
REFUSED = BadInput("企业微信没有接受这个群，请检查群主和群状态。", code="group_refused")
CLOCKS_DIFFER = timedelta(minutes=2)
INVALID_MEDIA_ID = 40007
MEDIA_GOOD_FOR = timedelta(days=2)  # the platform keeps it for three


class WeComCustomerGroupAdapter:
    """Tasks for one owner's groups."""

    async def submit(self, ctx: Context, delivery: Delivery, group: Group, image: MediaFile | None) -> Submitted:
        """A task for a single group. Raises: BadInput without an owner, PlatformFailure."""
        created = await self.create_task(ctx, [delivery], group.owner, image)
        if delivery.chat_id in created.refused_chat_ids:
            raise REFUSED
        return Submitted(created.task_id, DeliveryState.AWAITING_CONFIRM)

    async def create_task(
        self, ctx: Context, together: Sequence[Delivery], owner: str, image: MediaFile | None
    ) -> TaskCreated:
        """A task for all of them, which carry the same words. Raises: BadInput without an owner, PlatformFailure."""
        if not owner:
            raise BadInput("这个群没有登记群主，不能群发。", code="group_without_owner")
        attachments = []
        if image:
            media_id = await self._upload(ctx, image)
            attachments.append({"msgtype": "image", "image": {"media_id": media_id}})
        try:
            task = await ctx.wechat.wecom.create_group_task(
                sender=owner,
                chat_ids=[one.chat_id for one in together],
                text=task_text(together[0]),
                attachments=attachments,
                rates=call_rates(WECOM_CUSTOMER_GROUP, credential="corporation"),
            )
        except CallFailed as failure:
            raise await self._after_refusal(ctx, image, failure) from None
        return TaskCreated(task.msgid, frozenset(task.failed_chat_ids))

    async def poll(self, ctx: Context, delivery: Delivery, group: Group) -> Outcome:
        """What became of one group's copy."""
        outcomes = await self.poll_task(ctx, delivery.platform_id or "", group.owner)
        return outcomes.get(delivery.chat_id, Outcome(DeliveryState.AWAITING_CONFIRM))

    async def poll_task(self, ctx: Context, task_id: str, owner: str) -> dict[str, Outcome]:
        """What became of every group's copy, by chat."""
        found = {}
        for row in await ctx.wechat.wecom.task_results(task_id, owner):
            status = int(row.status)
            if status == SENT:
                found[row.chat_id] = Outcome(DeliveryState.SENT, row.sent_at)
            elif status in REFUSED_WORDS:
                found[row.chat_id] = Outcome(DeliveryState.FAILED, problem=REFUSED_WORDS[status])
        return found

    async def find_task(
        self, ctx: Context, together: Sequence[Delivery], owner: str, since: datetime
    ) -> TaskCreated | None:
        """The task that we made without hearing of it: the same owner, words and groups, not made before then."""
        wecom, wanted = ctx.wechat.wecom, {one.chat_id for one in together}
        for task in await wecom.tasks_between(since - CLOCKS_DIFFER, ctx.now() + CLOCKS_DIFFER, owner):
            if task.text == task_text(together[0]):
                chats = {row.chat_id for row in await wecom.task_results(task.msgid, owner)}
                if chats and chats <= wanted and not await self._is_known(ctx, task.msgid):
                    return TaskCreated(task.msgid, frozenset(wanted - chats))
        return None

    async def remind(self, ctx: Context, delivery: Delivery) -> None:
        """Nudge the owner; the platform allows three a day."""
        await ctx.wechat.wecom.remind_task(delivery.platform_id or "")

    async def cancel(self, ctx: Context, delivery: Delivery) -> None:
        """Take the task back."""
        await ctx.wechat.wecom.cancel_task(delivery.platform_id or "")

    async def _is_known(self, ctx: Context, task_id: str) -> bool:
        return bool(await list_task_deliveries(ctx, platform_id=task_id))

    async def _upload(self, ctx: Context, image: MediaFile) -> str:
        """What the platform calls it, uploaded once for all tasks.

        Raises: SlowDown when nobody knows whether it came: an image that lies there twice harms nobody.
        """
        if image.media_id and image.media_until and image.media_until > ctx.now():
            return image.media_id
        try:
            media_id = await ctx.wechat.wecom.upload_image(image.content, f"{image.id[:16]}.jpg")
        except PlatformFailure as failure:
            if failure.outcome != "unknown":
                raise
            raise _again_soon(failure) from None
        await note_media(ctx, file=image, media_id=media_id, good_for=MEDIA_GOOD_FOR)
        return media_id

    async def _after_refusal(self, ctx: Context, image: MediaFile | None, failure: CallFailed) -> CallFailed:
        """The platform may have lost an image before its time: then it is uploaded anew."""
        if image is None or failure.errcode != INVALID_MEDIA_ID:
            return failure
        await note_media(ctx, file=image, media_id="", good_for=MEDIA_GOOD_FOR)
        return _again_soon(failure)


def _again_soon(failure: PlatformFailure) -> SlowDown:
    return SlowDown(failure.message, path="media/upload", outcome="not_sent", retry_after_seconds=10)


def task_text(delivery: Delivery) -> str:
    """The words of the task, as long as the platform takes."""
    return fit_text(delivery.text, WECOM_CUSTOMER_GROUP)
