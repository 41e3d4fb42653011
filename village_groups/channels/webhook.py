"""Message push into an internal group: words, then the picture. The address's key is kept sealed."""

from actions.context import Context
from domain.errors import BadInput, ServiceError
from domain.groups import Group
from domain.pushes import Delivery, DeliveryState, MediaFile
from village_groups.channels.descriptor import WEBHOOK, fit_text
from village_groups.channels.direct import DirectAdapter
from village_groups.channels.submitted import PartlySent, Submitted


class WebhookAdapter(DirectAdapter):
    """The platform gives no message id; its errcode 0 is all that it ever says."""

    async def submit(self, ctx: Context, delivery: Delivery, group: Group, image: MediaFile | None) -> Submitted:
        """Raises: BadInput without a key, PlatformFailure."""
        key = await ctx.store.channel_secrets.find(group.id)
        if key is None:
            raise BadInput("这个内部群没有登记推送地址。", code="webhook_without_key")
        words_are_there = bool(delivery.parts_sent)
        if delivery.text and not words_are_there:
            await ctx.wechat.webhook.send_text(key, fit_text(delivery.text, WEBHOOK))
        try:
            if image:
                await ctx.wechat.webhook.send_image(key, image.content)
        except ServiceError as failure:
            raise PartlySent(1 if delivery.text else 0, failure) from failure
        return Submitted(delivery.id, DeliveryState.SENT)
