"""The smart bot of internal groups: the answer is laid ready and the platform fetches it; late ones go out once."""

from datetime import timedelta

from actions.context import Context
from domain.groups import Group
from domain.pushes import Delivery, DeliveryState, MediaFile
from village_groups.channels.descriptor import SMART_BOT, fit_text
from village_groups.channels.direct import DirectAdapter
from village_groups.channels.submitted import Outcome, Submitted

FETCHED_WITHIN = timedelta(minutes=6)


class SmartBotAdapter(DirectAdapter):
    """A stream: refresh callbacks ask for it for six minutes; after that the one-time address is used."""

    async def submit(self, ctx: Context, delivery: Delivery, group: Group, image: MediaFile | None) -> Submitted:
        """Lay the words ready; it counts as sent when the platform has fetched them."""
        stream_id = delivery.id.removeprefix("reply:")
        await ctx.store.bot_streams.finish(stream_id, fit_text(delivery.text, SMART_BOT))
        return Submitted(stream_id, DeliveryState.AWAITING_CONFIRM)

    async def poll(self, ctx: Context, delivery: Delivery, group: Group) -> Outcome:
        """Fetched, still expected, or to be sent to the one-time address. Raises: PlatformFailure."""
        stream = await ctx.store.bot_streams.find(delivery.platform_id or "")
        if stream and stream.fetched_at:
            return Outcome(DeliveryState.SENT, stream.fetched_at)
        if stream and ctx.now() < stream.started_at + FETCHED_WITHIN:
            return Outcome(DeliveryState.AWAITING_CONFIRM)
        if stream is None or not await ctx.store.bot_streams.take_response_code(stream.id):
            return Outcome(DeliveryState.EXPIRED, problem="平台没有来取这条回复。")
        await ctx.wechat.smart_bot.answer_late(stream.response_code, stream.content)
        return Outcome(DeliveryState.SENT, ctx.now())
