"""The simulated group: what is posted is there at once, and the same message id is kept once."""

from typing import Any

from actions.context import Context
from domain.errors import ServiceError
from domain.groups import Group
from domain.pushes import Delivery, DeliveryState, MediaFile
from village_groups.channels.descriptor import SIMULATOR, fit_text
from village_groups.channels.direct import DirectAdapter
from village_groups.channels.rates import call_rates
from village_groups.channels.submitted import PartlySent, Submitted


class SimulatorAdapter(DirectAdapter):
    """Posts poster, words and card one after another."""

    async def submit(self, ctx: Context, delivery: Delivery, group: Group, image: MediaFile | None) -> Submitted:
        """Post every part under an id of its own, so that a second try repeats nothing."""
        rates = call_rates(SIMULATOR, conversation=group.chat_id, credential="simulator")
        for number, part in enumerate(self._parts(ctx, delivery, image)):
            try:
                await ctx.wechat.simulator.send(group.chat_id, {**part, "msgid": f"{delivery.id}:{number}"}, rates)
            except ServiceError as failure:
                raise PartlySent(number, failure) from failure
        return Submitted(delivery.id, DeliveryState.SENT)

    def _parts(self, ctx: Context, delivery: Delivery, image: MediaFile | None) -> list[dict[str, Any]]:
        parts: list[dict[str, Any]] = []
        if image:
            url = f"{ctx.settings.public_url}/media/{image.id}"
            parts.append({"msgtype": "image", "image": {"url": url}})
        if delivery.text:
            parts.append({"msgtype": "text", "text": {"content": fit_text(delivery.text, SIMULATOR)}})
        if delivery.card:
            card = {"title": delivery.card.title, "page": delivery.card.page, "scene": delivery.card.scene}
            parts.append({"msgtype": "card", "card": card})
        return parts
