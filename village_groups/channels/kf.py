"""WeChat customer service: one customer, within 48 hours and five messages of what they wrote last."""

import hashlib

from actions.context import Context
from actions.take_turn import take_turn
from domain.errors import Conflict
from domain.groups import Group
from domain.pushes import Delivery, DeliveryState, MediaFile
from village_groups.channels.descriptor import KF, fit_text
from village_groups.channels.direct import DirectAdapter
from village_groups.channels.submitted import Submitted

MSGID_LENGTH = 32


class WindowClosed(Conflict):
    """The customer wrote too long ago, or has been answered as often as the platform allows."""

    code = "reply_window_closed"
    message = "对方超过48小时没有说话，或已连续回复5条，平台不允许再发，请电话联系。"


class KfAdapter(DirectAdapter):
    """The window is kept on our side too: a message that the platform would refuse is not sent."""

    async def submit(self, ctx: Context, delivery: Delivery, group: Group, image: MediaFile | None) -> Submitted:
        """Raises: WindowClosed, PlatformFailure (95018: a person holds the conversation)."""
        msgid = hashlib.sha256(delivery.id.encode()).hexdigest()[:MSGID_LENGTH]
        if not await take_turn(ctx, group_id=group.id, msgid=msgid, delivery_id=delivery.id, window=KF.reply_window):
            raise WindowClosed()
        open_kfid, _, customer = group.chat_id.partition(":")
        text = fit_text(delivery.text, KF)
        await ctx.wechat.wecom.kf.send_text(open_kfid=open_kfid, external_userid=customer, text=text, msgid=msgid)
        return Submitted(msgid, DeliveryState.SENT)
