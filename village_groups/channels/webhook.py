"""Message push into an internal group: words, then the picture. The address's key is kept sealed."""

from actions.context import Context
from domain.errors import BadInput
from domain.groups import Group
from domain.pushes import Delivery, DeliveryState, MediaFile
from village_groups.channels.descriptor import WEBHOOK, fit_text
from village_groups.channels.direct import DirectAdapter
from village_groups.channels.submitted import Submitted


class WebhookAdapter(DirectAdapter):
    """The platform gives no message id; its errcode 0 is all that it ever says."""

    async def submit(self, ctx: Context, delivery: Delivery, group: Group, image: MediaFile | None) -> Submitted:
        """Raises: BadInput without a key, PlatformFailure."""
        key = await ctx.store.channel_secrets.find(group.id)
        if key is None:
            raise BadInput("这个内部群没有登记推送地址。", code="webhook_without_key")
        if delivery.text:
            await ctx.wechat.webhook.send_text(key, fit_text(delivery.text, WEBHOOK))
        if image:
            await ctx.wechat.webhook.send_image(key, image.content)
        return Submitted(delivery.id, DeliveryState.SENT)
