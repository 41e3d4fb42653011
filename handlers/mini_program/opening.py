"""A provider's own opening rules."""

from actions import set_opening
from actions.desk_access import Desk, get_desk_provider
from domain.errors import BadInput
from domain.people import Provider
from handlers.base import ProviderApiHandler
from handlers.opening_models import OpeningBody, OpeningView
from handlers.operations import operation


class OpeningHandler(ProviderApiHandler):
    """/api/v1/advisor/opening"""

    @operation("我的出诊规则")
    async def get(self) -> OpeningView:
        """As it stands."""
        return await self._tell(await get_desk_provider(self.ctx, desk=Desk(provider=self.provider)))

    @operation("设置我的出诊规则；已有的预约不变，不再符合的会列出", errors=(BadInput,))
    async def put(self, body: OpeningBody) -> OpeningView:
        """Set it as a whole."""
        desk = Desk(provider=self.provider)
        return await self._tell(await set_opening.set_opening(self.ctx, desk=desk, form=body.form()))

    async def _tell(self, provider: Provider) -> OpeningView:
        return OpeningView.of(provider, await set_opening.tell_outside_opening(self.ctx, provider=provider))
